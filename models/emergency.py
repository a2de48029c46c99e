"""An administrator's look at one case in an emergency: asked with a reason, granted by a second."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Base, Id, InvalidTransition, Prose
from models.challenge import Challenge

TIME_TO_GRANT = timedelta(days=1)
TIME_TO_READ = timedelta(hours=1)


class Emergency(Base):
    """One hour in which one administrator may read one case, once another has agreed."""

    __tablename__ = "emergencies"
    __table_args__ = (
        CheckConstraint("granted_by_id <> asked_by_id", name="second_person"),
        CheckConstraint(
            "(granted_by_id IS NULL) = (granted_at IS NULL)"
            " AND (granted_at IS NULL) = (ends_at IS NULL)",
            name="granted_as_a_whole",
        ),
        CheckConstraint("reason <> ''", name="has_a_reason"),
    )

    id: Mapped[Id]
    challenge_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), index=True
    )
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"))
    reason: Mapped[Prose]
    """In the administrator's words; the company and the lead read it."""
    asked_at: Mapped[datetime]
    granted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("accounts.id"))
    granted_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]

    challenge: Mapped[Challenge] = relationship()
    asked_by: Mapped[Account] = relationship(foreign_keys=asked_by_id)
    granted_by: Mapped[Account | None] = relationship(foreign_keys=granted_by_id)

    def is_waiting(self, at: datetime) -> bool:
        """Whether a second administrator may still agree."""
        return self.granted_at is None and at < self.asked_at + TIME_TO_GRANT

    def is_open(self, at: datetime) -> bool:
        """Whether the hour is running."""
        return self.ends_at is not None and at < self.ends_at

    def grant(self, by: Account, at: datetime) -> None:
        """A second administrator agrees; the hour begins."""
        if not self.is_waiting(at):
            raise InvalidTransition("the request was granted already or is too old")
        if by.id == self.asked_by_id:
            raise InvalidTransition("nobody grants their own request")
        self.granted_by, self.granted_at, self.ends_at = by, at, at + TIME_TO_READ
