"""The programmes behind a timetable: pairs alone, or pairs in rounds, for HiGHS to solve.

Variables are the meetings, and for each person one share for each further talk, worth 1/k. Shares
are concave, so they fill in order by themselves and need not be whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from matcher.timetable_terms import Solution, Terms

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

# HiGHS keeps its conditions to 1e-7; smaller differences are its own.
_NOISE = 1e-6


@dataclass(frozen=True)
class _Answer:
    """What HiGHS says: the variables if it found any, a bound, and whether it was done."""

    chosen: NDArray[np.float64] | None
    bound: float
    is_done: bool


class Programme:
    """One timetable to be found before the clock of `monotonic` shows `ends`, in seconds.

    `kept` are the meetings that stand, as pairs and rounds; `windows` name a person, rounds, and
    how many talks may lie in them.
    """

    def __init__(
        self,
        terms: Terms,
        ends: float,
        kept: Collection[tuple[int, int]] = (),
        windows: Sequence[tuple[int, Sequence[int], int]] = (),
    ) -> None:
        self._terms, self._ends, self._windows = terms, ends, windows
        self._kept = set(kept)
        usable = terms.is_free.any(axis=0)
        possible = np.minimum(terms.left, terms.is_free.sum(axis=1))
        wanted = np.bincount(terms.ends.ravel(), minlength=len(terms.left))
        self._possible = np.minimum(possible, wanted)
        self._rounds = int(usable.sum())
        self._owners = np.repeat(np.arange(len(self._possible)), self._possible)
        starts = np.cumsum(self._possible) - self._possible
        steps = np.arange(len(self._owners)) - starts[self._owners]
        self._shares = 1.0 / (terms.before[self._owners] + steps + 1)
        self._is_first = (terms.before[self._owners] + steps) == 0

    @property
    def _served(self) -> int:
        """How many people have had a talk already."""
        return int((self._terms.before > 0).sum())

    def choose_pairs(self) -> Solution:
        """The pairs alone, exactly: for when people are free in all rounds or in none."""
        self._meetings = [(pair, 0) for pair in range(len(self._terms.pairs))]
        if not self._meetings or not len(self._owners):
            return Solution([], self._served, 0.0, is_optimal=True)
        gains = self._gains
        # A first talk outweighs everything that the pairs on its alternating path can lose.
        weight = float(self._terms.values.sum() + self._shares.sum() + 1.0)
        answer = self._linear(gains + weight * self._firsts)
        meetings = self._read(answer)
        return Solution(meetings, self._count_people(meetings), 0.0, is_optimal=True)

    def choose_rounds(self) -> Solution:
        """Pairs in rounds: first the people, then what stands, then the worth."""
        self._meetings = [
            (pair, int(number))
            for pair in range(len(self._terms.pairs))
            for number in np.flatnonzero(self._terms.is_free[self._terms.ends[pair]].all(axis=0))
            if (self._possible[self._terms.ends[pair]] > 0).all()
        ]
        if not self._meetings:
            return Solution([], self._served, 0.0, is_optimal=True)
        people = self._firsts
        standing = self._marked(self._kept)
        most = int(np.floor(self._relaxed(people).bound + _NOISE))
        # As a rule everybody who could be served is, and everything stays; then that is the best.
        answer = self._whole(
            self._gains, [(people, most), (standing, len(self._kept))], must=self._kept
        )
        if answer.chosen is None and answer.is_done:
            served = self._whole(people)
            most_now = self._number(served, people)
            kept = self._whole(standing, [(people, most_now)])
            stays = self._number(kept, standing)
            answer = self._whole(self._gains, [(people, most_now), (standing, stays)])
            is_proved = served.is_done and kept.is_done
            most = most_now if served.is_done else int(np.floor(served.bound + _NOISE))
        else:
            is_proved = True
        if answer.chosen is None:
            bound = self._relaxed(self._gains).bound
            return Solution(self._one_by_one(), self._served + most, bound, is_optimal=False)
        is_optimal = answer.is_done and is_proved
        meetings = self._read(answer.chosen)
        return Solution(meetings, self._served + most, answer.bound, is_optimal=is_optimal)

    @cached_property
    def _pairs(self) -> NDArray[np.intp]:
        return np.array([pair for pair, _ in self._meetings], dtype=np.intp)

    @cached_property
    def _numbers(self) -> NDArray[np.intp]:
        return np.array([number for _, number in self._meetings], dtype=np.intp)

    @cached_property
    def _gains(self) -> NDArray[np.float64]:
        return np.concatenate([self._terms.values[self._pairs], self._shares])

    @cached_property
    def _firsts(self) -> NDArray[np.float64]:
        return np.concatenate([np.zeros(len(self._meetings)), self._is_first.astype(np.float64)])

    def _marked(self, meetings: Collection[tuple[int, int]]) -> NDArray[np.float64]:
        marks = [float(each in meetings) for each in self._meetings]
        return np.concatenate([np.array(marks), np.zeros(len(self._owners))])

    @cached_property
    def _balance(self) -> sparse.csr_array:
        """For each person the talks less the shares: 0 in every timetable."""
        count, shares = len(self._meetings), len(self._owners)
        ends = self._terms.ends[self._pairs]
        return sparse.csr_array(
            (
                np.concatenate([np.ones(2 * count), -np.ones(shares)]),
                (
                    np.concatenate([ends[:, 0], ends[:, 1], self._owners]),
                    np.concatenate([np.tile(np.arange(count), 2), count + np.arange(shares)]),
                ),
            ),
            shape=(len(self._possible), count + shares),
        )

    @cached_property
    def _limits(self) -> tuple[sparse.csr_array, NDArray[np.float64]]:
        """Once a pair, one talk a person and round, and pauses in a row."""
        count, width = len(self._meetings), len(self._meetings) + len(self._owners)
        rounds, people = self._terms.is_free.shape[1], len(self._possible)
        ends, columns = self._terms.ends[self._pairs], np.arange(count)
        once = sparse.csr_array(
            (np.ones(count), (self._pairs, columns)), shape=(len(self._terms.pairs), width)
        )
        seats = sparse.csr_array(
            (
                np.ones(2 * count),
                (
                    np.concatenate([each * rounds + self._numbers for each in ends.T]),
                    np.tile(columns, 2),
                ),
            ),
            shape=(people * rounds, width),
        )
        rows = [
            seats[[person * rounds + number for number in numbers]].sum(axis=0)
            for person, numbers, _ in self._windows
        ]
        parts = [once, seats, *([sparse.csr_array(np.array(rows))] if rows else [])]
        in_windows = np.array([each for *_, each in self._windows], dtype=np.float64)
        most = np.concatenate([np.ones(once.shape[0] + seats.shape[0]), in_windows])
        return sparse.vstack(parts, format="csr"), most

    def _linear(self, gains: NDArray[np.float64]) -> NDArray[np.float64]:
        from scipy.optimize import linprog  # Takes a third of a second to import.

        for method in ("highs-ds", "highs-ipm"):
            solved = linprog(
                -gains,
                A_eq=self._balance,
                b_eq=np.zeros(len(self._possible)),
                bounds=(0, 1),
                method=method,
            )
            if solved.status == 0 and np.abs(solved.x - np.round(solved.x)).max() < _NOISE:
                found: NDArray[np.float64] = solved.x
                return found
        raise RuntimeError(f"HiGHS found no timetable: {solved.message}")

    def _whole(
        self,
        gains: NDArray[np.float64],
        at_least: Sequence[tuple[NDArray[np.float64], int]] = (),
        must: Collection[tuple[int, int]] = (),
    ) -> _Answer:
        """The most of one thing with at least so much of others, in the time that is left.

        The relaxed programme says which pairs to look at and which meetings to take as they are; as
        a rule its own worth is reached with these alone, and then nothing can be better.
        """
        first, last = self._marked(must), np.ones(len(gains))
        relaxed = self._solve(gains, at_least, (first, last), is_whole=False)
        if relaxed.chosen is None:
            return relaxed
        count = len(self._meetings)
        likely = np.bincount(self._pairs, relaxed.chosen[:count]) > _NOISE
        surely = np.maximum(first, relaxed.chosen > 1 - _NOISE)
        surely[count:] = 0.0
        near = last.copy()
        near[:count] = likely[self._pairs]
        guess = self._solve(gains, at_least, (surely, np.maximum(near, surely)))
        if guess.chosen is not None and gains @ guess.chosen >= relaxed.bound - _NOISE:
            return _Answer(guess.chosen, relaxed.bound, is_done=True)
        answer = self._solve(gains, at_least, (first, last))
        bound = min(answer.bound, relaxed.bound)
        found = [each.chosen for each in (guess, answer) if each.chosen is not None]
        best = max(found, key=lambda chosen: float(gains @ chosen), default=None)
        return _Answer(best, bound, answer.is_done)

    def _solve(
        self,
        gains: NDArray[np.float64],
        at_least: Sequence[tuple[NDArray[np.float64], int]],
        between: tuple[NDArray[np.float64], NDArray[np.float64]],
        *,
        is_whole: bool = True,
    ) -> _Answer:
        from scipy.optimize import Bounds, LinearConstraint, milp

        limits, most = self._limits
        conditions: list[Any] = [
            LinearConstraint(limits, -np.inf, most),
            LinearConstraint(self._balance, 0, 0),
        ]
        conditions += [
            LinearConstraint(sparse.csr_array(marks[None, :]), least, np.inf)
            for marks, least in at_least
            if least > 0
        ]
        kinds = np.repeat([float(is_whole), 0.0], [len(self._meetings), len(self._owners)])
        solved = milp(
            -gains,
            integrality=kinds,
            bounds=Bounds(*between),
            constraints=conditions,
            options={"time_limit": max(0.1, self._ends - monotonic()), "mip_rel_gap": 0.0},
        )
        bound = solved.mip_dual_bound if is_whole else solved.fun
        return _Answer(
            solved.x, np.inf if bound is None else -float(bound), solved.status in {0, 2}
        )

    def _relaxed(self, gains: NDArray[np.float64]) -> _Answer:
        nothing, everything = np.zeros(len(gains)), np.ones(len(gains))
        return self._solve(gains, (), (nothing, everything), is_whole=False)

    def _number(self, answer: _Answer, marks: NDArray[np.float64]) -> int:
        return 0 if answer.chosen is None else round(float(marks @ answer.chosen))

    def _read(self, chosen: NDArray[np.float64]) -> list[tuple[int, int]]:
        places = np.flatnonzero(chosen[: len(self._meetings)] > 0.5)
        return [(int(self._pairs[each]), int(self._numbers[each])) for each in places]

    def _count_people(self, meetings: Collection[tuple[int, int]]) -> int:
        met = {int(end) for pair, _ in meetings for end in self._terms.ends[pair]}
        return len(met | set(np.flatnonzero(self._terms.before).tolist()))

    def _one_by_one(self) -> list[tuple[int, int]]:
        """What stands, then the best that still finds room: for when no time was left."""
        limits, most = self._limits
        limits, width = limits[:, : len(self._meetings)].tocsc(), len(self._meetings)
        caps = self._balance[:, :width].tocsc()
        room, left = most.copy(), self._possible.astype(np.float64)
        worth = self._terms.values[self._pairs]
        stands = self._marked(self._kept)[:width]
        found = []
        for each in np.lexsort((np.arange(width), -worth, -stands)):
            rows, people = limits[:, [each]].indices, caps[:, [each]].indices
            if (room[rows] >= 1).all() and (left[people] >= 1).all():
                room[rows] -= 1
                left[people] -= 1
                found.append((int(self._pairs[each]), int(self._numbers[each])))
        return found
