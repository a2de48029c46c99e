"""Earlier needs in nearly the same words, as far as a manager may know of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import Account, Challenge, policies
from webapp.matching import said_again

MOST_COMPARED = 100
"""The newest; comparing so many takes some forty milliseconds."""
MOST_SHOWN = 3


def earlier_needs(
    session: Session, challenge: Challenge, user: Account, at: datetime
) -> Sequence[Challenge]:
    """The most alike of the needs handed in before this open one; others are not even compared."""
    if not challenge.is_open:
        return []
    candidates = session.scalars(
        select(Challenge)
        .where(policies.reviewable_challenges(user, at))
        .where(Challenge.id != challenge.id, Challenge.submitted_at <= challenge.submitted_at)
        .where(or_(Challenge.company_id == challenge.company_id, policies.led_by(user)))
        .order_by(Challenge.submitted_at.desc(), Challenge.id)
        .limit(MOST_COMPARED)
    ).all()
    known = [each for each in candidates if policies.may_learn_likeness(user, challenge, each, at)]
    return said_again(challenge, known)[:MOST_SHOWN] if known else []
