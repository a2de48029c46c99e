"""Who is not proposed because of a conflict of interest; that there is one is all that is told."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Account, Challenge, Profile, policies, sort_key
from webapp.review.loads import profile_loads


def conflicted(
    session: Session, challenge: Challenge, user: Account, at: datetime
) -> Sequence[Profile]:
    """Every profile of which the lead may learn that there is a conflict."""
    return session.scalars(
        select(Profile)
        .where(policies.conflicted_profiles(user, challenge, at))
        .options(joinedload(Profile.account), *profile_loads())
        .order_by(Profile.sort_key, Profile.id)
    ).all()


def conflicted_by_name(
    session: Session, challenge: Challenge, words: str, user: Account, at: datetime
) -> Sequence[Profile]:
    """Those of them whose name holds all the words."""
    wanted = sort_key(words).split()
    return [
        each
        for each in conflicted(session, challenge, user, at)
        if all(word in f"{each.sort_key} {sort_key(each.account.display_name)}" for word in wanted)
    ]
