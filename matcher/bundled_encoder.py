"""The bundled German-English model, run by ONNX Runtime and tokenizers: no torch, no downloads.

Two models share one vocabulary: a six-layer transformer, and a table whose summed rows stand for
a text. Their vectors are joined so that a cosine is a weighted mean of both cosines.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.encoder import EncoderUnavailable, unit_rows
from matcher.text import cleaned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.encoder import TextRole

FORMAT = 1
BUNDLED_MODEL = Path(__file__).parent / "bundled" / "model"
_MOST_PIECES = 256
_UNKNOWN = 1
_MOST_CHARACTERS = 20_000
_FILES = (
    *("tokenizer.json", "body.onnx"),
    *("pieces.npy", "pieces_scales.npy", "static.npy", "static_scales.npy"),
)


class BundledEncoder:
    """Vectors of one joint space for German and English; need and statement are encoded alike.

    Texts are cut after 256 word pieces. One thread by default, so that vectors do not depend on
    the machine's load, and workers do not fight for cores. Raises EncoderUnavailable when a file
    is missing, was changed or cannot be read.
    """

    def __init__(self, folder: Path = BUNDLED_MODEL, *, threads: int = 1) -> None:
        manifest = _read_manifest(folder)
        contents = {name: _verified(folder / name, manifest["files"][name]) for name in _FILES}
        self.name: str = manifest["name"]
        self.sha256 = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
        share = float(manifest["static_share"])
        self._parts = (np.sqrt(1 - share), np.sqrt(share))
        try:
            self._tokenizer = _tokenizer(contents["tokenizer.json"])
            self._session = _session(contents["body.onnx"], threads)
            self._pieces = _Table(contents["pieces.npy"], contents["pieces_scales.npy"])
            self._static = _Table(contents["static.npy"], contents["static_scales.npy"])
        except ImportError as error:
            raise EncoderUnavailable(
                "The bundled model needs the packages onnxruntime and tokenizers, one of which "
                f"cannot be imported: {error}"
            ) from error
        except Exception as error:  # ONNX Runtime and tokenizers raise their own kinds.
            raise EncoderUnavailable(
                f"The bundled model in {folder} cannot be loaded: {error}"
            ) from error

    @property
    def deep_dimensions(self) -> int:
        """So many columns come from the transformer; those after them from the static table."""
        return self._pieces.dimensions

    def encode(self, texts: Sequence[str], role: TextRole) -> NDArray[np.float32]:
        """Rows of length 1, zeros for a text without words, shape (len(texts), dimensions).

        Raises EncoderUnavailable, also when the memory does not suffice.
        """
        try:
            return self._encoded([cleaned(text[:_MOST_CHARACTERS]) for text in texts])
        except Exception as error:  # ONNX Runtime and tokenizers raise their own kinds.
            raise EncoderUnavailable(f"The bundled model failed to encode: {error}") from error

    def word_vectors(self, words: Sequence[str]) -> NDArray[np.float32]:
        """What each word adds to the static half of a text's vector, before that gets length 1.

        Shape (len(words), dimensions of the static table).
        """
        encodings = self._tokenizer.encode_batch(list(words), add_special_tokens=False)
        return self._static.sums(
            [[piece for piece in encoding.ids if piece != _UNKNOWN] for encoding in encodings]
        )

    def _encoded(self, texts: Sequence[str]) -> NDArray[np.float32]:
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]
        deep = self._deep_vectors(ids)
        words = [[piece for piece in text[1:-1] if piece != _UNKNOWN] for text in ids]
        flat = unit_rows(self._static.sums(words))
        joined = np.hstack([self._parts[0] * deep, self._parts[1] * flat])
        joined[[not text for text in words]] = 0.0
        return unit_rows(joined)

    def _deep_vectors(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        # One text at a time: in a batch the last bits depend on the neighbours, and a statement
        # must get the same vector whenever it is encoded. A batch would be a fifth faster.
        vectors = np.zeros((len(ids), self._pieces.dimensions), np.float32)
        for row, text in enumerate(ids):
            inputs = {
                "embedded": self._pieces[np.array([text], np.int64)],
                "mask": np.ones((1, len(text)), np.int32),
            }
            vectors[row] = self._session.run(["vectors"], inputs)[0][0]
        return vectors


class _Table:
    """Rows of 8-bit integers, each with its factor."""

    def __init__(self, integers: bytes, factors: bytes) -> None:
        self._integers = _array(integers)
        self._factors = _array(factors)
        if self._integers.dtype != np.int8 or len(self._factors) != len(self._integers):
            raise ValueError("a table's rows and factors do not belong together")
        self.dimensions: int = self._integers.shape[1]

    def __getitem__(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        picked: NDArray[np.float32] = self._integers[rows] * self._factors[rows][..., None]
        return picked

    def sums(self, texts: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """The sum of the rows of every text, shape (texts, dimensions)."""
        return (
            np.stack(
                [self[np.array(text, np.int64)].sum(axis=0, dtype=np.float32) for text in texts]
            )
            if texts
            else np.zeros((0, self.dimensions), np.float32)
        )


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
        missing = [name for name in _FILES if name not in manifest["files"]]
        is_readable = manifest["format"] == FORMAT and not missing
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderUnavailable(
            f"There is no usable model in {folder}: manifest.json is missing or damaged ({error})."
        ) from error
    if not is_readable:
        raise EncoderUnavailable(f"The model in {folder} was made for another version.")
    return manifest


def _verified(path: Path, sha256: str) -> bytes:
    """The file's bytes, after its hash was checked."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EncoderUnavailable(f"The model file {path} cannot be read: {error}") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise EncoderUnavailable(
            f"The model file {path} is damaged or was changed: its SHA-256 is not the one in "
            "manifest.json. Install the package again."
        )
    return content


def _array(content: bytes) -> NDArray[Any]:
    from io import BytesIO

    array: NDArray[Any] = np.load(BytesIO(content), allow_pickle=False)
    return array


def _tokenizer(content: bytes) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(content.decode("utf-8"))
    tokenizer.enable_truncation(_MOST_PIECES)
    tokenizer.no_padding()
    return tokenizer


def _session(content: bytes, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
