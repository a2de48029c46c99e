"""What a company and the Transferstelle write to each other about a case."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Base, Id, InvalidTransition, Prose
from models.challenge import Challenge


class Message(Base):
    """A question of the company, or a word of the Transferstelle; nobody else reads either."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("text <> ''", name="says_something"),
        CheckConstraint(
            "is_from_company = (answer_due_on IS NOT NULL)", name="questions_are_answered_by_a_day"
        ),
        CheckConstraint("is_from_company OR answered_at IS NULL", name="only_questions_answered"),
    )

    id: Mapped[Id]
    challenge_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    """Empty once the account is erased; what was written stays with the case."""
    is_from_company: Mapped[bool]
    text: Mapped[Prose]
    written_at: Mapped[datetime]
    answer_due_on: Mapped[date | None]
    """The day that was named for an answer."""
    answered_at: Mapped[datetime | None]

    challenge: Mapped[Challenge] = relationship()
    author: Mapped[Account | None] = relationship()

    @property
    def is_unanswered(self) -> bool:
        """Whether the company still waits for a word."""
        return self.is_from_company and self.answered_at is None

    def note_answer(self, at: datetime) -> None:
        """Somebody of the Transferstelle wrote back."""
        if not self.is_unanswered:
            raise InvalidTransition("no question, or answered before")
        self.answered_at = at
