"""Figures of the desk and the report of a closed case: who reads them, and what is counted."""

from datetime import datetime

from sqlalchemy import ColumnElement, not_

from models.account import Account
from models.challenge import Challenge, ChallengeState
from models.policies.barriers import barred_challenges
from models.policies.needs import is_own, may_review_challenge


def may_read_closing_report(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Of a closed case its company, and whoever has the desk; each reads what they may know."""
    return challenge.state is ChallengeState.CLOSED and (
        is_own(user, challenge) or may_review_challenge(user, challenge, at)
    )


def countable_decisions(user: Account, at: datetime) -> ColumnElement[bool]:
    """Cases whose decisions count in rates: none that something bars the reader from."""
    return not_(barred_challenges(user, at))
