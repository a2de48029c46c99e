"""A barrier that somebody met on a page, and whether it has been dealt with (§ 10b BGG NRW)."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Base, Id, InvalidTransition, Prose

KEPT_AFTER_SETTLING = timedelta(days=365)
LONGEST_REPORT, LONGEST_PAGE, LONGEST_REACH = 4000, 300, 254


class AccessibilityReport(Base):
    """What hinders whom where, in their own words; it names no account, even of somebody signed in.

    Whoever wants an answer says how they are reached; nothing else is known of them.
    """

    __tablename__ = "accessibility_reports"
    __table_args__ = (
        CheckConstraint("text <> ''", name="says_something"),
        CheckConstraint(
            "settled_by_id IS NULL OR settled_at IS NOT NULL", name="settled_by_once_settled"
        ),
    )

    id: Mapped[Id]
    text: Mapped[Prose]
    page: Mapped[str | None] = mapped_column(String(LONGEST_PAGE))
    reach: Mapped[str | None] = mapped_column(String(LONGEST_REACH))
    """An e-mail address or a telephone number, if they want an answer."""
    reported_at: Mapped[datetime]
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
    settled_by_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )

    settled_by: Mapped[Account | None] = relationship()

    @property
    def is_settled(self) -> bool:
        """Whether somebody has dealt with it."""
        return self.settled_at is not None

    def settle(self, by: Account, at: datetime) -> None:
        """It is gone, or answered; once is enough."""
        if self.is_settled:
            raise InvalidTransition("a report is settled once")
        self.settled_by, self.settled_at = by, at
