"""The one place where promises to companies are made: who acts next, and by which day.

A promise is stored when a stage begins. What it is made from is what the company may know of its
case, so that nothing a professor refused or left unanswered can move a day.
"""

import uuid
from datetime import date, datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from models import (
    Account,
    Challenge,
    Promise,
    PromiseKind,
    policies,
)
from models.base import local_date
from models.challenge import OPEN_STATES
from models.introduction import TIME_TO_ANSWER
from webapp.audit import record
from webapp.config import Settings
from webapp.database import database, hold
from webapp.leads import managers
from webapp.mail import queue_mail, write_to_company
from webapp.reminders import DIGEST
from webapp.stages import Stage, stage_for_company
from webapp.working_days import add_working_days

KIND_OF = {
    Stage.UNDER_REVIEW: PromiseKind.ANSWER,
    Stage.TEASER_WAITS: PromiseKind.APPROVAL,
    Stage.ASKING: PromiseKind.SEARCH,
    Stage.INTEREST: PromiseKind.CONSENT,
    Stage.INTRODUCED: PromiseKind.MEETING,
    Stage.MET: PromiseKind.OUTCOME,
}
MISSED_MAILS = {
    PromiseKind.APPROVAL: "decision_waits",
    PromiseKind.CONSENT: "decision_waits",
    PromiseKind.MEETING: "meeting_waits",
}
"""What the company is written when its own day has passed; for all others it is an apology."""


def due_on(kind: PromiseKind, first: date) -> date:
    """The day to name when a stage begins on another; working days of North Rhine-Westphalia.

    Whoever is asked for the company has two weeks, so the search counts from their end.
    """
    settings: Settings = current_app.extensions["settings"]
    days = {
        PromiseKind.ANSWER: settings.answer_days,
        PromiseKind.APPROVAL: settings.decision_days,
        PromiseKind.SEARCH: settings.search_days,
        PromiseKind.CONSENT: settings.decision_days,
        PromiseKind.MEETING: settings.meeting_days,
        PromiseKind.OUTCOME: settings.outcome_days,
    }
    begins = first + TIME_TO_ANSWER if kind is PromiseKind.SEARCH else first
    return add_working_days(begins, days[kind])


def answer_due_on(at: datetime) -> date:
    """The day by which a question that is asked now will be answered."""
    settings: Settings = current_app.extensions["settings"]
    return add_working_days(local_date(at), settings.question_days)


def keep_clock(session: Session, challenge: Challenge, at: datetime) -> Promise | None:
    """After each step of a case: a stage that began gets its promise, the one before ends."""
    session.flush()
    kind = KIND_OF.get(stage_for_company(challenge))
    standing = [each for each in challenge.promises if each.ended_at is None]  # type: ignore[attr-defined]
    kept: Promise | None = next((each for each in standing if each.kind is kind), None)
    for each in standing:
        if each is not kept:
            each.end(at)
    if kept is None and kind is not None:
        kept = _promise(session, challenge, kind, at)
    return kept


def promise_anew(session: Session, challenge: Challenge, at: datetime) -> Promise | None:
    """The company heard from a person while it was our turn: the next day counts from here."""
    standing = keep_clock(session, challenge, at)
    if standing is None or not standing.kind.is_ours or standing.made_at == at:
        return standing
    standing.end(at)
    return _promise(session, challenge, standing.kind, at)


def begin_missing(session: Session, at: datetime) -> int:
    """A promise for every open case that has none, such as those from before there were any."""
    cases = session.scalars(
        select(Challenge)
        .where(Challenge.state.in_(OPEN_STATES))
        .where(~Challenge.id.in_(select(Promise.challenge_id).where(Promise.ended_at.is_(None))))
        .options(selectinload(Challenge.teasers), selectinload(Challenge.introductions))
    ).all()
    for challenge in cases:
        hold(session, challenge)
        keep_clock(session, challenge, at)
    return len(cases)


def tell_missed(session: Session, at: datetime) -> int:
    """Write once to everybody concerned about promised days that have passed.

    A company gets a mail for each of its cases. A manager gets one for all of them, the digest of
    the night (webapp/escalation.py), which lists what was told at this moment.
    """
    missed = session.scalars(
        select(Promise)
        .join(Promise.challenge)
        .where(Promise.ended_at.is_(None), Promise.told_at.is_(None))
        .where(Promise.due_on < local_date(at), Challenge.state.in_(OPEN_STATES))
        .order_by(Promise.due_on, Promise.id)
        .with_for_update(of=Promise)
    ).all()
    told: dict[uuid.UUID, Account] = {}
    for promise in missed:
        challenge = promise.challenge
        promise.note_telling(at)
        record(session, "termin_verstrichen", challenge, at, by=None, kind=promise.kind.value)
        told |= {each.id: each for each in whose_turn(session, challenge, at)}
        template = MISSED_MAILS.get(promise.kind, "promise_broken")
        write_to_company(session, template, challenge, at)
    for manager in told.values():
        queue_mail(session, DIGEST, manager, at)
    return len(missed)


def make_missing(at: datetime) -> None:
    """Give every open case its promise."""
    with database().writing() as session:
        begin_missing(session, at)


def keep_promises(at: datetime) -> None:
    """Once a night: make what is missing, tell what was missed."""
    make_missing(at)
    with database().writing() as session:
        tell_missed(session, at)


def whose_turn(session: Session, challenge: Challenge, at: datetime) -> list[Account]:
    """The lead; until there is one, every manager who may read the case."""
    if challenge.lead is not None:
        return [challenge.lead]
    return [each for each in managers(session) if policies.may_view_challenge(each, challenge, at)]


def _promise(session: Session, challenge: Challenge, kind: PromiseKind, at: datetime) -> Promise:
    promised_before = challenge.promises or any(each.presented_at for each in challenge.teasers)  # type: ignore[attr-defined]
    is_first = kind is PromiseKind.ANSWER and not promised_before
    day = challenge.answer_due_on if is_first else None
    promise = Promise(
        challenge=challenge,
        kind=kind,
        made_at=at,
        due_on=day or due_on(kind, local_date(at)),
    )
    session.add(promise)
    return promise
