"""What people say at the tables: notes, the clusters made of them, the dots on clusters.

Nothing is overwritten: a note keeps its words, each move of a note from one cluster to another is
a row of its own, and a dissolved cluster stays to be read about.
"""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Base, Id, Line, require
from models.challenge import Challenge
from models.visit import Visit
from models.workshop import Workshop, WorkshopTable
from models.workshop_participant import Participant

LONGEST_NOTE = 500


class NoteSource(enum.Enum):
    """How a note came in."""

    PHONE = "telefon"
    CARD = "karte"


class NoteState(enum.Enum):
    """Whether others read it; held notes wait for a person, removed ones stay out."""

    SHOWN = "sichtbar"
    HELD = "angehalten"
    REMOVED = "entfernt"


class HoldReason(enum.Enum):
    """Why a note waits before others read it."""

    RUDE = "wortwahl"
    PERSONAL = "personenangaben"
    LINK = "verweis"
    REPORTED = "gemeldet"


class MoveKind(enum.Enum):
    """Why a note changed its cluster."""

    GROUPED = "gruppiert"
    MOVED = "verschoben"
    MERGED = "zusammengefuehrt"
    SPLIT = "getrennt"


class WorkshopNote(Base):
    """A few words from a phone or a paper card; who wrote it is known only if they said so."""

    __tablename__ = "workshop_notes"
    __table_args__ = (
        UniqueConstraint("table_id", "key", name="uq_workshop_notes_sent_once"),
        CheckConstraint("text <> ''", name="says_something"),
        CheckConstraint(
            "(state = 'angehalten') = (hold_reason IS NOT NULL)", name="held_for_a_reason"
        ),
        CheckConstraint(
            "(state = 'entfernt') = (removed_at IS NOT NULL)", name="removed_at_a_moment"
        ),
    )

    id: Mapped[Id]
    workshop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workshops.id", ondelete="CASCADE"), index=True
    )
    table_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workshop_tables.id", ondelete="CASCADE"), index=True
    )
    key: Mapped[str] = mapped_column(String(64))
    """Made on the phone: a note that is sent again after a broken connection is the same note."""
    text: Mapped[str] = mapped_column(String(LONGEST_NOTE))
    source: Mapped[NoteSource]
    state: Mapped[NoteState] = mapped_column(index=True)
    hold_reason: Mapped[HoldReason | None]
    participant_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("workshop_participants.id", ondelete="SET NULL")
    )
    """Who wrote it, if they wanted to be asked about it."""
    written_by_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    """Who typed the paper card in."""
    written_at: Mapped[datetime] = mapped_column(index=True)
    removed_at: Mapped[datetime | None]
    cluster_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("workshop_clusters.id", ondelete="SET NULL"), index=True
    )

    workshop: Mapped[Workshop] = relationship()
    table: Mapped[WorkshopTable] = relationship()
    participant: Mapped[Participant | None] = relationship()
    written_by: Mapped[Account | None] = relationship()
    cluster: Mapped["NoteCluster | None"] = relationship(back_populates="notes")

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"state": NoteState.SHOWN, "source": NoteSource.PHONE, **facts})

    @property
    def is_shown(self) -> bool:
        """Whether everybody in the room reads it."""
        return self.state is NoteState.SHOWN

    def hold(self, reason: HoldReason) -> None:
        """Out of sight until a person has looked."""
        require(self.state, {NoteState.SHOWN}, NoteState.HELD)
        self.state, self.hold_reason = NoteState.HELD, reason

    def show(self) -> None:
        """A person has looked; it is all right."""
        require(self.state, {NoteState.HELD, NoteState.REMOVED}, NoteState.SHOWN)
        self.state, self.hold_reason, self.removed_at = NoteState.SHOWN, None, None

    def remove(self, at: datetime) -> None:
        """It does not belong here; it can be brought back."""
        require(self.state, {NoteState.SHOWN, NoteState.HELD}, NoteState.REMOVED)
        self.state, self.hold_reason, self.removed_at = NoteState.REMOVED, None, at


class NoteCluster(Base):
    """Notes that say the same, under one heading."""

    __tablename__ = "workshop_clusters"

    id: Mapped[Id]
    workshop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workshops.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[Line]
    is_titled_by_hand: Mapped[bool]
    """Whether a person wrote the heading; the matcher then leaves it alone."""
    made_at: Mapped[datetime]
    dissolved_at: Mapped[datetime | None]

    workshop: Mapped[Workshop] = relationship()
    notes: Mapped[list[WorkshopNote]] = relationship(
        back_populates="cluster", order_by=WorkshopNote.written_at
    )

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"is_titled_by_hand": False, **facts})


class NoteMove(Base):
    """A note came into a cluster, or left one: who moved it, when and why; append only."""

    __tablename__ = "workshop_note_moves"

    id: Mapped[Id]
    note_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workshop_notes.id", ondelete="CASCADE"), index=True
    )
    from_cluster_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("workshop_clusters.id", ondelete="CASCADE")
    )
    to_cluster_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("workshop_clusters.id", ondelete="CASCADE")
    )
    kind: Mapped[MoveKind]
    moved_at: Mapped[datetime]
    moved_by_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    """Nobody, where the matcher made the clusters."""

    note: Mapped[WorkshopNote] = relationship()
    from_cluster: Mapped[NoteCluster | None] = relationship(foreign_keys=[from_cluster_id])
    to_cluster: Mapped[NoteCluster | None] = relationship(foreign_keys=[to_cluster_id])
    moved_by: Mapped[Account | None] = relationship()


class ClusterDot(Base):
    """One dot on a cluster; a voter is a badge, or a phone that scanned the wall's code."""

    __tablename__ = "workshop_dots"
    __table_args__ = (
        UniqueConstraint("workshop_id", "voter", "number", name="uq_workshop_dots_no_more_than"),
        CheckConstraint("number BETWEEN 1 AND 20", name="a_few_each"),
    )

    id: Mapped[Id]
    workshop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workshops.id", ondelete="CASCADE"), index=True
    )
    cluster_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workshop_clusters.id", ondelete="CASCADE"), index=True
    )
    voter: Mapped[str] = mapped_column(String(64))
    """A keyed digest, so that votes say nothing about who cast them."""
    number: Mapped[int]
    """Which of the voter's dots it is: the key that lets nobody have more than their number."""
    put_at: Mapped[datetime]

    cluster: Mapped[NoteCluster] = relationship()


class NoteNeed(Base):
    """A note became the draft of a need: the thread from the room to the outcome."""

    __tablename__ = "workshop_note_needs"

    id: Mapped[Id]
    note_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workshop_notes.id", ondelete="CASCADE"), index=True
    )
    visit_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("visits.id", ondelete="SET NULL"), unique=True
    )
    challenge_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("challenges.id", ondelete="SET NULL"), index=True
    )
    """The need that the company confirmed; until then only the draft is there."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )

    note: Mapped[WorkshopNote] = relationship()
    visit: Mapped[Visit | None] = relationship()
    challenge: Mapped[Challenge | None] = relationship()
    made_by: Mapped[Account | None] = relationship()
