"""The worker: huey wakes it and keeps the calendar, rows in the database say what is to do."""

import threading
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException

import structlog
from flask import Flask, current_app
from huey import Huey, SqliteHuey, crontab
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Challenge, Job, JobKind, OutgoingMail, WorkState
from models.challenge import OPEN_STATES
from models.job import Leased
from webapp import (
    atlas_counts,
    enclosed,
    enquiries,
    joint_jobs,
    mail,
    matching,
    nightly,
    promises,
    talk_plans,
    theme_jobs,
    topic_jobs,
)
from webapp.clock import now
from webapp.config import Settings
from webapp.database import database
from webapp.ledger.noting import note_facts
from webapp.logs import place_of

FIRST_PAUSE, MOST_DOUBLINGS = timedelta(minutes=5), 8
"""Before a need is matched again at which the language model failed."""
WAITING = {WorkState.QUEUED, WorkState.CLAIMED}
log = structlog.get_logger(__name__)


def make_huey(settings: Settings) -> Huey:
    """The waker: a file beside the data, or the operator's Redis or PostgreSQL."""
    url = settings.huey_url or ""
    if url.startswith("redis"):
        from huey import RedisHuey

        return RedisHuey("ecotechub", url=url)
    if url.startswith("postgres"):
        from huey import PostgresHuey

        return PostgresHuey("ecotechub", dsn=url)
    return SqliteHuey("ecotechub", filename=str(settings.data_dir / "wake.db"))


def init_app(app: Flask, settings: Settings) -> None:
    """Connect the application with its waker; tests work the rows off themselves."""
    app.extensions["stopping"] = threading.Event()
    if settings.environment == "test":
        app.extensions["wake"] = lambda: None
        return
    huey = make_huey(settings)

    @huey.task()
    def work() -> None:
        with app.app_context():
            work_off()

    @huey.periodic_task(crontab(minute="*"))
    def each_minute() -> None:
        with app.app_context():
            sweep()

    @huey.periodic_task(crontab(hour="3", minute="23"))
    def tidy() -> None:
        with app.app_context():
            nightly.tidy()

    app.extensions["huey"] = huey
    app.extensions["wake"] = work


def get_ready() -> None:
    """Read every profile and see to the language model, before any work is claimed."""
    with database().reading() as session:
        experts = matching.published_experts(session)
    current_app.extensions["match_pool"].refresh(experts)
    matching.forget_unpublished()
    promises.make_missing(now())
    with database().writing() as session:
        note_facts(session, now())
    queue_wanted_model()
    nightly.anchor_trail()


def sweep() -> None:
    """Everything of a minute: what is overdue, due to be counted, or was not woken for."""
    enquiries.expire_enquiries(now())
    joint_jobs.end_overdue(now())
    catch_up()
    theme_jobs.queue_due()
    topic_jobs.queue_due()
    atlas_counts.count_settled(now())
    work_off()


def wake_worker() -> None:
    """Tell the worker there is something to do; a lost message is healed by the sweep."""
    try:
        current_app.extensions["wake"]()
    except Exception as error:
        log.warning("worker.not_woken", error=type(error).__name__)


def queue_job(
    session: Session,
    kind: JobKind,
    at: datetime,
    *,
    challenge: Challenge | None = None,
    model_name: str | None = None,
) -> Job:
    """Write the row in the caller's transaction."""
    job = Job(
        kind=kind,
        challenge_id=challenge.id if challenge else None,
        model_name=model_name,
        created_at=at,
    )
    session.add(job)
    return job


def queue_rematch(session: Session, at: datetime) -> int:
    """A new Abgleich for every open Bedarf; returns how many there are."""
    open_challenges = session.scalars(select(Challenge).where(Challenge.state.in_(OPEN_STATES)))
    return len(
        [
            queue_job(session, JobKind.MATCH_CHALLENGE, at, challenge=challenge)
            for challenge in open_challenges.all()
        ]
    )


def queue_model(session: Session, name: str, at: datetime) -> Job:
    """Prepare a language model beside the active one; the same is not queued twice."""
    waiting = select(Job).where(
        Job.kind == JobKind.PREPARE_MODEL,
        Job.model_name == name,
        Job.state.in_(WAITING),
    )
    job = session.scalars(waiting).first()
    return job or queue_job(session, JobKind.PREPARE_MODEL, at, model_name=name)


def queue_wanted_model() -> None:
    """Prepare the model that the settings name, if they name another one than before."""
    setting = current_app.extensions["settings"].embedding_model
    with database().writing() as session:
        if matching.is_wanted(session, setting):
            queue_model(session, setting, now())


