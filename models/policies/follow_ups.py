"""What became of a case: said by its company, read by whoever led it."""

from datetime import datetime

from sqlalchemy import ColumnElement, false, select

from models.account import Account, Role
from models.challenge import Challenge, ChallengeState
from models.follow_up import FollowUp
from models.policies.needs import (
    is_own,
    may_review_challenge,
    reviewable_challenges,
    visible_challenges,
)
from models.policies.people import has_role


def may_view_follow_up(user: Account | None, follow_up: FollowUp, at: datetime) -> bool:
    """Its company and the lead, once the case is closed."""
    challenge = follow_up.challenge
    return challenge.state is ChallengeState.CLOSED and (
        is_own(user, challenge) or may_review_challenge(user, challenge, at)
    )


def visible_follow_ups(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_follow_up."""
    if user is None or not has_role(user, Role.COMPANY, Role.TRANSFER_MANAGER):
        return false()
    readable = visible_challenges if user.role is Role.COMPANY else reviewable_challenges
    return FollowUp.challenge_id.in_(
        select(Challenge.id).where(Challenge.state == ChallengeState.CLOSED, readable(user, at))
    )


def may_answer_follow_up(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Its company, once the case is closed."""
    return is_own(user, challenge) and challenge.state is ChallengeState.CLOSED
