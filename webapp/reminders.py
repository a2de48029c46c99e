"""Whether what a reminder is about still has not happened when it leaves."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from models import (
    Account,
    Challenge,
    Comment,
    Deadline,
    FundingProgramme,
    HandOver,
    HandOverState,
    Mention,
    Promise,
    PromiseKind,
    policies,
    standing_promise,
)
from models.base import local_date
from models.challenge import OPEN_STATES
from webapp.stages import Stage, stage_for_company

DIGEST = "deadlines_due"
"""The one mail a manager gets in a night."""

Check = Callable[[Any], bool]
"""Asked of a letter of webapp.mail."""


def day_passed(*kinds: PromiseKind) -> Check:
    """Something was promised or wished for by a day that is over, and it still has not happened."""

    def check(letter: Any) -> bool:
        challenge = letter.challenge
        promise = standing_promise(challenge) if challenge is not None else None
        return (
            promise is not None
            and promise.told_at is not None
            and promise.kind in kinds
            and challenge.is_open
            and policies.may_view_challenge(letter.recipient, challenge, letter.at)
        )

    return check


def waits_for_company(letter: Any) -> bool:
    """The company has not decided what it was reminded of, and whoever reads it still may."""
    challenge = letter.challenge
    return (
        challenge is not None
        and challenge.is_open
        and stage_for_company(challenge) in {Stage.TEASER_WAITS, Stage.INTEREST}
        and policies.may_view_challenge(letter.recipient, challenge, letter.at)
    )


def waits_for_follow_up(letter: Any) -> bool:
    """Whoever has said what became of the case is left in peace."""
    challenge = letter.challenge
    return (
        challenge is not None
        and policies.may_answer_follow_up(letter.recipient, challenge, letter.at)
        and any(each.answered_at is None for each in challenge.follow_ups)
    )


def has_offers(letter: Any) -> bool:
    """Somebody else still wants to hand a case over, and nothing bars the one it is offered to."""
    user = letter.recipient
    session = object_session(user) if user is not None else None
    if session is None:
        return False
    waiting = select(HandOver).where(
        HandOver.to_id == user.id, HandOver.state == HandOverState.WAITING
    )
    offers = session.scalars(waiting).all()
    return any(policies.may_answer_hand_over(user, each, letter.at) for each in offers)


def mentions_somebody(letter: Any) -> bool:
    """A comment still calls them, they have not read it, and may."""
    user, challenge = letter.recipient, letter.challenge
    session = object_session(user) if user is not None else None
    if session is None or challenge is None:
        return False
    unread = (
        select(Mention.id)
        .join(Mention.comment)
        .where(Comment.challenge_id == challenge.id)
        .where(Mention.account_id == user.id, Mention.seen_at.is_(None))
    )
    return policies.may_view_comments(user, challenge, letter.at) and (
        session.scalars(unread.limit(1)).first() is not None
    )


def has_deadlines(letter: Any) -> bool:
    """What the digest was queued for still counts, in a case that this manager may know of.

    That is a promised day, a Frist that runs, one that was looked at and set anew, or an Übergabe.
    """
    user = letter.recipient
    session = object_session(user) if user is not None else None
    if session is None or not policies.is_manager(user):
        return False
    still = Deadline.ended_at.is_(None) | (Deadline.ended_at == Deadline.told_at)
    told = (
        select(Deadline.id)
        .join(Deadline.challenge)
        .where(Deadline.told_at >= (letter.queued_at or letter.at), still)
        .where(policies.visible_cases(user, letter.at))
    )
    return (
        bool(letter.missed)
        or session.scalars(told.limit(1)).first() is not None
        or has_offers(letter)
    )


def missed_by(session: Session, user: Account, told_at: datetime, at: datetime) -> list[Challenge]:
    """The cases in which it is a manager's turn and a promised day has passed, told then."""
    cases = session.scalars(
        select(Challenge)
        .join(Promise, Promise.challenge_id == Challenge.id)
        .where(Promise.told_at == told_at, Promise.ended_at.is_(None))
        .where(Challenge.state.in_(OPEN_STATES))
        .where(Challenge.lead_id.is_(None) | (Challenge.lead_id == user.id))
        .order_by(Promise.due_on, Challenge.reference)
    ).all()
    return [each for each in cases if policies.may_view_challenge(user, each, at)]


def has_unchecked_funding(letter: Any) -> bool:
    """Somebody still has to look at the list of Förderprogramme, and this manager may."""
    user = letter.recipient
    session = object_session(user) if user is not None else None
    if session is None or not policies.is_manager(user):
        return False
    listed = session.scalars(
        select(FundingProgramme).where(FundingProgramme.archived_at.is_(None))
    ).all()
    return any(each.is_stale(local_date(letter.at)) for each in listed)


def waits_for_second(letter: Any) -> bool:
    """Something still waits for a second person, and this one may be it."""
    challenge = letter.challenge
    return challenge is not None and any(
        policies.may_confirm(letter.recipient, each, letter.at) for each in challenge.confirmations
    )
