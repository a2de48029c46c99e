"""How far the Abgleich of a case is, for somebody who waits for it."""

import enum
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Challenge, Job, JobKind, WorkState

USUAL = timedelta(minutes=10)
"""After this nobody is kept waiting at the page, which also lets an idle session end."""


class Progress(enum.Enum):
    """What is said to whoever waits; the values stand in addresses."""

    RUNNING = "laeuft"
    LATE = "dauert"
    FAILED = "gescheitert"
    DONE = "fertig"


def progress_of(session: Session, challenge: Challenge, at: datetime) -> Progress:
    """How far the newest job of the case is."""
    newest = (
        select(Job.state, Job.created_at)
        .where(Job.kind == JobKind.MATCH_CHALLENGE, Job.challenge_id == challenge.id)
        .order_by(Job.created_at.desc(), Job.id.desc())
        .limit(1)
    )
    job = session.execute(newest).first()
    if job is None or job.state in {WorkState.DONE, WorkState.CANCELLED}:
        return Progress.DONE
    if job.state is WorkState.DEAD:
        return Progress.FAILED
    return Progress.LATE if at - job.created_at > USUAL else Progress.RUNNING
