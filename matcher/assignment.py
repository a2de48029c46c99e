"""Who is asked for what, over all needs and everybody's capacity at once.

A transportation problem: needs want so many experts, experts take on so many needs, only pairs that
passed the hard filters exist, and the sum of the utilities is the greatest there is. The corners of
its linear programme are whole-numbered (Hoffman & Kruskal 1956), so HiGHS (Huangfu & Hall 2018)
finds the optimum without branching. What a need cannot get it lacks; no wish makes a plan fail.

The price of an override is a shortest path in the residual graph of the optimum (Ahuja, Magnanti &
Orlin 1993, chapter 9). The path also names who would change places, so nothing is estimated.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from numpy.typing import NDArray

# HiGHS keeps its conditions to 1e-7; smaller differences are its own.
_NOISE = 1e-7


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """One allowed pair; `utility` is at least 0, as a rule the chance that the expert is useful."""

    need_id: str
    expert_id: str
    utility: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The best assignment: pairs in ascending order, and `total`, the sum of their utilities.

    `missing` says of needs that lack experts how many they lack.
    """

    pairs: tuple[Pair, ...]
    total: float
    missing: dict[str, int]


@dataclass(frozen=True, slots=True)
class Change:
    """What an override does to the rest of the plan.

    `price` is how much total utility is lost, at least 0. `added` and `removed` are the other pairs
    that come in and fall out, in ascending order.
    """

    price: float
    added: tuple[Pair, ...]
    removed: tuple[Pair, ...]


