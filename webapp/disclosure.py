"""What of a table of counts may be shown without telling who is behind a small one."""

import enum
import math
from collections.abc import Collection, Sequence

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


def protect_bounded(
    counts: Sequence[int],
    most: Sequence[int],
    untold: Collection[int] = (),
    *,
    together: float = math.inf,
) -> tuple[list[int | None], int | None]:
    """What of one partition and of its total may be shown, to a reader who knows more than it.

    Such a reader knows from other tables how large each count can be at most, and may know which
    are none. Nothing is shown in the places of `untold`, of which such a reader knows that all of
    them come to `together` at most, and none of them to nothing. What is not shown, is None,
    whether it is small or withheld, so that not even the reason is told. The total goes where it
    would take every count with it.

    >>> protect_bounded([9, 6, 3, 2], [12, 9, 4, 4])
    ([9, 6, None, None], 20)
    >>> protect_bounded([9, 6, 3, 0], [12, 9, 4, 0])
    ([9, None, None, None], 18)
    """
    total, alone = sum(counts), [_alone(*each, untold) for each in enumerate(counts)]
    if total < SMALLEST_SHOWN:
        return alone, None
    table, told = protect(counts)
    cells: list[Cell] = [
        Hidden.SECOND if place in untold and cell not in (0, Hidden.SMALL) else cell
        for place, cell in enumerate(table[0])
    ]
    while told is not Hidden.SECOND and _tells_small(cells, total, most, untold, together):
        hideable = _smallest_shown(cells)
        if hideable is None:
            told = Hidden.SECOND
        else:
            cells[hideable] = Hidden.SECOND
    if told is Hidden.SECOND:
        return alone, None
    return [each if isinstance(each, int) and each else None for each in cells], total


def _alone(place: int, count: int, untold: Collection[int]) -> int | None:
    """A count beside which no total stands."""
    return count if count >= SMALLEST_SHOWN and place not in untold else None


def _tells_small(
    cells: Sequence[Cell],
    total: int,
    most: Sequence[int],
    untold: Collection[int],
    together: float,
) -> bool:
    """Whether the total and what is shown of it leave a small count no room."""
    ranges = [_range_within(*each) for each in zip(cells, most, strict=True)]
    for place, cell in enumerate(cells):
        if cell is not Hidden.SMALL:
            continue
        low, high = ranges[place]
        others = [each for each in enumerate(ranges) if each[0] != place]
        least = sum(each_low for _, (each_low, _high) in others)
        largest = sum(each_high for other, (_low, each_high) in others if other not in untold)
        largest += min(
            sum(each_high for other, (_low, each_high) in others if other in untold),
            together - 1 if place in untold else together,
        )
        if max(low, total - largest) >= min(high, total - least):
            return True
    return False


def _range_within(cell: Cell, most: int) -> tuple[int, int]:
    """What a reader may think of a count who does not know that it is none, unless it must be."""
    if cell is Hidden.SECOND:
        return SMALLEST_SHOWN, most
    if cell is Hidden.SMALL or not cell:
        return 0, min(SMALLEST_SHOWN - 1, most)
    return cell, cell
