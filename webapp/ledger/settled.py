"""What everybody's cases come to, for others than managers: settled half-years, no small count.

Every count of the region that can be read without knowing its cases comes from here: the page of
the region, its file, the years and the interface for programs. A half-year never changes again and
overlaps with no other, so none can be taken from another; each of its counts is a cell of one table
that is protected as a whole (webapp/disclosure.py), and there is no view of two dimensions at once.
A year is the sum of what its two half-years show. Sums of reports are shown as a whole only, from
five companies on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from webapp.disclosure import SMALLEST_SHOWN, Cell, Hidden, protect
from webapp.half_years import HalfYear
from webapp.ledger.dimensions import MONTH, SECTOR, Dimension, known_dimensions, months_of
from webapp.ledger.rows import Row, first_day, settled_rows, value_of
from webapp.ledger.rules import RULES, Kind, Rule

TABLED = ("bedarfe", "vermittlungen", "kooperationen")
"""What is told apart by dimensions; none of them is a part of another."""
PART_OF = {
    "kontakte": "bedarfe", "erstgespraeche": "vermittlungen", "abschlussarbeiten": "kooperationen",
    "thema_fehlt": "ohne_treffer",
}  # fmt: skip
"""What holds the other, or is held by it: their difference must not be a small count either."""


@dataclass(frozen=True)
class Line:
    """One value of a dimension; `words` is empty for everything that is not told by itself."""

    words: str
    cells: Sequence[Cell]

    @property
    def by_rule(self) -> dict[str, Cell]:
        """The same with the codes of what is counted."""
        return dict(zip(TABLED, self.cells, strict=True))


@dataclass(frozen=True)
class Report:
    """Everything that page and file say of a half-year."""

    half_year: HalfYear | None
    totals: dict[str, Cell | Decimal | None]
    dimensions: Sequence[Dimension]
    tables: dict[str, Sequence[Line]]


@dataclass(frozen=True)
class Year:
    """What anybody reads of a year: by rule."""

    number: int
    totals: dict[str, Cell]


def write_report(session: Session, half_year: HalfYear | None) -> Report:
    """Count what everybody may read of a half-year; nothing where none is settled yet."""
    if half_year is None:
        return protect_report(None, [], [])
    rows = settled_rows(session, [half_year])
    return protect_report(half_year, rows, [*known_dimensions(session), months_of(half_year)])


def told_needs(
    session: Session, half_year: HalfYear
) -> tuple[list[Row], dict[str | None, Cell], Cell]:
    """The needs of a half-year, and what the report tells of them by municipality and in all."""
    rows = settled_rows(session, [half_year])
    needs = [each for each in rows if each.rule == TABLED[0]]
    known = [*known_dimensions(session), months_of(half_year)]
    table, total = protect(*(_counts(each, needs) for each in known))
    values = [value for value, _words in known[0].values]
    return needs, dict(zip(values, table[0], strict=True)), total


def write_years(session: Session, today: date, at: datetime) -> list[Year]:
    """Each year of which both half-years are settled, newest first, as anybody may read it."""
    years = []
    for each in settled_half_years(session, today, at):
        if each.half == 2:
            halves = [write_report(session, half) for half in (each.before, each)]
            cells = {code: together(*(half.totals[code] for half in halves)) for code in TABLED}
            years.append(Year(each.year, cells))
    return years


def protect_report(
    half_year: HalfYear | None, rows: Sequence[Row], known: Sequence[Dimension]
) -> Report:
    """The same from rows: one table for each rule, protected as a whole."""
    columns: dict[str, Sequence[Sequence[Cell]]] = {}
    totals: dict[str, Cell | Decimal | None] = {}
    for code in TABLED:
        own = [each for each in rows if each.rule == code]
        columns[code], totals[code] = protect(*(_counts(each, own) for each in known))
    for rule in RULES.values():
        if rule.code not in TABLED:
            own = [each for each in rows if each.rule == rule.code]
            totals[rule.code] = _total(rule, own, totals)
    tables = {
        dimension.name: _lines(
            dimension, [columns[code][place] for code in TABLED], [totals[code] for code in TABLED]
        )
        for place, dimension in enumerate(known)
    }
    return Report(half_year, {code: totals[code] for code in RULES}, known, tables)


def settled_half_years(session: Session, today: date, at: datetime) -> list[HalfYear]:
    """Those that can be read, newest first."""
    first, current = first_day(session), HalfYear.of(today)
    is_settled = current.before.settled_at <= at
    return half_years(HalfYear.of(first) if first else None, current, is_settled)


def half_years(first: HalfYear | None, current: HalfYear, is_settled: bool) -> list[HalfYear]:
    """Those that are settled, the newest first; `current` is the running one."""
    newest = current.before if is_settled else current.before.before
    found = []
    while first is not None and newest >= first:
        found.append(newest)
        newest = newest.before
    return found


def together(first: Cell | Decimal | None, second: Cell | Decimal | None) -> Cell:
    """What two half-years come to, as far as anybody who reads both can add it up."""
    if isinstance(first, int) and isinstance(second, int):
        return first + second
    if {first, second} == {0, Hidden.SMALL}:
        return Hidden.SMALL
    return Hidden.SECOND


def _counts(dimension: Dimension, rows: Sequence[Row]) -> list[int]:
    values = [dimension.of(each) for each in rows]
    return [values.count(value) for value, _words in dimension.values]


def _total(
    rule: Rule, own: Sequence[Row], totals: dict[str, Cell | Decimal | None]
) -> Cell | Decimal | None:
    if rule.kind is Kind.COUNTED:
        return _beside(len(own), totals[PART_OF[rule.code]] if rule.code in PART_OF else 0)
    first = [each for each in own if each.is_first_of_company and each.thousandths]
    behind = len(first) if rule.kind is Kind.ADDED else len(own)
    if not own:
        return 0 if rule.kind is Kind.ADDED else None
    return value_of(rule, own) if behind >= SMALLEST_SHOWN else Hidden.SMALL


def _beside(count: int, other: Cell | Decimal | None) -> Cell:
    """A count beside another one of which it is a part, or that is a part of it."""
    if other is Hidden.SECOND:
        return Hidden.SECOND
    if 0 < count < SMALLEST_SHOWN:
        return Hidden.SMALL
    if isinstance(other, int) and 0 < abs(count - other) < SMALLEST_SHOWN:
        return Hidden.SECOND
    return count


def _lines(
    dimension: Dimension,
    columns: Sequence[Sequence[Cell]],
    totals: Sequence[Cell | Decimal | None],
) -> list[Line]:
    lines = [
        Line(words, cells)
        for (_value, words), cells in zip(dimension.values, zip(*columns, strict=True), strict=True)
    ]
    occurring = [each for each in lines if any(cell != 0 for cell in each.cells)]
    if dimension.name == MONTH:
        return lines
    return _folded(occurring, totals) if dimension.name == SECTOR else occurring


def _folded(lines: Sequence[Line], totals: Sequence[Cell | Decimal | None]) -> list[Line]:
    """Sectors that are not told become one line: that somebody of a small one asked names them.

    What stands in it is what anybody gets who takes the other lines from the total.
    """
    told = [each for each in lines if all(isinstance(cell, int) for cell in each.cells)]
    if len(told) == len(lines):
        return list(lines)
    if not told:
        return []  # One line for everything would only say the totals again.
    rest: list[Cell] = []
    for place, total in enumerate(totals):
        if not isinstance(total, int):
            rest.append(Hidden.SECOND)
            continue
        left = total - sum(line.cells[place] for line in told)  # type: ignore[misc]
        rest.append(Hidden.SMALL if 0 < left < SMALLEST_SHOWN else left)
    return [*told, Line("", rest)]
