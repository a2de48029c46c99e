"""An announced workshop in the words of schema.org."""

from typing import Any

from models import Workshop, WorkshopState
from models.base import LOCAL_ZONE
from webapp.linked_data import part, thing
from webapp.links import absolute_url


def linked_workshop(workshop: Workshop, free_seats: int | None) -> dict[str, Any]:
    """The day as its public page tells it."""
    address = absolute_url("workshops.show", workshop_id=workshop.id)
    is_off = workshop.state is WorkshopState.CANCELLED
    status = "EventCancelled" if is_off else "EventScheduled"
    return thing(
        "Event",
        address,
        workshop.title,
        url=address,
        description=workshop.summary,
        startDate=workshop.starts_at.astimezone(LOCAL_ZONE).isoformat(),
        endDate=workshop.ends_at.astimezone(LOCAL_ZONE).isoformat(),
        eventStatus=f"https://schema.org/{status}",
        location=part("Place", name=workshop.place, address=workshop.place),
        organizer=part("Organization", name="EcoTecHub", url=absolute_url("public.start")),
        maximumAttendeeCapacity=workshop.capacity,
        remainingAttendeeCapacity=None if is_off else free_seats,
    )
