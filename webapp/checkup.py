"""What an operator wants to know at a glance: database, schema, worker."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Job, OutgoingMail, migrations
from models.job import Leased, WorkState
from webapp import matching
from webapp.database import Database
from webapp.stored_files import FileStore

LONGEST_WAIT = timedelta(minutes=5)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    is_fine: bool
    sentence: str


def examine(database: Database, store: FileStore, at: datetime) -> Iterator[Finding]:
    """Look at the schema first, because without it the rest cannot be read."""
    with database.engine.connect() as connection:
        is_current = migrations.is_at_head(connection)
    engine = database.engine.dialect.name
    yield Finding(True, f"The database ({engine}) answers.")
    if not is_current:
        yield Finding(False, "The schema is another: please run `ecotechub migrate`.")
        return
    yield Finding(True, "The schema is that of this version.")
    with database.reading() as session:
        yield backlog(session, Job, "jobs", at)
        yield backlog(session, OutgoingMail, "mails", at)
        yield language_model(session)
        yield files(session, store, at)


def language_model(session: Session) -> Finding:
    """Which model matches, and whether needs wait for one that failed."""
    waiting = len(matching.needs_matched_without_model(session))
    if waiting:
        return Finding(
            False,
            f"{waiting} open needs were matched by words alone, because the language model failed:"
            " the worker's log says why, and they are matched again once it works.",
        )
    last = matching.last_switch(session)
    if last is None:
        return Finding(True, "No language model has matched yet.")
    return Finding(True, f"The language model is {last.model.name} ({last.model_sha256[:12]}).")


def files(session: Session, store: FileStore, at: datetime) -> Finding:
    """Whether every file that a row names lies in its folder, and nothing else."""
    missing, orphans = len(store.missing(session)), len(store.orphans(session, at))
    if missing:
        return Finding(
            False,
            f"{missing} files of needs are missing in {store.folder}: please restore a backup.",
        )
    if orphans:
        return Finding(
            False,
            f"{orphans} files in {store.folder} belong to no need: the worker deletes them at"
            " night; if they stay, its log says why.",
        )
    return Finding(True, f"{len(store.names())} files of needs, none is missing.")


def backlog(session: Session, kind: type[Leased], name: str, at: datetime) -> Finding:
    """Whether work waits too long, which means that no worker runs, or has failed for good."""
    waiting, oldest = session.execute(
        select(func.count(), func.min(kind.due_at)).where(kind.is_due(at))
    ).one()
    dead = session.scalar(
        select(func.count()).select_from(kind).where(kind.state == WorkState.DEAD)
    )
    if waiting and at - oldest > LONGEST_WAIT:
        minutes = round((at - oldest) / timedelta(minutes=1))
        return Finding(
            False,
            f"{waiting} {name} wait, the oldest for {minutes} minutes: is the worker running?",
        )
    if dead:
        return Finding(False, f"{dead} {name} have failed for good: see the operating page.")
    return Finding(True, f"{waiting} {name} wait, none has failed.")
