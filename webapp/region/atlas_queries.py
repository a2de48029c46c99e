"""Rows for the atlas: what is published of needs, what a manager may count, published profiles."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    Account,
    AtlasCell,
    AtlasHalfYear,
    Campus,
    Challenge,
    ChallengeState,
    Introduction,
    IntroductionState,
    Municipality,
    Profile,
    policies,
    themes_of_needs,
    themes_of_profiles,
)
from models.base import local_date
from models.organisation import Department
from webapp.half_years import HalfYear

Key = tuple[str | None, str | None]


@dataclass(frozen=True)
class OwnNeed:
    """A need that the reader may count."""

    id: uuid.UUID
    ags: str
    half_year: HalfYear
    themes: frozenset[str]
    is_introduced: bool
    """Whether both sides have agreed with somebody."""
    is_closed: bool


@dataclass(frozen=True)
class Offer:
    """A published profile with where it is and what it is about."""

    profile: Profile
    campus_id: uuid.UUID
    themes: frozenset[str]


def published_half_years(session: Session) -> list[HalfYear]:
    """Those that are counted for everybody, oldest first."""
    found = session.scalars(select(AtlasHalfYear.half_year))
    return sorted(each for text in found if (each := HalfYear.parse(text)))


def published_cells(session: Session) -> dict[HalfYear, dict[Key, int]]:
    """Everything that everybody may read of needs, by half-year."""
    cells: dict[HalfYear, dict[Key, int]] = defaultdict(dict)
    query = select(
        AtlasCell.half_year, AtlasCell.theme, AtlasCell.municipality_ags, AtlasCell.companies
    )
    for text, theme, ags, companies in session.execute(query):
        if half_year := HalfYear.parse(text):
            cells[half_year][theme, ags] = companies
    return dict(cells)


def own_needs(session: Session, user: Account | None, at: datetime) -> list[OwnNeed]:
    """The needs a manager may count, each with its themes, oldest first."""
    themes: dict[uuid.UUID, set[str]] = defaultdict(set)
    for challenge_id, theme in session.execute(themes_of_needs()):
        themes[challenge_id].add(theme)
    is_introduced = exists().where(
        Introduction.challenge_id == Challenge.id,
        Introduction.state == IntroductionState.INTRODUCED,
    )
    query = (
        select(
            Challenge.id, Challenge.municipality_ags, Challenge.submitted_at, Challenge.state,
            is_introduced,
        )
        .where(policies.countable_needs_of_atlas(user, at), Challenge.submitted_at.is_not(None))
        .order_by(Challenge.submitted_at, Challenge.id)
    )  # fmt: skip
    return [
        OwnNeed(
            challenge_id, ags, HalfYear.of(local_date(submitted_at)),
            frozenset(themes[challenge_id]), introduced, state is ChallengeState.CLOSED,
        )
        for challenge_id, ags, submitted_at, state, introduced in session.execute(query)
    ]  # fmt: skip


def offers(session: Session, user: Account | None, at: datetime) -> list[Offer]:
    """Published profiles, each with its themes, by name."""
    themes: dict[uuid.UUID, set[str]] = defaultdict(set)
    for profile_id, theme in session.execute(themes_of_profiles()):
        themes[profile_id].add(theme)
    query = (
        select(Profile)
        .join(Profile.department)
        .where(policies.visible_profiles(user, at), Profile.published_at.is_not(None))
        .options(joinedload(Profile.department).joinedload(Department.campus))
        .order_by(Profile.sort_key, Profile.id)
    )
    return [
        Offer(each, each.department.campus_id, frozenset(themes[each.id]))
        for each in session.scalars(query)
    ]


def municipalities(session: Session) -> Sequence[Municipality]:
    """All of them, those of the district first."""
    query = select(Municipality).order_by(Municipality.is_in_district.desc(), Municipality.sort_key)
    return session.scalars(query).all()


def campuses(session: Session) -> Sequence[Campus]:
    """All of them with their universities, by name."""
    query: Select[Any] = select(Campus).options(joinedload(Campus.university))
    return session.scalars(query.order_by(Campus.sort_key, Campus.id)).all()


def cases(
    session: Session, ids: Collection[uuid.UUID], user: Account | None, at: datetime
) -> Sequence[Challenge]:
    """The cases behind a count, newest first, as far as the reader may count them."""
    query = (
        select(Challenge)
        .where(Challenge.id.in_(ids), policies.countable_needs_of_atlas(user, at))
        .options(
            joinedload(Challenge.company),
            joinedload(Challenge.municipality),
            joinedload(Challenge.lead),
            selectinload(Challenge.introductions).joinedload(Introduction.teaser),
            selectinload(Challenge.exclusions),
        )
        .order_by(Challenge.submitted_at.desc(), Challenge.id)
    )
    return session.scalars(query).all()
