"""What the address asks for, and the report that answers it."""

from datetime import date

from flask import abort
from flask_babel import format_date
from flask_babel import gettext as _

from models import Account
from webapp.access import current_user
from webapp.clock import now, today
from webapp.database import get_session
from webapp.indicators import figures, queries
from webapp.indicators.exports import SPLIT_BY, Report
from webapp.indicators.forms import ChoiceForm
from webapp.indicators.reports import REPORTS, ReportKind
from webapp.ledger.dimensions import by_theme, known_dimensions, municipalities, universities
from webapp.ledger.rows import first_day
from webapp.ledger.rules import RULES, Rule
from webapp.periods import Period


def choice_form(user: Account) -> ChoiceForm:
    """Which entries the address asks for."""
    session = get_session()
    first = first_day(session) or today()
    return ChoiceForm(
        today(),
        first.year,
        municipalities(session),
        universities(session),
        queries.themes(session, user, now()),
    )


def report_kind(name: str) -> ReportKind:
    """The report of this name; an address nobody linked to is a 404."""
    if name not in REPORTS:
        abort(404)
    return REPORTS[name]


def known_rule(code: str) -> Rule:
    """The indicator of this name; an address nobody linked to is a 404."""
    if code not in RULES:
        abort(404)
    return RULES[code]


def chosen_report(kind: ReportKind, form: ChoiceForm, user: Account) -> Report:
    """Everything that page and files say about a choice."""
    session, at = get_session(), now()
    rows = queries.counted(session, form.choice, user, at)
    known = [*known_dimensions(session), by_theme()]
    standing = figures.standing_targets(queries.targets(session, user))
    own = [each for each in standing if each.rule in kind.codes]
    rules = [RULES[code] for code in SPLIT_BY]
    return Report(
        kind=kind,
        span=span_words(form.period),
        narrowed=form.words,
        made_at=at,
        figures=figures.figures(kind, rows),
        splits=[figures.split(each, rules, rows) for each in known],
        dimensions=known,
        targets=figures.reached(session, own, user, at, today()),
    )


def span_words(period: Period) -> str:
    """The months in words."""
    first, last = (format_date(each.first_day, "MMMM y") for each in (period.first, period.last))
    return _("%(first)s bis %(last)s", first=first, last=last)


def this_year() -> dict[str, date]:
    """What stands in the fields for days at first."""
    first_on, last_on = date(today().year, 1, 1), date(today().year, 12, 31)
    return {"first_on": first_on, "last_on": last_on, "due_on": last_on}


def signed_in() -> Account:
    """Whoever reads; the policy of each view has made sure that it is somebody."""
    user = current_user()
    if user is None:  # pragma: no cover
        abort(403)
    return user
