"""From log-odds to a probability, a band, and the honest answer that nobody fits.

Two things decide whether somebody is useful: whether the message asks for what professors do at
all, and how well the pair fits. "Used baler wanted" has the words of a real problem and wants
none of it, so its scope is judged by itself, from wording and meaning of the whole text.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from matcher.lexical import count_grams, unit_length
from matcher.types import Band

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from numpy.typing import NDArray
    from scipy import sparse

# Scores are calibrated, so a band is a promise: of strong proposals at least half are useful.
HIGH_FROM = 0.5
MEDIUM_FROM = 0.2
GRAM_COLUMNS = 2**14
_NGRAMS = (3, 5)
# Beyond these log-odds nothing is known any more.
_MOST = 40.0


@dataclass(frozen=True)
class Scope:
    """Two logistic regressions, over character n-grams and over the unit vectors of one model.

    `gram_idf` and `gram_weights` have shape (GRAM_COLUMNS,), `dense_weights` (dimensions,). Of
    each channel the log-odds are multiplied by a slope: `words` is slope and intercept of n-grams
    alone, `both` the slopes of n-grams and vectors and the intercept. Fitted on messages written in
    pairs that differ in what is asked for, not in what it is about; see `matcher.training`. Half of
    them are out of scope, so it doubts more than mail deserves.
    """

    model_sha256: str
    gram_idf: NDArray[np.float32]
    gram_weights: NDArray[np.float32]
    dense_weights: NDArray[np.float32]
    words: tuple[float, float]
    both: tuple[float, float, float]

    def chance(self, text: str, vector: NDArray[np.float32] | None, model_sha256: str) -> float:
        """That the message asks for what professors do.

        Where there is no vector, or one of another model, its wording decides alone.
        """
        wording = float((gram_rows([text], self.gram_idf) @ self.gram_weights)[0])
        if vector is None or model_sha256 != self.model_sha256:
            slope, intercept = self.words
            return probability(slope * wording + intercept)
        slope, dense_slope, intercept = self.both
        meaning = float(vector @ self.dense_weights)
        return probability(slope * wording + dense_slope * meaning + intercept)


def gram_rows(texts: Sequence[str], idf: NDArray[np.float32] | None = None) -> sparse.csr_array:
    """Unit rows of damped counts of character n-grams, shape (texts, GRAM_COLUMNS)."""
    rows = count_grams(texts, _NGRAMS, GRAM_COLUMNS)
    rows.data = 1 + np.log(rows.data)
    if idf is not None:
        rows.data *= idf[rows.indices]
    return unit_length(rows)


def in_scope(
    log_odds: NDArray[np.float64], chance: float | NDArray[np.float64]
) -> NDArray[np.float64]:
    """Log-odds, of any shape, that the need is in scope and the pair fits."""
    joint = chance / (1 + np.exp(-np.clip(log_odds, -_MOST, _MOST)))
    joint = np.clip(joint, math.exp(-_MOST), 1 - 1e-12)
    joined: NDArray[np.float64] = np.log(joint) - np.log1p(-joint)
    return joined


def probability(log_odds: float) -> float:
    """In (0, 1), of log-odds of any size."""
    return 1 / (1 + math.exp(-max(-_MOST, min(_MOST, log_odds))))


def band(log_odds: float) -> Band:
    """For people who may not see the probability."""
    chance = probability(log_odds)
    if chance >= HIGH_FROM:
        return Band.HIGH
    return Band.MEDIUM if chance >= MEDIUM_FROM else Band.LOW


@cache
def bundled_scope() -> Scope:
    """The scope that belongs to the bundled model."""
    return read_scope(files("matcher") / "bundled" / "scope.npz")


def read_scope(path: Path | Traversable) -> Scope:
    """As `matcher.training` writes it."""
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
        return Scope(
            model_sha256=str(stored["model_sha256"]),
            gram_idf=stored["gram_idf"].astype(np.float32),
            gram_weights=stored["gram_weights"].astype(np.float32),
            dense_weights=stored["dense_weights"].astype(np.float32),
            words=tuple(stored["words"].tolist()),
            both=tuple(stored["both"].tolist()),
        )
