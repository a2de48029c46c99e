"""The answer clock of a Bedarf: who acts next, and by which day that was promised."""

import enum
import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from models.base import Base, Id, InvalidTransition
from models.challenge import Challenge


class PromiseKind(enum.Enum):
    """What is to have happened by the promised day."""

    ANSWER = "antwort"
    APPROVAL = "freigabe"
    SEARCH = "suche"
    CONSENT = "zustimmung"
    MEETING = "erstgespraech"
    OUTCOME = "ergebnis"

    @property
    def is_ours(self) -> bool:
        """Whether the Transferstelle has to act; otherwise the day is a wish to the company."""
        return self in {PromiseKind.ANSWER, PromiseKind.SEARCH, PromiseKind.OUTCOME}


class Promise(Base):
    """A day that was named to a company when a stage of its case began; looking never moves it."""

    __tablename__ = "promises"

    id: Mapped[Id]
    challenge_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[PromiseKind]
    made_at: Mapped[datetime]
    due_on: Mapped[date]
    ended_at: Mapped[datetime | None]
    """When the stage was over, kept or not."""
    told_at: Mapped[datetime | None]
    """When everybody concerned was told that the day had passed; that happens once."""

    challenge: Mapped[Challenge] = relationship(
        backref=backref("promises", cascade="all, delete-orphan", order_by="Promise.made_at")
    )

    def is_missed(self, today: date) -> bool:
        """Whether the day is over and what it was named for has not happened."""
        return self.ended_at is None and self.due_on < today

    def end(self, at: datetime) -> None:
        """What was to happen has happened, or does not matter any more."""
        if self.ended_at is not None:
            raise InvalidTransition("the promise ended before")
        self.ended_at = at

    def note_telling(self, at: datetime) -> None:
        """Everybody concerned is told now that the day has passed."""
        if self.ended_at is not None or self.told_at is not None:
            raise InvalidTransition("the promise ended, or it was told before")
        self.told_at = at


def standing_promise(challenge: Challenge) -> Promise | None:
    """What is promised to the company at present."""
    promises: list[Promise] = challenge.promises  # type: ignore[attr-defined]
    return next((each for each in reversed(promises) if each.ended_at is None), None)