class Assignment:
    """All needs against all capacities, solved once; overrides are then priced one by one.

    `pairs` are the allowed ones, `wanted` says how many experts each need wants, `capacity` how
    many needs each expert takes on. `fixed` are pairs that somebody has decided: they are in the
    plan even where they take more than is wanted or free, and no override moves them. The same
    input gives the same plan; among plans of equal total it is HiGHS that chooses.

    Raises ValueError for a pair that is given twice, whose need or expert is not named, or whose
    utility is negative or no number; for a negative wish or capacity; and for a fixed pair that is
    not allowed.
    """

    def __init__(
        self,
        pairs: Iterable[Pair],
        wanted: Mapping[str, int],
        capacity: Mapping[str, int],
        fixed: Collection[tuple[str, str]] = (),
    ) -> None:
        self._pairs = sorted(pairs, key=lambda each: (each.need_id, each.expert_id))
        self._places = {(each.need_id, each.expert_id): i for i, each in enumerate(self._pairs)}
        self._check(wanted, capacity, fixed)
        self._need_ids, self._expert_ids = sorted(wanted), sorted(capacity)
        needs = {need_id: place for place, need_id in enumerate(self._need_ids)}
        experts = {expert_id: place for place, expert_id in enumerate(self._expert_ids)}
        self._needs = np.array([needs[each.need_id] for each in self._pairs], dtype=np.intp)
        self._experts = np.array([experts[each.expert_id] for each in self._pairs], dtype=np.intp)
        self._utilities = np.array([each.utility for each in self._pairs], dtype=np.float64)
        self._fixed = np.zeros(len(self._pairs), dtype=np.bool_)
        self._fixed[[self._places[each] for each in fixed]] = True
        self._wanted = np.array([wanted[each] for each in self._need_ids], dtype=np.intp)
        self._free_wanted = self._left(self._wanted, self._needs)
        self._free_capacity = self._left(
            np.array([capacity[each] for each in self._expert_ids], dtype=np.intp), self._experts
        )
        self._chosen, self._need_prices, self._expert_prices = self._solve()

    @cached_property
    def plan(self) -> Plan:
        """The optimum, with the fixed pairs."""
        chosen = tuple(self._pairs[place] for place in np.flatnonzero(self._chosen | self._fixed))
        served = np.bincount(self._needs[self._chosen | self._fixed], minlength=len(self._need_ids))
        lacking = self._wanted - served
        return Plan(
            pairs=chosen,
            total=float(sum(each.utility for each in chosen)),
            missing={self._need_ids[i]: int(lacking[i]) for i in np.flatnonzero(lacking > 0)},
        )

    def force(self, need_id: str, expert_id: str) -> Change | None:
        """What it costs that this pair is in the plan; None where no plan can hold it.

        Raises KeyError where the pair is not allowed.
        """
        place = self._places[need_id, expert_id]
        if self._chosen[place] or self._fixed[place]:
            return Change(0.0, (), ())
        need, expert = int(self._needs[place]), int(self._experts[place])
        if not self._free_capacity[expert] or not self._free_wanted[need]:
            return None
        slack = self._slack[place]
        return self._change(need, slack, self._expert_node(expert), need, backwards=True)

    def forbid(self, need_id: str, expert_id: str) -> Change | None:
        """What it costs that this pair is not in the plan; None where somebody has fixed it.

        Raises KeyError where the pair is not allowed.
        """
        place = self._places[need_id, expert_id]
        if self._fixed[place]:
            return None
        if not self._chosen[place]:
            return Change(0.0, (), ())
        need, expert = int(self._needs[place]), int(self._experts[place])
        slack = -self._slack[place]
        return self._change(need, slack, need, self._expert_node(expert), backwards=False)

    def _check(
        self,
        wanted: Mapping[str, int],
        capacity: Mapping[str, int],
        fixed: Collection[tuple[str, str]],
    ) -> None:
        if len(self._places) < len(self._pairs):
            raise ValueError("a pair is given twice")
        if not all(0 <= each.utility < np.inf for each in self._pairs):
            raise ValueError("utilities must be numbers of at least 0")
        if not all(each.need_id in wanted and each.expert_id in capacity for each in self._pairs):
            raise ValueError("a pair names a need or an expert that is not there")
        if min((*wanted.values(), *capacity.values()), default=0) < 0:
            raise ValueError("wishes and capacities must not be negative")
        if not all(each in self._places for each in fixed):
            raise ValueError("a fixed pair is not allowed")

    def _left(self, available: NDArray[np.intp], ends: NDArray[np.intp]) -> NDArray[np.intp]:
        """What the fixed pairs leave."""
        taken = np.bincount(ends[self._fixed], minlength=len(available))
        left: NDArray[np.intp] = np.maximum(available - taken, 0)
        return left

    def _solve(self) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.float64]]:
        """Which pairs are chosen, and what one more place would be worth at each need and expert.

        The prices, all at least 0, are the dual solution of the linear programme.
        """
        from scipy.optimize import linprog  # Takes a third of a second to import.

        needs, experts = len(self._need_ids), len(self._expert_ids)
        open_places = np.flatnonzero(~self._fixed)
        chosen = np.zeros(len(self._pairs), dtype=np.bool_)
        if not len(open_places):
            return chosen, np.zeros(needs), np.zeros(experts)
        count = len(open_places)
        rows = np.concatenate([self._needs[open_places], needs + self._experts[open_places]])
        conditions = sparse.csr_array(
            (np.ones(2 * count), (rows, np.tile(np.arange(count), 2))),
            shape=(needs + experts, count),
        )
        limits = np.concatenate([self._free_wanted, self._free_capacity])
        for method in ("highs-ipm", "highs-ds"):
            solved = linprog(
                -self._utilities[open_places],
                A_ub=conditions,
                b_ub=limits,
                bounds=(0, 1),
                method=method,
            )
            # The interior point method goes on to a corner; should it stop before, simplex does.
            if solved.status == 0 and np.abs(solved.x - np.round(solved.x)).max() < 1e-6:
                break
        else:
            raise RuntimeError(f"HiGHS found no plan: {solved.message}")
        chosen[open_places] = solved.x > 0.5
        prices = np.maximum(-solved.ineqlin.marginals, 0.0)
        return chosen, prices[:needs], prices[needs:]

    @cached_property
    def _slack(self) -> NDArray[np.float64]:
        """By how much the prices of a pair's ends exceed its utility: below 0 only where chosen."""
        ends = self._need_prices[self._needs] + self._expert_prices[self._experts]
        slack: NDArray[np.float64] = ends - self._utilities
        return slack

    def _expert_node(self, expert: int) -> int:
        return len(self._need_ids) + expert

    @cached_property
    def _residual(self) -> sparse.csr_array:
        """What can still be moved, with what moving costs more than the prices say, at least 0.

        Nodes are needs, experts and, last, the outside: whoever gets less gives to it, whoever has
        places free takes from it. An arc from need to expert adds that pair, one back removes it.
        """
        needs, experts = len(self._need_ids), len(self._expert_ids)
        outside = needs + experts
        free = ~self._fixed
        adds, removes = np.flatnonzero(free & ~self._chosen), np.flatnonzero(self._chosen)
        served = np.bincount(self._needs[self._chosen], minlength=needs)
        busy = np.bincount(self._experts[self._chosen], minlength=experts)
        arcs = [
            (self._needs[adds], needs + self._experts[adds], self._slack[adds]),
            (needs + self._experts[removes], self._needs[removes], -self._slack[removes]),
        ]
        for offset, used, most, prices, takes_from_outside in (
            (0, served, self._free_wanted, self._need_prices, True),
            (needs, busy, self._free_capacity, self._expert_prices, False),
        ):
            slack, loaded = np.flatnonzero(used < most), np.flatnonzero(used > 0)
            more = (np.full(len(slack), outside), offset + slack, np.zeros(len(slack)))
            less = (offset + loaded, np.full(len(loaded), outside), prices[loaded])
            if not takes_from_outside:
                more, less = (more[1], more[0], more[2]), (less[1], less[0], less[2])
            arcs += [more, less]
        starts, ends, costs = (np.concatenate(each) for each in zip(*arcs, strict=True))
        return sparse.csr_array(
            (np.maximum(costs, 0.0), (starts, ends)), shape=(outside + 1, outside + 1)
        )

    @cached_property
    def _reversed(self) -> sparse.csr_array:
        return self._residual.T.tocsr()

    def _change(
        self, need: int, slack: float, start: int, end: int, *, backwards: bool
    ) -> Change | None:
        """The cheapest way to move one place from start to end.

        The search begins at the need in both cases, so that all candidates of a need share one.
        """
        distances, before = self._searched(need, backwards=backwards)
        far = start if backwards else end
        if not np.isfinite(distances[far]):
            return None
        nodes = [far]
        while nodes[-1] != need:
            nodes.append(int(before[nodes[-1]]))
        if not backwards:
            nodes.reverse()
        added, removed = [], []
        needs = len(self._need_ids)
        outside = needs + len(self._expert_ids)
        for left, right in pairwise(nodes):
            if left < needs <= right < outside:
                added.append(self._pair(left, right))
            elif right < needs <= left < outside:
                removed.append(self._pair(right, left))
        price = float(distances[far]) + float(slack)
        price = 0.0 if price < _NOISE else round(price, 9)
        return Change(price, tuple(sorted(added)), tuple(sorted(removed)))

    def _searched(
        self, need: int, *, backwards: bool
    ) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
        """Distances between a need and all nodes, and the node before each (Dijkstra 1959)."""
        from scipy.sparse.csgraph import dijkstra

        known = self._searches.get((need, backwards))
        if known is None:
            graph = self._reversed if backwards else self._residual
            known = dijkstra(graph, indices=need, return_predecessors=True)
            self._searches[need, backwards] = known
        return known

    @cached_property
    def _searches(
        self,
    ) -> dict[tuple[int, bool], tuple[NDArray[np.float64], NDArray[np.int32]]]:
        return {}

    def _pair(self, need: int, node: int) -> Pair:
        expert_id = self._expert_ids[node - len(self._need_ids)]
        return self._pairs[self._places[self._need_ids[need], expert_id]]
