"""Say what comes next, and let everybody read the report, or not any more."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Account, Workshop
from webapp.audit import record
from webapp.database import hold


def write_next_steps(
    session: Session, workshop: Workshop, text: str, at: datetime, *, by: Account
) -> None:
    """What the hosts promise; it stands at the end of the report."""
    hold(session, workshop)
    workshop.next_steps = text
    record(session, "naechste_schritte_geschrieben", workshop, at, by=by)


def release_report(session: Session, workshop: Workshop, at: datetime, *, by: Account) -> None:
    """Everybody may read it from now on."""
    hold(session, workshop)
    workshop.release_report(at)
    record(session, "bericht_freigegeben", workshop, at, by=by)


def withdraw_report(session: Session, workshop: Workshop, at: datetime, *, by: Account) -> None:
    """Only those who ran the workshop read it again."""
    hold(session, workshop)
    workshop.withdraw_report()
    record(session, "bericht_zurueckgenommen", workshop, at, by=by)
