"""Who may read the audit trail, and as much of it as is theirs."""

from datetime import datetime

from models.account import Account
from models.challenge import Challenge
from models.policies.needs import may_follow_challenge, may_review_challenge


def may_view_readers(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Who has read a Bedarf is for its company and for whoever may review it."""
    return may_follow_challenge(user, challenge, at) or may_review_challenge(user, challenge, at)
