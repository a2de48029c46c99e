"""What the desk shows, loaded in a number of statements that does not grow with the cases."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, selectinload

from models import (
    Account,
    Challenge,
    Introduction,
    Profile,
    policies,
)
from models.introduction import PENDING_STATES
from webapp.review.loads import profile_loads
from webapp.steps import RunState, run_states

RECENTLY = timedelta(days=365)


@dataclass(frozen=True)
class Load:
    """How busy a profile is, as far as it counts for the reader."""

    running: int = 0
    recently: int = 0
    """Asked within a year, whatever became of it."""


def run_state_of(session: Session, challenge: Challenge) -> RunState:
    """How far the newest Abgleich of this case is."""
    return run_states(session, [challenge.id]).get(challenge.id, RunState.DONE)


def loads_of(
    session: Session, ids: Collection[uuid.UUID], user: Account, at: datetime
) -> dict[uuid.UUID, Load]:
    """How many introductions each profile is busy with and was asked for within a year."""
    is_running = Introduction.state.in_(PENDING_STATES)
    is_recent = Introduction.asked_at > at - RECENTLY
    rows = session.execute(
        select(
            Introduction.profile_id,
            func.sum(case((is_running, 1), else_=0)),
            func.sum(case((is_recent, 1), else_=0)),
        )
        .where(Introduction.profile_id.in_(ids), policies.countable_enquiries(user, at))
        .group_by(Introduction.profile_id)
    )
    return {profile_id: Load(int(running), int(recent)) for profile_id, running, recent in rows}


def addable_profile(
    session: Session, challenge: Challenge, profile_id: uuid.UUID, user: Account, at: datetime
) -> Profile | None:
    """A profile that may be added, with what the matcher reads."""
    return session.scalar(
        select(Profile)
        .where(Profile.id == profile_id, policies.proposable_profiles(user, challenge, at))
        .options(selectinload(Profile.competences), *profile_loads())
    )
