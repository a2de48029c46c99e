"""Announced events for programs: what everybody reads on the pages."""

from typing import Any

from flask import Blueprint, url_for

from models import Workshop, WorkshopState, policies
from models.base import LOCAL_ZONE
from webapp.access import permitted, public
from webapp.clock import now
from webapp.database import get_session
from webapp.interfaces import (
    LINKED,
    Schema,
    closed,
    operation,
    page_of,
    reply,
    reply_page,
    wants_linked_data,
)
from webapp.linked_data import LINKED_THING
from webapp.links import absolute_url
from webapp.workshops import queries
from webapp.workshops.linked_data import linked_workshop

bp = Blueprint("api_workshops", __name__)

TEXT = {"type": "string"}
MOMENT = {"type": "string", "format": "date-time"}
ANNOUNCED = [each.value for each in WorkshopState if each is not WorkshopState.DRAFT]
LISTED = {
    "id": {"type": "string", "format": "uuid"},
    "url": {"type": "string", "format": "uri", "description": "The page for people."},
    "self": {**TEXT, "description": "The address of this event here."},
    "title": TEXT,
    "state": {"type": "string", "enum": ANNOUNCED},
    "place": TEXT,
    "starts_at": MOMENT,
    "ends_at": MOMENT,
    "registration_until": MOMENT,
    "free_seats": {"type": ["integer", "null"], "description": "Null once nobody can register."},
}
AGENDA = closed(title=TEXT, starts_at=MOMENT, ends_at=MOMENT)
EVENT_LISTED = Schema("EventListed", closed(**LISTED))
EVENT = Schema("Event", closed(**LISTED, summary=TEXT, agenda={"type": "array", "items": AGENDA}))
LINKED_EVENT = Schema("LinkedEvent", LINKED_THING)


@bp.get("/api/v1/veranstaltungen")
@operation("Announced events that are not over, the next one first", page_of(EVENT_LISTED))
@public
def index() -> Any:
    """What comes, as /veranstaltungen tells it; there is one page of at most fifty."""
    listed = queries.announced(get_session(), now())
    free = listed.free_seats
    return reply_page([_listed(each, free[each.id]) for each in listed.coming], None)


@bp.get("/api/v1/veranstaltungen/<uuid:workshop_id>")
@operation("One announced event", EVENT, linked=LINKED_EVENT)
@permitted(policies.may_view_workshop, Workshop)
def show(workshop: Workshop) -> Any:
    """What stands on the public page of an event."""
    free = queries.seats(get_session(), workshop).free
    if wants_linked_data():
        return reply(linked_workshop(workshop, free), LINKED)
    agenda = [
        {"title": each.title, "starts_at": _moment(each), "ends_at": _moment(each, "ends_at")}
        for each in workshop.agenda
    ]
    return reply({**_listed(workshop, free), "summary": workshop.summary, "agenda": agenda})


def _listed(workshop: Workshop, free: int) -> dict[str, Any]:
    return {
        "id": str(workshop.id),
        "url": absolute_url("workshops.show", workshop_id=workshop.id),
        "self": url_for("api_workshops.show", workshop_id=workshop.id),
        "title": workshop.title,
        "state": workshop.state.value,
        "place": workshop.place,
        "starts_at": _moment(workshop),
        "ends_at": _moment(workshop, "ends_at"),
        "registration_until": _moment(workshop, "registration_until"),
        "free_seats": free if workshop.takes_registrations(now()) else None,
    }


def _moment(row: Any, which: str = "starts_at") -> str:
    return getattr(row, which).astimezone(LOCAL_ZONE).isoformat()
