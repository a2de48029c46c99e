"""Wishing, being away, moving and calling off talks, and letting participants read them."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models import (
    Account,
    InvalidTransition,
    Participant,
    SeatState,
    Talk,
    TalkBreak,
    TalkRound,
    TalkWish,
    Workshop,
)
from webapp import talk_rounds
from webapp.audit import record
from webapp.database import hold
from webapp.workshop_talks.queries import OTHER_SIDE, begun, conflicts_of


class TooManyWishes(Exception):
    """As many as one may have are there already."""


def wish_for(
    session: Session, wisher: Participant, wished_id: uuid.UUID | None, at: datetime
) -> bool:
    """Note the wish; False where that person cannot be wished for (any more)."""
    hold(session, wisher)
    wished = session.get(Participant, wished_id) if wished_id else None
    if wished is None or not _may_be_wished(wisher, wished):
        return False
    mine = select(TalkWish.wished_id).where(TalkWish.wisher_id == wisher.id)
    known = set(session.scalars(mine))
    if wished.id in known:
        return True
    if len(known) >= wisher.workshop.most_talks:
        raise TooManyWishes
    session.add(TalkWish(wisher_id=wisher.id, wished_id=wished.id, wished_at=at))
    return True


def take_wish_back(session: Session, wisher: Participant, wished_id: uuid.UUID | None) -> None:
    """They need not talk after all."""
    hold(session, wisher)
    session.execute(
        delete(TalkWish).where(TalkWish.wisher_id == wisher.id, TalkWish.wished_id == wished_id)
    )


def set_breaks(
    session: Session,
    person: Participant,
    rounds: Collection[uuid.UUID],
    at: datetime,
    *,
    by: Account,
) -> int:
    """Note when somebody cannot talk; how many of their talks stand there until a new plan."""
    hold(session, person.workshop)
    here = select(TalkRound.id).where(TalkRound.workshop_id == person.workshop_id)
    wanted = set(session.scalars(here)) & set(rounds)
    session.execute(delete(TalkBreak).where(TalkBreak.participant_id == person.id))
    session.add_all(TalkBreak(participant_id=person.id, round_id=each) for each in wanted)
    record(session, "gespraechspausen_gesetzt", person, at, by=by, rounds=len(wanted))
    return (
        session.scalar(
            select(func.count())
            .select_from(Talk)
            .where(
                Talk.round_id.in_(wanted),
                (Talk.company_id == person.id) | (Talk.professor_id == person.id),
            )
        )
        or 0
    )


def set_rounds(
    session: Session, workshop: Workshop, at: datetime, *, by: Account
) -> Sequence[TalkRound]:
    """Take the rounds over from the agenda."""
    hold(session, workshop)
    rounds = talk_rounds.set_rounds(session, workshop, at)
    record(session, "gespraechsrunden_gesetzt", workshop, at, by=by, rounds=len(rounds))
    return rounds


def move_talk(
    session: Session, talk: Talk, round_id: uuid.UUID, at: datetime, *, by: Account
) -> None:
    """Another round by hand; refused where one of the two has something else then."""
    workshop = _held(session, talk)
    target = session.get(TalkRound, round_id)
    if target is None or target.workshop_id != workshop.id:
        raise InvalidTransition("this round is not one of the workshop")
    if begun([target, talk.round], at) or target.id in conflicts_of(session, talk):
        raise InvalidTransition("one of the two has something else then")
    talk.round_id, talk.planned_at = target.id, at
    record(session, "gespraech_verschoben", talk, at, by=by)


def call_off_talk(session: Session, talk: Talk, at: datetime, *, by: Account) -> None:
    """It does not take place; a new plan may bring the two together again."""
    _held(session, talk)
    if begun([talk.round], at):
        raise InvalidTransition("this talk has begun")
    record(session, "gespraech_abgesagt", talk, at, by=by)
    session.delete(talk)


def release_talks(session: Session, workshop: Workshop, at: datetime, *, by: Account) -> None:
    """Participants read their own talks by their link."""
    hold(session, workshop)
    workshop.talks_released_at = at
    record(session, "gespraeche_freigegeben", workshop, at, by=by)


def withdraw_talks(session: Session, workshop: Workshop, at: datetime, *, by: Account) -> None:
    """Only those who run the day read them again."""
    hold(session, workshop)
    workshop.talks_released_at = None
    record(session, "gespraeche_zurueckgenommen", workshop, at, by=by)


def _held(session: Session, talk: Talk) -> Workshop:
    """All changes of a timetable come one after the other."""
    workshop = session.get_one(Workshop, talk.workshop_id)
    hold(session, workshop)
    session.refresh(talk)
    return workshop


def _may_be_wished(wisher: Participant, wished: Participant) -> bool:
    return (
        wished.workshop_id == wisher.workshop_id
        and wished.side is OTHER_SIDE.get(wisher.side)
        and wished.is_listed
        and wished.wants_talks
        and wished.state is SeatState.REGISTERED
    )
