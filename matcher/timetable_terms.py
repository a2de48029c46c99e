"""What a timetable has to keep to, as arrays, and what is found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Terms:
    """Pairs and people as arrays.

    `ends` holds the two people of each pair, shape (pairs, 2); `values` are above 0; `is_free` has
    a row for each person and a column for each round; `before` counts the talks people have had,
    `left` how many more they may have, both at least 0.
    """

    pairs: Sequence[tuple[str, str]]
    ends: NDArray[np.intp]
    values: NDArray[np.float64]
    is_free: NDArray[np.bool_]
    before: NDArray[np.intp]
    left: NDArray[np.intp]

    @cached_property
    def places(self) -> dict[tuple[str, str], int]:
        """The number of each pair."""
        return {pair: number for number, pair in enumerate(self.pairs)}

    def is_open(self, pair: int, number: int) -> bool:
        """Whether both are free in this round and may have a talk at all."""
        ends = self.ends[pair]
        return bool(self.is_free[ends, number].all() and (self.left[ends] > 0).all())


@dataclass(frozen=True)
class Solution:
    """Which pairs meet in which rounds, and the bounds that were proved.

    `most_value` is a bound for what these meetings add, and 0 where nothing is open.
    """

    meetings: list[tuple[int, int]]
    most_people: int
    most_value: float
    is_optimal: bool
