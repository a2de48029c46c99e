"""Entries of the ledger as figures need them, and those of half-years that are settled."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import Session

from models import IndicatorEntry, IndicatorReporter, SizeClass
from webapp.counting import median_of
from webapp.half_years import HalfYear
from webapp.ledger.noting import is_superseded
from webapp.ledger.rules import Kind, Rule

Value = Decimal | None


@dataclass(frozen=True)
class Row:
    """An entry as figures need it."""

    id: uuid.UUID
    rule: str
    occurred_on: date
    thousandths: int
    municipality_ags: str | None
    sector: str
    size_class: SizeClass | None
    university_id: uuid.UUID | None
    theme: str | None
    is_first_of_company: bool


Counted = Row | IndicatorEntry
"""What counts, as a row or with all that is known of it."""
COLUMNS = tuple(getattr(IndicatorEntry, each) for each in Row.__dataclass_fields__)


def value_of(rule: Rule, rows: Sequence[Counted]) -> Value:
    """The count, the sum or the median; nothing where a median has nothing to stand on."""
    if rule.kind is Kind.MEDIAN:
        median = median_of(each.thousandths / 1000 for each in rows)
        return None if median is None else Decimal(str(median))
    return Decimal(sum(each.thousandths for each in rows)) / 1000


def read_rows(session: Session, query: Any) -> list[Row]:
    """What a query over COLUMNS finds."""
    return [Row(*each) for each in session.execute(query)]


def first_day(session: Session) -> date | None:
    """The first day on which anything counts."""
    return session.scalar(select(func.min(IndicatorEntry.occurred_on)))


def settled_rows(session: Session, half_years: Sequence[HalfYear]) -> list[Row]:
    """What had been entered a month after the end of each half-year, of everybody's cases.

    Not of those that are kept from a university: its managers compare this with their own numbers.

    What the ledger took in first, when it began, counts as if it had been there in time.
    """
    began_at = session.scalar(
        select(func.min(IndicatorEntry.recorded_at)).where(
            IndicatorEntry.reporter == IndicatorReporter.SOFTWARE
        )
    )
    if began_at is None or not half_years:
        return []
    query = select(*COLUMNS).where(
        IndicatorEntry.is_void.is_(False),
        IndicatorEntry.is_known_to_all,
        or_(*(_settled(each, max(each.settled_at, began_at)) for each in half_years)),
    )
    return read_rows(session, query)


def _settled(half_year: HalfYear, by: datetime) -> ColumnElement[bool]:
    first, after = half_year.days
    return and_(
        IndicatorEntry.occurred_on >= first,
        IndicatorEntry.occurred_on < after,
        IndicatorEntry.recorded_at <= by,
        not_(is_superseded(by)),
    )
