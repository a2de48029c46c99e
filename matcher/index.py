"""All experts at one moment, in segments: a change adds a small one and touches no other.

Segments are merged as they add up, each about four times as large as the one after it, so both a
change and a look at all of them stay cheap (log-structured merging, O'Neil et al. 1996).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING

import numpy as np

from matcher.segments import Segment

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from matcher.segments import ExpertRows
    from matcher.types import Expert

    Vectorise = Callable[[Expert, ExpertRows | None], ExpertRows]
    """With what is known of the expert so far, so that no unchanged text is read again."""

_GROWTH = 4


@dataclass(frozen=True)
class Snapshot:
    """Experts by id, each at home in one place of one segment; it never changes."""

    segments: tuple[Segment, ...] = ()
    homes: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """In ascending order."""
        return tuple(sorted(self.homes))

    @cached_property
    def experts(self) -> tuple[ExpertRows, ...]:
        """In ascending order of id."""
        return tuple(self.rows_of(expert_id) for expert_id in self.ids)

    @cached_property
    def seats(self) -> dict[int, tuple[NDArray[np.intp], NDArray[np.intp]]]:
        """By segment that somebody lives in: the places lived in, and where they stand in `ids`."""
        seats: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for position, expert_id in enumerate(self.ids):
            number, place = self.homes[expert_id]
            seats[number].append((place, position))
        arrays = {number: np.array(pairs, np.intp).T for number, pairs in seats.items()}
        return {number: (pairs[0], pairs[1]) for number, pairs in arrays.items()}

    def rows_of(self, expert_id: str) -> ExpertRows:
        """Raises KeyError when there is no such expert."""
        number, place = self.homes[expert_id]
        return self.segments[number].experts[place]

    def only(self, expert_ids: Collection[str]) -> Snapshot:
        """Those of these experts who are here, alone."""
        return Snapshot().with_experts(
            [self.rows_of(each) for each in expert_ids if each in self.homes]
        )

    def with_experts(self, experts: Sequence[ExpertRows]) -> Snapshot:
        """These added, or put in the place of those with the same ids."""
        if not experts:
            return self
        number = len(self.segments)
        moved = {rows.expert.id: (number, place) for place, rows in enumerate(experts)}
        return Snapshot((*self.segments, Segment(experts)), {**self.homes, **moved})

    def without(self, expert_id: str) -> Snapshot:
        """Raises KeyError when there is no such expert."""
        homes = dict(self.homes)
        del homes[expert_id]
        return Snapshot(self.segments, homes)

    def compacted(self) -> Snapshot:
        """The same experts in few segments, and in none that is mostly left."""
        residents = self._residents()
        first, waiting = len(residents), 0
        for number in reversed(range(len(residents))):
            here = len(residents[number])
            if here < _GROWTH * waiting or 2 * here < len(self.segments[number].experts):
                first = number
            waiting += here
        merged = [rows for segment in residents[first:] for rows in segment]
        is_merged = first == len(residents) - 1 and len(merged) == len(self.segments[first].experts)
        if first == len(residents) or is_merged:
            return self
        homes = {key: home for key, home in self.homes.items() if home[0] < first}
        return Snapshot(self.segments[:first], homes).with_experts(merged)

    def _residents(self) -> list[list[ExpertRows]]:
        """By segment: the experts at home there."""
        residents: list[list[ExpertRows]] = [[] for _ in self.segments]
        for number, place in self.homes.values():
            residents[number].append(self.segments[number].experts[place])
        return residents


class StatementIndex:
    """Experts by id. A change costs what is new of one expert; readers see whole snapshots."""

    def __init__(self, vectorise: Vectorise) -> None:
        self._vectorise = vectorise
        self._snapshot = Snapshot()
        self._lock = RLock()

    def __len__(self) -> int:
        return len(self._snapshot.homes)

    def __contains__(self, expert_id: str) -> bool:
        return expert_id in self._snapshot.homes

    def add(self, experts: Iterable[Expert]) -> None:
        """Adds experts, or replaces those whose id is already there."""
        known = self._snapshot
        new = {
            expert.id: self._vectorise(
                expert, known.rows_of(expert.id) if expert.id in known.homes else None
            )
            for expert in experts
        }
        with self._lock:
            self._snapshot = self._snapshot.with_experts(list(new.values())).compacted()

    def remove(self, expert_id: str) -> None:
        """Raises KeyError when there is no such expert."""
        with self._lock:
            self._snapshot = self._snapshot.without(expert_id).compacted()

    def snapshot(self) -> Snapshot | None:
        """The present state, or None while there is no expert."""
        snapshot = self._snapshot
        return snapshot if snapshot.homes else None
