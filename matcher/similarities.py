"""How alike one need and every expert are, in every channel: the ground of score and evidence."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.index import Snapshot
    from matcher.scoring import NeedRows
    from matcher.segments import SegmentSimilarities


class Similarities:
    """A need against all rows of a snapshot, each product computed once.

    Arrays by expert are in ascending order of id. Dense ones exist where `has_dense` holds: need
    and all experts have vectors.
    """

    def __init__(self, need: NeedRows, snapshot: Snapshot) -> None:
        self.need = need
        self.snapshot = snapshot
        self._parts = {
            number: snapshot.segments[number].similarities(need) for number in snapshot.seats
        }
        self.has_dense = all(part.dense is not None for part in self._parts.values())

    @cached_property
    def profile_grams(self) -> NDArray[np.float64]:
        """Whole text against whole profile, shape (experts,)."""
        return self._by_expert([part.profile_grams for part in self._parts.values()])

    @cached_property
    def profile_terms(self) -> NDArray[np.float64]:
        """Whole text against whole profile, shape (experts,)."""
        return self._by_expert([part.profile_terms for part in self._parts.values()])

    @cached_property
    def profile_translated(self) -> NDArray[np.float64]:
        """What professionals say instead of the text against whole profile, shape (experts,)."""
        return self._by_expert([part.profile_translated for part in self._parts.values()])

    @cached_property
    def best_grams(self) -> NDArray[np.float64]:
        """Each expert's best row for each aspect, shape (aspects, experts)."""
        return self._by_expert([part.best(part.grams) for part in self._parts.values()])

    @cached_property
    def best_terms(self) -> NDArray[np.float64]:
        """Each expert's best row for each aspect, shape (aspects, experts)."""
        return self._by_expert([part.best(part.terms) for part in self._parts.values()])

    @cached_property
    def best_dense(self) -> NDArray[np.float64]:
        """Each expert's best row for each aspect and, last, for the whole text."""
        return self._by_expert([part.best(dense) for part, dense in self._dense])

    @cached_property
    def top_dense(self) -> NDArray[np.float64]:
        """Mean cosine of the three best rows with the whole text, shape (experts,)."""
        return self._by_expert([part.top_mean(dense[-1]) for part, dense in self._dense])

    @cached_property
    def profile_dense(self) -> NDArray[np.float64]:
        """Whole text against the mean of all rows, shape (experts,)."""
        return self._by_expert(
            [part.profile_dense for part in self._parts.values() if part.profile_dense is not None]
        )

    def rows_of(self, expert_id: str) -> tuple[NDArray[np.float64], ...]:
        """Grams, terms and, where there are any, dense: each of shape (aspects, rows)."""
        number, place = self.snapshot.homes[expert_id]
        part = self._parts[number]
        rows = part.rows_of(place)
        found = [part.grams[:, rows], part.terms[:, rows]]
        if self.has_dense and part.dense is not None:
            found.append(part.dense[:-1, rows].astype(np.float64))
        return tuple(found)

    @property
    def _dense(self) -> list[tuple[SegmentSimilarities, NDArray[np.float32]]]:
        return [(part, part.dense) for part in self._parts.values() if part.dense is not None]

    def _by_expert(self, parts: Sequence[NDArray[np.floating]]) -> NDArray[np.float64]:
        """From the last axis by place in each segment to the last axis by expert."""
        gathered = np.empty((*parts[0].shape[:-1], len(self.snapshot.ids)))
        for part, (places, positions) in zip(parts, self.snapshot.seats.values(), strict=True):
            gathered[..., positions] = part[..., places]
        return gathered
