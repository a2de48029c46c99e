"""What a scout writes down after visiting a company: a draft until the company confirms it."""

import enum
import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Base, Id, InvalidTransition, require
from models.challenge import Challenge

ASKED_FOR = timedelta(days=14)
"""How long the company may take; after that the link is void."""
KEPT_FOR = timedelta(days=30)
"""How long words are kept that nobody goes on with."""
MOST_SENDS = 3
"""How often a company is asked about one visit."""


class VisitState(enum.Enum):
    """Where the draft of a visit stands."""

    DRAFT = "entwurf"
    SENT = "verschickt"
    CONFIRMED = "bestaetigt"
    REFUSED = "nicht_gewollt"
    EXPIRED = "abgelaufen"


class Visit(Base):
    """A need as a scout understood it; nobody else reads it but the mailbox it is sent to.

    When the company has decided, or has not answered for long, the words are gone, and the scout
    keeps the day and the status.
    """

    __tablename__ = "visits"
    __table_args__ = (
        CheckConstraint(
            "(state = 'entwurf') = (sent_at IS NULL) OR state = 'abgelaufen'",
            name="sent_unless_draft",
        ),
        CheckConstraint(
            "(decided_at IS NULL) = (state IN ('entwurf', 'verschickt'))", name="decided_at_the_end"
        ),
        CheckConstraint("sends BETWEEN 0 AND 3", name="asked_sparingly"),
        CheckConstraint("challenge_id IS NULL OR state = 'bestaetigt'", name="need_if_confirmed"),
    )

    id: Mapped[Id]
    scout_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[VisitState] = mapped_column(index=True)
    fields: Mapped[dict[str, Any]]
    """The texts of the form by field, as the scout typed or the company corrected them."""
    email: Mapped[str | None] = mapped_column(String(254))
    """The mailbox of the company that was asked last."""
    begun_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    sends: Mapped[int]
    decided_at: Mapped[datetime | None]
    challenge_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("challenges.id", ondelete="SET NULL"), unique=True
    )

    scout: Mapped[Account] = relationship()
    challenge: Mapped[Challenge | None] = relationship()

    def __init__(self, **facts: Any) -> None:
        super().__init__(
            **{
                "state": VisitState.DRAFT,
                "sends": 0,
                "changed_at": facts.get("begun_at"),
                **facts,
            }
        )

    @property
    def is_open(self) -> bool:
        """Whether the company has not decided, so that the scout may still change the words."""
        return self.state in {VisitState.DRAFT, VisitState.SENT}

    @property
    def house(self) -> str:
        """For whom it was written down: a scout's organisation, a manager's university."""
        organisation = self.scout.organisation or self.scout.university
        return organisation.name if organisation else ""

    def waits(self, at: datetime) -> bool:
        """Whether the company may still answer."""
        return (
            self.state is VisitState.SENT
            and self.sent_at is not None
            and at < self.sent_at + ASKED_FOR
        )

    def is_over(self, at: datetime) -> bool:
        """Whether nobody has gone on with it for so long that the words go."""
        return self.is_open and at >= self.changed_at + KEPT_FOR

    def word(self, name: str) -> str:
        """One text of the form."""
        return next(iter(self.fields.get(name, [])), "")

    def write(self, fields: dict[str, list[str]], at: datetime) -> None:
        """Other words, while the company has not decided; behind its link it reads the newest."""
        require(self.state, {VisitState.DRAFT, VisitState.SENT}, self.state)
        self.fields, self.changed_at = fields, at

    def send_to(self, email: str, at: datetime) -> None:
        """Ask the company's mailbox."""
        require(self.state, {VisitState.DRAFT, VisitState.SENT}, VisitState.SENT)
        if self.sends >= MOST_SENDS:
            raise InvalidTransition("the company was asked often enough")
        self.state, self.email, self.sent_at = VisitState.SENT, email, at
        self.sends += 1
        self.changed_at = at

    def confirm(self, challenge: Challenge, at: datetime) -> None:
        """The company has handed it in."""
        require(self.state, {VisitState.SENT}, VisitState.CONFIRMED)
        self.challenge = challenge
        self._end(VisitState.CONFIRMED, at)

    def refuse(self, at: datetime) -> None:
        """The company did not mean it so."""
        require(self.state, {VisitState.SENT}, VisitState.REFUSED)
        self._end(VisitState.REFUSED, at)

    def expire(self, at: datetime) -> None:
        """Nobody has gone on with it."""
        require(self.state, {VisitState.DRAFT, VisitState.SENT}, VisitState.EXPIRED)
        self._end(VisitState.EXPIRED, at)

    def _end(self, state: VisitState, at: datetime) -> None:
        self.state, self.decided_at = state, at
        self.fields, self.email = {}, None
