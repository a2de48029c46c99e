"""„Zugänge für Programme“, the calendar of the own dates, and the description of the interface."""

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import ApiToken, Scope, policies
from webapp.access import current_user, permitted, public
from webapp.api import operations, queries
from webapp.api.document import write_document
from webapp.api.forms import YEAR, CreateTokenForm
from webapp.calendar_files import appointment_event, as_feed, write_calendar
from webapp.clock import now
from webapp.database import after_commit, get_session
from webapp.interfaces import Schema, operation, reply
from webapp.jobs import wake_worker
from webapp.links import absolute_url
from webapp.programs import count_request, note_use, open_token
from webapp.stepping_up import proven

bp = Blueprint("api", __name__)

DOCUMENT = Schema(
    "Document",
    {
        "type": "object",
        "properties": {"openapi": {"type": "string"}, "paths": {"type": "object"}},
        "required": ["openapi", "info", "paths", "components"],
    },
)


@bp.get("/api/v1/openapi.json")
@operation("This description", DOCUMENT)
@public
def describe() -> Any:
    """Every operation, with what it takes and answers."""
    return reply(write_document(current_app, current_app.extensions["settings"]))


@bp.get("/konto/zugaenge")
@permitted(policies.may_keep_tokens)
def index() -> str:
    """Which programs read in the own name."""
    tokens = queries.own_tokens(get_session(), current_user())
    return render_template(
        "api/index.html",
        tokens=tokens,
        at=now(),
        offered=policies.offered_scopes(current_user(), now()),
        feed=Scope.CALENDAR,
    )


@bp.route("/konto/zugaenge/neu", methods=["GET", "POST"])
@permitted(policies.may_keep_tokens)
@proven()
def create() -> Any:
    """Make a key for a program, and show it once."""
    form = CreateTokenForm()
    form.offer(_for_programs())
    if form.validate_on_submit():
        token, key = operations.create_token(
            get_session(),
            now(),
            by=current_user(),
            name=form.name.data,
            scopes=[Scope(each) for each in form.scopes.data],
            days=int(form.days.data),
        )
        after_commit(wake_worker)
        return render_template("api/created.html", token=token, key=key)
    return render_template("api/create.html", form=form), form.status


@bp.post("/konto/zugaenge/kalender")
@permitted(policies.may_keep_tokens)
@proven()
def create_feed() -> Any:
    """Make an address under which the own dates can be subscribed to, and show it once."""
    if Scope.CALENDAR not in policies.offered_scopes(current_user(), now()):
        abort(404)
    token, key = operations.create_token(
        get_session(),
        now(),
        by=current_user(),
        name=_("Kalender"),
        scopes=[Scope.CALENDAR],
        days=int(YEAR),
    )
    after_commit(wake_worker)
    address = absolute_url("api.feed", token=key)
    return render_template("api/feed_created.html", token=token, address=address)


@bp.post("/konto/zugaenge/<uuid:api_token_id>/beenden")
@permitted(policies.may_end_token, ApiToken)
def end(api_token: ApiToken) -> Any:
    """Nothing opens with it any more."""
    operations.end_token(get_session(), api_token, now(), by=current_user())
    flash(_("Der Zugang „%(name)s“ ist beendet.", name=api_token.name), "success")
    return redirect(url_for(".index"))


@bp.get("/kalender/<token>/termine.ics")
@public
def feed(token: str) -> Any:
    """The dates of whoever holds this address, as a calendar to subscribe to."""
    found = open_token(get_session(), token)
    count_request(found)
    if found is None or not found.is_feed:
        abort(404)
    account = found.account
    if Scope.CALENDAR not in policies.offered_scopes(account, now()):
        abort(404)
    note_use(found)
    dates = queries.own_appointments(get_session(), account, now())
    events = [appointment_event(each) for each in dates]
    return as_feed(write_calendar("Erstgespraeche", *events, name=_("EcoTecHub Termine")))


def _for_programs() -> list[Scope]:
    """What the form offers; the calendar has an address instead of a key."""
    offered = policies.offered_scopes(current_user(), now())
    return [each for each in offered if each is not Scope.CALENDAR]
