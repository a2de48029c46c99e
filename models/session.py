"""A browser in which somebody is signed in: since when, until when, and whether it still is."""

import hashlib
import uuid
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account, Role
from models.base import Base, Id


class Limits(NamedTuple):
    """How long a session lasts: without a sign of life, and at all."""

    idle: timedelta
    absolute: timedelta


STAFF = Limits(timedelta(minutes=30), timedelta(hours=8))
OTHERS = Limits(timedelta(minutes=60), timedelta(hours=12))
FRESH_FOR = timedelta(minutes=15)
"""How long a proof of who somebody is holds for grave steps."""


def limits_of(role: Role) -> Limits:
    """Shorter for those who see the texts or the accounts of many."""
    return STAFF if role in {Role.TRANSFER_MANAGER, Role.ADMIN} else OTHERS


class BrowserSession(Base):
    """A signed-in browser; the key it keeps is stored as a hash only, so no backup signs in."""

    __tablename__ = "browser_sessions"

    id: Mapped[Id]
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    session_token: Mapped[str] = mapped_column(String(64))
    """The account's when this began; a new one of the account ends all that carry the old."""
    device: Mapped[str] = mapped_column(String(60))
    """Browser and system without versions; empty when it said neither."""
    created_at: Mapped[datetime]
    proved_at: Mapped[datetime]
    """When its owner last gave the password, and the second factor where there is one."""
    last_seen_at: Mapped[datetime]
    """Kept to the minute, so that reading a page seldom means writing."""
    ended_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"proved_at": facts.get("created_at"), **facts})

    @property
    def ends_at(self) -> datetime:
        """When it ends if nothing more is heard of it."""
        return min(self.last_seen_at + limits_of(self.account.role).idle, self.must_end_at)

    @property
    def must_end_at(self) -> datetime:
        """When it ends whatever is heard of it."""
        return self.created_at + limits_of(self.account.role).absolute

    @property
    def is_ended(self) -> bool:
        """Whether somebody ended it: here, everywhere, or by a new password."""
        return self.ended_at is not None or self.session_token != self.account.session_token

    def is_open(self, at: datetime) -> bool:
        """Whether it still signs its browser in."""
        return not self.is_ended and at < self.ends_at

    def is_fresh(self, at: datetime) -> bool:
        """Whether its owner proved lately who they are."""
        return self.proved_at <= at < self.proved_at + FRESH_FOR

    def prove(self, key_hash: str, at: datetime) -> None:
        """Its owner proved it again; whoever holds the key from before holds nothing any more."""
        self.key_hash, self.proved_at = key_hash, at

    def end(self, at: datetime) -> None:
        """Sign the browser out at its next request; nothing opens it again."""
        self.ended_at = self.ended_at or at


def hash_key(key: str) -> str:
    """SHA-256 (FIPS 180-4) in hexadecimal; enough for a key of 256 random bits."""
    return hashlib.sha256(key.encode()).hexdigest()
