"""Any sentence-transformers model as an encoder.

Importing this module imports neither torch nor sentence_transformers; that happens when a model
is loaded, which takes several seconds and some 400 MB.
"""

from __future__ import annotations

import hashlib
import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher import model_files
from matcher.encoder import EncoderUnavailable, unit_rows
from matcher.text import cleaned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.encoder import TextRole

# This family was trained with prefixes (Wang et al. 2022), which its folders do not always name.
# The library puts in front what a folder does name; the instructed ones want other words.
_E5 = re.compile(r"(^|[-_])e5-(small|base|large)(?!.*instruct)", re.IGNORECASE)
_E5_PREFIXES: dict[TextRole, str] = {"need": "query: ", "statement": "passage: "}
_NO_PREFIXES: dict[TextRole, str] = {"need": "", "statement": ""}


class SentenceTransformerEncoder:
    """Sentence embeddings (Reimers & Gurevych 2019) by any model of that library, on the CPU.

    Weights come from safetensors alone, and no code that a model brings along is run. Raises
    EncoderUnavailable when the model is missing, damaged, pickled or wants to run its own code.
    """

    def __init__(self, model: str | Path, *, allow_download: bool = False) -> None:
        self.name = str(model)
        _require_library(self.name)
        folder = model_files.find_folder(self.name, allow_download=allow_download)
        files_sha256 = model_files.digest(folder)
        self._model = _load(self.name, folder)
        self._prefixes = _prefixes(self.name, self._model.prompts)
        self.sha256 = hashlib.sha256(f"{files_sha256} {self._prefixes}".encode()).hexdigest()

    def encode(self, texts: Sequence[str], role: TextRole) -> NDArray[np.float32]:
        """Rows of length 1 (zeros for a text without content), shape (len(texts), dimensions).

        Raises EncoderUnavailable, also when the memory does not suffice.
        """
        prompts = [self._prefixes[role] + cleaned(text) for text in texts]
        # These put the model's own prompt for the role in front, where it has one.
        encode = self._model.encode_query if role == "need" else self._model.encode_document
        try:
            vectors = np.asarray(
                encode(prompts, convert_to_numpy=True, show_progress_bar=False), np.float32
            )
            return unit_rows(vectors.reshape(len(texts), -1))
        except Exception as error:  # Whatever a foreign model raises, the answer is to go on.
            raise EncoderUnavailable(f"Model {self.name!r} failed to encode: {error}") from error


def _prefixes(name: str, prompts: dict[str, str]) -> dict[TextRole, str]:
    brings_its_own = any(prompts.values())
    is_e5 = _E5.search(Path(name).name) is not None
    return _E5_PREFIXES if is_e5 and not brings_its_own else _NO_PREFIXES


def _require_library(name: str) -> None:
    if find_spec("sentence_transformers") is None:
        raise EncoderUnavailable(
            f"Model {name!r} needs the package sentence-transformers, which is not installed: "
            'please install "ecotechub[models]".'
        )


def _load(name: str, folder: Path) -> Any:
    try:
        from sentence_transformers import SentenceTransformer

        with model_files.without_pickles(folder) as view:
            return SentenceTransformer(
                str(view),
                device="cpu",
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
    except Exception as error:  # The library raises whatever its file formats raise.
        raise EncoderUnavailable(
            f"Model {name!r} cannot be loaded from {folder}: {type(error).__name__}: {error}"
        ) from error
