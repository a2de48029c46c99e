"""The audit trail as most tests look at it: what was done, without who looked."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models import AuditEntry
from webapp.readings import VERB


def deeds(session: Session) -> list[AuditEntry]:
    """Every entry about something that was done, in order."""
    done = select(AuditEntry).where(AuditEntry.verb != VERB).order_by(AuditEntry.sequence)
    return list(session.scalars(done))


def unlock(session: Session) -> None:
    """Let this transaction change entries, as somebody can who owns the database."""
    if session.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER audit_entries_refuse_{verb}"))
    else:
        session.execute(text("SET LOCAL session_replication_role = replica"))
