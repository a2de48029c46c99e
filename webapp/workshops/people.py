"""Participants as those who run the workshop see them."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models import Participant, SeatState, Side, Workshop
from models.base import sort_key

MOST_FOUND = 20


class Standing(enum.Enum):
    """Which of them a list shows."""

    ALL = "alle"
    EXPECTED = "erwartet"
    THERE = "da"
    LEFT = "gegangen"
    WAITING = "warteliste"
    CANCELLED = "abgemeldet"


@dataclass(frozen=True)
class Attendance:
    """How many, for the whole workshop."""

    registered: int
    come: int
    there: int
    waiting: int
    cancelled: int
    by_side: dict[Side, int]
    """Of those with a seat."""

    @property
    def missing(self) -> int:
        """Expected and not come."""
        return self.registered - self.come


def attendance(session: Session, workshop: Workshop) -> Attendance:
    """All the counts in one statement."""
    has_seat = Participant.state == SeatState.REGISTERED
    counted: Any = select(
        _count(has_seat),
        _count(Participant.checked_in_at.is_not(None)),
        _count(Participant.checked_in_at.is_not(None), Participant.left_at.is_(None)),
        _count(Participant.state == SeatState.WAITING),
        _count(Participant.state == SeatState.CANCELLED),
        *(_count(has_seat, Participant.side == side) for side in Side),
    ).where(Participant.workshop_id == workshop.id)
    registered, come, there, waiting, cancelled, *sides = session.execute(counted).one()
    return Attendance(
        registered, come, there, waiting, cancelled, dict(zip(Side, sides, strict=True))
    )


def listed(
    session: Session, workshop: Workshop, standing: Standing, words: str
) -> Sequence[Participant]:
    """Those of a standing whose name or organisation holds the words; who waits, in their order."""
    chosen = [
        each
        for each in _everybody(session, workshop)
        if _stands(each, standing) and _holds(each, words)
    ]
    if standing is Standing.WAITING:
        chosen.sort(key=lambda each: (each.registered_at, each.id))
    return chosen


def found_at_the_door(session: Session, workshop: Workshop, words: str) -> Sequence[Participant]:
    """Whoever could be meant by a name; nobody without words."""
    if not words.strip():
        return []
    return listed(session, workshop, Standing.ALL, words)[:MOST_FOUND]


def with_badges(session: Session, workshop: Workshop) -> Sequence[Participant]:
    """Everybody with a seat, by name."""
    everybody = _everybody(session, workshop)
    return [each for each in everybody if each.has_seat and each.erased_at is None]


def _everybody(session: Session, workshop: Workshop) -> Sequence[Participant]:
    """By name as Germans sort; a room holds few enough to do that here, alike on any database."""
    people = session.scalars(select(Participant).where(Participant.workshop_id == workshop.id))
    return sorted(people, key=lambda each: (sort_key(each.name), each.id))


def _stands(participant: Participant, standing: Standing) -> bool:
    match standing:
        case Standing.EXPECTED:
            return participant.has_seat and participant.checked_in_at is None
        case Standing.THERE:
            return participant.is_there
        case Standing.LEFT:
            return participant.left_at is not None
        case Standing.WAITING:
            return participant.state is SeatState.WAITING
        case Standing.CANCELLED:
            return participant.state is SeatState.CANCELLED
    return True


def _holds(participant: Participant, words: str) -> bool:
    """Each word somewhere in name or organisation, whatever its accents."""
    text = sort_key(participant.name) + " " + sort_key(participant.organisation)
    return all(sort_key(word) in text for word in words.split())


def _count(*conditions: ColumnElement[bool]) -> Any:
    return func.count().filter(*conditions)
