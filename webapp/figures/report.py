"""The whole report: every table of a period, as this reader counts it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models import Account
from models.base import local_date
from webapp.figures import breakdowns, queries, reasons, waiting
from webapp.figures.facts import Case
from webapp.figures.funnel import funnel
from webapp.figures.registry import FIGURES, Figure
from webapp.figures.tables import Table

TABLES: tuple[Callable[[Sequence[Case]], Table], ...] = (
    funnel,
    waiting.answer_times,
    reasons.outcomes,
    reasons.enquiries,
    reasons.declines,
    reasons.rejections,
    breakdowns.by_sector,
    breakdowns.by_municipality,
    breakdowns.by_size,
)
"""What needs nothing but the cases; a table more is a function more."""


@dataclass(frozen=True)
class Report:
    """Everything that page and files say about the chosen cases."""

    choice: queries.Choice
    made_at: datetime
    tables: Sequence[Table]

    def table(self, name: str) -> Table:
        """The one of this name."""
        return next(each for each in self.tables if each.name == name)

    @property
    def figures(self) -> list[Figure]:
        """Every figure in it, in the order of the registry."""
        shown = {each for table in self.tables for each in figures_of(table)}
        return [figure for name, figure in FIGURES.items() if name in shown]

    @property
    def is_empty(self) -> bool:
        """Whether no case was counted."""
        return not self.table("weg").rows[0][1]


def write_report(session: Session, choice: queries.Choice, user: Account, at: datetime) -> Report:
    """Count what the reader's own desk holds."""
    cases = queries.cases(session, choice, user, at)
    tables = [make(cases) for make in TABLES]
    tables[2:2] = [waiting.promises(cases, local_date(at))]
    tables.insert(-3, breakdowns.by_month(cases, choice.period))
    tables.append(breakdowns.by_university(cases, queries.universities(session)))
    return Report(choice, at, tables)


def figures_of(table: Table) -> set[str]:
    """The names of what a table shows."""
    return {*table.figures, *(each.figure for each in table.columns if each.figure)}
