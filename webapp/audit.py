"""Write down who did what, in the transaction that did it."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import (
    Account,
    Attachment,
    AuditEntry,
    Challenge,
    Emergency,
    Introduction,
    JointMember,
    Match,
    MaterialFlow,
    RadarEntry,
    RadarInterest,
    Teaser,
)
from models.audit import append
from models.base import Base


def record(
    session: Session, verb: str, subject: Base, at: datetime, *, by: Account | None, **detail: Any
) -> AuditEntry:
    """Add an entry about a subject; details hold states and ids, never what people wrote."""
    session.flush()
    entry = AuditEntry(
        at=at,
        actor_id=by.id if by else None,
        verb=verb,
        object_type=type(subject).__tablename__,
        object_id=getattr(subject, "id", None),
        challenge_id=_case_of(subject),
        detail=detail,
    )
    append(session, entry)
    return entry


def _case_of(subject: Base) -> Any:
    match subject:
        case Challenge():
            return subject.id
        case Teaser() | Introduction() | Emergency() | Attachment():
            return subject.challenge_id
        case MaterialFlow() | JointMember():
            return subject.challenge_id
        case RadarEntry() | RadarInterest():
            return subject.teaser.challenge_id
        case Match():
            return subject.run.challenge_id
    return None
