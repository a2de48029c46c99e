"""The worker: huey wakes it and keeps the calendar, rows in the database say what is to do."""

import threading
import uuid
from collections.abc import Callable
from datetime import datetime

import structlog
from flask import Flask, current_app
from huey import Huey, SqliteHuey, crontab
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Challenge, Introduction, IntroductionState, Job, JobKind, OutgoingMail, WorkState
from models.challenge import OPEN_STATES
from models.job import Leased
from webapp import mail, matching
from webapp.audit import record
from webapp.clock import now
from webapp.config import Settings
from webapp.database import database

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
    def sweep() -> None:
        with app.app_context():
            expire_enquiries()
            rematch_degraded()
            work_off()

    @huey.periodic_task(crontab(hour="3", minute="23"))
    def tidy() -> None:
        with app.app_context():
            matching.forget_unpublished()

    app.extensions["huey"] = huey
    app.extensions["wake"] = work


def get_ready() -> None:
    """Read every profile and see to the language model, before any work is claimed."""
    with database().reading() as session:
        experts = matching.published_experts(session)
    current_app.extensions["match_pool"].refresh(experts)
    matching.forget_unpublished()
    queue_wanted_model()


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
        Job.state.in_({WorkState.QUEUED, WorkState.CLAIMED}),
    )
    job = session.scalars(waiting).first()
    return job or queue_job(session, JobKind.PREPARE_MODEL, at, model_name=name)


def queue_wanted_model() -> None:
    """Prepare the model that the settings name, if they name another one than before."""
    setting = current_app.extensions["settings"].embedding_model
    with database().writing() as session:
        if matching.is_wanted(session, setting):
            queue_model(session, setting, now())


def rematch_degraded() -> int:
    """Once the language model works again, match what had to do without it; returns how many."""
    with database().reading() as session:
        ids = matching.needs_matched_without_model(session)
    if not ids or not current_app.extensions["match_pool"].has_model():
        return 0
    with database().writing() as session:
        waiting = select(Job.challenge_id).where(
            Job.challenge_id.is_not(None), Job.state.in_({WorkState.QUEUED, WorkState.CLAIMED})
        )
        left = select(Challenge).where(Challenge.id.in_(ids), Challenge.id.not_in(waiting))
        challenges = session.scalars(left).all()
        for challenge in challenges:
            queue_job(session, JobKind.MATCH_CHALLENGE, now(), challenge=challenge)
    return len(challenges)


def _match(job: Job) -> bool:
    if job.challenge_id is not None:
        matching.match_challenge(job.challenge_id)
    return True


def _prepare_model(job: Job) -> bool:
    return job.model_name is None or matching.prepare_model(job.model_name)


HANDLERS: dict[JobKind, Callable[[Job], bool]] = {
    JobKind.MATCH_CHALLENGE: _match,
    JobKind.PREPARE_MODEL: _prepare_model,
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
            log.warning("work.failed", kind=kind.__name__, id=str(work_id), error=repr(error)[:300])
            with database().writing() as session:
                work = session.get(kind, work_id)
                if work is not None:
                    work.fail(f"{type(error).__name__}: {error}", now())
    return done


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
        sent = session.get_one(OutgoingMail, mail_id)
        sent.finish(now())
        if not current_app.extensions["settings"].is_demo:
            # Links in it open accounts; only the demo's mailbox page needs the words again.
            sent.body = None


def expire_enquiries() -> int:
    """Close enquiries nobody answered in time; the manager sees it, the company does not."""
    with database().writing() as session:
        overdue = session.scalars(
            select(Introduction)
            .where(Introduction.state == IntroductionState.ASKED)
            .where(Introduction.answer_due_at <= now())
            .with_for_update()
        ).all()
        for introduction in overdue:
            introduction.expire(now())
            record(session, "anfrage_abgelaufen", introduction, now(), by=None)
    return len(overdue)
