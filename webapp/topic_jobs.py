"""Finding topics among unanswered needs: every night, and when a manager asks for it."""

from datetime import datetime, timedelta

from sqlalchemy import Exists, exists, select
from sqlalchemy.orm import Session

from models import Job, JobKind, TopicGapReading, WorkState
from webapp.clock import now
from webapp.database import database
from webapp.matching import forget_empty_topics, gather_topics
from webapp.topic_editions import freeze_due

WAITING = {WorkState.QUEUED, WorkState.CLAIMED}
AT_LEAST_EVERY = timedelta(hours=36)
"""A worker that slept through a night makes up for it."""


def do_job(job: Job) -> bool:
    """Find the topics anew, and publish a half-year that has settled; always all of it at once."""
    gather_topics()
    with database().writing() as session:
        freeze_due(session, now())
    return True


def ask_for_topics(session: Session, at: datetime) -> bool:
    """Let the worker find them; False where that is asked for already."""
    if session.scalar(select(_is_waiting())):
        return False
    session.add(Job(kind=JobKind.GATHER_TOPICS, created_at=at))
    return True


def queue_due() -> bool:
    """Ask where nobody has looked for long, as in a new database."""
    with database().reading() as session:
        last = session.scalar(select(TopicGapReading.made_at))
        if (last is not None and last > now() - AT_LEAST_EVERY) or session.scalar(
            select(exists().where(Job.kind == JobKind.GATHER_TOPICS, Job.state != WorkState.DONE))
        ):
            return False
    with database().writing() as session:
        return ask_for_topics(session, now())


def tidy_topics(session: Session, at: datetime) -> None:
    """At night: nothing of erased cases stays, and the worker looks again."""
    forget_empty_topics(session)
    ask_for_topics(session, at)


def is_being_found(session: Session) -> bool:
    """Whether the worker is about to find topics."""
    return bool(session.scalar(select(_is_waiting())))


def _is_waiting() -> Exists:
    return exists().where(Job.kind == JobKind.GATHER_TOPICS, Job.state.in_(WAITING))
