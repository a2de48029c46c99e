"""One page for ministry and supporters, and the cases behind its figures for managers."""

import structlog
from flask import Blueprint, abort, render_template, request

from models import Outcome, policies
from models.base import local_date
from webapp.access import current_user, permitted
from webapp.clock import now, today
from webapp.database import get_session
from webapp.period_form import PeriodForm
from webapp.periods import Month, Period
from webapp.region import exports, queries
from webapp.region.drawing import draw_months
from webapp.region.report import write_report, write_years
from webapp.stepping_up import proven
from webapp.tables import as_file

bp = Blueprint("region", __name__, url_prefix="/region")
log = structlog.get_logger(__name__)


@bp.get("")
@permitted(policies.may_view_region)
def show():
    """Needs, introductions and outcomes by municipality and month."""
    form = period_form()
    report = write_report(get_session(), form.period, current_user(), now())
    months = draw_months(report)
    return render_template("region/show.html", form=form, report=report, months=months)


@bp.get("/jahre")
@permitted(policies.may_view_yearly_figures)
def years():
    """What came of it, year by year, for everybody."""
    return render_template("region/years.html", reports=write_years(get_session(), today(), now()))


@bp.get("/zahlen.csv")
@permitted(policies.may_view_region)
def export_figures():
    """The table of the page as a file."""
    report = write_report(get_session(), period_form().period, current_user(), now())
    return as_file(exports.write_figures(report), "ecotechub-zahlen.csv")


@bp.get("/faelle")
@permitted(policies.may_export_cases)
def cases():
    """The cases behind a figure."""
    choice, page = chosen_cases(), max(1, request.args.get("seite", 1, type=int))
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


def period_form() -> PeriodForm:
    """The choice of period, from the address."""
    first = queries.first_submission(get_session(), current_user(), now()) or now()
    return PeriodForm(today(), local_date(first).year, exact=may_view_exact())


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
