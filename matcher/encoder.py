"""Dense vectors for needs and statements: what the matcher asks of a model, and how one is had.

Importing this module loads no model and no library that runs one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

TextRole = Literal["need", "statement"]
BUNDLED = "bundled"

TEXT_VERSION = "1"
"""Raise it whenever a model gets the same text in other words, as after a change of what
`matcher.text.cleaned` does: vectors that were stored before are then no longer used."""


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
    from matcher.sentence_encoder import SentenceTransformerEncoder

    return SentenceTransformerEncoder(model, allow_download=allow_download)


def unit_rows(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Every row divided by its length; a row that is zero or not finite becomes zeros."""
    finite = np.where(np.isfinite(vectors).all(axis=1, keepdims=True), vectors, 0.0)
    lengths = np.linalg.norm(finite, axis=1, keepdims=True)
    unit: NDArray[np.float32] = (finite / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)
    return unit
