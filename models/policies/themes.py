"""Themes: who reads what a Bedarf or a Kompetenzprofil was put under, and who corrects it.

A theme of a need says in a word what its text says in many, so it goes no further than the text:
whoever has the desk of the case reads it. That of a published profile is as public as the profile.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from models.account import Account, Role
from models.challenge import OPEN_STATES, Challenge
from models.policies.needs import (
    countable_challenges,
    may_match,
    may_review_challenge,
    reviewable_challenges,
)
from models.policies.people import has_role
from models.policies.profiles import may_edit_profile, may_view_profile, visible_profiles
from models.profile import Profile
from models.theme import ThemeReading


def may_find_themes(challenge: Challenge, at: datetime) -> bool:
    """The software reads a need for its themes when it may compare it."""
    return may_match(challenge, at)


def may_view_themes(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Whoever has the desk of a case; no company, no professor, no manager beside it."""
    return may_review_challenge(user, challenge, at)


def may_correct_themes(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Whoever reads them; also of a closed case, because statistics count it on."""
    return challenge.withdrawn_at is None and may_view_themes(user, challenge, at)


def may_correct_profile_themes(user: Account | None, profile: Profile, at: datetime) -> bool:
    """The owner of a profile says what it is about, and nobody else."""
    return may_edit_profile(user, profile, at)


def may_keep_own_themes(user: Account | None, at: datetime) -> bool:
    """Professors look after the themes of the own profile."""
    return has_role(user, Role.PROFESSOR)


def may_view_theme_reading(user: Account | None, reading: ThemeReading, at: datetime) -> bool:
    """As what was read: a need for its desk, a profile for whoever sees the profile."""
    if reading.challenge is not None:
        return may_view_themes(user, reading.challenge, at)
    return reading.profile is not None and may_view_profile(user, reading.profile, at)


def visible_theme_readings(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_theme_reading."""
    needs = select(Challenge.id).where(reviewable_challenges(user, at))
    profiles = select(Profile.id).where(visible_profiles(user, at))
    return or_(ThemeReading.challenge_id.in_(needs), ThemeReading.profile_id.in_(profiles))


def countable_themes(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """Open needs whose themes are counted: as in every statistic, to a manager those known.

    Whoever shows such counts to others than managers hides the small ones.
    """
    return and_(Challenge.state.in_(OPEN_STATES), countable_challenges(user, at))
