"""What became of a case, in the company's own words: at its end, and some months later."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from models.base import Base, Id, Prose
from models.challenge import Challenge, Outcome

AT_THE_END = 0
MONTHS = (3, 6, 12)
"""After so many the company is asked again, once each."""
NOTHING_TO_ASK = {Outcome.NO_MATCH, Outcome.NO_COOPERATION}
"""After these nobody is asked months later what became of it."""


class FollowUpResult(enum.Enum):
    """What a company says became of it."""

    RUNNING = "laeuft"
    IN_USE = "genutzt"
    FURTHER = "weiteres_vorhaben"
    NOTHING = "nichts"


class FollowUp(Base):
    """One time a company was asked what became of its case, and what it said."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        UniqueConstraint("challenge_id", "months"),
        CheckConstraint("months IN (0, 3, 6, 12)", name="at_the_end_or_months_later"),
        CheckConstraint("satisfaction BETWEEN 1 AND 5", name="satisfaction_has_five_steps"),
        CheckConstraint(
            "answered_at IS NOT NULL OR (result IS NULL AND satisfaction IS NULL)",
            name="says_nothing_before_it_is_answered",
        ),
    )

    id: Mapped[Id]
    challenge_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), index=True
    )
    months: Mapped[int]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    result: Mapped[FollowUpResult | None]
    satisfaction: Mapped[int | None]
    """From 1, very dissatisfied, to 5, very satisfied."""
    remark: Mapped[Prose]

    challenge: Mapped[Challenge] = relationship(
        backref=backref("follow_ups", cascade="all, delete-orphan", order_by="FollowUp.months")
    )

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"remark": "", **facts})

    def say_result(self, result: FollowUpResult, at: datetime) -> None:
        """What became of it; the last word counts."""
        self.result, self.answered_at = result, at

    def say_values(self, at: datetime) -> None:
        """What came of it in numbers; the numbers stand in the ledger of indicators."""
        self.answered_at = at

    def say_satisfaction(self, satisfaction: int, remark: str, at: datetime) -> None:
        """How content the company is, and a sentence if it likes."""
        self.satisfaction, self.remark, self.answered_at = satisfaction, remark.strip(), at
