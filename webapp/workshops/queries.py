"""Workshops as the public and participants find them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import (
    Municipality,
    OtherEvent,
    Participant,
    SeatState,
    Workshop,
    WorkshopState,
    policies,
)
from webapp.seats import people_waiting, seats_taken

SHOWN, MOST_LISTED = 50, 200


@dataclass(frozen=True)
class Announced:
    """What takes place, the next one first, and what was, the last one first."""

    coming: Sequence[Workshop]
    past: Sequence[Workshop]
    free_seats: dict[uuid.UUID, int]
    """Of those to come."""
    others: Sequence[OtherEvent]


@dataclass(frozen=True)
class Seats:
    """How full a workshop is."""

    capacity: int
    taken: int
    waiting: int

    @property
    def free(self) -> int:
        """Seats that nobody waits for; none while there is a waiting list."""
        return max(0, self.capacity - self.taken - self.waiting)


def announced(session: Session, at: datetime) -> Announced:
    """What everybody may read; drafts are with those who prepare them."""
    public = select(Workshop).where(policies.visible_workshops(None, at))
    coming = session.scalars(
        public.where(Workshop.ends_at > at, Workshop.state != WorkshopState.OVER)
        .order_by(Workshop.starts_at, Workshop.id)
        .limit(SHOWN)
    ).all()
    past = session.scalars(
        public.where((Workshop.ends_at <= at) | (Workshop.state == WorkshopState.OVER))
        .where(Workshop.state != WorkshopState.CANCELLED)
        .order_by(Workshop.starts_at.desc(), Workshop.id)
        .limit(SHOWN)
    ).all()
    return Announced(coming, past, free_seats(session, coming), other_events(session, at))


def free_seats(session: Session, workshops: Sequence[Workshop]) -> dict[uuid.UUID, int]:
    """How many seats are left, by workshop; one statement for any number of them."""
    keys = [each.id for each in workshops]
    counted = (
        select(Participant.workshop_id, func.count().label("people"))
        .where(Participant.workshop_id.in_(keys), Participant.state != SeatState.CANCELLED)
        .group_by(Participant.workshop_id)
    )
    taken = {row.workshop_id: row.people for row in session.execute(counted)}
    return {each.id: max(0, each.capacity - taken.get(each.id, 0)) for each in workshops}


def other_events(session: Session, at: datetime) -> Sequence[OtherEvent]:
    """Events of others that are not over, the next one first."""
    return session.scalars(
        select(OtherEvent)
        .where(OtherEvent.ends_at > at)
        .order_by(OtherEvent.starts_at, OtherEvent.id)
        .limit(SHOWN)
    ).all()


def seats(session: Session, workshop: Workshop) -> Seats:
    """How full it is now."""
    return Seats(
        workshop.capacity,
        seats_taken(session, workshop.id),
        people_waiting(session, workshop.id),
    )


def municipalities(session: Session) -> Sequence[Municipality]:
    """Every municipality, by name."""
    return session.scalars(select(Municipality).order_by(Municipality.sort_key)).all()


def all_workshops(session: Session) -> Sequence[tuple[Workshop, int, int]]:
    """Each with how many are registered and wait; the newest day first, drafts among them."""
    counts = (
        select(
            Participant.workshop_id,
            func.count().filter(Participant.state == SeatState.REGISTERED).label("registered"),
            func.count().filter(Participant.state == SeatState.WAITING).label("waiting"),
        )
        .group_by(Participant.workshop_id)
        .subquery()
    )
    query = (
        select(Workshop, counts.c.registered, counts.c.waiting)
        .outerjoin(counts, counts.c.workshop_id == Workshop.id)
        .order_by(Workshop.starts_at.desc(), Workshop.id)
        .limit(MOST_LISTED)
    )
    return [(row[0], row[1] or 0, row[2] or 0) for row in session.execute(query)]
