"""The report for managers: exact counts of what they may know of, each with cases behind it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models import Account, Municipality, Outcome
from webapp.periods import Month, Period
from webapp.region import queries

COLUMNS = (queries.NEEDS, queries.INTRODUCTIONS, queries.OUTCOMES)


@dataclass(frozen=True)
class Row:
    """One municipality or month with its needs, introductions and outcomes."""

    subject: Municipality | Month
    cells: tuple[int, ...]


@dataclass(frozen=True)
class Report:
    """Everything the page and its table file say about a period."""

    period: Period
    totals: dict[str, int]
    median_days: float | None
    by_municipality: Sequence[Row]
    by_month: Sequence[Row]
    by_outcome: Sequence[tuple[Outcome, int]]


def write_report(session: Session, period: Period, user: Account | None, at: datetime) -> Report:
    """Count a period exactly; others than managers read settled half-years (webapp/ledger)."""
    happened = {kind: queries.happenings(session, kind, period, user, at) for kind in queries.KINDS}
    occurring = {each.ags for kind in COLUMNS for each in happened[kind]}
    places = [
        each
        for each in queries.municipalities(session)
        if each.is_in_district or each.ags in occurring
    ]
    months = list(period.months)
    place_columns, month_columns = [], []
    for kind in COLUMNS:
        by_place = Counter(each.ags for each in happened[kind])
        by_month = Counter(each.month for each in happened[kind])
        place_columns.append([by_place[place.ags] for place in places])
        month_columns.append([by_month[month] for month in months])
    by_outcome = Counter(each.outcome for each in happened[queries.OUTCOMES])
    return Report(
        period=period,
        totals={kind: len(happened[kind]) for kind in queries.KINDS},
        median_days=queries.median_days_to_answer(session, period, user, at),
        by_municipality=_rows(places, place_columns),
        by_month=_rows(months, month_columns),
        by_outcome=[(outcome, by_outcome[outcome]) for outcome in Outcome],
    )


def _rows(subjects: Sequence[Municipality | Month], columns: list[list[int]]) -> list[Row]:
    return [Row(*each) for each in zip(subjects, zip(*columns, strict=True), strict=True)]
