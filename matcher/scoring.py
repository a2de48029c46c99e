"""Aspect-by-expert similarities, and the features made of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from matcher.encoder import Encoder
    from matcher.similarities import Similarities
    from matcher.types import Language, Need

LEXICAL_FEATURES = (
    "profile_grams",
    "profile_terms",
    "aspect_grams",
    "aspect_terms",
    "profile_translated",
)
DENSE_FEATURES = ("top_dense", "profile_dense", "aspect_dense")
ALL_FEATURES = (*LEXICAL_FEATURES, *DENSE_FEATURES)


@dataclass(frozen=True)
class NeedRows:
    """A need as vectors: one row per aspect, and one row for the whole text.

    `weights` are the saliences, shape (aspects,), summing to 1; `dense` has the whole text's
    vector as its last row, shape (aspects + 1, dimensions), or is None. `whole` is that text, and
    `lang` the language it was read in; `translated_terms` are the technical terms for its words.
    """

    weights: NDArray[np.float64]
    whole: str
    lang: Language
    aspect_grams: sparse.csr_array
    aspect_terms: sparse.csr_array
    whole_grams: sparse.csr_array
    whole_terms: sparse.csr_array
    translated_terms: sparse.csr_array
    dense: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class ReadNeed:
    """A need analysed and encoded once, to be scored again and again; `chance` is its scope's."""

    need: Need
    rows: NeedRows
    chance: float


@dataclass(frozen=True)
class DenseScale:
    """Mean and deviation of a model's cosines between needs and statements that do not fit.

    Models differ widely in both, so cosines only compare after this.
    """

    mean: float
    deviation: float

    def standardised(self, cosines: NDArray[np.float64]) -> NDArray[np.float64]:
        """Cosines of any shape as deviations from the mean."""
        return (cosines - self.mean) / self.deviation


@cache
def bundled_reference() -> tuple[list[str], list[str]]:
    """Needs and statements of different subjects, by which a model's cosines are scaled."""
    stored = json.loads((files("matcher") / "bundled" / "reference.json").read_text("utf-8"))
    return stored["needs"], stored["statements"]


def dense_scale(encoder: Encoder) -> DenseScale:
    """The scale of a model, from the bundled reference texts. Raises EncoderUnavailable."""
    needs, statements = bundled_reference()
    # In 64 bits, so that the number of threads does not reach the ninth digit of a score.
    cosines = encoder.encode(needs, "need").astype(np.float64) @ encoder.encode(
        statements, "statement"
    ).T.astype(np.float64)
    # Need and statement number i are about the same subject and do not count.
    unrelated = cosines[~np.eye(len(needs), len(statements), dtype=bool)]
    return DenseScale(float(unrelated.mean()), max(float(unrelated.std()), 1e-6))


def lexical_features(found: Similarities) -> NDArray[np.float64]:
    """Shape (experts, len(LEXICAL_FEATURES)), in the order of that constant.

    Whole text against whole profile, then the salience-weighted mean over aspects of the best
    statement (late interaction, Khattab & Zaharia 2020); each by character n-grams and by BM25.
    Last, what professionals would say instead of the whole text against whole profile, by BM25.
    """
    return np.stack(
        [
            found.profile_grams,
            found.profile_terms,
            found.need.weights @ found.best_grams,
            found.need.weights @ found.best_terms,
            found.profile_translated,
        ],
        axis=1,
    )


def dense_features(found: Similarities) -> NDArray[np.float64]:
    """Shape (experts, len(DENSE_FEATURES)), all of them cosines or means of cosines.

    Mean of the three best statements for the whole text, the profile's centroid, and the
    salience-weighted mean over aspects of the best statement. Raises ValueError where there are no
    dense vectors on both sides.
    """
    if not found.has_dense:
        raise ValueError("dense features need dense vectors on both sides")
    aspects = found.need.weights @ found.best_dense[:-1]
    return np.stack([found.top_dense, found.profile_dense, aspects], axis=1)
