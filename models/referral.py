"""Kein passender Treffer: why, where else the company was sent, and which topic nobody covers."""

import enum
import uuid
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from models.account import Account
from models.base import Base, Id, InvalidTransition, Line, Prose
from models.challenge import Challenge
from models.organisation import Named

CHECKED_FOR = timedelta(days=365)
"""How long what is known of a neighbour counts as checked."""
LONGEST_WEB_ADDRESS = 300


class NoMatchReason(enum.Enum):
    """Why nobody fits; for the Transferstellen, because some of it tells of professors."""

    TOPIC = "thema_fehlt"
    NO_CAPACITY = "keine_kapazitaet"
    NONE_WILLING = "niemand_bereit"
    UNCLEAR = "bedarf_unklar"
    NO_RESEARCH = "keine_forschungsfrage"
    SERVICE = "dienstleistung_gesucht"


class ReferralOutcome(enum.Enum):
    """What became of a Verweis."""

    HELPED = "hat_geholfen"
    IN_TOUCH = "im_gespraech"
    NOT_HELPED = "nicht_geholfen"
    NOT_ASKED = "nicht_gefragt"


class Neighbour(Named, Base):
    """Somebody else who may help where nobody at the two universities fits: a Nachbarstelle.

    What nobody has checked stays empty; contacts are named by function, never as persons.
    """

    __tablename__ = "neighbours"

    id: Mapped[Id]
    good_for: Mapped[Prose]
    """What they are good at, in one or two sentences for a company."""
    web_address: Mapped[str] = mapped_column(String(LONGEST_WEB_ADDRESS))
    contact: Mapped[Line]
    """The contact point, by function."""
    verified_on: Mapped[date | None]
    """When somebody last checked all of it; never, of what came from elsewhere."""
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"good_for": "", "web_address": "", "contact": "", **facts})

    @property
    def is_archived(self) -> bool:
        """Whether nobody is sent there any more."""
        return self.archived_at is not None

    def is_checked(self, on: date) -> bool:
        """Whether somebody looked within a year."""
        return self.verified_on is not None and on < self.verified_on + CHECKED_FOR

    def archive(self, at: datetime) -> None:
        """Take it off the list; Verweise of the past keep it."""
        if self.is_archived:
            raise InvalidTransition("it is off the list already")
        self.archived_at = at

    def restore(self) -> None:
        """Offer it again."""
        self.archived_at = None


class Gap(Base):
    """A topic that nobody at either university covers, in the words of a manager.

    Its words name no company, because managers who may not know of a case never read the topic,
    but those of other cases do. Two entries that mean the same are merged: one becomes the root,
    and each keeps its own words and cases, so that everybody still reads only what they may.
    """

    __tablename__ = "gaps"
    __table_args__ = (
        CheckConstraint("topic <> ''", name="says_something"),
        CheckConstraint("root_id IS NULL OR root_id <> id", name="not_its_own_root"),
    )

    id: Mapped[Id]
    topic: Mapped[Line]
    noted_at: Mapped[datetime]
    root_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("gaps.id", ondelete="SET NULL"), index=True
    )
    closed_at: Mapped[datetime | None]
    known_profiles: Mapped[list[str]]
    """Ids of profiles that seemed to cover it by words when it was noted, and did not fit."""

    root: Mapped["Gap | None"] = relationship(remote_side="Gap.id")
    no_matches: Mapped[list["NoMatch"]] = relationship(
        back_populates="gap", order_by="NoMatch.noted_at"
    )

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"known_profiles": [], **facts})

    def close(self, at: datetime) -> None:
        """Nobody has to look for this any more."""
        if self.closed_at is not None:
            raise InvalidTransition("it is closed already")
        self.closed_at = at

    def reopen(self) -> None:
        """It is missing after all."""
        self.closed_at = None

    def merge_into(self, root: "Gap") -> None:
        """Count with another one from now on; the words and cases of both stay their own."""
        if root is self or root.root_id is not None or self.root_id is not None:
            raise InvalidTransition("only two that stand for themselves are merged")
        self.root = root


class NoMatch(Base):
    """The decision that nobody fits: the reason, the Verweis and the topic, where there are any."""

    __tablename__ = "no_matches"
    __table_args__ = (
        CheckConstraint("outcome IS NULL OR neighbour_id IS NOT NULL", name="outcome_of_a_verweis"),
        CheckConstraint(
            "(outcome IS NULL) = (outcome_noted_at IS NULL)", name="outcome_noted_at_a_time"
        ),
    )

    id: Mapped[Id]
    challenge_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), unique=True
    )
    reason: Mapped[NoMatchReason]
    neighbour_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("neighbours.id"), index=True)
    gap_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("gaps.id", ondelete="SET NULL"), index=True
    )
    noted_at: Mapped[datetime]
    noted_by_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    outcome: Mapped[ReferralOutcome | None]
    outcome_noted_at: Mapped[datetime | None]

    challenge: Mapped[Challenge] = relationship(
        backref=backref("no_match", uselist=False, cascade="all, delete-orphan")
    )
    neighbour: Mapped[Neighbour | None] = relationship()
    gap: Mapped[Gap | None] = relationship(back_populates="no_matches")
    noted_by: Mapped[Account | None] = relationship()

    def note_outcome(self, outcome: ReferralOutcome, at: datetime) -> None:
        """The company, or the lead for it, says what became of the Verweis."""
        if self.neighbour_id is None:
            raise InvalidTransition("the company was sent nowhere")
        self.outcome, self.outcome_noted_at = outcome, at
