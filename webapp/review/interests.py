"""Who took an interest in a case on the Bedarfsradar, for whoever has the desk."""

import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Account, Challenge, Profile, RadarInterest, Teaser, policies
from webapp.review.loads import profile_loads


def interests_in(
    session: Session, challenge: Challenge, user: Account, at: datetime
) -> Sequence[RadarInterest]:
    """Professors who may be proposed and said that they would like to be, the first first."""
    query = (
        select(RadarInterest)
        .join(RadarInterest.teaser)
        .where(Teaser.challenge_id == challenge.id)
        .where(
            RadarInterest.profile_id.in_(
                select(Profile.id).where(policies.proposable_profiles(user, challenge, at))
            )
        )
        .options(
            joinedload(RadarInterest.teaser),
            joinedload(RadarInterest.profile).options(*profile_loads()),
        )
        .order_by(RadarInterest.reported_at, RadarInterest.id)
    )
    newest = {each.profile_id: each for each in session.scalars(query)}
    return list(newest.values())


def count_interests(
    session: Session, challenges: Sequence[Challenge], user: Account, at: datetime
) -> Counter[uuid.UUID]:
    """By case, how many of them nobody has chosen or asked yet."""
    by_id = {each.id: each for each in challenges}
    query = (
        select(RadarInterest)
        .join(RadarInterest.teaser)
        .where(Teaser.challenge_id.in_(by_id))
        .options(
            joinedload(RadarInterest.teaser)
            .joinedload(Teaser.challenge)
            .selectinload(Challenge.exclusions),
            joinedload(RadarInterest.profile).options(*profile_loads()),
        )
    )
    found = set()
    for each in session.scalars(query):
        challenge = by_id[each.teaser.challenge_id]
        chosen = {one.profile_id for one in challenge.introductions}
        if each.profile_id not in chosen and policies.may_propose(
            user, each.profile, challenge, at
        ):
            found.add((challenge.id, each.profile_id))
    return Counter(case_id for case_id, _ in found)
