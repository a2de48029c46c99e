"""Who may learn that two Bedarfe resemble each other."""

from datetime import datetime

from models.account import Account
from models.challenge import Challenge
from models.policies.needs import may_review_challenge


def may_learn_likeness(
    user: Account | None, challenge: Challenge, other: Challenge, at: datetime
) -> bool:
    """Of one company's needs, whoever may review both; of two companies', only who leads both.

    That another company has the same trouble is a secret of both.
    """
    if user is None or not all(may_review_challenge(user, each, at) for each in (challenge, other)):
        return False
    return challenge.company_id == other.company_id or all(
        each.lead_id is not None for each in (challenge, other)
    )
