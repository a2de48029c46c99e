"""Anmerkungen: what managers write to each other about a case; no company or professor reads it."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Base, Id, InvalidTransition, Prose
from models.challenge import Challenge


class Comment(Base):
    """One Anmerkung; it is never changed, and deleted only by who wrote it, with a trace."""

    __tablename__ = "comments"
    __table_args__ = (
        CheckConstraint("(text = '') = (deleted_at IS NOT NULL)", name="empty_once_deleted"),
    )

    id: Mapped[Id]
    challenge_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    text: Mapped[Prose]
    written_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    challenge: Mapped[Challenge] = relationship()
    author: Mapped[Account | None] = relationship()
    mentions: Mapped[list["Mention"]] = relationship(
        back_populates="comment", cascade="all, delete-orphan"
    )

    def delete(self, at: datetime) -> None:
        """Take the words away; that there were some remains, and nobody is called to them."""
        if self.deleted_at is not None:
            raise InvalidTransition("the comment is deleted already")
        self.text, self.deleted_at = "", at
        self.mentions.clear()


class Mention(Base):
    """Somebody who is to read an Anmerkung, until they say that they have."""

    __tablename__ = "mentions"
    __table_args__ = (UniqueConstraint("comment_id", "account_id"),)

    id: Mapped[Id]
    comment_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("comments.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    seen_at: Mapped[datetime | None]

    comment: Mapped[Comment] = relationship(back_populates="mentions")
    account: Mapped[Account] = relationship()
