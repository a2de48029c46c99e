"""The door: who comes, who comes unannounced, who leaves early."""

import enum
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Account,
    InvalidTransition,
    Participant,
    SeatState,
    Workshop,
    WorkshopState,
)
from webapp.audit import record
from webapp.database import hold
from webapp.seats import find_participant

CODE = re.compile(r"[0-9a-f]{20}")
"""The end of the address in the QR code; scanners set to another keyboard spoil what is before."""
LONGEST_OFFLINE = timedelta(hours=24)


class Answer(enum.Enum):
    """What the door is told after a scan."""

    COME = "eingelassen"
    BACK = "wieder_da"
    THERE = "schon_da"
    WAITING = "warteliste"
    CANCELLED = "abgemeldet"
    FOREIGN = "anderer_workshop"
    UNKNOWN = "unbekannt"
    NOT_NOW = "findet_nicht_statt"


@dataclass(frozen=True)
class Arrival:
    """An answer, and whom it is about."""

    answer: Answer
    participant: Participant | None = None


def read_code(typed: str) -> str | None:
    """The code of a badge in what a scanner typed; the last one, if it is a whole address."""
    found = CODE.findall(typed.lower())
    return found[-1] if found else None


def find_badge(session: Session, code: str) -> Participant | None:
    """Whose badge it is, at whatever workshop."""
    return session.scalars(select(Participant).where(Participant.code == code)).one_or_none()


def check_in(
    session: Session,
    workshop: Workshop,
    typed: str,
    scanned_at: datetime | None,
    at: datetime,
    *,
    by: Account,
) -> Arrival:
    """Let somebody in by their badge; twice the same scan is one arrival."""
    code = read_code(typed)
    participant = find_badge(session, code) if code else None
    if participant is None:
        return Arrival(Answer.UNKNOWN)
    if participant.workshop_id != workshop.id:
        # Neither name nor event: the other workshop may be a draft.
        return Arrival(Answer.FOREIGN)
    hold(session, participant)
    if workshop.state in {WorkshopState.DRAFT, WorkshopState.CANCELLED}:
        return Arrival(Answer.NOT_NOW, participant)
    if participant.state is not SeatState.REGISTERED:
        waits = participant.state is SeatState.WAITING
        return Arrival(Answer.WAITING if waits else Answer.CANCELLED, participant)
    moment = moment_of(scanned_at, at)
    if participant.checked_in_at is None:
        participant.check_in(moment)
        record(session, "eingelassen", participant, at, by=by)
        return Arrival(Answer.COME, participant)
    return _come_twice(session, participant, moment, at, by)


def moment_of(scanned_at: datetime | None, at: datetime) -> datetime:
    """When somebody came; a clock that is wrong by a day or lies ahead is not believed."""
    if scanned_at is None or not at - LONGEST_OFFLINE <= scanned_at <= at:
        return at
    return scanned_at


def _come_twice(
    session: Session, participant: Participant, moment: datetime, at: datetime, by: Account
) -> Arrival:
    there_since, left_at = participant.checked_in_at, participant.left_at
    if there_since is not None and moment < there_since:
        # Two doors, and the one that was offline saw them first.
        participant.checked_in_at = moment
        return Arrival(Answer.COME, participant)
    if moment == there_since:
        return Arrival(Answer.COME, participant)
    if left_at is not None and moment > left_at:
        participant.check_in(moment)
        record(session, "eingelassen", participant, at, by=by)
        return Arrival(Answer.BACK, participant)
    return Arrival(Answer.THERE, participant)


def admit_waiting(
    session: Session, workshop: Workshop, participant: Participant, at: datetime, *, by: Account
) -> None:
    """Somebody without a seat stands at the door, and whoever stands there lets them in."""
    hold(session, workshop)
    hold(session, participant)
    if (
        workshop.state is not WorkshopState.RUNNING
        and workshop.state is not WorkshopState.PUBLISHED
    ):
        raise InvalidTransition("nobody is let in")
    if participant.state is SeatState.CANCELLED:
        participant.register_again(at, waits=False)
    elif participant.state is SeatState.WAITING:
        participant.move_up(at)
    if participant.checked_in_at is None:
        participant.check_in(at)
        record(session, "eingelassen", participant, at, by=by)


def leave_early(session: Session, participant: Participant, at: datetime, *, by: Account) -> None:
    """They go before the end; their talks can be planned anew."""
    hold(session, participant)
    participant.check_out(at)
    record(session, "frueher_gegangen", participant, at, by=by)


def find_guest(session: Session, workshop: Workshop, email: str) -> Participant | None:
    """Whoever is expected with this address already."""
    known = find_participant(session, workshop, email) if email else None
    return None if known is None or known.state is SeatState.CANCELLED else known


def admit_guest(
    session: Session,
    workshop: Workshop,
    email: str | None,
    facts: dict[str, Any],
    at: datetime,
    *,
    by: Account,
    is_here: bool,
) -> Participant:
    """Somebody comes unannounced; whoever runs the workshop decides that there is room."""
    hold(session, workshop)
    if workshop.state is WorkshopState.CANCELLED:
        raise InvalidTransition("it does not take place")
    known = find_participant(session, workshop, email) if email else None
    if known is None:
        known = Participant(
            workshop_id=workshop.id, email=email, registered_at=at, consented_at=at, **facts
        )
        session.add(known)
    else:
        known.register_again(at, waits=False)
        known.consented_at = at
        for name, value in facts.items():
            setattr(known, name, value)
    record(session, "zum_workshop_angemeldet", known, at, by=by)
    if is_here:
        known.check_in(at)
        record(session, "eingelassen", known, at, by=by)
    return known
