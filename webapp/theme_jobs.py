"""Reading needs and profiles for their themes: what is due, and doing it.

The worker looks every minute what was handed in, changed or is read by an older vocabulary or by
older weights. So nobody who changes a text has to think of its themes, and neither a new vocabulary
nor new weights need a command.
"""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select
from sqlalchemy.orm import Session, selectinload

from models import (
    Challenge,
    ChallengeState,
    Job,
    JobKind,
    MatchRun,
    Profile,
    ProfileState,
    ThemeReading,
    WorkState,
    profile_text_version,
)
from models.challenge import OPEN_STATES
from models.policies.needs import is_embargoed
from webapp.clock import now
from webapp.database import database
from webapp.matching import find_themes_of_need, find_themes_of_profile, theme_version

MOST_AT_ONCE = 200
"""A new vocabulary is no reason to keep the database's write lock for long."""
TRY_AGAIN_AFTER = timedelta(hours=1)
"""Where words alone had to do because the language model was away."""
STANDING = {WorkState.QUEUED, WorkState.CLAIMED, WorkState.DEAD}
"""Work that is not asked for again; an administrator revives what is dead."""


def do_job(job: Job) -> bool:
    """Read what the job names; always all of it at once."""
    if job.challenge_id is not None:
        find_themes_of_need(job.challenge_id)
    if job.profile_id is not None:
        find_themes_of_profile(job.profile_id)
    return True


def queue_due() -> int:
    """Ask the worker for everything that is due; returns how much that is."""
    at = now()
    with database().reading() as session:
        if not (_due_needs(session, at) or _due_profiles(session, at)):
            return 0
    with database().writing() as session:
        needs, profiles = _due_needs(session, at), _due_profiles(session, at)
        _queue(session, needs, profiles, at)
    return len(needs) + len(profiles)


def queue_all(session: Session, at: datetime) -> int:
    """Read every open need and every published profile anew; returns how many there are."""
    needs = session.scalars(
        select(Challenge.id).where(Challenge.state.in_(OPEN_STATES), not_(is_embargoed(at)))
    ).all()
    profiles = session.scalars(
        select(Profile.id).where(Profile.state == ProfileState.PUBLISHED)
    ).all()
    _queue(session, list(needs), list(profiles), at)
    return len(needs) + len(profiles)


def _queue(
    session: Session, needs: list[uuid.UUID], profiles: list[uuid.UUID], at: datetime
) -> None:
    session.add_all(
        Job(kind=JobKind.FIND_THEMES, challenge_id=each, created_at=at) for each in needs
    )
    session.add_all(
        Job(kind=JobKind.FIND_THEMES, profile_id=each, created_at=at) for each in profiles
    )


def _due_needs(session: Session, at: datetime) -> list[uuid.UUID]:
    """Open needs that were never read, or in other words or by another vocabulary.

    A need can be rewritten only until it is matched, and is matched anew after it was.
    """
    matched_later = exists().where(
        MatchRun.challenge_id == Challenge.id, MatchRun.text_version != ThemeReading.text_version,
        MatchRun.started_at >= ThemeReading.made_at,
    )  # fmt: skip
    is_rewritable = Challenge.state == ChallengeState.SUBMITTED
    query = (
        select(Challenge, ThemeReading)
        .outerjoin(ThemeReading, ThemeReading.challenge_id == Challenge.id)
        .where(Challenge.state.in_(OPEN_STATES), not_(is_embargoed(at)))
        .where(or_(_is_old(at), matched_later, is_rewritable))
        .where(_is_not_waiting(Job.challenge_id == Challenge.id))
        .order_by(Challenge.submitted_at, Challenge.id)
        .limit(MOST_AT_ONCE)
    )
    return [
        challenge.id
        for challenge, reading in session.execute(query)
        if _has_changed(reading, challenge.text_version, at)
    ]


def _due_profiles(session: Session, at: datetime) -> list[uuid.UUID]:
    """Published profiles that were never read, or in other words or by another vocabulary."""
    query = (
        select(Profile, ThemeReading)
        .outerjoin(ThemeReading, ThemeReading.profile_id == Profile.id)
        .where(Profile.state == ProfileState.PUBLISHED)
        .where(or_(_is_old(at), Profile.updated_at >= ThemeReading.made_at))
        .where(_is_not_waiting(Job.profile_id == Profile.id))
        .options(selectinload(Profile.competences))
        .order_by(Profile.id)
        .limit(MOST_AT_ONCE)
    )
    due = []
    for profile, reading in session.execute(query):
        if _has_changed(reading, profile_text_version(profile), at):
            due.append(profile.id)
    return due


def _is_old(at: datetime) -> ColumnElement[bool]:
    return or_(
        ThemeReading.id.is_(None),
        ThemeReading.vocabulary != theme_version(),
        and_(ThemeReading.is_degraded, ThemeReading.made_at <= at - TRY_AGAIN_AFTER),
    )


def _has_changed(reading: ThemeReading | None, text_version: str, at: datetime) -> bool:
    return (
        reading is None
        or reading.text_version != text_version
        or reading.vocabulary != theme_version()
        or (reading.is_degraded and reading.made_at <= at - TRY_AGAIN_AFTER)
    )


def _is_not_waiting(of_subject: ColumnElement[bool]) -> ColumnElement[bool]:
    waiting = exists().where(Job.kind == JobKind.FIND_THEMES, Job.state.in_(STANDING), of_subject)
    return not_(waiting)
