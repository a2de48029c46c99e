"""Questions of a company and what the Transferstelle writes back: between these two alone."""

from datetime import datetime

from sqlalchemy import ColumnElement, false, select

from models.account import Account, Role
from models.challenge import Challenge
from models.message import Message
from models.policies.needs import (
    is_own,
    may_lead,
    may_review_challenge,
    reviewable_challenges,
    visible_challenges,
)
from models.policies.people import has_role


def may_view_messages(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """The company and whoever has the desk, from the day it was handed in."""
    return challenge.is_submitted and (
        is_own(user, challenge) or may_review_challenge(user, challenge, at)
    )


def may_view_message(user: Account | None, message: Message, at: datetime) -> bool:
    """Whoever reads what is written about its case; no professor, no manager beside the desk."""
    return may_view_messages(user, message.challenge, at)


def visible_messages(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_message."""
    if user is None or not has_role(user, Role.COMPANY, Role.TRANSFER_MANAGER):
        return false()
    readable = visible_challenges if user.role is Role.COMPANY else reviewable_challenges
    return Message.challenge_id.in_(
        select(Challenge.id).where(Challenge.submitted_at.is_not(None), readable(user, at))
    )


def may_ask_question(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Its company, as long as somebody works on the case."""
    return is_own(user, challenge) and challenge.is_open


def may_write_message(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """The company asks; the lead answers, or writes first."""
    return may_ask_question(user, challenge, at) or may_lead(user, challenge, at)
