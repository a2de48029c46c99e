"""What everybody reads of workshops; how they are registered for and run stands beside this."""

from typing import Any

from flask import Blueprint, current_app, render_template
from flask_babel import gettext as _

from models import Workshop, policies
from webapp.access import permitted, public
from webapp.calendar_files import as_feed, write_calendar
from webapp.clock import now
from webapp.database import get_session
from webapp.downloads import as_download
from webapp.workshop_times import (
    last_change,
    other_event,
    workshop_event,
    workshop_file,
    workshop_file_name,
)
from webapp.workshops import (
    arranging,
    door,
    importing_events,
    leading,
    own_registration,
    queries,
    registering,
)
from webapp.workshops.linked_data import linked_workshop

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
    seats = queries.seats(get_session(), workshop)
    return render_template(
        "workshops/show.html",
        workshop=workshop,
        seats=seats,
        linked=linked_workshop(workshop, seats.free) if workshop.is_public else None,
        is_open=workshop.takes_registrations(now()),
        has_report=_has_report(workshop),
    )


@bp.get("/<uuid:workshop_id>/termin.ics")
@permitted(policies.may_view_workshop, Workshop)
def calendar(workshop: Workshop) -> Any:
    """The day for the own calendar."""
    content = workshop_file(workshop, last_change(workshop))
    return as_download(content, workshop_file_name(workshop), "ics")


@bp.get("/kalender.ics")
@public
def feed() -> Any:
    """Everything that comes, as a calendar to subscribe to."""
    listed = queries.announced(get_session(), now())
    events = [workshop_event(each, last_change(each)) for each in listed.coming]
    events += [other_event(each) for each in listed.others]
    return as_feed(write_calendar("Veranstaltungen", *events, name=_("EcoTecHub Veranstaltungen")))


def _has_report(workshop: Workshop) -> bool:
    """Whether everybody may read it, and there is a page for it."""
    is_there = "workshop_reports.show" in current_app.view_functions
    return is_there and workshop.report_released_at is not None
