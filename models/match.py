"""What the software proposed, on which grounds, and what a person decided."""

import enum
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Base, Id, InvalidTransition, Prose
from models.challenge import Challenge
from models.profile import Competence, Profile

if TYPE_CHECKING:
    from models.introduction import Introduction


class MatchOrigin(enum.Enum):
    """Whether the software proposed the person or a manager found them."""

    PROPOSED = "vorgeschlagen"
    ADDED = "ergaenzt"


class Band(enum.Enum):
    """How well a proposal fits, for people who should not read raw scores."""

    HIGH = "hoch"
    MEDIUM = "mittel"
    LOW = "gering"


class Verdict(enum.Enum):
    """What a transfer manager decided about one proposal."""

    APPROVED = "freigegeben"
    REJECTED = "abgelehnt"


class RejectionReason(enum.Enum):
    """Why a proposal does not fit; the matcher learns from these later."""

    OTHER_TOPIC = "anderes_thema"
    TOO_GENERAL = "zu_allgemein"
    NO_CAPACITY = "keine_kapazitaet"
    CONFLICT = "interessenkonflikt"
    BETTER_CHOICE = "bessere_wahl"


class FlagReason(enum.Enum):
    """Why a statement looks as if it was written for the search rather than for readers."""

    REPEATED = "wiederholt"
    LISTED = "aufgezaehlt"
    LONG = "ueberlang"
    COPIED = "abgeschrieben"
    HIDDEN = "versteckt"


class MatchRun(Base):
    """One Abgleich of a Bedarf, with everything that is needed to replay it."""

    __tablename__ = "match_runs"

    id: Mapped[Id]
    challenge_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), index=True
    )
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    text_version: Mapped[str] = mapped_column(String(64))
    model: Mapped[dict[str, Any]]
    """Model id, SHA-256, fusion version and configuration, as the matcher describes itself."""
    profile_versions: Mapped[dict[str, Any]]
    """Profile id to the version of the statements that were compared."""
    chance: Mapped[float | None]
    """That the need asks for what professors do, as it was judged then."""
    is_degraded: Mapped[bool]
    """Whether the run had to do without a language model."""
    is_abstention: Mapped[bool]
    """Whether the honest answer was that nobody fits."""
    parts: Mapped[list[list[float]]] = mapped_column(server_default="[]")
    """Parts of the need, by which teams are put together: position of the aspect, and weight."""

    challenge: Mapped[Challenge] = relationship(back_populates="match_runs")
    aspects: Mapped[list["Aspect"]] = relationship(
        back_populates="run", cascade="all, delete-orphan", order_by="Aspect.position"
    )
    matches: Mapped[list["Match"]] = relationship(
        back_populates="run",
        cascade="all, delete-orphan",
        order_by="Match.rank.is_(None), Match.rank, Match.created_at",
    )


class Aspect(Base):
    """A Teilaspekt of the Bedarf: the span of its text that one evidence speaks to."""

    __tablename__ = "aspects"
    __table_args__ = (
        UniqueConstraint("run_id", "position"),
        CheckConstraint("0 <= start_at AND start_at < end_at", name="span_is_not_empty"),
    )

    id: Mapped[Id]
    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("match_runs.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[Prose]
    start_at: Mapped[int]
    """First character in the text that was matched: title, line break, description."""
    end_at: Mapped[int]
    salience: Mapped[float]

    run: Mapped[MatchRun] = relationship(back_populates="aspects")


class Match(Base):
    """A Matchvorschlag: one profile for one Bedarf, with its evidence."""

    __tablename__ = "matches"
    __table_args__ = (
        UniqueConstraint("run_id", "profile_id"),
        CheckConstraint("(origin = 'vorgeschlagen') = (rank IS NOT NULL)", name="rank_if_proposed"),
    )

    id: Mapped[Id]
    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("match_runs.id", ondelete="CASCADE"))
    profile_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("profiles.id", ondelete="CASCADE"), index=True
    )
    origin: Mapped[MatchOrigin]
    rank: Mapped[int | None]
    score: Mapped[float]
    probability: Mapped[float | None]
    features: Mapped[list[float] | None]
    """What the score was made of, in the matcher's order; empty in runs from before."""
    band: Mapped[Band]
    part_chances: Mapped[list[float]] = mapped_column(server_default="[]")
    """How likely each part of the run is covered; none for whom a manager found."""
    created_at: Mapped[datetime]

    run: Mapped[MatchRun] = relationship(back_populates="matches")
    profile: Mapped[Profile] = relationship()
    evidence: Mapped[list["Evidence"]] = relationship(
        back_populates="match", cascade="all, delete-orphan", order_by="Evidence.strength.desc()"
    )
    flags: Mapped[list["Flag"]] = relationship(
        cascade="all, delete-orphan", order_by="Flag.position"
    )
    decision: Mapped["Decision | None"] = relationship(
        back_populates="match", cascade="all, delete-orphan"
    )
    introduction: Mapped["Introduction | None"] = relationship(back_populates="match")

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided about it yet."""
        return self.decision is None

    def decide(
        self,
        verdict: Verdict,
        by: Account,
        at: datetime,
        *,
        reason: RejectionReason | None = None,
        note: str = "",
    ) -> "Decision":
        """Decide once; the second manager learns that somebody was faster."""
        if self.decision is not None:
            raise InvalidTransition("somebody has decided already")
        self.decision = Decision(
            verdict=verdict, decided_by=by, decided_at=at, reason=reason, note=note.strip()
        )
        return self.decision


class Evidence(Base):
    """A Beleg: this sentence of the Bedarf, that statement of the profile, these words."""

    __tablename__ = "evidence"

    id: Mapped[Id]
    match_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("matches.id", ondelete="CASCADE"), index=True
    )
    aspect_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("aspects.id", ondelete="CASCADE"))
    competence_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("competences.id", ondelete="SET NULL")
    )
    statement: Mapped[Prose]
    """The words of the competence as they were when they were compared."""
    words: Mapped[list[str]]
    """Of the sentence, those that the statement shares; as confidential as the sentence."""
    pairs: Mapped[list[list[str]]] = mapped_column(server_default="[]")
    """A word of the sentence with the word of the statement it met in meaning; as confidential."""
    strength: Mapped[float]

    match: Mapped[Match] = relationship(back_populates="evidence")
    aspect: Mapped[Aspect] = relationship()
    competence: Mapped[Competence | None] = relationship()


class Flag(Base):
    """A statement of the profile that did not count in the match, and why."""

    __tablename__ = "flags"

    match_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("matches.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    competence_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("competences.id", ondelete="SET NULL")
    )
    """Empty for the summary."""
    statement: Mapped[Prose]
    """Its words as they were when they were left out."""
    reason: Mapped[FlagReason]

    competence: Mapped[Competence | None] = relationship()


class Decision(Base):
    """A manager's verdict about one proposal; there is only one."""

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint(
            "(verdict = 'abgelehnt') = (reason IS NOT NULL)", name="reason_if_rejected"
        ),
    )

    id: Mapped[Id]
    match_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("matches.id", ondelete="CASCADE"), unique=True
    )
    verdict: Mapped[Verdict]
    reason: Mapped[RejectionReason | None]
    note: Mapped[Prose]
    decided_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime]

    match: Mapped[Match] = relationship(back_populates="decision")
    decided_by: Mapped[Account] = relationship()
