"""How many needs and profiles stand under which theme, and where: for the pages of missing topics.

Counts are exact. Needs are those that the reader may count (models.policies.countable_themes);
whoever shows them to others than managers hides the small ones by webapp.disclosure.
"""

import uuid
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Account, Challenge, Profile, policies, themes_of_needs, themes_of_profiles
from models.organisation import Department


class NeedCount(NamedTuple):
    """So many open needs of a municipality stand under a theme."""

    theme: str
    municipality_ags: str
    count: int


class ProfileCount(NamedTuple):
    """So many published profiles of a campus stand under a theme."""

    theme: str
    campus_id: uuid.UUID
    count: int


def open_needs_by_theme(session: Session, user: Account | None, at: datetime) -> list[NeedCount]:
    """By theme and municipality; a need counts once under each of its themes."""
    themes = themes_of_needs().subquery()
    query = (
        select(themes.c.theme, Challenge.municipality_ags, func.count())
        .join(Challenge, Challenge.id == themes.c.challenge_id)
        .where(policies.countable_themes(user, at))
        .group_by(themes.c.theme, Challenge.municipality_ags)
        .order_by(themes.c.theme, Challenge.municipality_ags)
    )
    return [NeedCount(*row) for row in session.execute(query)]


def profiles_by_theme(session: Session, user: Account | None, at: datetime) -> list[ProfileCount]:
    """By theme and campus, of the profiles that somebody sees in lists and that are published."""
    themes = themes_of_profiles().subquery()
    query = (
        select(themes.c.theme, Department.campus_id, func.count())
        .join(Profile, Profile.id == themes.c.profile_id)
        .join(Department, Department.id == Profile.department_id)
        .where(policies.visible_profiles(user, at), Profile.published_at.is_not(None))
        .group_by(themes.c.theme, Department.campus_id)
        .order_by(themes.c.theme, Department.campus_id)
    )
    return [ProfileCount(*row) for row in session.execute(query)]
