"""Adding a file to a need, taking it away, and letting professors have it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models import Account, Attachment, Challenge, FileKind, InvalidTransition, JobKind
from models.attachment import MOST_FILES
from webapp.attachments import queries
from webapp.audit import record
from webapp.database import hold
from webapp.jobs import queue_job


@dataclass(frozen=True)
class Received:
    """A file that was looked through and lies in its folder."""

    id: uuid.UUID
    name: str
    kind: FileKind
    size: int
    sha256: str


def add_attachment(
    session: Session, challenge: Challenge, received: Received, *, by: Account, at: datetime
) -> Attachment:
    """Put a file to a need; the worker reads it."""
    hold(session, challenge)
    if queries.number_of_files(session, challenge) >= MOST_FILES:
        raise InvalidTransition("there are as many files as a need may have")
    attachment = Attachment(
        id=received.id,
        challenge=challenge,
        name=received.name,
        kind=received.kind,
        size=received.size,
        sha256=received.sha256,
        added_by=by,
        added_at=at,
    )
    session.add(attachment)
    record(session, "datei_angefuegt", attachment, at, by=by, sha256=received.sha256)
    job = queue_job(session, JobKind.READ_FILE, at, challenge=challenge)
    job.attachment_id = attachment.id
    return attachment


def remove_attachment(
    session: Session, attachment: Attachment, *, by: Account, at: datetime
) -> None:
    """Take a file away; only the entry that it happened remains."""
    hold(session, attachment)
    record(session, "datei_entfernt", attachment, at, by=by, sha256=attachment.sha256)
    session.delete(attachment)
    session.flush()


def release_attachment(
    session: Session, attachment: Attachment, *, by: Account, at: datetime
) -> Attachment:
    """Let professors have the cleaned copy who may read the full text."""
    hold(session, attachment.challenge)
    hold(session, attachment)
    attachment.release(at)
    record(
        session, "datei_freigegeben", attachment, at, by=by, clean_sha256=attachment.clean_sha256
    )
    return attachment


def take_back_attachment(
    session: Session, attachment: Attachment, *, by: Account, at: datetime
) -> Attachment:
    """From now on no professor gets it."""
    hold(session, attachment)
    attachment.take_back()
    record(session, "freigabe_der_datei_zurueckgenommen", attachment, at, by=by)
    return attachment
