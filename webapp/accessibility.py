"""Reports of barriers: what was settled a year ago is nobody's business any more."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models import AccessibilityReport
from models.accessibility import KEPT_AFTER_SETTLING


def forget_settled_reports(session: Session, at: datetime) -> None:
    """Erase what was settled long enough ago; what is open stays until somebody acts."""
    session.execute(
        delete(AccessibilityReport).where(AccessibilityReport.settled_at < at - KEPT_AFTER_SETTLING)
    )
