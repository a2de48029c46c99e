"""A program that reads in somebody's name: with its own key, for a few purposes, for a while."""

import enum
import hmac
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Base, Id, InvalidTransition, Line
from models.session import hash_key

MOST_TOKENS = 20
"""How many one account has at the same time."""
KEPT_AFTER_THE_END = timedelta(days=90)
"""How long its owner can look back at one that ended."""
KEY_PREFIX = "eth_"
"""So that programs which look for secrets in published files recognise one of ours."""


class Scope(enum.Enum):
    """What a program may be used for; never more than its owner may."""

    NEEDS = "bedarfe"
    CASES = "faelle"
    FIGURES = "kennzahlen"
    GAPS = "luecken"
    CALENDAR = "termine"
    """For the address of a calendar feed, and for nothing else."""


class ApiToken(Base):
    """A Zugang für Programme: its key is stored as a hash only, so no backup opens anything."""

    __tablename__ = "api_tokens"
    __table_args__ = (CheckConstraint("created_at < expires_at", name="expires_after_it_was_made"),)

    id: Mapped[Id]
    account_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[Line]
    """What its owner calls the program."""
    scopes: Mapped[list[str]]
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    session_token: Mapped[str] = mapped_column(String(64))
    """The account's when it was made: what ends every session ends every program, too."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    last_used_at: Mapped[datetime | None]
    """Kept to the minute, so that reading seldom means writing."""
    revoked_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()

    @classmethod
    def issue(cls, account: Account, at: datetime, **facts: Any) -> tuple["ApiToken", str]:
        """A new one with its key, which is told once and kept nowhere."""
        key = KEY_PREFIX + secrets.token_urlsafe(32)
        token = cls(
            account=account,
            session_token=account.session_token,
            key_hash=hash_key(key),
            created_at=at,
            **facts,
        )
        return token, key

    @property
    def known_scopes(self) -> frozenset[Scope]:
        """What it was made for, without purposes there are no more."""
        return frozenset(each for each in Scope if each.value in self.scopes)

    @property
    def is_feed(self) -> bool:
        """Whether it opens a calendar by its address, and nothing by a header."""
        return self.known_scopes == {Scope.CALENDAR}

    @property
    def is_ended(self) -> bool:
        """Whether somebody ended it: by itself, or with every session of the account."""
        same = hmac.compare_digest(self.session_token, self.account.session_token)
        return self.revoked_at is not None or not same

    def is_open(self, at: datetime) -> bool:
        """Whether its key still opens anything."""
        return not self.is_ended and at < self.expires_at

    def opens_with(self, key: str) -> bool:
        """Whether this is its key; takes as long for a near miss as for any other."""
        return hmac.compare_digest(self.key_hash, hash_key(key))

    def revoke(self, at: datetime) -> None:
        """End it for good."""
        if self.revoked_at is not None:
            raise InvalidTransition("it was ended already")
        self.revoked_at = at
