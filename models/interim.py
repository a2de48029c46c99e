"""A need somebody has begun to describe: kept while they type, before anything is handed in."""

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, InvalidTransition
from models.profile import text_hash

KEPT_FOR = timedelta(days=14)
"""How long a need that nobody goes on with is kept."""


class InterimNeed(Base):
    """What stands in the form so far; it belongs to one browser, or to one account.

    Nobody else reads it, no desk and no matcher knows of it, and it is gone once it is handed in.
    """

    __tablename__ = "interim_needs"
    __table_args__ = (CheckConstraint("(sent_at IS NULL) = (email IS NULL)", name="sent_to_email"),)

    id: Mapped[Id]
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the key that only this browser holds."""
    account_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), unique=True
    )
    """Whoever was signed in while typing, or confirmed the mailbox it was sent from."""
    fields: Mapped[dict[str, Any]]
    """The texts of the form by field, as they were typed; nothing of it has been checked."""
    language: Mapped[str] = mapped_column(String(2))
    begun_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    email: Mapped[str | None] = mapped_column(String(254))
    """The mailbox whose owner has to say that it is handed in."""
    sent_at: Mapped[datetime | None]

    @property
    def text_version(self) -> str:
        """The version of everything in the form; a link in a mailbox is for this one alone."""
        return text_hash(json.dumps(self.fields, sort_keys=True), self.email or "")

    def is_kept(self, at: datetime) -> bool:
        """Whether it may still be gone on with."""
        return at < self.changed_at + KEPT_FOR

    def write(self, fields: dict[str, list[str]], at: datetime) -> None:
        """Keep what stands in the form now; a link sent for other words is void."""
        if fields != self.fields:
            self.fields, self.email, self.sent_at = fields, None, None
        self.changed_at = at

    def send_to(self, email: str, at: datetime) -> None:
        """Ask the owner of a mailbox to hand it in."""
        self.email, self.sent_at = email, at

    def adopt(self, account_id: uuid.UUID) -> None:
        """From now on it is found by whoever signs in to the account, on any device."""
        if self.account_id not in {None, account_id}:
            raise InvalidTransition("it belongs to another account")
        self.account_id = account_id
