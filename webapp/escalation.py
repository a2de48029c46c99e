"""Who is told of a Frist, and who next when nobody acts: one mail for each person and night.

The first to be told is who has to act, the working day before; then the deputies, the named
alternate of the university, who becomes deputy with that, and at last everybody who may know of
the case, with the administration, which learns nothing of what it is about.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    Account,
    Challenge,
    Deadline,
    DeadlineKind,
    Deputy,
    DeskRules,
    OutgoingMail,
    Role,
    Rung,
    deputies_of,
    policies,
    waiting_hand_over,
)
from models.base import first_moment, local_date
from models.confirmation import waiting_confirmations
from webapp.audit import record
from webapp.config import Settings
from webapp.database import database
from webapp.deadlines import begin, days_for, load_cases
from webapp.leads import acting_deputies, add_deputy, managers
from webapp.mail import queue_mail
from webapp.reminders import DIGEST
from webapp.working_days import add_working_days


@dataclass
class Night:
    """Everything that is known when the Fristen of one night are looked through."""

    at: datetime
    managers: Sequence[Account]
    administrators: Sequence[Account]
    alternates: dict[object, Account]
    told: dict[object, Account] = field(default_factory=dict)
    """Who gets a mail, each once."""

    @property
    def today(self) -> date:
        """The day that begins."""
        return local_date(self.at)


def tell_due(session: Session, at: datetime) -> int:
    """Tell whoever has to know of each Frist; at most one step up for each of them a night."""
    night = _begin(session, at)
    due = _due(session, night.today)
    ids = {each.challenge_id for each in due}
    cases = {each.id: each for each in load_cases(session, ids, *_WHO_MAY_ACT)}
    for deadline in due:
        challenge = cases[deadline.challenge_id]
        rung, people = _audience(session, challenge, deadline, night)
        if not people:
            continue
        deadline.climb(rung, at)
        _write_down(session, challenge, deadline, people, at)
        if deadline.kind.is_waiting:
            _look_again(session, challenge, deadline, at)
    digested = _digested(session, at)
    for each in night.told.values():
        if each.role is not Role.TRANSFER_MANAGER:
            queue_mail(session, "deadlines_unattended", each, at)
        elif each.id not in digested:
            queue_mail(session, DIGEST, each, at)
    return len(night.told)


def tell_of_deadlines(at: datetime) -> None:
    """Once a night."""
    with database().writing() as session:
        tell_due(session, at)


def acts_on(challenge: Challenge, deadline: Deadline, people: Iterable[Account]) -> list[Account]:
    """Who has to act: one for most steps, several where anybody of them may."""
    if deadline.kind is DeadlineKind.ACCEPT_HAND_OVER:
        offer = waiting_hand_over(challenge)
        return [each for each in people if offer is not None and each.id == offer.to_id]
    if deadline.kind is DeadlineKind.CONFIRM:
        asked = [e for e in waiting_confirmations(challenge) if e.id == deadline.subject_id]
        acting = [each for each in people if policies.counts_as_lead(each, challenge)]
        return [each for each in acting if any(e.asked_by_id != each.id for e in asked)]
    able = [each for each in people if policies.counts_as_lead(each, challenge)]
    if challenge.lead_id is None:
        return able
    return [each for each in able if each.id == challenge.lead_id]


_WHO_MAY_ACT = (
    joinedload(Challenge.lead).selectinload(Account.conflicts),
    joinedload(Challenge.company),
    selectinload(Challenge.exclusions),
    selectinload(Challenge.deputies)  # type: ignore[attr-defined]
    .joinedload(Deputy.account)
    .selectinload(Account.conflicts),
)


def _begin(session: Session, at: datetime) -> Night:
    administrators = session.scalars(
        select(Account)
        .where(Account.role == Role.ADMIN, Account.is_active, Account.confirmed_at.is_not(None))
        .order_by(Account.created_at, Account.email)
    ).all()
    rules = session.scalars(select(DeskRules).options(joinedload(DeskRules.alternate))).all()
    return Night(
        at=at,
        managers=managers(session),
        administrators=administrators,
        alternates={each.university_id: each.alternate for each in rules if each.alternate},
    )


def _digested(session: Session, at: datetime) -> set[uuid.UUID | None]:
    """Who gets the digest of this night already, because a promised day has passed."""
    begin = first_moment(local_date(at))
    return set(
        session.scalars(
            select(OutgoingMail.recipient_id).where(
                OutgoingMail.template == DIGEST, OutgoingMail.created_at >= begin
            )
        )
    )


def _due(session: Session, today: date) -> Sequence[Deadline]:
    """What is due on this day or the next working day, or was before, the oldest first."""
    return session.scalars(
        select(Deadline)
        .join(Deadline.challenge)
        .where(Deadline.ended_at.is_(None), Deadline.due_on <= add_working_days(today, 1))
        .order_by(Deadline.due_on, Deadline.id)
        .with_for_update(of=Deadline)
    ).all()


def _audience(
    session: Session, challenge: Challenge, deadline: Deadline, night: Night
) -> tuple[Rung, list[Account]]:
    """The next rung whose day has come, and who stands on it; an empty one is passed over."""
    rung = _next_rung(challenge, deadline)
    if rung is None or not _has_come(rung, deadline, night.today):
        return Rung.NOBODY, []
    for each in Rung:
        if each >= rung and (people := _people_on(session, each, challenge, deadline, night)):
            night.told |= {one.id: one for one in people}
            return each, people
    return Rung.NOBODY, []


def _next_rung(challenge: Challenge, deadline: Deadline) -> Rung | None:
    if not deadline.kind.is_waiting:
        return Rung(deadline.rung + 1) if deadline.rung < Rung.EVERYBODY else None
    looks = [
        each
        for each in challenge.deadlines  # type: ignore[attr-defined]
        if (each.kind, each.subject_id) == (deadline.kind, deadline.subject_id) and each.rung
    ]
    # What waits for somebody outside is looked at again and again, but climbs no higher.
    return Rung(min(len(looks) + 1, Rung.ALTERNATE))


def _has_come(rung: Rung, deadline: Deadline, today: date) -> bool:
    if deadline.kind.is_waiting:
        return deadline.due_on <= today
    if rung is Rung.REMINDED:
        return deadline.due_on <= add_working_days(today, 1)
    settings: Settings = current_app.extensions["settings"]
    steps = int(rung) - int(Rung.REMINDED)
    return add_working_days(deadline.due_on, settings.escalation_days * steps) <= today


def _people_on(
    session: Session, rung: Rung, challenge: Challenge, deadline: Deadline, night: Night
) -> list[Account]:
    if deadline.kind.is_waiting and rung in {Rung.DEPUTIES, Rung.ALTERNATE}:
        called = _call_alternate(session, challenge, night) if rung is Rung.ALTERNATE else []
        return [
            *acts_on(challenge, deadline, night.managers),
            *_beside(challenge, deadline, night),
            *called,
        ]
    match rung:
        case Rung.REMINDED:
            return acts_on(challenge, deadline, night.managers)
        case Rung.DEPUTIES:
            return _beside(challenge, deadline, night)
        case Rung.ALTERNATE:
            return _call_alternate(session, challenge, night)
        case Rung.EVERYBODY:
            known = [
                each for each in night.managers if policies.may_view_case(each, challenge, night.at)
            ]
            return [*known, *night.administrators]
    return []


def _beside(challenge: Challenge, deadline: Deadline, night: Night) -> list[Account]:
    """Deputies; of what somebody else has to do, the lead as well."""
    deputies = {each.account_id for each in acting_deputies(challenge)}
    if not deadline.kind.is_step:
        deputies.add(challenge.lead_id)
    if deadline.kind is DeadlineKind.ANSWER_QUESTION:
        deputies.discard(challenge.lead_id)
    return [
        each
        for each in night.managers
        if each.id in deputies and policies.counts_as_lead(each, challenge)
    ]


def _call_alternate(session: Session, challenge: Challenge, night: Night) -> list[Account]:
    """The alternate of the lead's house, or of the other one, becomes deputy and is told."""
    if challenge.lead is None:
        return [
            each for each in night.alternates.values() if policies.counts_as_lead(each, challenge)
        ]
    house = challenge.lead.university_id
    for key in sorted(night.alternates, key=lambda each: (each != house, str(each))):
        alternate = night.alternates[key]
        acts_already = alternate.id == challenge.lead_id or any(
            each.account_id == alternate.id for each in deputies_of(challenge)
        )
        if not acts_already and policies.may_be_named(alternate, challenge, night.at):
            add_deputy(session, challenge, alternate, night.at, by=None, stands_in=True)
            return [alternate]
    return []


def _write_down(
    session: Session,
    challenge: Challenge,
    deadline: Deadline,
    people: Sequence[Account],
    at: datetime,
) -> None:
    facts = {"kind": deadline.kind.value, "told": sorted(str(each.id) for each in people)}
    if deadline.rung == Rung.REMINDED:
        record(session, "frist_erinnert", challenge, at, by=None, **facts)
    else:
        record(session, "frist_weitergegeben", challenge, at, by=None, rung=deadline.rung, **facts)


def _look_again(session: Session, challenge: Challenge, deadline: Deadline, at: datetime) -> None:
    """What waits for somebody outside gets the next day to look at it."""
    deadline.end(at)
    day = add_working_days(local_date(at), days_for(DeadlineKind.WAIT_FOR_CONSENT))
    begin(session, challenge, (deadline.kind, deadline.subject_id), day, at)
