"""One-to-one talks at a workshop: who wishes for whom, the rounds, and the timetable."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Base, Id
from models.workshop import Workshop
from models.workshop_participant import Participant


class TalkWish(Base):
    """Somebody would like to speak to somebody of the other side."""

    __tablename__ = "workshop_wishes"
    __table_args__ = (
        UniqueConstraint("wisher_id", "wished_id", name="uq_workshop_wishes_once"),
        CheckConstraint("wisher_id <> wished_id", name="somebody_else"),
    )

    id: Mapped[Id]
    wisher_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workshop_participants.id", ondelete="CASCADE"), index=True
    )
    wished_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workshop_participants.id", ondelete="CASCADE"), index=True
    )
    wished_at: Mapped[datetime]

    wisher: Mapped[Participant] = relationship(foreign_keys=[wisher_id])
    wished: Mapped[Participant] = relationship(foreign_keys=[wished_id])


class TalkRound(Base):
    """A quarter of an hour in which talks take place at the same time."""

    __tablename__ = "workshop_rounds"
    __table_args__ = (
        UniqueConstraint("workshop_id", "starts_at", name="uq_workshop_rounds_at_a_time"),
        CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
    )

    id: Mapped[Id]
    workshop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workshops.id", ondelete="CASCADE"), index=True
    )
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    workshop: Mapped[Workshop] = relationship()


class TalkBreak(Base):
    """Somebody cannot talk in a round: they hold a lecture, come later or leave earlier."""

    __tablename__ = "workshop_talk_breaks"
    __table_args__ = (
        UniqueConstraint("participant_id", "round_id", name="uq_workshop_talk_breaks_once"),
    )

    id: Mapped[Id]
    participant_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workshop_participants.id", ondelete="CASCADE"), index=True
    )
    round_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workshop_rounds.id", ondelete="CASCADE"), index=True
    )


class Talk(Base):
    """Two people, a round and a place; the database lets nobody be in two places at once."""

    __tablename__ = "workshop_talks"
    __table_args__ = (
        UniqueConstraint("round_id", "company_id", name="uq_workshop_talks_company_once"),
        UniqueConstraint("round_id", "professor_id", name="uq_workshop_talks_professor_once"),
        UniqueConstraint("company_id", "professor_id", name="uq_workshop_talks_pair_once"),
        CheckConstraint("place BETWEEN 1 AND 250", name="a_place_in_the_room"),
    )

    id: Mapped[Id]
    workshop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workshops.id", ondelete="CASCADE"), index=True
    )
    round_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workshop_rounds.id", ondelete="CASCADE")
    )
    company_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workshop_participants.id", ondelete="CASCADE")
    )
    professor_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workshop_participants.id", ondelete="CASCADE"), index=True
    )
    place: Mapped[int]
    """The number on the table where they meet."""
    planned_at: Mapped[datetime]

    round: Mapped[TalkRound] = relationship()
    company: Mapped[Participant] = relationship(foreign_keys=[company_id])
    professor: Mapped[Participant] = relationship(foreign_keys=[professor_id])


class TalkPlanning(Base):
    """A manager asked for the timetable; the worker makes it, and says here what became of it."""

    __tablename__ = "workshop_plannings"
    __table_args__ = (
        CheckConstraint("most_in_a_row IS NULL OR most_in_a_row > 0", name="a_talk_in_a_row"),
        CheckConstraint(
            "(finished_at IS NULL) = (is_optimal IS NULL)", name="proved_or_not_once_finished"
        ),
    )

    id: Mapped[Id]
    workshop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workshops.id", ondelete="CASCADE"), index=True
    )
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    """Proposals count as far as this manager may see them."""
    is_for_those_present: Mapped[bool]
    """Whether whoever has not come gets no talk."""
    most_in_a_row: Mapped[int | None]
    finished_at: Mapped[datetime | None]
    is_optimal: Mapped[bool | None]
    """Whether no better timetable exists; otherwise the time ran out before that was proved."""
    changes: Mapped[list[list[str]]]
    """What became of the talks that stood: company, professor, old start, new start; none is ""."""

    workshop: Mapped[Workshop] = relationship()
    asked_by: Mapped[Account | None] = relationship()

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"changes": [], "is_for_those_present": False, **facts})

    def finish(self, at: datetime, *, is_optimal: bool, changes: list[list[str]]) -> None:
        """The timetable stands."""
        self.finished_at, self.is_optimal, self.changes = at, is_optimal, changes
