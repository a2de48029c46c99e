"""What a manager may know of a case that is in other hands."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Account, Challenge, Match, MatchRun, Profile, policies
from webapp.review.queries import profile_loads


def known_matches(
    session: Session, challenge: Challenge, user: Account, at: datetime
) -> Sequence[Match]:
    """Of whoever was proposed, those a manager may know of: by name, without ranks."""
    matches = session.scalars(
        select(Match)
        .join(Match.run)
        .join(Match.profile)
        .where(MatchRun.challenge_id == challenge.id, policies.visible_matches(user, at))
        .options(joinedload(Match.decision), joinedload(Match.introduction))
        .options(joinedload(Match.profile).options(*profile_loads()))
        .order_by(Profile.sort_key, Profile.id, MatchRun.started_at)
    ).all()
    newest = {each.profile_id: each for each in matches if each.decision is None}
    decided = {each.profile_id: each for each in matches if each.decision is not None}
    return list({**newest, **decided}.values())
