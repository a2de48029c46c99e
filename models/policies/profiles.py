"""Kompetenzprofile: who reads and keeps them, and whom the Abgleich may propose."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, false, func, not_, null, or_, select

from models.account import Account, Role
from models.base import local_date
from models.challenge import Challenge
from models.introduction import PENDING_STATES, Introduction
from models.organisation import Campus, Department
from models.policies.barriers import (
    barred_challenges,
    barred_profiles,
    excluded_profiles,
    has_conflict,
    is_profile_barred,
    tied_profiles,
)
from models.policies.needs import may_lead
from models.policies.people import has_role, is_active, is_manager
from models.profile import Competence, Profile, ProfileState
from models.semester import semester_of
from models.snapshot import FilteredProfile, FilterReason
from models.topic import TopicBarrier


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
    """Published, not paused, not opted out by taking on none or no more in this semester.

    Here a manager may still ask, however many enquiries are running.
    """
    return _is_open(profile, at) and not is_semester_full(profile, at)


def keeps_enquiry(introduction: Introduction, at: datetime) -> bool:
    """Whether somebody who was asked still takes this enquiry: those asked later do not count."""
    profile = introduction.profile
    earlier = [
        each
        for each in asked_in_semester(profile, at)
        if (each.asked_at, each.id) < (introduction.asked_at, introduction.id)
    ]
    limit = profile.semester_limit
    return _is_open(profile, at) and (limit is None or len(earlier) < limit)


def is_topic_unwanted(profile: Profile, challenge: Challenge) -> bool:
    """Whether the need speaks of what the owner does not want to be asked about."""
    return any(each.challenge_id == challenge.id for each in profile.topic_barriers)


def may_be_asked(profile: Profile, challenge: Challenge, at: datetime) -> bool:
    """Takes enquiries, is barred by nothing, and does not shun the topic of this need."""
    return (
        takes_enquiries(profile, at)
        and not is_profile_barred(profile, challenge, at)
        and not is_topic_unwanted(profile, challenge)
    )


def is_semester_full(profile: Profile, at: datetime) -> bool:
    """Whether the owner was asked as often as they want to be in the running semester."""
    limit = profile.semester_limit
    return limit is not None and len(asked_in_semester(profile, at)) >= limit


def asked_in_semester(profile: Profile, at: datetime) -> list[Introduction]:
    """The enquiries of the running semester, whatever became of them."""
    semester = semester_of(at)
    return [each for each in profile.enquiries if semester.holds(each.asked_at)]


def _is_open(profile: Profile, at: datetime) -> bool:
    return profile.is_published and not profile.is_paused(local_date(at)) and profile.capacity > 0


def is_open_for_enquiries(profile: Profile, pending: int, at: datetime) -> bool:
    """Published, not paused, and fewer running enquiries than the owner takes on."""
    return takes_enquiries(profile, at) and pending < profile.capacity


def matchable_profiles(at: datetime) -> ColumnElement[bool]:
    """SQL twin of is_open_for_enquiries."""
    pending = (
        select(func.count())
        .select_from(Introduction)
        .where(Introduction.profile_id == Profile.id, Introduction.state.in_(PENDING_STATES))
        .correlate(Profile)
        .scalar_subquery()
    )
    return and_(_take_enquiries(at), Profile.capacity > pending)


def candidate_profiles(challenge: Challenge, at: datetime) -> ColumnElement[bool]:
    """The hard filter before ranking, which leaves no trace: open, and barred by nothing."""
    return and_(
        matchable_profiles(at),
        not_(barred_profiles(challenge, at)),
        not_(_shunning_profiles(challenge)),
    )


def filter_reason(challenge: Challenge, at: datetime) -> ColumnElement[FilterReason | None]:
    """Why somebody is no candidate, the first reason there is; null for whoever is one.

    The hard filter as an operator reads it at the terminal on another day, and nobody else.
    """
    return case(
        (excluded_profiles(challenge), FilterReason.EXCLUDED.value),
        (tied_profiles(challenge, at), FilterReason.CONFLICT.value),
        (_shunning_profiles(challenge), FilterReason.UNWANTED_TOPIC.value),
        (Profile.state != ProfileState.PUBLISHED, FilterReason.UNPUBLISHED.value),
        (Profile.capacity <= 0, FilterReason.NO_ENQUIRIES.value),
        (Profile.paused_until >= local_date(at), FilterReason.PAUSED.value),
        (not_(_take_enquiries(at)), FilterReason.SEMESTER_FULL.value),
        (not_(matchable_profiles(at)), FilterReason.CAPACITY_USED.value),
        else_=null(),
    ).cast(FilteredProfile.reason.type)


def may_propose(user: Account | None, profile: Profile, challenge: Challenge, at: datetime) -> bool:
    """Whether the desk shows somebody who has not been decided about.

    Of another university, whoever takes no enquiries is as if they did not exist; and so is, of
    either, whoever does not want the topic: a word about it would tell of their private list.
    """
    return (
        _is_on_desk(user, profile, at)
        and not is_profile_barred(profile, challenge, at)
        and not is_topic_unwanted(profile, challenge)
    )


def proposable_profiles(
    user: Account | None, challenge: Challenge, at: datetime
) -> ColumnElement[bool]:
    """SQL twin of may_propose."""
    return and_(
        _on_desk(user, at),
        not_(barred_profiles(challenge, at)),
        not_(_shunning_profiles(challenge)),
    )


def may_learn_conflict(
    user: Account | None, profile: Profile, challenge: Challenge, at: datetime
) -> bool:
    """The lead reads that somebody has a conflict of interest, never which one.

    Nobody reads of an exclusion, and of another university nothing of who takes no enquiries.
    """
    return (
        may_lead(user, challenge, at)
        and _is_on_desk(user, profile, at)
        and has_conflict(profile, challenge, at)
    )


def conflicted_profiles(
    user: Account | None, challenge: Challenge, at: datetime
) -> ColumnElement[bool]:
    """SQL twin of may_learn_conflict."""
    if not may_lead(user, challenge, at):
        return false()
    return and_(
        _on_desk(user, at), tied_profiles(challenge, at), not_(excluded_profiles(challenge))
    )


def _shunning_profiles(challenge: Challenge) -> ColumnElement[bool]:
    """SQL twin of is_topic_unwanted."""
    shunning = select(TopicBarrier.profile_id).where(TopicBarrier.challenge_id == challenge.id)
    return Profile.id.in_(shunning)


def _is_on_desk(user: Account | None, profile: Profile, at: datetime) -> bool:
    is_shown = may_view_load(user, profile, at) or takes_enquiries(profile, at)
    return profile.is_published and is_shown


def _on_desk(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of _is_on_desk."""
    own = Profile.department_id.in_(
        select(Department.id)
        .join(Campus, Department.campus_id == Campus.id)
        .where(Campus.university_id == (user.university_id if user else None))
    )
    shown = or_(own, _take_enquiries(at)) if is_manager(user) else _take_enquiries(at)
    return and_(Profile.state == ProfileState.PUBLISHED, shown)


