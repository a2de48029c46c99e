"""Who did what to which case: a chain of entries in which each one vouches for all before it."""

import enum
import hashlib
import json
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, Index, String, event, func, select
from sqlalchemy.orm import Mapped, Session, SessionTransaction, foreign, mapped_column, relationship

from models.account import Account
from models.base import Base, Id

FIRST_HASH = "0" * 64
"""What the first entry stands on."""

PENDING = "audit_entries"
CHAIN_LOCK = 6_201_974_310_482_551
"""The advisory lock of PostgreSQL under which one transaction at a time lengthens the chain."""


def _as_text(value: datetime | uuid.UUID) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.hex


CANONICAL = json.JSONEncoder(default=_as_text, sort_keys=True, separators=(",", ":"))


class Head(NamedTuple):
    """The end of the chain, which stands for every entry up to it."""

    sequence: int
    chain_hash: str


class Reading(enum.Enum):
    """What somebody was shown of a need."""

    FULL_TEXT = "volltext"
    FILE = "datei"
    TEASER = "kurzfassung"
    CONTACTS = "kontakt"
    EXPORT = "liste"
    EMERGENCY = "notfallzugriff"


class AuditEntry(Base):
    """One thing that happened; entries are only ever added, and the database refuses the rest.

    Whoever acted is an id without a foreign key and without a name, so that an account can be
    erased and the chain still verifies.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_challenge_id_at", "challenge_id", "at"),)

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Counts from 1 without a gap; the order of commits, whatever the clock said."""
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID | None]
    """Empty when the software itself acted."""
    verb: Mapped[str] = mapped_column(String(60))
    object_type: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[uuid.UUID | None]
    challenge_id: Mapped[uuid.UUID | None]
    """The case it belongs to; no foreign key, because the trail outlives a deleted case."""
    detail: Mapped[dict[str, Any]]
    chain_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 over the hash of the entry before and everything above."""

    actor: Mapped[Account | None] = relationship(
        primaryjoin=lambda: foreign(AuditEntry.actor_id) == Account.id, viewonly=True
    )

    def follow(self, head: Head) -> Head:
        """Become the next entry after a head; returns the new one.

        Raises ValueError for fractions in the detail, which the two databases give back
        differently.
        """
        json.loads(CANONICAL.encode(self.detail), parse_float=_refuse_fraction)
        self.sequence = head.sequence + 1
        self.chain_hash = hash_entry(
            head.chain_hash, self.sequence, self.at, self.actor_id, self.verb, self.object_type,
            self.object_id, self.challenge_id, self.detail,
        )  # fmt: skip
        return Head(self.sequence, self.chain_hash)


def hash_entry(previous_hash: str, *facts: Any) -> str:
    """SHA-256 (FIPS 180-4) of the hash before and the facts as canonical JSON, in hexadecimal."""
    text = previous_hash + CANONICAL.encode(facts)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def append(session: Session, entry: AuditEntry) -> None:
    """Lengthen the chain by an entry when the transaction commits, last of all.

    Until then nobody waits for anybody: what the transaction still has to lock, it locks first.
    """
    if session.in_nested_transaction():
        raise RuntimeError("an entry belongs to the transaction and not to a savepoint")
    if not session.in_transaction():
        session.begin()
    session.info.setdefault(PENDING, []).append(entry)


def chain_head(session: Session) -> Head:
    """The end of the chain; of an empty one, what the first entry stands on."""
    newest = select(AuditEntry.sequence, AuditEntry.chain_hash).order_by(AuditEntry.sequence.desc())
    row = session.execute(newest.limit(1)).first()
    return Head(*row) if row else Head(0, FIRST_HASH)


@event.listens_for(Session, "before_commit")
def _chain_pending(session: Session) -> None:
    if session.in_nested_transaction() or PENDING not in session.info:
        return
    session.flush()
    entries: Sequence[AuditEntry] = session.info.pop(PENDING)
    if session.get_bind().dialect.name == "postgresql":
        # SQLite's writers come one after the other anyway.
        session.execute(select(func.pg_advisory_xact_lock(CHAIN_LOCK)))
    head = chain_head(session)
    for entry in entries:
        head = entry.follow(head)
    session.add_all(entries)


@event.listens_for(Session, "after_soft_rollback")
def _forget_pending(session: Session, transaction: SessionTransaction) -> None:
    if not transaction.nested:
        session.info.pop(PENDING, None)


def _refuse_fraction(number: str) -> float:
    raise ValueError(f"{number} is a fraction, and details hold none")


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
