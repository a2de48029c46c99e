"""What stands on the radar for one professor, nearest first."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    Account,
    Challenge,
    Introduction,
    Profile,
    RadarEntry,
    RadarInterest,
    Teaser,
    policies,
)
from webapp.matching import Nearness, nearest_first

PER_PAGE = 10
MOST_COMPARED = 200
"""The newest; comparing so many takes about a second."""


@dataclass(frozen=True)
class Listed:
    """A Kurzfassung on the radar, how near it comes, and how the reader stands to it."""

    entry: RadarEntry
    nearness: Nearness
    interest: RadarInterest | None
    enquiry: Introduction | None
    """What the reader was asked about the same case; an own page tells more of it."""


@dataclass(frozen=True)
class Radar:
    """One page of the radar and how much there is in all."""

    rows: Sequence[Listed]
    page: int
    pages: int
    total: int


def own_profile(session: Session, owner: Account) -> Profile | None:
    """The profile that Kurzfassungen are compared with."""
    query = select(Profile).where(Profile.account_id == owner.id)
    return session.scalars(query.options(selectinload(Profile.competences))).one_or_none()


def radar(session: Session, user: Account, profile: Profile, at: datetime, page: int) -> Radar:
    """Everything the reader may see; whatever is barred is in no place, page or count."""
    entries = session.scalars(
        select(RadarEntry)
        .where(policies.visible_radar_entries(user, at))
        .options(
            joinedload(RadarEntry.teaser)
            .joinedload(Teaser.challenge)
            .selectinload(Challenge.introductions)
        )
        .order_by(RadarEntry.shown_at.desc(), RadarEntry.id)
        .limit(MOST_COMPARED)
    ).all()
    by_id = {each.id: each for each in entries}
    order = nearest_first(profile, {each.id: each.teaser.text for each in entries})
    pages = max(1, -(-len(order) // PER_PAGE))
    page = min(max(page, 1), pages)
    interests = _own_interests(session, profile)
    rows = [
        Listed(
            entry=by_id[key],
            nearness=nearness,
            interest=interests.get(by_id[key].teaser_id),
            enquiry=_own_enquiry(by_id[key], profile, user, at),
        )
        for key, nearness in order[(page - 1) * PER_PAGE : page * PER_PAGE]
    ]
    return Radar(rows, page, pages, len(order))


def _own_interests(session: Session, profile: Profile) -> dict[uuid.UUID, RadarInterest]:
    query = select(RadarInterest).where(RadarInterest.profile_id == profile.id)
    return {each.teaser_id: each for each in session.scalars(query)}


def _own_enquiry(
    entry: RadarEntry, profile: Profile, user: Account, at: datetime
) -> Introduction | None:
    return next(
        (
            each
            for each in entry.teaser.challenge.introductions
            if each.profile_id == profile.id and policies.may_view_introduction(user, each, at)
        ),
        None,
    )
