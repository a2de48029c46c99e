"""What came of it in the region: for managers with the cases, for others in half-years."""

from collections.abc import Sequence
from typing import Any

import structlog
from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState

from models import Outcome, policies
from models.base import local_date
from webapp.access import current_user, permitted
from webapp.clock import now, today
from webapp.database import get_session
from webapp.half_years import HalfYear
from webapp.ledger.rules import RULES
from webapp.ledger.settled import TABLED, settled_half_years, write_years
from webapp.ledger.settled import write_report as write_settled_report
from webapp.pages import page_asked
from webapp.period_form import PeriodForm
from webapp.periods import Month, Period
from webapp.region import atlas, exports, queries
from webapp.region.drawing import draw_half_year, draw_months
from webapp.region.report import write_report
from webapp.stepping_up import proven
from webapp.tables import as_file

bp = Blueprint("region", __name__, url_prefix="/region")
log = structlog.get_logger(__name__)


@bp.record_once
def add_atlas(state: BlueprintSetupState) -> None:
    """The atlas is for everybody and has an address of its own."""
    state.app.register_blueprint(atlas.bp)


@bp.get("")
@permitted(policies.may_view_region)
def show() -> Any:
    """Needs, introductions and outcomes by municipality and month, as far as one knows of them."""
    if not may_view_exact():
        return redirect(url_for(".show_half_years"))
    form = period_form()
    report = write_report(get_session(), form.period, current_user(), now())
    months = draw_months(report)
    return render_template("region/show.html", form=form, report=report, months=months)


@bp.get("/halbjahre")
@permitted(policies.may_view_region)
def show_half_years() -> str:
    """What everybody's cases come to, in half-years that are settled, without small counts."""
    known = settled_half_years(get_session(), today(), now())
    chosen = chosen_half_year(known)
    report = write_settled_report(get_session(), chosen)
    return render_template(
        "region/half_years.html",
        known=known,
        chosen=chosen,
        report=report,
        months=draw_half_year(report),
        rules=RULES,
        tabled=TABLED,
    )


@bp.get("/halbjahre/zahlen.csv")
@permitted(policies.may_view_region)
def export_half_year() -> Response:
    """The same as a file."""
    known = settled_half_years(get_session(), today(), now())
    report = write_settled_report(get_session(), chosen_half_year(known))
    return as_file(exports.write_half_year(report), "ecotechub-kennzahlen-region.csv")


@bp.get("/jahre")
@permitted(policies.may_view_yearly_figures)
def years() -> str:
    """What came of it, year by year, for everybody."""
    found = write_years(get_session(), today(), now())
    return render_template("region/years.html", years=found, rules=RULES, tabled=TABLED)


@bp.get("/zahlen.csv")
@permitted(policies.may_view_region)
def export_figures() -> Any:
    """The table of the page as a file."""
    if not may_view_exact():
        return redirect(url_for(".export_half_year"))
    report = write_report(get_session(), period_form().period, current_user(), now())
    return as_file(exports.write_figures(report), "ecotechub-zahlen.csv")


@bp.get("/faelle")
@permitted(policies.may_export_cases)
def cases():
    """The cases behind a figure."""
    choice, page = chosen_cases(), page_asked()
    found, count = queries.cases(get_session(), current_user(), now(), choice, page)
    return render_template(
        "region/cases.html",
        cases=found,
        count=count,
        choice=choice,
        page=page,
        pages=-(-count // queries.CASES_PER_PAGE),
        municipality=next(
            (each for each in queries.municipalities(get_session()) if each.ags == choice.ags), None
        ),
    )


@bp.get("/faelle.csv")
@permitted(policies.may_export_cases)
@proven(lands_on="region.cases")
def export():
    """All cases as a file."""
    found = queries.all_cases(get_session(), current_user(), now())
    log.info("cases.exported", rows=len(found), user=str(current_user().id))
    return as_file(exports.write_cases(found, current_user(), now()), "ecotechub-faelle.csv")


def may_view_exact() -> bool:
    """Whether the reader sees small counts and what stands behind them."""
    return policies.may_view_exact_figures(current_user(), now())


def chosen_half_year(known: Sequence[HalfYear]) -> HalfYear | None:
    """The one that the address asks for, or the newest."""
    asked = HalfYear.parse(request.args.get("halbjahr", ""))
    return asked if asked in known else next(iter(known), None)


def period_form() -> PeriodForm:
    """The choice of period, from the address."""
    first = queries.first_submission(get_session(), current_user(), now()) or now()
    return PeriodForm(today(), local_date(first).year)


def chosen_cases() -> queries.Choice:
    """What the address asks for; an address nobody linked to is a 404."""
    month, kind = Month.parse(request.args.get("monat", "")), request.args.get("art", "bedarfe")
    outcome = request.args.get("ergebnis")
    if kind not in queries.KINDS or outcome not in {None, *(each.value for each in Outcome)}:
        abort(404)
    return queries.Choice(
        kind=kind,
        period=Period(month, month) if month else period_form().period,
        ags=request.args.get("ags"),
        outcome=Outcome(outcome) if outcome else None,
    )