def may_view_load(user: Account | None, profile: Profile, at: datetime) -> bool:
    """Capacity, pause and running enquiries: the owner, and managers of the same university."""
    if user is None or not is_active(user):
        return False
    return profile.account_id == user.id or (
        is_manager(user) and profile.department.campus.university_id == user.university_id
    )


def countable_enquiries(user: Account, at: datetime) -> ColumnElement[bool]:
    """Enquiries in the load that a reader is shown: none of a case that something bars them from.

    Whoever declared a tie would otherwise count how often that company's cases ask.
    """
    barred = select(Challenge.id).where(barred_challenges(user, at))
    return Introduction.challenge_id.not_in(barred)


def _take_enquiries(at: datetime) -> ColumnElement[bool]:
    """SQL twin of takes_enquiries."""
    semester = semester_of(at)
    asked = (
        select(func.count())
        .select_from(Introduction)
        .where(Introduction.profile_id == Profile.id)
        .where(Introduction.asked_at >= semester.begin_at, Introduction.asked_at < semester.end_at)
        .correlate(Profile)
        .scalar_subquery()
    )
    return and_(
        Profile.state == ProfileState.PUBLISHED,
        Profile.capacity > 0,
        or_(Profile.semester_limit.is_(None), Profile.semester_limit > asked),
        or_(Profile.paused_until.is_(None), Profile.paused_until < local_date(at)),
    )
