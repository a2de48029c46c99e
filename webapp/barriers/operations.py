"""Take a report in and settle it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import AccessibilityReport, Account, Role, policies
from webapp.audit import record
from webapp.mail import queue_sparingly


def report_barrier(
    session: Session, text: str, page: str, reach: str, at: datetime
) -> AccessibilityReport:
    """Keep it and tell the administration, by a link alone: mails outlive what they speak of.

    Strangers can write here as often as they like, so mailboxes get few mails about it.
    """
    report = AccessibilityReport(text=text, page=page or None, reach=reach or None, reported_at=at)
    session.add(report)
    record(session, "barriere_gemeldet", report, at, by=None)
    for account in session.scalars(
        select(Account).where(Account.role == Role.ADMIN).order_by(Account.email)
    ):
        if policies.is_active(account):
            queue_sparingly(session, "barrier_reported", account, at)
    return report


def settle_report(
    session: Session, report: AccessibilityReport, at: datetime, *, by: Account
) -> AccessibilityReport:
    """Somebody has dealt with it; it is erased a year later."""
    report.settle(by, at)
    record(session, "barriere_erledigt", report, at, by=by)
    return report
