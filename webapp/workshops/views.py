"""What everybody reads of workshops; how they are registered for and run stands beside this."""

from typing import Any

from flask import Blueprint, current_app, render_template

from models import Workshop, policies
from webapp.access import permitted, public
from webapp.clock import now
from webapp.database import get_session
from webapp.downloads import as_download
from webapp.workshop_times import workshop_file, workshop_file_name
from webapp.workshops import own_registration, queries, registering

bp = Blueprint("workshops", __name__, url_prefix="/veranstaltungen")
READ, SEND, BOTH = ["GET"], ["POST"], ["GET", "POST"]

for rule, view, methods in (
    ("/<uuid:workshop_id>/anmelden", registering.register, BOTH),
    ("/<uuid:workshop_id>/angemeldet", registering.registered, READ),
    ("/<uuid:workshop_id>/datenschutz", registering.privacy, READ),
    ("/anmeldung/<token>", own_registration.own_registration, READ),
    ("/anmeldung/<token>/aendern", own_registration.change_registration, BOTH),
    ("/anmeldung/<token>/abmelden", own_registration.cancel_registration, SEND),
    ("/anmeldung/<token>/doch-kommen", own_registration.come_again, SEND),
):
    bp.add_url_rule(rule, view_func=view, methods=methods)


@bp.get("")
@public
def index() -> Any:
    """What comes, what was, and what others offer."""
    listed = queries.announced(get_session(), now())
    return render_template("workshops/index.html", listed=listed, at=now())


@bp.get("/<uuid:workshop_id>")
@permitted(policies.may_view_workshop, Workshop)
def show(workshop: Workshop) -> Any:
    """One workshop: when, where, what, and whether there is a seat."""
    return render_template(
        "workshops/show.html",
        workshop=workshop,
        seats=queries.seats(get_session(), workshop),
        is_open=workshop.takes_registrations(now()),
        has_report=_has_report(workshop),
    )


@bp.get("/<uuid:workshop_id>/termin.ics")
@permitted(policies.may_view_workshop, Workshop)
def calendar(workshop: Workshop) -> Any:
    """The day for the own calendar."""
    changed_at = workshop.cancelled_at or workshop.published_at or workshop.created_at
    return as_download(workshop_file(workshop, changed_at), workshop_file_name(workshop), "ics")


def _has_report(workshop: Workshop) -> bool:
    """Whether everybody may read it, and there is a page for it."""
    is_there = "workshop_reports.show" in current_app.view_functions
    return is_there and workshop.report_released_at is not None
