"""Fristen of the desk: each step of a case has a day, stored when the step begins.

Every deed that the trail writes down about a case moves its Fristen in the same transaction, so
that no feature has to think of it; once a night whatever was missed is made good. The day is never
later than what the company was promised (webapp/promises.py).
"""

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app, has_app_context
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.sql.base import ExecutableOption

from models import (
    Challenge,
    Deadline,
    DeadlineKind,
    IntroductionState,
    Job,
    JobKind,
    MatchRun,
    Message,
    standing_promise,
    waiting_hand_over,
)
from models.audit import PENDING
from models.base import local_date
from models.challenge import OPEN_STATES
from models.confirmation import waiting_confirmations
from webapp.config import Settings
from webapp.database import database
from webapp.steps import RunState, Step, next_step, run_states
from webapp.working_days import add_working_days

Key = tuple[DeadlineKind, uuid.UUID | None]


@dataclass(frozen=True)
class Situation:
    """What stands in a case beside its own rows."""

    run_state: RunState
    question: Message | None
    """The oldest one that nobody has answered."""


def days_for(kind: DeadlineKind) -> int:
    """How many working days a step may take; operators decide."""
    settings: Settings = current_app.extensions["settings"]
    return {
        DeadlineKind.TAKE_LEAD: settings.take_lead_days,
        DeadlineKind.REPORT_FAILURE: 1,
        DeadlineKind.WAIT_FOR_RUN: 1,
        DeadlineKind.DECIDE: settings.decide_days,
        DeadlineKind.LOOK_FURTHER: settings.decide_days,
        DeadlineKind.WRITE_TEASER: settings.write_days,
        DeadlineKind.REWRITE_TEASER: settings.write_days,
        DeadlineKind.ASK: settings.write_days,
        DeadlineKind.NOTE_MEETING: settings.meeting_days,
        DeadlineKind.CLOSE: settings.close_days,
        DeadlineKind.ACCEPT_HAND_OVER: settings.reply_days,
        DeadlineKind.CONFIRM: settings.reply_days,
        DeadlineKind.ANSWER_QUESTION: settings.question_days,
    }.get(kind, settings.follow_days)


def keep_deadlines(
    session: Session, challenge: Challenge, situation: Situation, at: datetime
) -> None:
    """What has begun gets its day, what is done or gone loses it."""
    wanted = dict(_wanted(challenge, situation, local_date(at)))
    kept: set[Key] = set()
    for each in [each for each in challenge.deadlines if each.is_running]:  # type: ignore[attr-defined]
        key = (each.kind, each.subject_id)
        is_moved = each.kind is DeadlineKind.WAIT_FOR_ANSWER and each.due_on < wanted.get(
            key, each.due_on
        )
        if key not in wanted or key in kept or is_moved:
            each.end(at)
        else:
            kept.add(key)
    for key in wanted.keys() - kept:
        begin(session, challenge, key, wanted[key], at)


def begin(session: Session, challenge: Challenge, key: Key, due_on: date, at: datetime) -> Deadline:
    """A day is set."""
    deadline = Deadline(
        challenge=challenge, kind=key[0], subject_id=key[1], begun_at=at, due_on=due_on
    )
    session.add(deadline)
    return deadline


def keep_missing(session: Session, at: datetime) -> int:
    """The same for every case that somebody works on or worked on when a day was set."""
    running = select(Deadline.challenge_id).where(Deadline.ended_at.is_(None))
    concerned = Challenge.state.in_(OPEN_STATES) | Challenge.id.in_(running)
    ids = session.scalars(select(Challenge.id).where(concerned)).all()
    return _keep(session, ids, at)


def make_missing_days(at: datetime) -> None:
    """Once a night: no open case is without a next step and its day."""
    with database().writing() as session:
        keep_missing(session, at)


def load_cases(
    session: Session, ids: Collection[uuid.UUID], *more: ExecutableOption
) -> Sequence[Challenge]:
    """Cases as they are now, with everything that decides about their next step."""
    session.flush()
    return session.scalars(
        select(Challenge)
        .where(Challenge.id.in_(ids))
        .options(
            *more,
            selectinload(Challenge.teasers),
            selectinload(Challenge.introductions),
            selectinload(Challenge.promises),  # type: ignore[attr-defined]
            selectinload(Challenge.deadlines),  # type: ignore[attr-defined]
            selectinload(Challenge.hand_overs),  # type: ignore[attr-defined]
            selectinload(Challenge.confirmations),  # type: ignore[attr-defined]
        )
        .order_by(Challenge.id)
        .execution_options(populate_existing=True)
    ).all()


def _keep(session: Session, ids: Collection[uuid.UUID], at: datetime) -> int:
    cases = load_cases(session, ids)
    found = [each.id for each in cases]
    states, questions = _states(session, found), _questions(session, found)
    for each in cases:
        situation = Situation(states.get(each.id, RunState.DONE), questions.get(each.id))
        keep_deadlines(session, each, situation, at)
    return len(cases)


