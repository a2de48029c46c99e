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
    """Let this transaction change what is settled, as somebody can who owns the database."""
    if session.get_bind().dialect.name == "sqlite":
        for trigger in ("audit_entries_refuse_update", "audit_entries_refuse_delete"):
            session.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
        session.execute(text("DROP TRIGGER IF EXISTS teasers_keep_words"))
    else:
        session.execute(text("SET LOCAL session_replication_role = replica"))
