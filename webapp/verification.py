"""Check that the audit trail is what was once written, against itself and against its anchors."""

import enum
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from models import AuditEntry
from models.audit import Head, chain_head, hash_entry
from webapp.anchors import BEGINNING, Anchor, read_anchors, write_anchor
from webapp.troubles import Trouble

log = structlog.get_logger(__name__)

BATCH = 2000
SHOWN = 14
"""Anchors on the page of the trail: two weeks."""
BETWEEN_ANCHORS = timedelta(days=1)
UNREADABLE_ERRORS = (ValueError, TypeError, AttributeError)
"""What reading a column raises that holds no value of its type."""

ENTRIES = select(
    AuditEntry.sequence, AuditEntry.at, AuditEntry.actor_id, AuditEntry.verb,
    AuditEntry.object_type, AuditEntry.object_id, AuditEntry.challenge_id, AuditEntry.detail,
    AuditEntry.chain_hash,
).order_by(AuditEntry.sequence)  # fmt: skip


class Damage(enum.Enum):
    """What may be wrong with an entry."""

    CHANGED = "geaendert"
    MISSING = "fehlt"
    UNREADABLE = "unlesbar"
    REWRITTEN = "neu geschrieben"
    CUT_OFF = "abgeschnitten"


FLAWS = {
    Damage.CHANGED: "Entry {number} is not as it was written.",
    Damage.MISSING: "Entry {number} is missing.",
    Damage.UNREADABLE: "Entry {number} cannot be read.",
    Damage.REWRITTEN: "Entry {number} is not the one that was anchored:"
    " it, or something before it, was written anew.",
    Damage.CUT_OFF: "Entry {number} and what follows is missing, as an anchor proves:"
    " the trail was cut off, or an older backup restored.",
}
"""What an operator is told."""


@dataclass(frozen=True)
class Flaw:
    """The first entry that is not as it was written."""

    sequence: int
    damage: Damage


@dataclass(frozen=True)
class Verdict:
    """How far the trail is sound, and what comes then."""

    head: Head
    flaw: Flaw | None = None


def verify(session: Session, anchors: Sequence[Anchor], since: Anchor = BEGINNING) -> Verdict:
    """Hash every entry after an anchor anew, or all if the anchor itself does not hold.

    2,000 entries are in memory at a time.
    """
    if since.head.sequence and _hash_at(session, since.head.sequence) != since.head.chain_hash:
        since = BEGINNING
    verdict = Verdict(since.head)
    try:
        for verdict in _check(session, anchors, since.head, BATCH):
            if verdict.flaw is not None:
                return verdict
    except UNREADABLE_ERRORS:
        return _find_unreadable(session, anchors, verdict.head)
    furthest = max((anchor.head.sequence for anchor in anchors), default=0)
    if furthest > verdict.head.sequence:
        return Verdict(verdict.head, Flaw(verdict.head.sequence + 1, Damage.CUT_OFF))
    return verdict


def _hash_at(session: Session, sequence: int) -> str | None:
    return session.scalar(select(AuditEntry.chain_hash).where(AuditEntry.sequence == sequence))


def _find_unreadable(session: Session, anchors: Sequence[Anchor], head: Head) -> Verdict:
    """Go on one by one from the last that was sound, because a batch fails as a whole."""
    verdict = Verdict(head)
    with suppress(*UNREADABLE_ERRORS):
        for verdict in _check(session, anchors, head, 1):
            if verdict.flaw is not None:
                return verdict
    return Verdict(verdict.head, Flaw(verdict.head.sequence + 1, Damage.UNREADABLE))


def _check(
    session: Session, anchors: Sequence[Anchor], head: Head, batch: int
) -> Iterator[Verdict]:
    """A verdict after each entry; its head is the last that was sound."""
    anchored = {anchor.head.sequence: anchor.head.chain_hash for anchor in reversed(anchors)}
    # From the beginning nothing is left out, not even a number that no entry can have.
    rest = ENTRIES.where(AuditEntry.sequence > head.sequence) if head.sequence else ENTRIES
    for row in session.execute(rest, execution_options={"yield_per": batch}):
        flaw = _flaw_of(row, head, anchored)
        if flaw is None:
            head = Head(row.sequence, row.chain_hash)
        yield Verdict(head, flaw)


def _flaw_of(row: Row, head: Head, anchored: dict[int, str]) -> Flaw | None:
    number = head.sequence + 1
    if row.sequence != number:
        return Flaw(number, Damage.MISSING)
    *facts, chain_hash = row
    if hash_entry(head.chain_hash, *facts) != chain_hash:
        return Flaw(number, Damage.CHANGED)
    if anchored.get(number, chain_hash) != chain_hash:
        return Flaw(number, Damage.REWRITTEN)
    return None


@dataclass(frozen=True)
class Overview:
    """The trail at a glance: its end, its newest anchors first, and what came since the last."""

    head: Head
    anchors: Sequence[Anchor] = ()
    verdict: Verdict | None = None
    """Empty when the anchors cannot be read."""


def look_over(session: Session, folder: Path) -> Overview:
    """What an administrator sees; only what came since the last anchor is hashed anew."""
    head = chain_head(session)
    try:
        anchors = read_anchors(folder)
    except (OSError, Trouble):
        return Overview(head)
    verdict = verify(session, anchors, anchors[-1] if anchors else BEGINNING)
    return Overview(head, anchors[: -SHOWN - 1 : -1], verdict)


def anchor(session: Session, folder: Path, at: datetime) -> Verdict:
    """Write the head down, unless what came since the last anchor is not sound."""
    anchors = read_anchors(folder)
    verdict = verify(session, anchors, anchors[-1] if anchors else BEGINNING)
    if verdict.flaw is None:
        write_anchor(folder, Anchor(at=at, head=verdict.head))
    else:
        log.error(
            "audit.flaw", sequence=verdict.flaw.sequence, damage=verdict.flaw.damage.name.lower()
        )
    return verdict


def anchor_if_due(session: Session, folder: Path, at: datetime) -> Verdict | None:
    """Write the head down once a day; None while the last anchor is younger."""
    anchors = read_anchors(folder)
    if anchors and at - anchors[-1].at < BETWEEN_ANCHORS:
        return None
    return anchor(session, folder, at)
