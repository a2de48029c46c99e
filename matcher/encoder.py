"""Dense vectors for needs and statements, from any sentence-transformers model.

Importing this module imports neither torch nor sentence_transformers; that happens when an
encoder is loaded, which takes several seconds and some 400 MB.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np

from matcher.text import cleaned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

TextRole = Literal["need", "statement"]
BUNDLED = "bundled"

# These families were trained with a prefix, and some of their model folders do not name it.
_PREFIXES: dict[str, dict[TextRole, str]] = {
    "e5-": {"need": "query: ", "statement": "passage: "},
}


class EncoderUnavailable(RuntimeError):
    """The configured model cannot be loaded or used; the text says which, why and what to do."""


class Encoder(Protocol):
    """What the matcher asks of a model."""

    @property
    def name(self) -> str:
        """The model's name or path, as configured."""
        ...

    @property
    def sha256(self) -> str:
        """SHA-256 in hexadecimal over everything that decides the vectors."""
        ...

    def encode(self, texts: Sequence[str], role: TextRole) -> NDArray[np.float32]:
        """One row per text, shape (len(texts), dimensions), rows of length 1 or all zeros.

        Raises EncoderUnavailable when the model fails.
        """
        ...


def load_encoder(model: str | Path, *, allow_download: bool = False) -> Encoder:
    """The model that comes with the package, `BUNDLED`, or one by name or local path.

    Without `allow_download` only models already on this machine are used, and no connection is
    made. Raises EncoderUnavailable with a text for the operator when there is no such model.
    """
    if str(model) == BUNDLED:
        from matcher.bundled_encoder import BundledEncoder

        return BundledEncoder()
    return SentenceTransformerEncoder(model, allow_download=allow_download)


class SentenceTransformerEncoder:
    """Sentence embeddings (Reimers & Gurevych 2019) by any model of that library, on the CPU."""

    def __init__(self, model: str | Path, *, allow_download: bool = False) -> None:
        self.name = str(model)
        self._model = _load(self.name, allow_download=allow_download)
        self.sha256 = _digest(self._model)
        self._prefixes = next(
            (prefixes for family, prefixes in _PREFIXES.items() if family in self.name.lower()),
            {"need": "", "statement": ""},
        )

    def encode(self, texts: Sequence[str], role: TextRole) -> NDArray[np.float32]:
        """Rows of length 1 (zeros for a text without content), shape (len(texts), dimensions)."""
        prompts = [self._prefixes[role] + cleaned(text) for text in texts]
        encode = self._model.encode_query if role == "need" else self._model.encode_document
        try:
            vectors = np.asarray(
                encode(prompts, convert_to_numpy=True, show_progress_bar=False), np.float32
            )
        except Exception as error:  # Whatever a foreign model raises, the answer is to go on.
            raise EncoderUnavailable(f"Model {self.name!r} failed to encode: {error}") from error
        return unit_rows(vectors.reshape(len(texts), -1))


def unit_rows(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Every row divided by its length; a row that is zero or not finite becomes zeros."""
    finite = np.where(np.isfinite(vectors).all(axis=1, keepdims=True), vectors, 0.0)
    lengths = np.linalg.norm(finite, axis=1, keepdims=True)
    unit: NDArray[np.float32] = (finite / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)
    return unit


def _load(name: str, *, allow_download: bool) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise EncoderUnavailable(
            f"Model {name!r} needs the package sentence-transformers, which cannot be imported: "
            f"{error}"
        ) from error
    try:
        return SentenceTransformer(name, device="cpu", local_files_only=not allow_download)
    except Exception as error:  # The library raises whatever its file formats raise.
        hint = (
            "and it could not be downloaded"
            if allow_download
            else "and downloading is not allowed; give a local folder or fetch the model first"
        )
        raise EncoderUnavailable(
            f"Model {name!r} cannot be loaded: it is neither a usable folder nor a model "
            f"stored on this machine, {hint}. ({type(error).__name__}: {error})"
        ) from error


def _digest(model: Any) -> str:
    """Over weights and tokenizer, because either changes the vectors."""
    digest = hashlib.sha256()
    for key, weights in sorted(model.state_dict().items()):
        digest.update(f"{key} {tuple(weights.shape)} {weights.dtype}".encode())
        digest.update(weights.detach().cpu().float().contiguous().numpy().tobytes())
    vocabulary: dict[str, int] = getattr(model.tokenizer, "get_vocab", dict)()
    digest.update(repr(sorted(vocabulary.items())).encode())
    return digest.hexdigest()
