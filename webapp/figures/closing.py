"""The report of a closed case: for the lead the whole story, for the company what it may know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import (
    Account,
    AuditEntry,
    Campus,
    Challenge,
    Decision,
    Department,
    FollowUp,
    Introduction,
    Match,
    MatchRun,
    Profile,
    Teaser,
    TeaserState,
    policies,
)
from models.base import local_date
from webapp.counting import DECLINED
from webapp.figures.facts import Moment
from webapp.labels import label


@dataclass(frozen=True)
class Event:
    """A step of the case, on its day, and with whom."""

    at: Moment
    words: LazyString
    whom: str = ""


@dataclass(frozen=True)
class Answer:
    """What somebody who was asked said, and when."""

    introduction: Introduction
    answered_at: datetime | None


@dataclass(frozen=True)
class ClosingReport:
    """What one reader may know of a case that is over."""

    challenge: Challenge
    is_for_desk: bool
    """Whether the reader has the desk; a company gets no refusals and no internal notes."""
    events: Sequence[Event]
    decided: Sequence[Match]
    answers: Sequence[Answer]
    introduced: Sequence[Introduction]
    follow_ups: Sequence[FollowUp]

    @property
    def duration(self) -> int:
        """Whole days from handing it in to its end."""
        closed, begun = self.challenge.closed_at, self.challenge.submitted_at
        return (local_date(closed) - local_date(begun)).days if closed and begun else 0


def closing_report(
    session: Session, challenge: Challenge, user: Account, at: datetime
) -> ClosingReport:
    """Load a closed case as far as the reader may know of it."""
    is_for_desk = policies.may_review_challenge(user, challenge, at)
    introductions = _introductions(session, challenge, user, at)
    introduced = [each for each in introductions if each.is_mutual]
    events = [*_company_events(challenge, introductions, user, at)]
    if is_for_desk:
        events += _desk_events(session, challenge, introductions)
    follow_ups = session.scalars(
        select(FollowUp)
        .where(FollowUp.challenge_id == challenge.id, FollowUp.answered_at.is_not(None))
        .where(policies.visible_follow_ups(user, at))
        .order_by(FollowUp.months)
    ).all()
    return ClosingReport(
        challenge=challenge,
        is_for_desk=is_for_desk,
        events=sorted(events, key=lambda each: _day_of(each.at)),
        decided=_decided(session, challenge) if is_for_desk else [],
        answers=_answers(session, introductions) if is_for_desk else [],
        introduced=introduced,
        follow_ups=follow_ups,
    )


def _company_events(
    challenge: Challenge, introductions: Sequence[Introduction], user: Account, at: datetime
) -> list[Event]:
    """What the company may know of: refusals and silence of professors are not among it."""
    events = [Event(challenge.submitted_at, _l("Eingereicht"))] if challenge.submitted_at else []
    if challenge.lead_taken_at:
        events.append(Event(challenge.lead_taken_at, _l("Federführung übernommen")))
    for teaser in challenge.teasers:
        if policies.may_view_teaser(user, teaser, at):
            events += _teaser_events(teaser)
    for each in introductions:
        if each.professor_consented_at:
            events.append(Event(each.professor_consented_at, _l("Interesse"), each.profile.chair))
        if each.company_consented_at:
            events.append(Event(each.company_consented_at, _l("Vermittelt"), each.profile.chair))
        if each.met_on:
            events.append(Event(each.met_on, _l("Erstgespräch"), each.profile.chair))
    if challenge.closed_at and challenge.outcome:
        words = _l("Abgeschlossen: %(outcome)s", outcome=label(challenge.outcome))
        events.append(Event(challenge.closed_at, words))
    return events


def _teaser_events(teaser: Teaser) -> list[Event]:
    events = []
    if teaser.presented_at:
        events.append(Event(teaser.presented_at, _l("Kurzfassung vorgelegt")))
    if teaser.decided_at:
        is_approved = teaser.state is TeaserState.APPROVED
        words = (
            _l("Kurzfassung freigegeben") if is_approved else _l("Kurzfassung nicht freigegeben")
        )
        events.append(Event(teaser.decided_at, words))
    return events


def _desk_events(
    session: Session, challenge: Challenge, introductions: Sequence[Introduction]
) -> list[Event]:
    finished = session.scalars(
        select(MatchRun.finished_at).where(MatchRun.challenge_id == challenge.id)
    )
    events = [Event(each, _l("Profile abgeglichen")) for each in finished]
    for each in introductions:
        if each.asked_at:
            events.append(Event(each.asked_at, _l("Angefragt"), each.profile.chair))
    return events


def _introductions(
    session: Session, challenge: Challenge, user: Account, at: datetime
) -> Sequence[Introduction]:
    query = (
        select(Introduction)
        .where(Introduction.challenge_id == challenge.id)
        .where(policies.visible_introductions(user, at))
        .options(joinedload(Introduction.teaser), _profile_loads())
        .order_by(Introduction.created_at, Introduction.id)
    )
    return session.scalars(query).all()


def _decided(session: Session, challenge: Challenge) -> Sequence[Match]:
    """Everybody about whom somebody decided, as they were ranked, then as they were added."""
    query = (
        select(Match)
        .join(Match.run)
        .join(Match.decision)
        .where(MatchRun.challenge_id == challenge.id)
        .options(
            joinedload(Match.decision).joinedload(Decision.decided_by),
            joinedload(Match.profile)
            .joinedload(Profile.department)
            .joinedload(Department.campus)
            .joinedload(Campus.university),
        )
        .order_by(Match.rank.is_(None), Match.rank, Match.created_at, Match.id)
    )
    return session.scalars(query).all()


def _answers(session: Session, introductions: Sequence[Introduction]) -> list[Answer]:
    asked = [each for each in introductions if each.asked_at is not None]
    declined: dict[object, datetime] = {
        entry.object_id: entry.at
        for entry in session.scalars(
            select(AuditEntry)
            .where(AuditEntry.verb == DECLINED)
            .where(AuditEntry.object_id.in_([each.id for each in asked]))
            .order_by(AuditEntry.sequence)
        )
    }
    return [
        Answer(
            each,
            each.professor_consented_at
            or (declined.get(each.id) if each.decline_reason is not None else None),
        )
        for each in asked
    ]


def _profile_loads():
    return (
        joinedload(Introduction.profile)
        .joinedload(Profile.department)
        .joinedload(Department.campus)
        .joinedload(Campus.university)
    )


def _day_of(moment: Moment) -> tuple:
    """Sorts days beside moments: a day comes after whatever happened on it."""
    if isinstance(moment, datetime):
        return local_date(moment), 0, moment.timestamp()
    return moment, 1, 0.0
