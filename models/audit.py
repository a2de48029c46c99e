"""Who did what to which case, written in the transaction that did it."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Base, Id


class AuditEntry(Base):
    """One thing that happened; entries are only ever added."""

    __tablename__ = "audit_entries"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("accounts.id"))
    """Empty when the software itself acted."""
    verb: Mapped[str] = mapped_column(String(60))
    object_type: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[uuid.UUID | None]
    challenge_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    """The case it belongs to; no foreign key, because the trail outlives a deleted case."""
    detail: Mapped[dict[str, Any]]

    actor: Mapped[Account | None] = relationship()


class ReceivedPost(Base):
    """A form that was sent already: its key and where it led, so that twice is once."""

    __tablename__ = "received_posts"

    id: Mapped[Id]
    account_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE")
    )
    path: Mapped[str] = mapped_column(String(500))
    location: Mapped[str] = mapped_column(String(500))
    received_at: Mapped[datetime]
