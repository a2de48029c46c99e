"""What everybody reads of workshops; how they are registered for and run stands beside this."""

from typing import Any

from flask import Blueprint, current_app, render_template

from models import Workshop, policies
from webapp.access import permitted, public
from webapp.clock import now
from webapp.database import get_session
from webapp.downloads import as_download
from webapp.workshop_times import workshop_file, workshop_file_name
from webapp.workshops import (
    arranging,
    door,
    importing_events,
    leading,
    own_registration,
    queries,
    registering,
)

bp = Blueprint("workshops", __name__, url_prefix="/veranstaltungen")
LEAD = "/<uuid:workshop_id>/leitung"
READ, SEND, BOTH = ["GET"], ["POST"], ["GET", "POST"]

for rule, view, methods in (
    ("/<uuid:workshop_id>/anmelden", registering.register, BOTH),
    ("/<uuid:workshop_id>/angemeldet", registering.registered, READ),
    ("/<uuid:workshop_id>/datenschutz", registering.privacy, READ),
    ("/anmeldung/<token>", own_registration.own_registration, READ),
    ("/anmeldung/<token>/aendern", own_registration.change_registration, BOTH),
    ("/anmeldung/<token>/abmelden", own_registration.cancel_registration, SEND),
    ("/anmeldung/<token>/doch-kommen", own_registration.come_again, SEND),
    ("/leitung", leading.list_workshops, READ),
    ("/leitung/neu", leading.create, BOTH),
    ("/leitung/andere", importing_events.take_over_events, BOTH),
    ("/leitung/andere/<uuid:event_id>/entfernen", importing_events.remove_event, SEND),
    ("/einlass/<code>", door.scan, READ),
    (f"{LEAD}", leading.lead, READ),
    (f"{LEAD}/bearbeiten", leading.edit, BOTH),
    (f"{LEAD}/ankuendigen", leading.publish, SEND),
    (f"{LEAD}/beginnen", leading.begin, SEND),
    (f"{LEAD}/beenden", leading.end, SEND),
    (f"{LEAD}/absagen", leading.cancel, SEND),
    (f"{LEAD}/ablauf", arranging.arrange, READ),
    (f"{LEAD}/programm", arranging.add_part, SEND),
    (f"{LEAD}/programm/<uuid:item_id>/entfernen", arranging.remove_part, SEND),
    (f"{LEAD}/tische", arranging.add_table, SEND),
    (f"{LEAD}/tische/vier-felder", arranging.add_area_tables, SEND),
    (f"{LEAD}/tische/<uuid:table_id>/schliessen", arranging.close_table, SEND),
    (f"{LEAD}/tische/<uuid:table_id>/oeffnen", arranging.reopen_table, SEND),
    (f"{LEAD}/tische/<uuid:table_id>/entfernen", arranging.remove_table, SEND),
    (f"{LEAD}/teilnehmende", door.participants, READ),
    (f"{LEAD}/teilnehmende/neu", door.add_guest, BOTH),
    (f"{LEAD}/teilnehmende/<uuid:participant_id>/abmelden", door.strike_off, SEND),
    (f"{LEAD}/teilnehmende/<uuid:participant_id>/einlassen", door.admit, SEND),
    (f"{LEAD}/teilnehmende/<uuid:participant_id>/gegangen", door.check_out, SEND),
    (f"{LEAD}/teilnehmende/<uuid:participant_id>/namensschild", door.print_badge, READ),
    (f"{LEAD}/namensschilder", door.print_badges, READ),
    (f"{LEAD}/einlass", door.check_in, BOTH),
    (f"{LEAD}/einlass/scan", door.take_scan, SEND),
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
