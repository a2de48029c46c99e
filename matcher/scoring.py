"""Aspect × expert similarities, the features made of them, and the fusion into one score."""

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

    from matcher.index import Snapshot

LEXICAL_FEATURES = (
    "profile_grams",
    "profile_terms",
    "aspect_grams",
    "aspect_terms",
    "best_grams",
    "best_terms",
)
DENSE_FEATURES = ("top_dense", "profile_dense", "aspect_dense")
_TOP_STATEMENTS = 3


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
class Standardiser:
    """Means and deviations frozen with the fusion; shape (features,) each."""

    means: NDArray[np.float64]
    deviations: NDArray[np.float64]

    def apply(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Features of shape (experts, features) in units of standard deviations."""
        return (features - self.means) / self.deviations


@dataclass(frozen=True)
class Fusion:
    """A logistic regression over lexical features, and what is derived from its scores."""

    version: str
    lexical: Standardiser
    weights: NDArray[np.float64]
    intercept: float
    high_from: float
    medium_from: float
    abstain_below: float | None

    def score(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log-odds, shape (experts,), from features of shape (experts, features)."""
        scores: NDArray[np.float64] = self.lexical.apply(features) @ self.weights + self.intercept
        return scores

    def band(self, score: float) -> Band:
        """The band for people who may not see the score."""
        if score >= self.high_from:
            return Band.HIGH
        return Band.MEDIUM if score >= self.medium_from else Band.LOW


@cache
def bundled_fusion() -> Fusion:
    """The fusion shipped with the package; see `matcher.training` for how it is fitted."""
    stored = json.loads((files("matcher") / "bundled" / "fusion.json").read_text("utf-8"))
    if tuple(stored["features"]) != LEXICAL_FEATURES:
        raise ValueError("bundled/fusion.json was fitted for other features: train again")
    return Fusion(
        version=stored["version"],
        lexical=Standardiser(np.array(stored["means"]), np.array(stored["deviations"])),
        weights=np.array(stored["weights"]),
        intercept=stored["intercept"],
        high_from=stored["high_from"],
        medium_from=stored["medium_from"],
        abstain_below=stored["abstain_below"],
    )


def lexical_features(need: NeedRows, snapshot: Snapshot) -> NDArray[np.float64]:
    """Shape (experts, len(LEXICAL_FEATURES)), in the order of that constant.

    Whole text against whole profile, then the salience-weighted mean over aspects of the best
    statement (late interaction, Khattab & Zaharia 2020), then the best pair of all; each by
    character n-grams and by BM25.
    """
    aspect_grams = snapshot.best_per_expert((need.aspect_grams @ snapshot.grams.T).toarray())
    aspect_terms = snapshot.best_per_expert((need.aspect_terms @ snapshot.terms.T).toarray())
    weighted = need.weights[:, None] > 0
    return np.stack(
        [
            (need.whole_grams @ snapshot.profile_grams.T).toarray()[0],
            (need.whole_terms @ snapshot.profile_terms.T).toarray()[0],
            need.weights @ aspect_grams,
            need.weights @ aspect_terms,
            (aspect_grams * weighted).max(axis=0, initial=0.0),
            (aspect_terms * weighted).max(axis=0, initial=0.0),
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
