"""All statements of all experts as rows of matrices, with each expert's place among them."""

from __future__ import annotations

from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray
    from scipy import sparse

    from matcher.types import Expert


@dataclass(frozen=True)
class ExpertRows:
    """One expert as vectors: a row per statement, after a first row for heading and summary.

    `grams` and `terms` have shape (rows, columns), `profile_grams` and `profile_terms`
    (1, columns) for everything the expert wrote; `dense` has shape (rows, dimensions) or is None.
    """

    expert: Expert
    grams: sparse.csr_array
    terms: sparse.csr_array
    profile_grams: sparse.csr_array
    profile_terms: sparse.csr_array
    dense: NDArray[np.float32] | None = None

    def statement_id(self, row: int) -> str | None:
        """The statement in that row; None for heading and summary."""
        return self.expert.statements[row - 1].id if row else None


@dataclass(frozen=True)
class Snapshot:
    """The index at one moment; experts in ascending order of id.

    `offsets[i]` is the first row of expert i, so segments of rows never are empty.
    """

    experts: tuple[ExpertRows, ...]
    offsets: NDArray[np.intp]
    grams: sparse.csr_array
    terms: sparse.csr_array
    profile_grams: sparse.csr_array
    profile_terms: sparse.csr_array
    dense: NDArray[np.float32] | None

    def best_per_expert(self, similarities: NDArray[np.float64]) -> NDArray[np.float64]:
        """From (n, rows) to (n, experts): each expert's best row."""
        best: NDArray[np.float64] = np.maximum.reduceat(similarities, self.offsets, axis=1)
        return best


class StatementIndex:
    """Experts by id. A change costs the vectors of one expert; readers see whole snapshots."""

    def __init__(self, vectorise: Callable[[Expert], ExpertRows]) -> None:
        self._vectorise = vectorise
        self._rows: dict[str, ExpertRows] = {}
        self._snapshot: Snapshot | None = None
        self._lock = RLock()

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, expert_id: str) -> bool:
        return expert_id in self._rows

    def add(self, experts: Iterable[Expert]) -> None:
        """Adds experts, or replaces those whose id is already there."""
        new = {expert.id: self._vectorise(expert) for expert in experts}
        with self._lock:
            self._rows |= new
            self._snapshot = None

    def remove(self, expert_id: str) -> None:
        """Raises KeyError when there is no such expert."""
        with self._lock:
            del self._rows[expert_id]
            self._snapshot = None

    def snapshot(self) -> Snapshot | None:
        """The present state, or None while there is no expert."""
        with self._lock:
            if self._snapshot is None and self._rows:
                self._snapshot = _stacked([self._rows[key] for key in sorted(self._rows)])
            return self._snapshot


def _stacked(experts: list[ExpertRows]) -> Snapshot:
    from scipy.sparse import vstack  # Slow to import, see `matcher.lexical`.

    lengths = [rows.grams.shape[0] for rows in experts]
    dense = [rows.dense for rows in experts if rows.dense is not None]
    return Snapshot(
        experts=tuple(experts),
        offsets=np.concatenate(([0], np.cumsum(lengths)[:-1])).astype(np.intp),
        grams=vstack([rows.grams for rows in experts], format="csr"),
        terms=vstack([rows.terms for rows in experts], format="csr"),
        profile_grams=vstack([rows.profile_grams for rows in experts], format="csr"),
        profile_terms=vstack([rows.profile_terms for rows in experts], format="csr"),
        dense=np.vstack(dense) if len(dense) == len(experts) else None,
    )
