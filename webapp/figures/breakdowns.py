"""The steps again, by month, sector, municipality, size and university."""

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from models import SizeClass, sort_key
from webapp.figures.facts import Case
from webapp.figures.funnel import STEPS, count_steps
from webapp.figures.registry import FIGURES
from webapp.figures.tables import Column, Kind, Table
from webapp.industries import sector_words
from webapp.labels import label
from webapp.periods import Month, Period

NO_SIZE = _l("Größe nicht angegeben")


def by_month(cases: Sequence[Case], period: Period) -> Table:
    """By the month in which a need was handed in; quiet months are rows, too."""
    months = list(period.months)
    rows = [
        (month.first_day, *count_steps([each for each in cases if _month(each) == month]))
        for month in months
    ]
    return _as_table("monate", _l("Nach Monat der Einreichung"), _l("Monat"), rows, cases, True)


def by_sector(cases: Sequence[Case]) -> Table:
    """By the company's line of business."""
    rows = _split(cases, lambda case: str(sector_words(case.sector)))
    return _as_table("branchen", _l("Nach Branche"), _l("Branche"), rows, cases)


def by_municipality(cases: Sequence[Case]) -> Table:
    """By the municipality of the need."""
    rows = _split(cases, lambda case: case.municipality)
    return _as_table("gemeinden", _l("Nach Gemeinde"), _l("Gemeinde"), rows, cases)


def by_size(cases: Sequence[Case]) -> Table:
    """By the size class of the company."""
    sizes: list[SizeClass | None] = [*SizeClass, None]
    rows = [
        (
            label(size) if size else NO_SIZE,
            *count_steps([each for each in cases if each.size_class is size]),
        )
        for size in sizes
    ]
    return _as_table("groessen", _l("Nach Größe des Unternehmens"), _l("Größe"), rows, cases)


def by_university(cases: Sequence[Case], universities: Sequence[str]) -> Table:
    """Enquiries by the university of the professor."""
    enquiries = [each for case in cases for each in case.enquiries if each.asked_at is not None]
    names = ("u_angefragt", "u_interessiert", "u_vermittelt", "u_gesprochen")

    def count(of: Sequence[Any]) -> tuple[int, ...]:
        return (
            len(of),
            sum(each.accepted_at is not None for each in of),
            sum(each.consented_at is not None for each in of),
            sum(each.met_on is not None for each in of),
        )

    rows = [
        (name, *count([each for each in enquiries if each.university == name]))
        for name in universities
    ]
    return Table(
        name="hochschulen",
        title=_l("Anfragen nach Hochschule"),
        columns=[
            Column(_l("Hochschule"), Kind.WORDS),
            *(Column(FIGURES[name].words, Kind.COUNT, name) for name in names),
        ],
        rows=[*rows, (_l("Summe"), *count(enquiries))],
        is_summed=True,
    )


def _split(cases: Sequence[Case], key: Callable[[Case], str]) -> list[tuple[Any, ...]]:
    groups = sorted({key(case) for case in cases}, key=sort_key)
    return [
        (group, *count_steps([each for each in cases if key(each) == group])) for group in groups
    ]


def _as_table(
    name: str,
    title: LazyString,
    head: LazyString,
    rows: Sequence[tuple[Any, ...]],
    cases: Sequence[Case],
    is_by_month: bool = False,
) -> Table:
    return Table(
        name=name,
        title=title,
        columns=[
            Column(head, Kind.MONTH if is_by_month else Kind.WORDS),
            *(Column(FIGURES[step.figure].words, Kind.COUNT, step.figure) for step in STEPS),
        ],
        rows=[*rows, (_l("Summe"), *count_steps(cases))],
        is_summed=True,
        is_chart=is_by_month,
    )


def _month(case: Case) -> Month:
    return Month.of(case.submitted_at)
