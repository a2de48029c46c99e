"""Who else works on cases: rows for the pages."""

from collections.abc import Sequence
from datetime import datetime

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


def running_deadlines(session: Session, user: Account, at: datetime) -> Sequence[Deadline]:
    """What has to happen at the manager's desk, and by when; the first day first."""
    return session.scalars(
        select(Deadline)
        .join(Deadline.challenge)
        .where(Deadline.ended_at.is_(None), policies.reviewable_challenges(user, at))
        .options(
            joinedload(Deadline.challenge).joinedload(Challenge.company),
            joinedload(Deadline.challenge).joinedload(Challenge.lead),
        )
        .order_by(Deadline.due_on, Challenge.reference, Deadline.id)
    ).all()


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
