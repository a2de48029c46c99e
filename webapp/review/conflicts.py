"""Whom the lead looks for by name and does not find, because of a conflict of interest."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Account, Challenge, Profile, policies, sort_key
from webapp.review.loads import profile_loads


def conflicted_by_name(
    session: Session, challenge: Challenge, words: str, user: Account, at: datetime
) -> Sequence[Profile]:
    """Profiles whose name holds all the words; that there is a conflict is all that is told."""
    wanted = sort_key(words).split()
    conflicted = session.scalars(
        select(Profile)
        .where(policies.conflicted_profiles(user, challenge, at))
        .options(joinedload(Profile.account), *profile_loads())
        .order_by(Profile.sort_key, Profile.id)
    )
    return [
        each
        for each in conflicted
        if all(word in f"{each.sort_key} {sort_key(each.account.display_name)}" for word in wanted)
    ]
