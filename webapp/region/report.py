"""The report for ministry and supporters: counts, and what of them this reader may see."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from models import Account, Municipality, Outcome, policies
from models.base import local_date
from webapp.disclosure import SMALLEST_SHOWN, Cell, Hidden, protect
from webapp.periods import Month, Period, year
from webapp.region import queries

COLUMNS = (queries.NEEDS, queries.INTRODUCTIONS, queries.OUTCOMES)


@dataclass(frozen=True)
class Row:
    """One municipality or month with its needs, introductions and outcomes."""

    subject: Municipality | Month
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Report:
    """Everything the page and its table file say about a period."""

    period: Period
    totals: dict[str, Cell]
    median_days: float | Hidden | None
    by_municipality: Sequence[Row]
    by_month: Sequence[Row]
    by_outcome: Sequence[tuple[Outcome, Cell]]


def write_report(session: Session, period: Period, user: Account | None, at: datetime) -> Report:
    """Count a period; small counts stand in it only for readers who may see exact figures."""
    exact = policies.may_view_exact_figures(user, at)
    happened = {kind: queries.happenings(session, kind, period, user, at) for kind in queries.KINDS}
    occurring = {each.ags for kind in COLUMNS for each in happened[kind]}
    places = [
        each
        for each in queries.municipalities(session)
        if each.is_in_district or each.ags in occurring
    ]
    months = list(period.months)
    totals, place_columns, month_columns, outcomes = {}, [], [], []
    for kind in COLUMNS:
        by_place = Counter(each.ags for each in happened[kind])
        by_month = Counter(each.month for each in happened[kind])
        by_outcome = Counter(each.outcome for each in happened[kind])
        partitions = [
            [by_place[place.ags] for place in places],
            [by_month[month] for month in months],
        ]
        if kind == queries.OUTCOMES:
            partitions.append([by_outcome[outcome] for outcome in Outcome])
        table, totals[kind] = _shown(partitions, exact=exact)
        place_columns.append(table[0])
        month_columns.append(table[1])
        outcomes = table[2] if kind == queries.OUTCOMES else outcomes
    _, totals[queries.MEETINGS] = _shown([[len(happened[queries.MEETINGS])]], exact=exact)
    return Report(
        period=period,
        totals=totals,
        median_days=_shown_median(
            *queries.median_days_to_answer(session, period, user, at), exact=exact
        ),
        by_municipality=_rows(places, place_columns),
        by_month=_rows(months, month_columns),
        by_outcome=list(zip(Outcome, outcomes, strict=True)),
    )


def write_years(session: Session, today: date, at: datetime) -> Sequence[Report]:
    """A report of each year that is over, newest first, as anybody may read it."""
    first = queries.first_submission(session, None, at)
    if first is None:
        return []
    years = range(today.year - 1, local_date(first).year - 1, -1)
    return [write_report(session, year(each), None, at) for each in years]


def _shown(partitions: list[list[int]], *, exact: bool) -> tuple[list[list[Cell]], Cell]:
    if exact:
        return [list(counts) for counts in partitions], sum(partitions[0])
    return protect(*partitions)


def _shown_median(days: float | None, known: int, *, exact: bool) -> float | Hidden | None:
    return Hidden.SECOND if days is not None and known < SMALLEST_SHOWN and not exact else days


def _rows(subjects: Sequence[Municipality | Month], columns: list[list[Cell]]) -> list[Row]:
    return [Row(*each) for each in zip(subjects, zip(*columns, strict=True), strict=True)]
