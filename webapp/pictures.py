"""Pictures of counts: how high and long to draw, and the sentence that says what is to be seen.

Only what stands in a table in digits is drawn. A hidden count gets its sign and no height, and no
scale is taken from it, so that nobody can measure what the table does not say.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date, format_decimal
from flask_babel import gettext as _

from webapp.disclosure import Cell, Hidden

SIGNS = {Hidden.SMALL: "<5", Hidden.SECOND: "*"}
"""What stands in the place of a column; the words are too long for it."""
HIGHEST = 96
"""Of a column, in the units of the drawing."""


@dataclass(frozen=True)
class Column:
    """A month and what was counted in it."""

    month: date
    count: Cell
    height: float

    @property
    def sign(self) -> str:
        """The count in digits, or the sign of a hidden one."""
        return SIGNS[self.count] if isinstance(self.count, Hidden) else format_decimal(self.count)

    @property
    def tick(self) -> str:
        """The month, shortened as far as people still recognise it."""
        return format_date(self.month, "LLL").rstrip(".")


@dataclass(frozen=True)
class Columns:
    """One kind of event over the months."""

    name: str
    title: str
    finding: str
    columns: Sequence[Column]

    @property
    def signs(self) -> list[str]:
        """Which kinds of hidden counts need an explanation."""
        return sorted({each.count.name for each in self.columns if isinstance(each.count, Hidden)})


def draw_columns(
    months: Sequence[date], series: Sequence[tuple[str, str, Sequence[Cell], Cell]]
) -> list[Columns]:
    """Several kinds of events, all on one scale, so that heights compare between them.

    Each is its name in addresses, its title, a count for every month and what is known of the sum.
    """
    top = tallest(count for _name, _title, counts, _total in series for count in counts)
    return [
        Columns(
            name=name,
            title=title,
            finding=_finding(months, counts, total),
            columns=[
                Column(month, count, _height(count, top))
                for month, count in zip(months, counts, strict=True)
            ],
        )
        for name, title, counts, total in series
    ]


def tallest(counts: Iterable[Cell]) -> int:
    """The highest count that may be read; what is hidden has no say in the scale."""
    return max((each for each in counts if isinstance(each, int)), default=0)


def _height(count: Cell, top: int) -> float:
    return round(HIGHEST * count / top, 1) if isinstance(count, int) and top else 0.0


def _finding(months: Sequence[date], counts: Sequence[Cell], total: Cell) -> str:
    if isinstance(total, Hidden):
        return (
            _("Zusammen unter 5.")
            if total is Hidden.SMALL
            else _("Die Summe ist nicht ausgewiesen.")
        )
    if not total:
        return _("In keinem dieser Monate.")
    most, sum_words = tallest(counts), format_decimal(total)
    # A count that was hidden for the sake of another one may be the highest of all.
    if not most or Hidden.SECOND in counts:
        return _("Zusammen %(total)s.", total=sum_words)
    highest = [month for month, count in zip(months, counts, strict=True) if count == most]
    if len(highest) > 1:
        return _(
            "Zusammen %(total)s, in einem Monat höchstens %(most)s.",
            total=sum_words,
            most=format_decimal(most),
        )
    return _(
        "Zusammen %(total)s, die meisten im %(month)s: %(most)s.",
        total=sum_words,
        month=format_date(highest[0], "MMMM y"),
        most=format_decimal(most),
    )
