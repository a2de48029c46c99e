"""A university's own words in a mail or a letter, instead of the standard ones."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Base, Id, Prose
from models.organisation import University

LONGEST_WORDING = 1500


class Wording(Base):
    """What a Transferstelle says in one kind of mail or letter, in one language."""

    __tablename__ = "wordings"
    __table_args__ = (
        UniqueConstraint("university_id", "kind", "language"),
        CheckConstraint("text <> ''", name="says_something"),
    )

    id: Mapped[Id]
    university_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("universities.id"))
    kind: Mapped[str] = mapped_column(String(40))
    """The name of the mail's or the letter's template."""
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[Prose]
    written_by_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    written_at: Mapped[datetime]

    university: Mapped[University] = relationship()
    written_by: Mapped[Account | None] = relationship()