def catch_up() -> None:
    """Match again what had to do without the language model, as long as it works."""
    while not current_app.extensions["stopping"].is_set() and rematch_degraded():
        work_off()


def rematch_degraded() -> bool:
    """Once the language model works again, match one need that had to do without it, if any.

    One at a time and the least tried first: a need at which the model fails is then in nobody's
    way, and comes back after pauses that double up to most of a day.
    """
    with database().reading() as session:
        matched = matching.needs_matched_without_model(session)
        challenge_id = _least_tried(session, matched, now())
    if not matched:
        return False
    # Asked even if no need is due, because then the model counts the time until it is tried again.
    if not current_app.extensions["match_pool"].has_model() or challenge_id is None:
        return False
    with database().writing() as session:
        challenge = session.get(Challenge, challenge_id)
        if challenge is None:
            return False
        queue_job(session, JobKind.MATCH_CHALLENGE, now(), challenge=challenge)
    return True


def _least_tried(
    session: Session, matched: dict[uuid.UUID, datetime], at: datetime
) -> uuid.UUID | None:
    rows = session.execute(
        select(Job.challenge_id, Job.created_at, Job.state).where(Job.challenge_id.in_(matched))
    ).all()
    waiting = {each for each, _, state in rows if state in WAITING}
    tried: dict[uuid.UUID, list[datetime]] = {each: [] for each in matched if each not in waiting}
    for challenge_id, created_at, _ in rows:
        if challenge_id in tried and created_at > matched[challenge_id]:
            tried[challenge_id].append(created_at)
    due = [each for each, times in tried.items() if not times or _next_try(times) <= at]
    return min(due, key=lambda each: len(tried[each]), default=None)


def _next_try(tries: Sequence[datetime]) -> datetime:
    return max(tries) + FIRST_PAUSE * 2 ** min(len(tries) - 1, MOST_DOUBLINGS)


def _match(job: Job) -> bool:
    if job.challenge_id is not None:
        matching.match_challenge(job.challenge_id)
    return True


def _prepare_model(job: Job) -> bool:
    return job.model_name is None or matching.prepare_model(job.model_name)


HANDLERS: dict[JobKind, Callable[[Job], bool]] = {
    JobKind.MATCH_CHALLENGE: _match,
    JobKind.PREPARE_MODEL: _prepare_model,
    JobKind.READ_FILE: enclosed.do_job,
    JobKind.PLAN_TALKS: talk_plans.do_job,
    JobKind.FIND_THEMES: theme_jobs.do_job,
    JobKind.GATHER_TOPICS: topic_jobs.do_job,
}
"""What to do, and whether that was all; otherwise the rest follows after other work."""


def work_off() -> int:
    """Do everything that is due, matching first; returns how many pieces of work were done."""
    return _work_off(Job, _do_job) + _work_off(OutgoingMail, _do_mail)


def _work_off(kind: type[Leased], do: Callable[[uuid.UUID], None]) -> int:
    with database().reading() as session:
        due = session.scalars(
            select(kind.id).where(kind.is_due(now())).order_by(kind.due_at, kind.created_at)
        ).all()
    done = 0
    for work_id in due:
        if current_app.extensions["stopping"].is_set():
            break
        with database().writing() as session:
            if not kind.claim(session, work_id, now()):
                continue
        try:
            do(work_id)
            done += 1
        except Exception as error:
            log.warning("work.failed", kind=kind.__name__, id=str(work_id), error=place_of(error))
            with database().writing() as session:
                work = session.get(kind, work_id)
                if work is not None:
                    work.fail(_words_for(error), now())
    return done


def _words_for(error: Exception) -> str:
    """What an administrator may read: a mail server's answer, of our own mistakes the place."""
    if isinstance(error, OSError | SMTPException):
        return f"{type(error).__name__}: {error}"
    return place_of(error)


def _do_job(job_id: uuid.UUID) -> None:
    with database().reading() as session:
        job = session.get_one(Job, job_id)
    is_all = HANDLERS[job.kind](job)
    with database().writing() as session:
        job = session.get(Job, job_id)
        if job is not None:
            job.finish(now()) if is_all else job.go_on(now())
    if not is_all:
        wake_worker()


def _do_mail(mail_id: uuid.UUID) -> None:
    with database().writing() as session:
        message = mail.prepare_mail(session, session.get_one(OutgoingMail, mail_id), now())
    if message is None:
        return
    # Outside any transaction: a slow mail server must not hold the database's write lock.
    mail.deliver(message)
    with database().writing() as session:
        session.get_one(OutgoingMail, mail_id).finish(now())
