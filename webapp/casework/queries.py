"""Who else works on cases: rows for the pages."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain

from sqlalchemy import not_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    Account,
    Challenge,
    Deadline,
    DeskRules,
    HandOver,
    HandOverState,
    Rung,
    StandingDeputy,
    policies,
)
from models.challenge import OPEN_STATES
from webapp.days import Day, days_by_case
from webapp.steps import run_states


def days_at_the_desk(session: Session, user: Account, at: datetime) -> list[Day]:
    """What has to happen in the manager's open cases, and by when; the first day first."""
    cases = session.scalars(
        select(Challenge)
        .where(policies.reviewable_challenges(user, at), Challenge.state.in_(OPEN_STATES))
        .options(
            joinedload(Challenge.company),
            joinedload(Challenge.lead),
            selectinload(Challenge.teasers),
            selectinload(Challenge.introductions),
            selectinload(Challenge.promises),  # type: ignore[attr-defined]
            selectinload(Challenge.confirmations),  # type: ignore[attr-defined]
        )
        .order_by(Challenge.reference)
    ).all()
    days = chain.from_iterable(
        days_by_case(session, cases, run_states(session, [each.id for each in cases])).values()
    )
    return sorted(days, key=lambda each: each.due_on)


def neglected_cases(session: Session, user: Account, at: datetime) -> Sequence[Challenge]:
    """Cases in other hands that nobody looks after, as far as the manager may know of them."""
    neglected = select(Deadline.challenge_id).where(
        Deadline.ended_at.is_(None), Deadline.rung >= Rung.EVERYBODY
    )
    return session.scalars(
        select(Challenge)
        .where(Challenge.id.in_(neglected), policies.visible_cases(user, at))
        .where(not_(policies.reviewable_challenges(user, at)))
        .options(
            joinedload(Challenge.lead).joinedload(Account.university),
            joinedload(Challenge.company),
            selectinload(Challenge.exclusions),
            selectinload(Challenge.deadlines),  # type: ignore[attr-defined]
            selectinload(Challenge.deputies),  # type: ignore[attr-defined]
        )
        .order_by(Challenge.reference)
    ).all()


def standing_deputies(session: Session, user: Account) -> Sequence[Account]:
    """Whom a manager wants as deputies."""
    return session.scalars(
        select(Account)
        .join(StandingDeputy, StandingDeputy.deputy_id == Account.id)
        .where(StandingDeputy.account_id == user.id)
        .order_by(StandingDeputy.named_at)
    ).all()


def desk_rules(session: Session, user: Account) -> DeskRules | None:
    """How the manager's own desk works."""
    return session.get(DeskRules, user.university_id) if user.university_id else None


def offered_cases(session: Session, user: Account, at: datetime) -> list[HandOver]:
    """What other managers want to hand over to this one."""
    offered = session.scalars(
        select(HandOver)
        .where(HandOver.to_id == user.id, HandOver.state == HandOverState.WAITING)
        .options(joinedload(HandOver.challenge), joinedload(HandOver.giver))
        .order_by(HandOver.offered_at, HandOver.id)
    ).all()
    return [each for each in offered if policies.may_answer_hand_over(user, each, at)]
