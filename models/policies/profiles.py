"""Kompetenzprofile: who reads and keeps them, and whom the Abgleich may propose."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from models.account import Account, Role
from models.base import local_date
from models.introduction import PENDING_STATES, Introduction
from models.policies.people import has_role, is_active
from models.profile import Competence, Profile, ProfileState


def may_keep_profile(user: Account | None, at: datetime) -> bool:
    """Every professor keeps one profile."""
    return has_role(user, Role.PROFESSOR)


def may_view_profile(user: Account | None, profile: Profile, at: datetime) -> bool:
    """Everybody once it is published; its owner always."""
    if profile.is_published:
        return True
    return user is not None and is_active(user) and profile.account_id == user.id


def visible_profiles(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_profile."""
    published = Profile.state == ProfileState.PUBLISHED
    if user is None or not is_active(user):
        return published
    return or_(published, Profile.account_id == user.id)


def may_edit_profile(user: Account | None, profile: Profile, at: datetime) -> bool:
    """Its owner."""
    return user is not None and has_role(user, Role.PROFESSOR) and profile.account_id == user.id


def may_edit_competence(user: Account | None, competence: Competence, at: datetime) -> bool:
    """The owner of its profile."""
    return may_edit_profile(user, competence.profile, at)


def takes_enquiries(profile: Profile, at: datetime) -> bool:
    """Published, not paused, not opted out by taking on none: here a manager may still ask."""
    return profile.is_published and not profile.is_paused(local_date(at)) and profile.capacity > 0


def is_open_for_enquiries(profile: Profile, pending: int, at: datetime) -> bool:
    """Published, not paused, and fewer running enquiries than the owner takes on."""
    return takes_enquiries(profile, at) and pending < profile.capacity


def matchable_profiles(at: datetime) -> ColumnElement[bool]:
    """SQL twin of is_open_for_enquiries: the hard filter before ranking, which leaves no trace."""
    pending = (
        select(func.count())
        .select_from(Introduction)
        .where(Introduction.profile_id == Profile.id, Introduction.state.in_(PENDING_STATES))
        .correlate(Profile)
        .scalar_subquery()
    )
    return and_(
        Profile.state == ProfileState.PUBLISHED,
        Profile.capacity > pending,
        or_(Profile.paused_until.is_(None), Profile.paused_until < local_date(at)),
    )
