"""Files of needs, as several features need them: who sees which, and what the worker does."""

import io
import uuid
from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, Attachment, Challenge, Job, policies
from webapp.clock import now
from webapp.database import database
from webapp.reading_files.checking import Reading, clean_file, read_file
from webapp.reading_files.refusals import Refused
from webapp.stored_files import Draft, clean_name, file_store, original_name

log = structlog.get_logger(__name__)


def visible_files(
    session: Session, challenge: Challenge, user: Account | None, at: datetime
) -> Sequence[Attachment]:
    """The files of a need that somebody may have, oldest first."""
    return session.scalars(
        select(Attachment)
        .where(Attachment.challenge_id == challenge.id, policies.visible_attachments(user, at))
        .order_by(Attachment.added_at, Attachment.id)
    ).all()


def do_job(job: Job) -> bool:
    """Read the file that a job names, which is all of it."""
    if job.attachment_id is not None:
        read_attachment(job.attachment_id)
    return True


def read_attachment(attachment_id: uuid.UUID) -> None:
    """Read the words of a file and make its copy without notes, each in a limited process."""
    with database().reading() as session:
        attachment = session.get(Attachment, attachment_id)
    if attachment is None:
        return
    path = file_store().path_of(original_name(attachment))
    try:
        reading = read_file(path)
    except Refused:
        reading = Reading("", [])
    copy = _write_copy(attachment)
    with database().writing() as session:
        attachment = session.get(Attachment, attachment_id)
        if attachment is not None:
            attachment.read(reading.text, reading.notes)
            if copy is not None:
                attachment.clean(copy.sha256, copy.size)
    if attachment is None:
        file_store().remove([attachment_id.hex, f"{attachment_id.hex}-clean"])


def collect_orphans() -> int:
    """Delete files whose row never came or has gone; returns how many."""
    store = file_store()
    with database().reading() as session:
        orphans = store.orphans(session, now())
    store.remove(orphans)
    if orphans:
        log.info("files.collected", count=len(orphans))
    return len(orphans)


def _write_copy(attachment: Attachment) -> Draft | None:
    store = file_store()
    try:
        copy = clean_file(store.path_of(original_name(attachment)))
    except Refused as error:
        log.info("file.not_cleaned", id=str(attachment.id), why=error.refusal.value)
        return None
    draft = store.write(io.BytesIO(copy))
    store.keep(draft, clean_name(attachment))
    return draft
