"""Reminding whoever has to act next, many cases at a time and nobody too often."""

import enum
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    Account,
    Challenge,
    Company,
    Introduction,
    IntroductionState,
    OutgoingMail,
    Profile,
    policies,
)
from models.base import local_date
from webapp.audit import record
from webapp.mail import queue_mail
from webapp.review.cases import Case, read_cases
from webapp.steps import Step
from webapp.working_days import add_working_days

COMPANY_WAITS = {Step.WAIT_FOR_APPROVAL, Step.WAIT_FOR_CONSENT}
TO_COMPANY, TO_PROFESSOR = "reply_waits", "answer_waits"
PAUSE = 3
"""Working days between two reminders about the same thing."""


class Obstacle(enum.Enum):
    """Why a case cannot be reminded of now."""

    NOBODY_WAITS = "niemand"
    NO_ACCOUNT = "telefon"
    TOO_SOON = "zu-frueh"


@dataclass(frozen=True)
class Reminder:
    """Who would be reminded in a case, and when somebody last was."""

    case: Case
    accounts: Sequence[Account]
    introductions: Sequence[Introduction]
    reminded_on: date | None
    again_on: date | None
    """The first day on which another reminder is no nuisance."""

    def obstacle(self, today: date) -> Obstacle | None:
        """What speaks against it, if anything."""
        if self.case.step not in {*COMPANY_WAITS, Step.WAIT_FOR_ANSWER}:
            return Obstacle.NOBODY_WAITS
        if not self.accounts and not self.introductions:
            return Obstacle.NO_ACCOUNT
        if self.again_on is not None and today < self.again_on:
            return Obstacle.TOO_SOON
        return None


def read_reminders(
    session: Session, ids: Collection[uuid.UUID], user: Account, at: datetime
) -> list[Reminder]:
    """For each of these cases that the manager leads, whom a reminder would reach."""
    cases = read_cases(session, ids, user, at, local_date(at))
    found = [each.challenge.id for each in cases]
    _load_people(session, found)
    last = _last_reminders(session, found)
    return [
        _reminder(each, last.get(each.challenge.id))
        for each in cases
        if policies.may_lead(user, each.challenge, at)
    ]


def remind(
    session: Session, ids: Collection[uuid.UUID], at: datetime, *, by: Account
) -> list[Reminder]:
    """Write to whoever has to act next in these cases; gives back where that was possible."""
    _hold_all(session, ids)
    possible = [
        each
        for each in read_reminders(session, ids, by, at)
        if each.obstacle(local_date(at)) is None
    ]
    for reminder in possible:
        challenge = reminder.case.challenge
        for account in reminder.accounts:
            queue_mail(session, TO_COMPANY, account, at, challenge=challenge)
        for each in reminder.introductions:
            queue_mail(
                session, TO_PROFESSOR, each.profile.account, at,
                challenge=challenge, introduction=each,
            )  # fmt: skip
        if reminder.accounts:
            record(session, "unternehmen_erinnert", challenge, at, by=by)
        for each in reminder.introductions:
            if each.reminded_at is None:
                # Whoever was reminded by a person is not reminded by the software as well.
                each.note_reminder(at)
            record(session, "anfrage_erinnert", each, at, by=by)
    return possible


def _hold_all(session: Session, ids: Collection[uuid.UUID]) -> None:
    """Wait for whoever changes one of these cases, then see all of them as they left them.

    In one order, so that two who remind never wait for each other.
    """
    held = select(Challenge.id).where(Challenge.id.in_(ids)).order_by(Challenge.id)
    session.scalars(held.with_for_update()).all()
    session.expire_all()


def _reminder(case: Case, last: datetime | None) -> Reminder:
    challenge = case.challenge
    reminded_on = local_date(last) if last else None
    return Reminder(
        case=case,
        accounts=(
            [each for each in challenge.company.accounts if policies.is_active(each)]
            if case.step in COMPANY_WAITS
            else []
        ),
        introductions=(
            [each for each in challenge.introductions if each.state is IntroductionState.ASKED]
            if case.step is Step.WAIT_FOR_ANSWER
            else []
        ),
        reminded_on=reminded_on,
        again_on=add_working_days(reminded_on, PAUSE) if reminded_on else None,
    )


def _load_people(session: Session, ids: Collection[uuid.UUID]) -> None:
    session.scalars(
        select(Challenge)
        .where(Challenge.id.in_(ids))
        .options(
            joinedload(Challenge.company).selectinload(Company.accounts),
            selectinload(Challenge.exclusions),
            selectinload(Challenge.introductions)
            .joinedload(Introduction.profile)
            .joinedload(Profile.account),
        )
    ).all()


def _last_reminders(session: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, datetime]:
    rows = session.execute(
        select(OutgoingMail.challenge_id, func.max(OutgoingMail.created_at))
        .where(OutgoingMail.challenge_id.in_(ids))
        .where(OutgoingMail.template.in_([TO_COMPANY, TO_PROFESSOR]))
        .group_by(OutgoingMail.challenge_id)
    )
    return {case_id: at for case_id, at in rows if case_id is not None}
