"""Figures and cases for programs: the same counts, hidden cells and metadata as on the pages."""

from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext as _

from models import Challenge, ChallengeState, Outcome, Scope, policies
from webapp.access import current_user, permitted
from webapp.clock import now, today
from webapp.cursors import Place, cut, write_cursor
from webapp.database import get_session
from webapp.disclosure import Cell, Hidden
from webapp.interfaces import (
    PAGED,
    Parameter,
    Schema,
    closed,
    miss,
    operation,
    page_of,
    reference,
    reply,
    reply_page,
)
from webapp.periods import LAST_TWELVE, Month
from webapp.region import queries
from webapp.region.report import Report, Row, write_report, write_years
from webapp.region.views import period_form

bp = Blueprint("api_region", __name__, url_prefix="/api/v1")

TEXT = {"type": "string"}
MONTH = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}
HIDDEN = {Hidden.SMALL: "under-5", Hidden.SECOND: "withheld"}
COUNT = {
    "oneOf": [{"type": "integer", "minimum": 0}, {"type": "string", "enum": [*HIDDEN.values()]}],
    "description": "A count; under-5 for one to four, withheld where it would tell a small one.",
}
COUNTS = {"needs": COUNT, "introductions": COUNT, "outcomes": COUNT}
FIGURES = Schema(
    "Figures",
    closed(
        period=closed(first=MONTH, last=MONTH),
        totals=closed(**COUNTS, meetings=COUNT),
        median_days_to_answer={"type": ["number", "null"]},
        by_municipality={
            "type": "array",
            "items": closed(ags=TEXT, name=TEXT, **COUNTS),
        },
        by_month={"type": "array", "items": closed(month=MONTH, **COUNTS)},
        by_outcome={
            "type": "array",
            "items": closed(
                outcome={"type": "string", "enum": [each.value for each in Outcome]},
                count=COUNT,
            ),
        },
    ),
)
YEARS = Schema(
    "Years", closed(items={"type": "array", "items": reference(FIGURES)}), parts=(FIGURES,)
)
CASE = Schema(
    "Case",
    closed(
        id={"type": "string", "format": "uuid"},
        self={**TEXT, "description": "The address of this case here."},
        reference={**TEXT, "description": "The case number people say on the telephone."},
        municipality=closed(ags=TEXT, name=TEXT),
        submitted_in={**MONTH, "type": ["string", "null"]},
        state={"type": "string", "enum": [each.value for each in ChallengeState]},
    ),
)
PERIOD = Parameter(
    "zeitraum",
    "A year, or 12 for the last twelve months that the page of the region shows.",
    {"type": "string", "pattern": "^(12|[0-9]{4})$", "default": LAST_TWELVE},
)


@bp.get("/kennzahlen/jahre")
@operation("What came of it in each year that is over, as anybody may read it", YEARS)
@permitted(policies.may_view_yearly_figures)
def years() -> Any:
    """The public report, year by year, newest first."""
    reports = write_years(get_session(), today(), now())
    return reply({"items": [_figures(each) for each in reports]})


@bp.get("/kennzahlen/region")
@operation("The figures of the region in a period", FIGURES, scope=Scope.FIGURES,
           parameters=(PERIOD,))  # fmt: skip
@permitted(policies.may_view_region)
def figures(zeitraum: str) -> Any:
    """What the page of the region counts for the same reader and the same choice of period."""
    form = period_form()
    if form.zeitraum.data != zeitraum:
        miss(_("Diesen Zeitraum gibt es hier nicht: %(name)s", name=PERIOD.name))
    return reply(_figures(write_report(get_session(), form.period, current_user(), now())))


@bp.get("/faelle")
@operation("Cases that a Transferstelle may know of, by number: metadata only", page_of(CASE),
           scope=Scope.CASES, parameters=PAGED)  # fmt: skip
@permitted(policies.may_export_cases)
def cases(nach: Place | None, anzahl: int) -> Any:
    """That there are these cases, where they come from and where they stand; no text, no names."""
    rows, last = cut(
        queries.known_cases(get_session(), current_user(), now(), after=nach, count=anzahl + 1),
        anzahl,
    )
    following = write_cursor(last.reference, last.id) if last else None
    return reply_page([_case(each) for each in rows], following)


@bp.get("/faelle/<uuid:challenge_id>")
@operation("One case that a Transferstelle may know of: metadata only", CASE, scope=Scope.CASES)
@permitted(policies.may_follow_case, Challenge)
def case(challenge: Challenge) -> Any:
    """Where one case stands."""
    return reply(_case(challenge))


def _case(challenge: Challenge) -> dict[str, Any]:
    submitted = challenge.submitted_at
    return {
        "id": str(challenge.id),
        "self": url_for(".case", challenge_id=challenge.id),
        "reference": challenge.reference,
        "municipality": {
            "ags": challenge.municipality_ags,
            "name": challenge.municipality.name,
        },
        "submitted_in": str(Month.of(submitted)) if submitted else None,
        "state": challenge.state.value,
    }


def _figures(report: Report) -> dict[str, Any]:
    days = report.median_days
    return {
        "period": {"first": str(report.period.first), "last": str(report.period.last)},
        "totals": {
            "needs": _count(report.totals[queries.NEEDS]),
            "introductions": _count(report.totals[queries.INTRODUCTIONS]),
            "outcomes": _count(report.totals[queries.OUTCOMES]),
            "meetings": _count(report.totals[queries.MEETINGS]),
        },
        "median_days_to_answer": None if isinstance(days, Hidden) else days,
        "by_municipality": [
            {"ags": each.subject.ags, "name": each.subject.name, **_counts(each)}
            for each in report.by_municipality
        ],
        "by_month": [{"month": str(each.subject), **_counts(each)} for each in report.by_month],
        "by_outcome": [
            {"outcome": outcome.value, "count": _count(cell)} for outcome, cell in report.by_outcome
        ],
    }


def _counts(row: Row) -> dict[str, int | str]:
    return dict(zip(COUNTS, map(_count, row.cells), strict=True))


def _count(cell: Cell) -> int | str:
    return HIDDEN[cell] if isinstance(cell, Hidden) else cell
