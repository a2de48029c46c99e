"""Many needs at once against one expert: what a changed profile means for all of them.

The other way round than `matcher.similarities`, with the same products and therefore the same
scores: here the needs are arranged in advance, and the expert is what comes by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matcher.segments import (
    NEED_BITS,
    STATEMENT_BITS,
    TOP_STATEMENTS,
    Postings,
    centroid,
    on_grid,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.scoring import ReadNeed
    from matcher.segments import ExpertRows


class NeedBlock:
    """At least one need, arranged for one expert after the other."""

    def __init__(self, needs: Sequence[ReadNeed]) -> None:
        rows = [need.rows for need in needs]
        self.needs = tuple(needs)
        self.chances = np.array([need.chance for need in needs])
        self._weights = np.concatenate([each.weights for each in rows])
        lengths = [len(each.weights) for each in rows]
        self._offsets = np.cumsum([0, *lengths[:-1]])
        self._aspect_grams = Postings([each.aspect_grams for each in rows])
        self._aspect_terms = Postings([each.aspect_terms for each in rows])
        self._whole_grams = Postings([each.whole_grams for each in rows])
        self._whole_terms = Postings([each.whole_terms for each in rows])
        self._translated_terms = Postings([each.translated_terms for each in rows])
        vectors = [each.dense for each in rows if each.dense is not None]
        self.has_dense = len(vectors) == len(rows)
        if self.has_dense:
            self._aspects = on_grid(np.concatenate([each[:-1] for each in vectors]), NEED_BITS)
            self._wholes = on_grid(np.stack([each[-1] for each in vectors]), NEED_BITS)

    def lexical_features(self, expert: ExpertRows) -> NDArray[np.float64]:
        """Shape (needs, len(LEXICAL_FEATURES)), see `matcher.scoring`."""
        return np.stack(
            [
                self._whole_grams.products(expert.profile_grams)[0],
                self._whole_terms.products(expert.profile_terms)[0],
                self._weighted(self._aspect_grams.products(expert.grams)),
                self._weighted(self._aspect_terms.products(expert.terms)),
                self._translated_terms.products(expert.profile_terms)[0],
            ],
            axis=1,
        )

    def dense_features(self, expert: ExpertRows) -> NDArray[np.float64]:
        """Shape (needs, len(DENSE_FEATURES)), see `matcher.scoring`.

        Raises ValueError where there are no dense vectors on both sides.
        """
        if not self.has_dense or expert.dense is None:
            raise ValueError("dense features need dense vectors on both sides")
        rows = on_grid(expert.dense, STATEMENT_BITS)
        return np.stack(
            [
                np.sort(self._wholes @ rows.T)[:, -TOP_STATEMENTS:].mean(axis=1, dtype=np.float64),
                self._wholes @ on_grid(centroid(expert.dense), STATEMENT_BITS),
                self._weighted(rows @ self._aspects.T),
            ],
            axis=1,
        )

    def _weighted(self, similarities: NDArray[np.floating]) -> NDArray[np.float64]:
        """From (rows, aspects of all needs) to (needs,): the mean of each aspect's best row."""
        best = similarities.max(axis=0).astype(np.float64)
        means: NDArray[np.float64] = np.add.reduceat(self._weights * best, self._offsets)
        return means
