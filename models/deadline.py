"""Fristen of the desk: by which day a step is to happen, and who has been told that it did not."""

import enum
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from models.base import Base, Id, InvalidTransition
from models.challenge import Challenge


class DeadlineKind(enum.Enum):
    """What is to happen: the steps of a case, and what waits for one manager beside them."""

    TAKE_LEAD = "federfuehrung"
    REPORT_FAILURE = "abgleich_gescheitert"
    WAIT_FOR_RUN = "abgleich_laeuft"
    DECIDE = "vorschlaege_entscheiden"
    WRITE_TEASER = "kurzfassung_schreiben"
    REWRITE_TEASER = "kurzfassung_neu_schreiben"
    ASK = "anfragen"
    NOTE_MEETING = "erstgespraech"
    CLOSE = "abschliessen"
    WAIT_FOR_APPROVAL = "freigabe_abwarten"
    WAIT_FOR_CONSENT = "zustimmung_abwarten"
    WAIT_FOR_ANSWER = "antwort_abwarten"
    LOOK_FURTHER = "weitersuchen"
    WAIT_FOR_CONFIRMATION = "bestaetigung_abwarten"
    ANSWER_QUESTION = "frage_beantworten"
    ACCEPT_HAND_OVER = "uebergabe_annehmen"
    CONFIRM = "bestaetigen"

    @property
    def is_waiting(self) -> bool:
        """Whether somebody outside the desk acts; the day is then one to follow up on."""
        return self.name.startswith("WAIT_")

    @property
    def is_step(self) -> bool:
        """Whether it is the one next step of a case; the others stand beside it."""
        return self not in BESIDE_THE_STEP


BESIDE_THE_STEP = {
    DeadlineKind.ANSWER_QUESTION, DeadlineKind.ACCEPT_HAND_OVER, DeadlineKind.CONFIRM,
}  # fmt: skip


class Rung(enum.IntEnum):
    """How far the telling has climbed: from who acts to everybody who may know."""

    NOBODY = 0
    REMINDED = 1
    DEPUTIES = 2
    ALTERNATE = 3
    EVERYBODY = 4


class Deadline(Base):
    """A day that was set when a step began; looking never moves it."""

    __tablename__ = "case_deadlines"
    __table_args__ = (
        CheckConstraint("rung BETWEEN 0 AND 4", name="five_rungs"),
        CheckConstraint("(rung = 0) = (told_at IS NULL)", name="told_at_once_told"),
    )

    id: Mapped[Id]
    challenge_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[DeadlineKind]
    subject_id: Mapped[uuid.UUID | None]
    """The question, Übergabe or confirmation it belongs to; of a step of the case, nothing."""
    begun_at: Mapped[datetime]
    due_on: Mapped[date]
    ended_at: Mapped[datetime | None]
    rung: Mapped[int]
    told_at: Mapped[datetime | None]
    """When somebody was told last."""

    challenge: Mapped[Challenge] = relationship(
        backref=backref("deadlines", cascade="all, delete-orphan", order_by="Deadline.begun_at")
    )

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"rung": Rung.NOBODY, **facts})

    @property
    def is_running(self) -> bool:
        """Whether what it was set for has not happened."""
        return self.ended_at is None

    def is_missed(self, today: date) -> bool:
        """Whether the day is over and the step is not done."""
        return self.is_running and self.due_on < today

    def end(self, at: datetime) -> None:
        """The step is done, or another one took its place."""
        if not self.is_running:
            raise InvalidTransition("the deadline ended before")
        self.ended_at = at

    def climb(self, rung: Rung, at: datetime) -> None:
        """The next ones are told; nobody is told the same twice."""
        if not self.is_running or rung <= self.rung:
            raise InvalidTransition("that was told before")
        self.rung, self.told_at = int(rung), at


def running_deadlines(challenge: Challenge) -> list[Deadline]:
    """What has to happen in a case by which day, the first day first."""
    deadlines: list[Deadline] = challenge.deadlines  # type: ignore[attr-defined]
    return sorted((each for each in deadlines if each.is_running), key=lambda each: each.due_on)
