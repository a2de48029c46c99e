"""The Übergabe of a case from one manager to another."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from models.account import Account
from models.base import Base, Id, Prose, require
from models.challenge import Challenge


class HandOverState(enum.Enum):
    """Where an Übergabe stands; only one of a case waits at a time."""

    WAITING = "wartet"
    ACCEPTED = "angenommen"
    DECLINED = "abgelehnt"
    TAKEN_BACK = "zurueckgenommen"


class HandOver(Base):
    """A case that one manager gives to another, with a word about where it stands."""

    __tablename__ = "hand_overs"
    __table_args__ = (
        CheckConstraint("(state = 'wartet') = (decided_at IS NULL)", name="decided_unless_waiting"),
        CheckConstraint("from_id <> to_id", name="goes_to_somebody_else"),
    )

    id: Mapped[Id]
    challenge_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), index=True
    )
    from_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    to_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    note: Mapped[Prose]
    """Where the case stands, from one manager to the next."""
    state: Mapped[HandOverState]
    offered_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    challenge: Mapped[Challenge] = relationship(
        backref=backref("hand_overs", cascade="all, delete-orphan", order_by="HandOver.offered_at")
    )
    giver: Mapped[Account | None] = relationship(foreign_keys=from_id)
    taker: Mapped[Account] = relationship(foreign_keys=to_id)

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"state": HandOverState.WAITING, "note": "", **facts})

    @property
    def is_waiting(self) -> bool:
        """Whether the other manager has not answered."""
        return self.state is HandOverState.WAITING

    def decide(self, state: HandOverState, at: datetime) -> None:
        """It is accepted, declined or taken back, and that once."""
        require(self.state, {HandOverState.WAITING}, state)
        self.state, self.decided_at = state, at


def waiting_hand_over(challenge: Challenge) -> HandOver | None:
    """The one that is offered at present."""
    offered: list[HandOver] = challenge.hand_overs  # type: ignore[attr-defined]
    return next((each for each in offered if each.is_waiting), None)
