"""Tables that pages and files are written from alike: each cell is a value of a known kind."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import LazyString, format_date, format_decimal, format_percent

Cell = str | LazyString | int | float | date | None


class Kind(enum.Enum):
    """What stands in a column, and so how it is written."""

    WORDS = "worte"
    COUNT = "anzahl"
    SHARE = "anteil"
    DAYS = "tage"
    MONTH = "monat"


@dataclass(frozen=True)
class Column:
    """The words over a column, what stands in it, and which figure it shows."""

    words: LazyString | str
    kind: Kind
    figure: str | None = None


@dataclass(frozen=True)
class Table:
    """Rows that begin with what they are about; the last one may be their sum."""

    name: str
    """In German, as addresses and files call it."""
    title: LazyString | str
    columns: Sequence[Column]
    rows: Sequence[tuple[Cell, ...]]
    figures: Sequence[str] = ()
    """Of its rows, where each row is a figure of its own."""
    is_summed: bool = False
    note: LazyString | str | None = None
    is_chart: bool = field(default=False)
    """Whether the second column is worth being drawn."""

    @property
    def bars(self) -> list[tuple[str, int]]:
        """The rows as a chart shows them, without the sum."""
        rows = self.rows[:-1] if self.is_summed else self.rows
        kind = self.columns[0].kind
        return [(show(row[0], kind), int(row[1])) for row in rows if isinstance(row[1], int)]

    @property
    def is_plain_chart(self) -> bool:
        """Whether a chart says everything, because there is only one column of counts."""
        return self.is_chart and len(self.columns) == 2

    @property
    def is_empty(self) -> bool:
        """Whether nothing was counted in it."""
        return not any(isinstance(cell, int) and cell for row in self.rows for cell in row[1:])

    def show_row(self, row: Sequence[Cell]) -> list[str]:
        """A row as people read it."""
        return [show(cell, column.kind) for cell, column in zip(row, self.columns, strict=True)]


def show(cell: Cell, kind: Kind) -> str:
    """A value as people read it; a dash where there is none."""
    if cell is None:
        return "–"
    match kind:
        case Kind.COUNT:
            return format_decimal(cell)
        case Kind.SHARE:
            return format_percent(cell)
        case Kind.DAYS:
            return format_decimal(cell, "#,##0.0")
        case Kind.MONTH if isinstance(cell, date):
            return format_date(cell, "MMMM y")
    return str(cell)
