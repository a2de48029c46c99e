"""The date of an Erstgespräch: entered by one, agreed to by both sides, changed and called off."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from models.account import Account, Role
from models.base import Base, Id, InvalidTransition
from models.introduction import Introduction

LONGEST_PLACE = 300


class Appointment(Base):
    """When and where the two sides of a Vermittlung meet; each keeps it in an own calendar."""

    __tablename__ = "appointments"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 15 AND 480", name="lasts_up_to_a_day"),
        CheckConstraint("sequence >= 0", name="sequence_not_negative"),
    )

    id: Mapped[Id]
    introduction_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("introductions.id", ondelete="CASCADE"), unique=True
    )
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(String(LONGEST_PLACE))
    """Where: a room, a site, or the address of a video conference; may be open."""
    sequence: Mapped[int]
    """Counts the changes, so that calendars know which of two files is the newer one."""
    company_agreed: Mapped[bool]
    professor_agreed: Mapped[bool]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    cancelled_at: Mapped[datetime | None]

    introduction: Mapped[Introduction] = relationship(
        backref=backref("appointment", uselist=False, cascade="all, delete-orphan")
    )
    changed_by: Mapped[Account | None] = relationship()

    def __init__(self, **facts: Any) -> None:
        super().__init__(
            **{
                "sequence": -1,
                "company_agreed": False,
                "professor_agreed": False,
                "cancelled_at": None,
                **facts,
            }
        )

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_agreed(self) -> bool:
        """Whether both sides have said that it suits them."""
        return self.cancelled_at is None and self.company_agreed and self.professor_agreed

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return self.cancelled_at is not None

    def suits(self, account: Account) -> bool:
        """Whether this person's side has agreed; the Transferstelle has none."""
        return {
            Role.COMPANY: self.company_agreed,
            Role.PROFESSOR: self.professor_agreed,
        }.get(account.role, False)

    def set(self, starts_at: datetime, minutes: int, place: str, by: Account, at: datetime) -> None:
        """Name a date; it suits whoever names it, and the other side is asked anew."""
        self.starts_at, self.minutes, self.place = starts_at, minutes, place
        self.company_agreed = by.role is Role.COMPANY
        self.professor_agreed = by.role is Role.PROFESSOR
        self._change(by, at)
        self.cancelled_at = None

    def agree(self, sequence: int, by: Account, at: datetime) -> None:
        """One side says that exactly this date suits it."""
        if self.is_cancelled or sequence != self.sequence:
            raise InvalidTransition("the date was changed or called off after it was read")
        if by.role is Role.COMPANY:
            self.company_agreed = True
        elif by.role is Role.PROFESSOR:
            self.professor_agreed = True
        else:
            raise InvalidTransition("only the two who meet can say that a date suits them")
        self._change(by, at)

    def cancel(self, by: Account | None, at: datetime) -> None:
        """It does not take place."""
        if self.is_cancelled:
            raise InvalidTransition("it was called off already")
        self.cancelled_at = at
        self._change(by, at)

    def _change(self, by: Account | None, at: datetime) -> None:
        self.changed_by, self.changed_at = by, at
        self.sequence += 1
