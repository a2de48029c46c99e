"""Förderwege of a case: what the desk noted about a programme, and the sketch it writes."""

import enum
import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id, Line, Prose
from models.challenge import Challenge
from models.funding import FundingProgramme


class FundingStep(enum.Enum):
    """What was said or happened about a programme in a case."""

    SUGGESTED = "angesprochen"
    UNSUITABLE = "passt_nicht"
    APPLIED = "beantragt"
    GRANTED = "bewilligt"
    REFUSED = "abgelehnt"


REPORTED_STEPS = frozenset({FundingStep.APPLIED, FundingStep.GRANTED, FundingStep.REFUSED})
"""What somebody else decided or did, so it has a day and a source."""


class FundingNote(Base):
    """One line about a programme in a case; never changed, and the last one counts."""

    __tablename__ = "funding_notes"
    __table_args__ = (
        CheckConstraint("step <> 'passt_nicht' OR reason <> ''", name="says_why_it_does_not_fit"),
        CheckConstraint(
            "step NOT IN ('beantragt', 'bewilligt', 'abgelehnt')"
            " OR (source <> '' AND happened_on IS NOT NULL)",
            name="reports_have_a_day_and_a_source",
        ),
        CheckConstraint(
            "cents IS NULL OR (cents > 0 AND step = 'bewilligt')", name="sum_of_what_was_granted"
        ),
        UniqueConstraint("challenge_id", "number"),
    )

    id: Mapped[Id]
    number: Mapped[int]
    """Counts the lines of a case."""
    challenge_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"))
    programme_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("funding_programmes.id"), index=True)
    step: Mapped[FundingStep]
    reason: Mapped[Prose]
    """Why it does not fit, or what was said."""
    happened_on: Mapped[date | None]
    cents: Mapped[int | None] = mapped_column(BigInteger)
    source: Mapped[Prose]
    """Who said so, in the words of whoever noted it."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[uuid.UUID | None]
    """An id without a foreign key, as in the trail: accounts go, and lines stay."""

    challenge: Mapped[Challenge] = relationship()
    programme: Mapped[FundingProgramme] = relationship()

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"reason": "", "source": "", **facts})

    @property
    def euros(self) -> Decimal | None:
        """What was granted, where somebody said it."""
        return None if self.cents is None else Decimal(self.cents) / 100


PARTS = (
    "company", "problem", "aim", "approach", "partners", "cooperation", "themes", "effect",
    "work_plan", "questions",
)  # fmt: skip
"""The parts of a sketch below its title, in order."""


class FundingSketch(Base):
    """A version of the Skizze of a case; another wording is a version of its own."""

    __tablename__ = "funding_sketches"
    __table_args__ = (
        UniqueConstraint("challenge_id", "version"),
        CheckConstraint("version >= 1", name="counted_from_one"),
    )

    id: Mapped[Id]
    challenge_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"))
    version: Mapped[int]
    title: Mapped[Line]
    company: Mapped[Prose]
    problem: Mapped[Prose]
    aim: Mapped[Prose]
    approach: Mapped[Prose]
    partners: Mapped[Prose]
    cooperation: Mapped[Prose]
    themes: Mapped[Prose]
    effect: Mapped[Prose]
    work_plan: Mapped[Prose]
    questions: Mapped[Prose]
    written_at: Mapped[datetime]
    written_by_id: Mapped[uuid.UUID | None]
    """An id without a foreign key, as in the trail."""

    challenge: Mapped[Challenge] = relationship()
