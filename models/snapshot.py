"""Texts as an Abgleich compared them, and whom it left out: what a replay on another day needs.

For operators at the terminal; no page shows them, but whoever wrote them takes them along with
their own data. They go with the profile or the need.
"""

import enum
import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Line, Prose


class FilterReason(enum.Enum):
    """Why somebody could not be proposed for a need that day."""

    EXCLUDED = "ausgeschlossen"
    CONFLICT = "interessenkonflikt"
    UNWANTED_TOPIC = "thema_unerwuenscht"
    UNPUBLISHED = "nicht_veroeffentlicht"
    NO_ENQUIRIES = "keine_anfragen"
    PAUSED = "pausiert"
    SEMESTER_FULL = "semester_voll"
    CAPACITY_USED = "ausgelastet"


class ProfileSnapshot(Base):
    """A profile as the matcher read it, under the hash of that content."""

    __tablename__ = "profile_snapshots"
    __table_args__ = (
        CheckConstraint("replaced_at IS NULL OR replaced_at >= first_at", name="replaced_later"),
    )

    profile_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[str] = mapped_column(String(64), primary_key=True)
    heading: Mapped[Line]
    summary: Mapped[Prose]
    statements: Mapped[list[list[str]]]
    """Id, kind, language and text of each, in their order."""
    first_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
    """When a run met another version; empty as long as runs meet this one."""


class NeedSnapshot(Base):
    """The words of a need as they were compared."""

    __tablename__ = "need_snapshots"

    challenge_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), primary_key=True
    )
    text_version: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[Line]
    description: Mapped[Prose]


class FilteredProfile(Base):
    """Somebody whom a run left out before anything was ranked, and the first reason there was."""

    __tablename__ = "filtered_profiles"

    run_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("match_runs.id", ondelete="CASCADE"), primary_key=True
    )
    profile_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    reason: Mapped[FilterReason]