def _wanted(challenge: Challenge, situation: Situation, today: date) -> Iterator[tuple[Key, date]]:
    if not challenge.is_open:
        return
    step = next_step(challenge, situation.run_state)
    if step is not Step.NONE:
        kind = DeadlineKind(step.value)
        yield (kind, _subject(challenge, kind)), _due_on(challenge, kind, today)
    if situation.question is not None and situation.question.answer_due_on is not None:
        key = (DeadlineKind.ANSWER_QUESTION, situation.question.id)
        yield key, situation.question.answer_due_on
    offer = waiting_hand_over(challenge)
    if offer is not None and offer.from_id == challenge.lead_id:
        kind = DeadlineKind.ACCEPT_HAND_OVER
        yield (kind, offer.id), _due_on(challenge, kind, today)
    for each in waiting_confirmations(challenge):
        kind = DeadlineKind.CONFIRM
        yield (kind, each.id), _due_on(challenge, kind, today)


def _subject(challenge: Challenge, kind: DeadlineKind) -> uuid.UUID | None:
    """What a step waits for, so that the next one of its kind begins with a day of its own."""
    if kind in {DeadlineKind.WAIT_FOR_APPROVAL, DeadlineKind.WRITE_TEASER}:
        return challenge.teaser.id if challenge.teaser else None
    state = WAITS_FOR.get(kind)
    waiting = [each for each in challenge.introductions if each.state is state]
    if kind is DeadlineKind.NOTE_MEETING:
        waiting = [each for each in waiting if each.met_on is None]
    if kind is DeadlineKind.WAIT_FOR_ANSWER:
        waiting.sort(key=lambda each: each.answer_due_at or each.created_at)
    return waiting[0].id if waiting else None


WAITS_FOR = {
    DeadlineKind.WAIT_FOR_ANSWER: IntroductionState.ASKED,
    DeadlineKind.WAIT_FOR_CONSENT: IntroductionState.INTERESTED,
    DeadlineKind.NOTE_MEETING: IntroductionState.INTRODUCED,
}


def _due_on(challenge: Challenge, kind: DeadlineKind, today: date) -> date:
    """No later than the company was promised; what is promised for a past day has one left."""
    if kind is DeadlineKind.WAIT_FOR_ANSWER:
        asked = [
            each.answer_due_at
            for each in challenge.introductions
            if each.state is IntroductionState.ASKED and each.answer_due_at
        ]
        return max(local_date(min(asked)), today)
    own = add_working_days(today, days_for(kind))
    promise = standing_promise(challenge)
    if promise is None:
        return own
    if promise.due_on < today:
        return own if kind.is_waiting else add_working_days(today, 1)
    return min(own, promise.due_on)


def _states(session: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, RunState]:
    """How far the Abgleich is; one whose run stands there is done, whatever the job still does."""
    states = run_states(session, ids)
    running = [each for each, state in states.items() if state is RunState.RUNNING]
    if not running:
        return states
    job = func.max(Job.created_at)
    rows = session.execute(
        select(MatchRun.challenge_id)
        .join(Job, Job.challenge_id == MatchRun.challenge_id)
        .where(MatchRun.challenge_id.in_(running), Job.kind == JobKind.MATCH_CHALLENGE)
        .group_by(MatchRun.challenge_id)
        .having(func.max(MatchRun.started_at) >= job)
    )
    return states | {case_id: RunState.DONE for (case_id,) in rows}


def _questions(session: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Message]:
    rows = session.scalars(
        select(Message)
        .where(Message.challenge_id.in_(ids))
        .where(Message.is_from_company, Message.answered_at.is_(None))
        .order_by(Message.answer_due_on.desc(), Message.written_at.desc())
    )
    return {each.challenge_id: each for each in rows}


@event.listens_for(Session, "before_commit", insert=True)
def _keep_touched(session: Session) -> None:
    """Before the trail is chained: the Fristen of every case that something was done with."""
    if session.in_nested_transaction() or not has_app_context():
        return
    entries = [each for each in session.info.get(PENDING, []) if each.verb not in NO_STEP]
    touched = {each.challenge_id for each in entries if each.challenge_id is not None}
    if not touched:
        return
    # Whoever changes a case at this moment looks after its days; nobody waits for that here.
    free = session.scalars(
        select(Challenge.id)
        .where(Challenge.id.in_(touched))
        .with_for_update(read=True, key_share=True, skip_locked=True)
    ).all()
    if free:
        _keep(session, free, max(each.at for each in entries))


NO_STEP = {
    "gelesen", "frist_erinnert", "frist_weitergegeben", "anfrage_erinnert", "termin_verstrichen",
}  # fmt: skip
"""Deeds that move nothing."""
