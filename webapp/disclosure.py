"""What of a table of counts may be shown without telling who is behind a small one."""

import enum
import math
from collections.abc import Sequence

SMALLEST_SHOWN = 5


class Hidden(enum.Enum):
    """Why a count is not shown."""

    SMALL = "unter 5"
    """It is between one and four."""
    SECOND = "nicht ausgewiesen"
    """It would let a reader calculate a small one."""


Cell = int | Hidden
Table = list[list[Cell]]


def protect(*partitions: Sequence[int]) -> tuple[Table, Cell]:
    """Hide small counts, and more until no small count can be calculated from the rest.

    Every partition splits the same total, for instance by municipality and by month; the result
    has the same shape and what may be shown of the total. Zeros are shown.

    >>> protect([7, 2, 9])
    ([[<Hidden.SECOND: 'nicht ausgewiesen'>, <Hidden.SMALL: 'unter 5'>, 9]], 18)
    """
    table: Table = [[_first_look(count) for count in counts] for counts in partitions]
    total = _first_look(sum(partitions[0])) if partitions else 0
    while (leaking := _leaking(table, total)) is not None:
        hideable = _smallest_shown(table[leaking])
        if hideable is not None:
            table[leaking][hideable] = Hidden.SECOND
        elif total is not Hidden.SECOND:
            total = Hidden.SECOND
        elif not _hide_elsewhere(table):
            break
    return table, total


def _first_look(count: int) -> Cell:
    return Hidden.SMALL if 0 < count < SMALLEST_SHOWN else count


def _leaking(table: Table, total: Cell) -> int | None:
    """The partition in which a reader can calculate a small count, if there is one."""
    least_total, most_total = _range_of_total(table, total)
    for place, cells in enumerate(table):
        least, most = _range_of_sum(cells)
        for cell in cells:
            if cell is not Hidden.SMALL:
                continue
            low, high = _range_of(cell)
            lowest = max(low, least_total - (most - high))
            highest = min(high, most_total - (least - low))
            if lowest >= highest:
                return place
    return None


def _range_of_total(table: Table, total: Cell) -> tuple[float, float]:
    """What a reader knows about the total from itself and from every partition."""
    least, most = (1, math.inf) if total is Hidden.SECOND else _range_of(total)
    for cells in table:
        low, high = _range_of_sum(cells)
        least, most = max(least, low), min(most, high)
    return least, most


def _range_of_sum(cells: Sequence[Cell]) -> tuple[float, float]:
    ranges = [_range_of(cell) for cell in cells]
    return sum(low for low, _ in ranges), sum(high for _, high in ranges)


def _range_of(cell: Cell) -> tuple[float, float]:
    if cell is Hidden.SMALL:
        return 1, SMALLEST_SHOWN - 1
    if cell is Hidden.SECOND:
        return SMALLEST_SHOWN, math.inf
    return cell, cell


def _smallest_shown(cells: Sequence[Cell]) -> int | None:
    shown = [(cell, place) for place, cell in enumerate(cells) if isinstance(cell, int) and cell]
    return min(shown)[1] if shown else None


def _hide_elsewhere(table: Table) -> bool:
    """Make the total itself uncertain, where another partition would still add up to it."""
    for cells in table:
        place = _smallest_shown(cells)
        if place is not None:
            cells[place] = Hidden.SECOND
            return True
    return False
