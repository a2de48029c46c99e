"""The Vier-Augen-Prinzip: what a second person agrees to before it happens."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from models.account import Account
from models.base import Base, Id, InvalidTransition, Prose, require
from models.challenge import Challenge
from models.introduction import Introduction


class ConfirmationKind(enum.Enum):
    """What waits for a second pair of eyes."""

    ASKING = "anfrage"
    NO_MATCH = "kein_treffer"


class ConfirmationState(enum.Enum):
    """What the second person said."""

    WAITING = "wartet"
    CONFIRMED = "bestaetigt"
    REFUSED = "abgelehnt"
    TAKEN_BACK = "zurueckgenommen"


class Confirmation(Base):
    """One step of one manager that another manager has to agree to."""

    __tablename__ = "confirmations"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'anfrage') = (introduction_id IS NOT NULL)", name="asks_about_somebody"
        ),
        CheckConstraint(
            "(state = 'wartet') = (decided_at IS NULL)", name="decided_at_unless_waiting"
        ),
        CheckConstraint(
            "state <> 'bestaetigt' OR decided_by_id IS NULL OR asked_by_id IS NULL"
            " OR decided_by_id <> asked_by_id",
            name="confirmed_by_somebody_else",
        ),
    )

    id: Mapped[Id]
    challenge_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[ConfirmationKind]
    introduction_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("introductions.id", ondelete="CASCADE")
    )
    message: Mapped[Prose]
    """What the company is to be told when the case ends without a match."""
    decision: Mapped[dict[str, Any]]
    """Why nobody fits and where the company is sent, as webapp/ending.py packs it."""
    asked_by_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    asked_at: Mapped[datetime]
    state: Mapped[ConfirmationState]
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    decided_at: Mapped[datetime | None]
    reason: Mapped[Prose]
    """Why the second person does not agree."""

    challenge: Mapped[Challenge] = relationship(
        backref=backref(
            "confirmations", cascade="all, delete-orphan", order_by="Confirmation.asked_at"
        )
    )
    introduction: Mapped[Introduction | None] = relationship(
        backref=backref("confirmations", passive_deletes=True)
    )
    asked_by: Mapped[Account | None] = relationship(foreign_keys=asked_by_id)
    decided_by: Mapped[Account | None] = relationship(foreign_keys=decided_by_id)

    def __init__(self, **facts: Any) -> None:
        super().__init__(
            **{
                "state": ConfirmationState.WAITING,
                "message": "",
                "decision": {},
                "reason": "",
                **facts,
            }
        )

    @property
    def is_waiting(self) -> bool:
        """Whether the second person has said nothing yet."""
        return self.state is ConfirmationState.WAITING

    def confirm(self, by: Account, at: datetime) -> None:
        """Somebody else agrees."""
        require(self.state, {ConfirmationState.WAITING}, ConfirmationState.CONFIRMED)
        if by.id == self.asked_by_id:
            raise InvalidTransition("nobody confirms a step of their own")
        self.state, self.decided_by, self.decided_at = ConfirmationState.CONFIRMED, by, at

    def refuse(self, by: Account, reason: str, at: datetime) -> None:
        """Somebody else does not agree, and says why."""
        require(self.state, {ConfirmationState.WAITING}, ConfirmationState.REFUSED)
        if by.id == self.asked_by_id or not reason.strip():
            raise InvalidTransition("somebody else refuses, with a reason")
        self.state, self.decided_by, self.decided_at = ConfirmationState.REFUSED, by, at
        self.reason = reason.strip()

    def take_back(self, at: datetime) -> None:
        """The step is not wanted any more, or not possible."""
        require(self.state, {ConfirmationState.WAITING}, ConfirmationState.TAKEN_BACK)
        self.state, self.decided_at = ConfirmationState.TAKEN_BACK, at


def confirmations_of(challenge: Challenge) -> list[Confirmation]:
    """Everything a second person was asked about in a case, oldest first."""
    confirmations: list[Confirmation] = challenge.confirmations  # type: ignore[attr-defined]
    return confirmations


def waiting_confirmations(challenge: Challenge) -> list[Confirmation]:
    """What nobody has agreed to or refused yet."""
    return [each for each in confirmations_of(challenge) if each.is_waiting]
