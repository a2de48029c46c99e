"""Aspect-by-expert similarities, the features made of them, and the fusion into one score."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from matcher.types import Band

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from matcher.encoder import Encoder
    from matcher.index import Snapshot

LEXICAL_FEATURES = (
    "profile_grams",
    "profile_terms",
    "aspect_grams",
    "aspect_terms",
)
DENSE_FEATURES = ("top_dense", "profile_dense", "aspect_dense")
_TOP_STATEMENTS = 3
_LEXICAL_SHARE = 0.2


@dataclass(frozen=True)
class NeedRows:
    """A need as vectors: one row per aspect, and one row for the whole text.

    `weights` are the saliences, shape (aspects,), summing to 1; `dense` has the whole text's
    vector as its last row, shape (aspects + 1, dimensions), or is None.
    """

    weights: NDArray[np.float64]
    aspect_grams: sparse.csr_array
    aspect_terms: sparse.csr_array
    whole_grams: sparse.csr_array
    whole_terms: sparse.csr_array
    dense: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class Fusion:
    """A logistic regression over lexical features, and what is derived from its scores.

    `means`, `deviations` and `weights` have shape (features,) and are frozen.
    """

    version: str
    means: NDArray[np.float64]
    deviations: NDArray[np.float64]
    weights: NDArray[np.float64]
    intercept: float
    high_from: float
    medium_from: float
    abstain_below: float | None
    dense_high_from: float
    dense_medium_from: float

    def score(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log-odds, shape (experts,), from features of shape (experts, features)."""
        standardised = (features - self.means) / self.deviations
        scores: NDArray[np.float64] = standardised @ self.weights + self.intercept
        return scores

    def band(self, score: float) -> Band:
        """The band for people who may not see the score."""
        if score >= self.high_from:
            return Band.HIGH
        return Band.MEDIUM if score >= self.medium_from else Band.LOW

    def dense_band(self, score: float) -> Band:
        """The band of a score that a model takes part in, by the bundled model's thresholds."""
        if score >= self.dense_high_from:
            return Band.HIGH
        return Band.MEDIUM if score >= self.dense_medium_from else Band.LOW


@dataclass(frozen=True)
class DenseScale:
    """Mean and deviation of a model's cosines between needs and statements that do not fit.

    Models differ widely in both, so cosines only compare after this.
    """

    mean: float
    deviation: float

    def join(self, lexical: NDArray[np.float64], dense: NDArray[np.float64]) -> NDArray[np.float64]:
        """Lexical scores, shape (experts,), and dense features, shape (experts, 3), as scores.

        Fixed weights, because a fit would hold for one model only: most of the signal is dense
        where needs and profiles share few words, and words decide between near equals.
        """
        standardised = (dense - self.mean) / self.deviation
        joined: NDArray[np.float64] = _LEXICAL_SHARE * lexical + (
            1 - _LEXICAL_SHARE
        ) * standardised.mean(axis=1)
        return joined


@cache
def bundled_reference() -> tuple[list[str], list[str]]:
    """Needs and statements of different subjects, by which a model's cosines are scaled."""
    stored = json.loads((files("matcher") / "bundled" / "reference.json").read_text("utf-8"))
    return stored["needs"], stored["statements"]


def dense_scale(encoder: Encoder) -> DenseScale:
    """The scale of a model, from the bundled reference texts. Raises EncoderUnavailable."""
    needs, statements = bundled_reference()
    cosines = encoder.encode(needs, "need") @ encoder.encode(statements, "statement").T
    # Need and statement number i are about the same subject and do not count.
    unrelated = cosines[~np.eye(len(needs), len(statements), dtype=bool)]
    return DenseScale(float(unrelated.mean()), max(float(unrelated.std()), 1e-6))


@cache
def bundled_fusion() -> Fusion:
    """The fusion shipped with the package; see `matcher.training` for how it is fitted."""
    stored = json.loads((files("matcher") / "bundled" / "fusion.json").read_text("utf-8"))
    if tuple(stored["features"]) != LEXICAL_FEATURES:
        raise ValueError("bundled/fusion.json was fitted for other features: train again")
    return Fusion(
        version=stored["version"],
        means=np.array(stored["means"]),
        deviations=np.array(stored["deviations"]),
        weights=np.array(stored["weights"]),
        intercept=stored["intercept"],
        high_from=stored["high_from"],
        medium_from=stored["medium_from"],
        abstain_below=stored["abstain_below"],
        dense_high_from=stored["dense_high_from"],
        dense_medium_from=stored["dense_medium_from"],
    )


def lexical_features(need: NeedRows, snapshot: Snapshot) -> NDArray[np.float64]:
    """Shape (experts, len(LEXICAL_FEATURES)), in the order of that constant.

    Whole text against whole profile, then the salience-weighted mean over aspects of the best
    statement (late interaction, Khattab & Zaharia 2020); each by character n-grams and by BM25.
    """
    aspect_grams = snapshot.best_per_expert((need.aspect_grams @ snapshot.grams.T).toarray())
    aspect_terms = snapshot.best_per_expert((need.aspect_terms @ snapshot.terms.T).toarray())
    return np.stack(
        [
            (need.whole_grams @ snapshot.profile_grams.T).toarray()[0],
            (need.whole_terms @ snapshot.profile_terms.T).toarray()[0],
            need.weights @ aspect_grams,
            need.weights @ aspect_terms,
        ],
        axis=1,
    )


def dense_features(need: NeedRows, snapshot: Snapshot) -> NDArray[np.float64]:
    """Shape (experts, len(DENSE_FEATURES)), all of them cosines or means of cosines.

    Mean of the three best statements for the whole text, the profile's centroid, and the
    salience-weighted mean over aspects of the best statement.
    """
    if need.dense is None or snapshot.dense is None:
        raise ValueError("dense features need dense vectors on both sides")
    similarities = (need.dense @ snapshot.dense.T).astype(np.float64)
    segments = np.split(similarities[-1], snapshot.offsets[1:])
    top = [np.sort(segment)[-_TOP_STATEMENTS:].mean() for segment in segments]
    lengths = np.diff(np.append(snapshot.offsets, snapshot.dense.shape[0]))
    centroids = np.add.reduceat(snapshot.dense, snapshot.offsets, axis=0) / lengths[:, None]
    norms = np.linalg.norm(centroids, axis=1)
    centroid = (centroids @ need.dense[-1]) / np.where(norms > 0, norms, 1.0)
    aspects = need.weights @ snapshot.best_per_expert(similarities[:-1])
    return np.stack([np.array(top), centroid, aspects], axis=1)
