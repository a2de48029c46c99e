"""Figures and cases for programs: the same counts, hidden cells and metadata as on the pages."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext as _

from models import Challenge, ChallengeState, Scope, policies
from webapp.access import current_user, permitted
from webapp.clock import now, today
from webapp.cursors import Place, cut, write_cursor
from webapp.database import get_session
from webapp.disclosure import Cell, Hidden
from webapp.half_years import HalfYear
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
from webapp.ledger.dimensions import NAMES
from webapp.ledger.rules import RULES
from webapp.ledger.settled import (
    TABLED,
    Report,
    settled_half_years,
    write_report,
    write_years,
)
from webapp.periods import Month
from webapp.region import queries
from webapp.region.atlas_counting import read_atlas
from webapp.region.atlas_queries import campuses as campuses_of_atlas

bp = Blueprint("api_region", __name__, url_prefix="/api/v1")

TEXT = {"type": "string"}
MONTH = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}
HIDDEN = {Hidden.SMALL: "under-5", Hidden.SECOND: "withheld"}
COUNT = {
    "oneOf": [{"type": "integer", "minimum": 0}, {"type": "string", "enum": [*HIDDEN.values()]}],
    "description": "A count; under-5 for one to four, withheld where it would tell a small one.",
}
COUNTS = dict.fromkeys(TABLED, COUNT)
HALF = {"type": "string", "pattern": "^[0-9]{4}-[12]$"}
FIGURES = Schema(
    "Figures",
    closed(
        half_year={
            **HALF,
            "type": ["string", "null"],
            "description": "Null while none is settled.",
        },
        figures={
            "type": "array",
            "items": closed(
                code=TEXT,
                unit=TEXT,
                value={
                    "oneOf": [
                        {"type": ["number", "null"]},
                        {"type": "string", "enum": [*HIDDEN.values()]},
                    ],
                    "description": "Null where a median has nothing to stand on.",
                },
            ),
        },
        tables={
            "type": "array",
            "description": "The same entries told apart by one dimension at a time.",
            "items": closed(
                dimension={"type": "string", "enum": [*NAMES]},
                rows={
                    "type": "array",
                    "items": closed(
                        name={**TEXT, "description": "Empty for all that is not told by itself."},
                        counts=closed(**COUNTS),
                    ),
                },
            ),
        },
    ),
)
YEAR = Schema("Year", closed(year={"type": "integer"}, totals=closed(**COUNTS)))
YEARS = Schema("Years", closed(items={"type": "array", "items": reference(YEAR)}), parts=(YEAR,))
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
HALF_YEAR = Parameter(
    "halbjahr",
    "A half-year that is settled, as 2026-1; the newest one when nothing is said.",
    HALF,
)
THEME = {
    "type": ["string", "null"],
    "description": "The code of a theme or the name of a kind; null for all needs or profiles.",
}
ATLAS = Schema(
    "Atlas",
    closed(
        half_year={**TEXT, "type": ["string", "null"]},
        half_years={"type": "array", "items": TEXT},
        demand={
            "type": "array",
            "description": "From five companies on; what is missing is fewer, or withheld.",
            "items": closed(
                theme=THEME,
                ags={**TEXT, "type": ["string", "null"], "description": "Null: the region."},
                companies={"type": "integer", "minimum": 5},
            ),
        },
        supply={
            "type": "array",
            "description": "Published competence profiles as they are now.",
            "items": closed(
                theme=THEME,
                university=TEXT,
                campus=TEXT,
                profiles={"type": "integer", "minimum": 1},
            ),
        },
    ),
)


@bp.get("/atlas")
@operation("Which themes companies ask for where, and who works on them: settled half-years",
           ATLAS, parameters=(HALF_YEAR,))  # fmt: skip
@permitted(policies.may_view_atlas)
def atlas(halbjahr: str | None) -> Any:
    """What everybody reads in the atlas, whoever asks."""
    asked = HalfYear.parse(halbjahr) if halbjahr else None
    found = read_atlas(get_session(), None, asked, None, now(), is_exact=False)
    if halbjahr and found.choice.half_year != asked:
        miss(_("Dieses Halbjahr gibt es hier nicht: %(name)s", name=HALF_YEAR.name))
    campuses = {each.id: each for each in campuses_of_atlas(get_session())}
    return reply(
        {
            "half_year": str(found.choice.half_year) if found.choice.half_year else None,
            "half_years": [str(each) for each in found.half_years],
            "demand": [
                {"theme": theme, "ags": ags, "companies": companies}
                for theme, ags, companies in found.shown_demand
            ],
            "supply": [
                {
                    "theme": theme,
                    "university": campuses[campus_id].university.short,
                    "campus": campuses[campus_id].name,
                    "profiles": profiles,
                }
                for theme, campus_id, profiles in found.supply.shown
            ],
        }
    )


@bp.get("/kennzahlen/jahre")
@operation("What came of it in each year that is over, as anybody may read it", YEARS)
@permitted(policies.may_view_yearly_figures)
def years() -> Any:
    """The public report, year by year, newest first."""
    found = write_years(get_session(), today(), now())
    return reply(
        {"items": [{"year": each.number, "totals": _counts(each.totals)} for each in found]}
    )


@bp.get("/kennzahlen/region")
@operation("The figures of the region in a half-year that is settled", FIGURES,
           scope=Scope.FIGURES, parameters=(HALF_YEAR,))  # fmt: skip
@permitted(policies.may_view_region)
def figures(halbjahr: str | None) -> Any:
    """What the page of settled half-years shows, whoever asks."""
    known = settled_half_years(get_session(), today(), now())
    chosen = HalfYear.parse(halbjahr) if halbjahr else next(iter(known), None)
    if halbjahr and chosen not in known:
        miss(_("Dieses Halbjahr gibt es hier nicht: %(name)s", name=HALF_YEAR.name))
    return reply(_figures(write_report(get_session(), chosen)))


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
    return {
        "half_year": str(report.half_year) if report.half_year else None,
        "figures": [
            {"code": code, "unit": RULES[code].unit.value, "value": _value(value)}
            for code, value in report.totals.items()
        ],
        "tables": [
            {
                "dimension": each.name,
                "rows": [
                    {"name": line.words, "counts": _counts(line.by_rule)}
                    for line in report.tables[each.name]
                ],
            }
            for each in report.dimensions
        ],
    }


def _counts(cells: Mapping[str, Cell]) -> dict[str, Any]:
    return {code: _value(cell) for code, cell in cells.items()}


def _value(value: Cell | Decimal | None) -> int | float | str | None:
    if isinstance(value, Hidden):
        return HIDDEN[value]
    return float(value) if isinstance(value, Decimal) else value
