"""The seats of a workshop: given, kept waiting for, passed on, and forgotten after half a year.

Whoever changes seats holds the row of the workshop first, so that two people never get the last
one, and nobody who waits is passed over.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from models import (
    Account,
    InvalidTransition,
    OutgoingMail,
    Participant,
    SeatState,
    Workshop,
    WorkshopNote,
    WorkshopState,
)
from models.workshop import KEPT_AFTER_A_WORKSHOP
from webapp.audit import record
from webapp.database import hold
from webapp.mail import queue_participant_mail

OPEN = {WorkshopState.PUBLISHED, WorkshopState.RUNNING}
REMINDED_BEFORE = timedelta(days=3)
"""A night two to three days before the day: late enough to count, early enough to plan."""
JUST_READ = timedelta(hours=36)
KEPT_AFTER_CANCELLING = timedelta(days=30)
"""How long registrations of a workshop that was called off are kept."""


def seats_taken(session: Session, workshop_id: uuid.UUID) -> int:
    """How many are expected."""
    return _count(session, workshop_id, SeatState.REGISTERED)


def people_waiting(session: Session, workshop_id: uuid.UUID) -> int:
    """How many are on the waiting list."""
    return _count(session, workshop_id, SeatState.WAITING)


def register(
    session: Session, workshop: Workshop, email: str, at: datetime, **facts: Any
) -> Participant:
    """Give a seat, or a place on the waiting list; whoever registered already is told so by mail.

    What is known of somebody who is registered stays: anybody can type anybody's address.
    """
    hold(session, workshop)
    if not workshop.takes_registrations(at):
        raise InvalidTransition("registration is closed")
    known = find_participant(session, workshop, email)
    if known is not None and known.state is not SeatState.CANCELLED:
        queue_participant_mail(session, "workshop_already", known, at, sparingly=True)
        return known
    waits = not _has_room(session, workshop)
    if known is not None:
        known.register_again(at, waits=waits)
        _write(known, at, facts)
    else:
        state = SeatState.WAITING if waits else SeatState.REGISTERED
        known = Participant(
            workshop_id=workshop.id, email=email, state=state, registered_at=at, consented_at=at,
            **facts,
        )  # fmt: skip
        session.add(known)
    record(session, "zum_workshop_angemeldet", known, at, by=None)
    _tell_of_seat(session, known, at)
    return known


def find_participant(session: Session, workshop: Workshop, email: str) -> Participant | None:
    """Whoever registered for it with this address."""
    return session.scalars(
        select(Participant).where(
            Participant.workshop_id == workshop.id, Participant.email == email
        )
    ).one_or_none()


def come_again(session: Session, participant: Participant, at: datetime) -> Participant:
    """Whoever had cancelled comes after all, if registration is open."""
    hold(session, participant.workshop)
    hold(session, participant)
    if not participant.workshop.takes_registrations(at):
        raise InvalidTransition("registration is closed")
    participant.register_again(at, waits=not _has_room(session, participant.workshop))
    record(session, "zum_workshop_angemeldet", participant, at, by=None)
    _tell_of_seat(session, participant, at)
    return participant


def give_up_seat(
    session: Session, participant: Participant, at: datetime, *, by: Account | None
) -> Sequence[Participant]:
    """Somebody does not come; who has waited longest moves up, and is told."""
    hold(session, participant.workshop)
    hold(session, participant)
    if participant.workshop.state not in OPEN:
        raise InvalidTransition("the workshop is over or does not take place")
    participant.cancel(at)
    record(session, "vom_workshop_abgemeldet", participant, at, by=by)
    return fill_seats(session, participant.workshop, at)


def fill_seats(session: Session, workshop: Workshop, at: datetime) -> Sequence[Participant]:
    """Let people move up as long as there are seats; the caller holds the workshop.

    Nobody moves up once it is over or cancelled.
    """
    session.flush()
    free = workshop.capacity - seats_taken(session, workshop.id)
    if free <= 0 or workshop.state not in OPEN:
        return []
    waiting = (
        select(Participant)
        .where(Participant.workshop_id == workshop.id, Participant.state == SeatState.WAITING)
        .order_by(Participant.registered_at, Participant.id)
        .limit(free)
    )
    moved = session.scalars(waiting).all()
    for each in moved:
        each.move_up(at)
        record(session, "im_workshop_nachgerueckt", each, at, by=None)
        queue_participant_mail(session, "workshop_moved_up", each, at)
    return moved


def tell_everybody(session: Session, workshop: Workshop, template: str, at: datetime) -> int:
    """The same mail to all who are expected or wait; how many."""
    there = select(Participant).where(
        Participant.workshop_id == workshop.id,
        Participant.state != SeatState.CANCELLED,
        Participant.email.is_not(None),
    )
    people = session.scalars(there).all()
    for each in people:
        queue_participant_mail(session, template, each, at)
    return len(people)


def remind_participants(session: Session, at: datetime) -> int:
    """Remind each person with a seat once, shortly before the day."""
    due = (
        select(Participant)
        .join(Participant.workshop)
        .where(
            Workshop.state == WorkshopState.PUBLISHED,
            Workshop.starts_at > at,
            Workshop.starts_at <= at + REMINDED_BEFORE,
            Participant.state == SeatState.REGISTERED,
            Participant.reminded_at.is_(None),
            Participant.email.is_not(None),
            # Whoever registered yesterday has just read all of it.
            Participant.registered_at <= at - JUST_READ,
        )
    )
    people = session.scalars(due).all()
    for each in people:
        each.reminded_at = at
        queue_participant_mail(session, "workshop_reminder", each, at)
    return len(people)


def forget_participants(session: Session, at: datetime) -> int:
    """Erase names and addresses whose time is over, and the mails that carry them."""
    over = (
        select(Participant)
        .join(Participant.workshop)
        .options(joinedload(Participant.workshop))
        .where(
            Participant.erased_at.is_(None),
            or_(
                Workshop.ends_at <= at - KEPT_AFTER_A_WORKSHOP,
                Workshop.cancelled_at <= at - KEPT_AFTER_CANCELLING,
                and_(Participant.state == SeatState.CANCELLED, Workshop.ends_at <= at),
            ),
        )
    )
    people = session.scalars(over).all()
    keys = [each.id for each in people]
    for begin in range(0, len(keys), 500):
        part = keys[begin : begin + 500]
        session.execute(delete(OutgoingMail).where(OutgoingMail.participant_id.in_(part)))
    touched = {each.workshop_id: each.workshop for each in people}
    for each in people:
        each.erase(at)
    for workshop in touched.values():
        record(session, "teilnehmende_geloescht", workshop, at, by=None)
    return len(people)


def erase_registrations(session: Session, accounts: Sequence[Account], at: datetime) -> int:
    """Somebody erases what they gave: seats go to others, and notes belong to nobody.

    A registration is theirs by its account or by its mailbox, which only they can open.
    """
    theirs = select(Participant).where(
        Participant.erased_at.is_(None),
        or_(
            Participant.account_id.in_([each.id for each in accounts]),
            Participant.email.in_([each.email for each in accounts]),
        ),
    )
    people = session.scalars(theirs.order_by(Participant.id)).all()
    for each in people:
        if (
            each.workshop.state in OPEN
            and each.checked_in_at is None
            and each.state is not SeatState.CANCELLED
        ):
            give_up_seat(session, each, at, by=None)
        session.execute(delete(OutgoingMail).where(OutgoingMail.participant_id == each.id))
        written = update(WorkshopNote).where(WorkshopNote.participant_id == each.id)
        session.execute(written.values(participant_id=None))
        each.erase(at)
    return len(people)


def _has_room(session: Session, workshop: Workshop) -> bool:
    """A seat that nobody waits for."""
    taken = seats_taken(session, workshop.id) + people_waiting(session, workshop.id)
    return taken < workshop.capacity


def _tell_of_seat(session: Session, participant: Participant, at: datetime) -> None:
    waits = participant.state is SeatState.WAITING
    template = "workshop_waiting" if waits else "workshop_registered"
    queue_participant_mail(session, template, participant, at)


def _write(participant: Participant, at: datetime, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(participant, name, value)
    participant.consented_at = at


def _count(session: Session, workshop_id: uuid.UUID, state: SeatState) -> int:
    counted = select(func.count()).where(
        Participant.workshop_id == workshop_id, Participant.state == state
    )
    return session.scalar(counted) or 0
