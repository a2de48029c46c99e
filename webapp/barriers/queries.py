"""Reports, as the administration works through them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models import AccessibilityReport

SHOWN = 100


@dataclass(frozen=True)
class Reports:
    """What is still to be done, the oldest first, and what was done lately."""

    waiting: Sequence[AccessibilityReport]
    waiting_number: int
    settled: Sequence[AccessibilityReport]


def reports(session: Session) -> Reports:
    """The first hundred of each."""
    waiting = select(AccessibilityReport).where(AccessibilityReport.settled_at.is_(None))
    settled = (
        select(AccessibilityReport)
        .where(AccessibilityReport.settled_at.is_not(None))
        .options(joinedload(AccessibilityReport.settled_by))
        .order_by(AccessibilityReport.settled_at.desc(), AccessibilityReport.id)
    )
    return Reports(
        waiting=session.scalars(
            waiting.order_by(AccessibilityReport.reported_at, AccessibilityReport.id).limit(SHOWN)
        ).all(),
        waiting_number=session.scalar(select(func.count()).select_from(waiting.subquery())) or 0,
        settled=session.scalars(settled.limit(SHOWN)).all(),
    )
