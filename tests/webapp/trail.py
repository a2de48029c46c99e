"""The audit trail as most tests look at it: what was done, without who looked."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import AuditEntry
from webapp.readings import VERB


def deeds(session: Session) -> list[AuditEntry]:
    """Every entry about something that was done, in order."""
    done = select(AuditEntry).where(AuditEntry.verb != VERB).order_by(AuditEntry.sequence)
    return list(session.scalars(done))
