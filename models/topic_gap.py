"""Themenlücken: needs that nobody answers, in topics a university could build up.

Which needs belong together the software finds every night; what managers make of a topic stands in
its history, and no night changes that. No word of a need is kept here, only places in its text.
"""

import enum
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, synonym

from models.account import Account
from models.base import Base, Id, Prose
from models.challenge import Challenge
from models.organisation import University
from models.profile import Profile
from models.referral import Gap
from models.theme import LONGEST_CODE

LONGEST_NAME, LONGEST_NOTE = 120, 1_000


class UnansweredCause(enum.Enum):
    """Why a need counts as one that nobody answers; never that professors are silent or decline."""

    TOPIC = "thema_fehlt"
    NO_PROPOSAL = "kein_vorschlag"


class TopicGap(Base):
    """A Themenlücke: one or more needs that nobody answers and that belong together.

    It is the same over the nights as long as it keeps some of its needs.
    """

    __tablename__ = "topic_gaps"

    id: Mapped[Id]
    found_at: Mapped[datetime]

    needs: Mapped[list["TopicGapNeed"]] = relationship(
        back_populates="topic_gap", passive_deletes=True
    )
    entries: Mapped[list["TopicGapEntry"]] = relationship(
        back_populates="topic_gap", cascade="all, delete-orphan", order_by="TopicGapEntry.number"
    )
    editions: Mapped[list["TopicGapEdition"]] = relationship(passive_deletes=True)


class TopicGapNeed(Base):
    """That nobody answers a need, since when, and in which topic it stands."""

    __tablename__ = "topic_gap_needs"
    __table_args__ = (
        CheckConstraint("likeness >= 0 AND likeness <= 1", name="likeness_is_a_share"),
    )

    challenge_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), primary_key=True
    )
    topic_gap_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("topic_gaps.id", ondelete="CASCADE"), index=True
    )
    cause: Mapped[UnansweredCause]
    since: Mapped[datetime]
    likeness: Mapped[float]
    """On average to the others; of needs that not everybody may know of, those do not count."""
    spans: Mapped[list[list[int]]]
    """Where the words that carry the topic stand in title, line break, description."""
    text_version: Mapped[str] = mapped_column(String(64))
    is_known_to_all: Mapped[bool]
    """Whether every manager may know of the case; others are counted nowhere outside."""

    id: Mapped[uuid.UUID] = synonym("challenge_id")
    topic_gap: Mapped[TopicGap] = relationship(back_populates="needs")
    challenge: Mapped[Challenge] = relationship()
    nearest: Mapped[list["TopicGapProfile"]] = relationship(
        cascade="all, delete-orphan", order_by="TopicGapProfile.chance.desc()"
    )


class TopicGapProfile(Base):
    """A published profile that comes near to a need nobody answers."""

    __tablename__ = "topic_gap_profiles"
    __table_args__ = (CheckConstraint("chance >= 0 AND chance <= 1", name="chance_is_one"),)

    challenge_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("topic_gap_needs.challenge_id", ondelete="CASCADE"), primary_key=True
    )
    profile_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    chance: Mapped[float]
    """That it fits, as the Abgleich judges it."""
    is_enough: Mapped[bool]
    """Whether the Abgleich would call that a fit."""

    profile: Mapped[Profile] = relationship()


class TopicGapReading(Base):
    """When topics were found last, and by what; one row."""

    __tablename__ = "topic_gap_readings"

    id: Mapped[Id]
    made_at: Mapped[datetime]
    vocabulary: Mapped[str] = mapped_column(String(LONGEST_CODE))
    model_sha256: Mapped[str | None] = mapped_column(String(64))
    is_degraded: Mapped[bool]
    """Whether a model was wanted and could not be had."""


class TopicGapStep(enum.Enum):
    """What a manager made of a topic."""

    NAMED = "benannt"
    NOTED = "vermerkt"
    LINKED = "verknuepft"
    DISMISSED = "zurueckgestellt"
    RESUMED = "wieder_aufgenommen"
    TAKEN_UP = "aufgegriffen"


class TopicGapEntry(Base):
    """One line of the history of a topic; never changed.

    It rests on the cases its writer knew to stand in the topic. Who may not know of one of them
    does not read it, because its words may tell of that case.
    """

    __tablename__ = "topic_gap_entries"
    __table_args__ = (
        CheckConstraint(
            "(step IN ('benannt', 'vermerkt')) = (text <> '')", name="text_if_named_or_noted"
        ),
        CheckConstraint(
            "(step = 'aufgegriffen') = (taken_up_on IS NOT NULL)", name="taken_up_on_a_day"
        ),
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    """Says which came later, also within one moment."""
    topic_gap_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("topic_gaps.id", ondelete="CASCADE"), index=True
    )
    step: Mapped[TopicGapStep]
    text: Mapped[Prose]
    """The name, or what a university would need."""
    gap_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("gaps.id", ondelete="SET NULL"), index=True
    )
    university_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("universities.id"), index=True
    )
    taken_up_on: Mapped[date | None]
    made_at: Mapped[datetime]
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), index=True
    )

    id: Mapped[int] = synonym("number")
    topic_gap: Mapped[TopicGap] = relationship(back_populates="entries")
    gap: Mapped[Gap | None] = relationship()
    university: Mapped[University | None] = relationship()
    made_by: Mapped[Account | None] = relationship()
    grounds: Mapped[list["TopicGapGround"]] = relationship(cascade="all, delete-orphan")

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"text": "", **facts})


class TopicGapGround(Base):
    """A case that stood in the topic when a line of its history was written.

    Of an erased case stays that there was one, and whether every manager might know of it.
    """

    __tablename__ = "topic_gap_grounds"

    id: Mapped[Id]
    entry_number: Mapped[int] = mapped_column(
        ForeignKey("topic_gap_entries.number", ondelete="CASCADE"), index=True
    )
    challenge_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("challenges.id", ondelete="SET NULL"), index=True
    )
    is_known_to_all: Mapped[bool]

    challenge: Mapped[Challenge | None] = relationship()


class TopicGapFreeze(Base):
    """That the topics of a half-year were published; that happens once, and stays as it is."""

    __tablename__ = "topic_gap_freezes"

    half_year: Mapped[str] = mapped_column(String(6), primary_key=True)
    """As its address says it: 2026-1."""
    made_at: Mapped[datetime]


class TopicGapEdition(Base):
    """What is published of a topic: themes that at least five companies share, and counts.

    Every need is counted in one edition at most, so that no two of them can be taken from each
    other.
    """

    __tablename__ = "topic_gap_editions"
    __table_args__ = (UniqueConstraint("topic_gap_id", "half_year"),)

    id: Mapped[Id]
    topic_gap_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("topic_gaps.id", ondelete="SET NULL")
    )
    half_year: Mapped[str] = mapped_column(ForeignKey("topic_gap_freezes.half_year"), index=True)
    vocabulary: Mapped[str] = mapped_column(String(LONGEST_CODE))
    themes: Mapped[list[str]]
    figures: Mapped[dict[str, Any]]
    """Companies in all, by municipality and by division: numbers, or why they are not told."""


class TopicGapCounted(Base):
    """That a need was counted in an edition, and is in no other."""

    __tablename__ = "topic_gap_counted"

    challenge_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), primary_key=True
    )
    edition_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("topic_gap_editions.id", ondelete="CASCADE"), index=True
    )
