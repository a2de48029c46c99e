"""Making the timetable of a workshop: gathered, computed by the worker, written in one go.

Computing takes seconds at worst, so that it happens outside any transaction. What was gathered is
gathered again before anything is written: if somebody left or moved a talk meanwhile, the plan is
made anew, so that of two plans at the same time one wins and none mixes with the other.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from models import (
    Account,
    Job,
    JobKind,
    Participant,
    SeatState,
    Side,
    Talk,
    TalkBreak,
    TalkPlanning,
    TalkRound,
    Workshop,
    WorkState,
)
from webapp.audit import record
from webapp.clock import now
from webapp.database import database, hold
from webapp.matching import Meeting, Room, plan_room
from webapp.talk_rounds import pauses_in, rounds_of, set_rounds
from webapp.talk_values import pair_values

SIDES = (Side.COMPANY, Side.PROFESSOR)
MOST_PLACES = 250


@dataclass(frozen=True)
class Gathered:
    """What a timetable is made of."""

    rounds: Sequence[uuid.UUID]
    room: Room


def ask_for_plan(
    session: Session,
    workshop: Workshop,
    at: datetime,
    *,
    by: Account,
    is_for_those_present: bool = False,
    most_in_a_row: int | None = None,
) -> TalkPlanning:
    """Let the worker make the timetable; while one is being made, that one is the answer."""
    hold(session, workshop)
    waiting = waiting_plan(session, workshop)
    if waiting is not None:
        return waiting
    set_rounds(session, workshop, at)
    planning = TalkPlanning(
        workshop_id=workshop.id,
        asked_at=at,
        asked_by_id=by.id,
        is_for_those_present=is_for_those_present,
        most_in_a_row=most_in_a_row,
    )
    session.add(planning)
    session.flush()
    session.add(Job(kind=JobKind.PLAN_TALKS, planning_id=planning.id, created_at=at))
    return planning


def waiting_plan(session: Session, workshop: Workshop) -> TalkPlanning | None:
    """The timetable that is being made; none if the worker has given up."""
    query = (
        select(TalkPlanning)
        .join(Job, Job.planning_id == TalkPlanning.id)
        .where(
            TalkPlanning.workshop_id == workshop.id,
            TalkPlanning.finished_at.is_(None),
            Job.state.in_([WorkState.QUEUED, WorkState.CLAIMED]),
        )
        .limit(1)
    )
    return session.scalars(query).first()


def do_job(job: Job) -> bool:
    """Make the timetable that a job names; False if it has to be made once more."""
    with database().reading() as session:
        planning = session.get(TalkPlanning, job.planning_id) if job.planning_id else None
        if planning is None or planning.finished_at is not None:
            return True
        gathered = gather(session, planning, now())
    meetings, is_optimal = plan_room(gathered.room)
    with database().writing() as session:
        planning = session.get(TalkPlanning, job.planning_id)
        if planning is None:
            return True
        hold(session, planning.workshop)
        hold(session, planning)
        if planning.finished_at is not None:
            return True
        if gather(session, planning, now()) != gathered:
            return False
        changes = _write(session, planning, gathered, meetings, now())
        planning.finish(now(), is_optimal=is_optimal, changes=changes)
        record(
            session, "gespraeche_geplant", planning.workshop, now(), by=planning.asked_by,
            talks=len(meetings), changes=len(changes),
        )  # fmt: skip
    return True


def gather(session: Session, planning: TalkPlanning, at: datetime) -> Gathered:
    """Everything as it is now."""
    workshop = planning.workshop
    rounds = rounds_of(session, workshop)
    numbers = {each.id: number for number, each in enumerate(rounds)}
    talks = talks_of(session, workshop)
    people = _people(session, workshop, talks)
    takes_part = {each.id: _takes_part(each, planning) for each in people}
    values, lonely = pair_values(
        session,
        [each for each in people if takes_part[each.id]],
        [(each.company_id, each.professor_id) for each in talks],
        at,
        by=planning.asked_by,
    )
    caps = {each.id: 1 if each.id in lonely else workshop.most_talks for each in people}
    breaks = select(TalkBreak.participant_id, TalkBreak.round_id).where(
        TalkBreak.round_id.in_(numbers)
    )
    away = {
        (person, numbers[number])
        for person, number in session.execute(breaks)
        if person in takes_part
    }
    room = Room(
        values=values,
        companies={each.id: caps[each.id] for each in people if each.side is Side.COMPANY},
        professors={each.id: caps[each.id] for each in people if each.side is Side.PROFESSOR},
        rounds=len(rounds),
        past=sum(each.starts_at <= at for each in rounds),
        away=frozenset(away),
        pauses=pauses_in(rounds),
        most_in_a_row=planning.most_in_a_row,
        standing=frozenset(
            (numbers[each.round_id], each.company_id, each.professor_id) for each in talks
        ),
    )
    return Gathered([each.id for each in rounds], room)


def talks_of(session: Session, workshop: Workshop) -> Sequence[Talk]:
    """The talks that stand, in the order of the day."""
    query = (
        select(Talk)
        .join(TalkRound, Talk.round_id == TalkRound.id)
        .where(Talk.workshop_id == workshop.id)
        .order_by(TalkRound.starts_at, Talk.place, Talk.id)
    )
    return session.scalars(query).all()


def talkers(workshop: Workshop) -> ColumnElement[bool]:
    """SQL: who of a workshop may have talks."""
    return and_(
        Participant.workshop_id == workshop.id,
        Participant.wants_talks,
        Participant.state == SeatState.REGISTERED,
        Participant.side.in_(SIDES),
    )


def _people(session: Session, workshop: Workshop, talks: Collection[Talk]) -> Sequence[Participant]:
    """Who may have talks, and who has had some or would have."""
    named = {end for each in talks for end in (each.company_id, each.professor_id)}
    query = (
        select(Participant)
        .where(or_(talkers(workshop), Participant.id.in_(named)))
        .order_by(Participant.id)
    )
    return session.scalars(query).all()


def _takes_part(person: Participant, planning: TalkPlanning) -> bool:
    """Whether they still get talks: they want some, have a seat, and are not gone."""
    if not person.wants_talks or not person.has_seat or person.left_at is not None:
        return False
    return person.is_there or not planning.is_for_those_present


def _write(
    session: Session,
    planning: TalkPlanning,
    gathered: Gathered,
    meetings: Collection[Meeting],
    at: datetime,
) -> list[list[str]]:
    """Talks that keep their round stay as they are; what became of the others is returned."""
    workshop = planning.workshop
    starts = {each.id: each.starts_at for each in rounds_of(session, workshop)}
    old = {(each.company_id, each.professor_id): each for each in talks_of(session, workshop)}
    new = {(left, right): gathered.rounds[number] for number, left, right in meetings}
    places = _places(session, old.values(), new)
    before = {pair: each.round_id for pair, each in old.items()}
    for pair, talk in old.items():
        if new.get(pair) != talk.round_id:
            session.delete(talk)
    session.flush()
    session.add_all(
        Talk(
            workshop_id=workshop.id, round_id=round_id, company_id=pair[0],
            professor_id=pair[1], place=places[pair[1]], planned_at=at,
        )
        for pair, round_id in new.items()
        if before.get(pair) != round_id
    )  # fmt: skip
    if not before:
        return []
    changed = [pair for pair in {**before, **new} if before.get(pair) != new.get(pair)]
    return [
        [
            pair[0].hex,
            pair[1].hex,
            starts[before[pair]].isoformat() if pair in before else "",
            starts[new[pair]].isoformat() if pair in new else "",
        ]
        for pair in sorted(changed, key=lambda pair: (pair[0].hex, pair[1].hex))
    ]


def _places(
    session: Session, old: Collection[Talk], new: Collection[tuple[uuid.UUID, uuid.UUID]]
) -> dict[uuid.UUID, int]:
    """A professor keeps one place all the time; new ones get the lowest that nobody has."""
    places = {each.professor_id: each.place for each in old}
    needed = {professor for _, professor in new} - places.keys()
    people = session.scalars(
        select(Participant)
        .where(Participant.id.in_(needed))
        .order_by(Participant.organisation, Participant.name, Participant.id)
    )
    free = (each for each in range(1, MOST_PLACES + 1) if each not in set(places.values()))
    for person, place in zip(people, list(free), strict=False):
        places[person.id] = place
    return places
