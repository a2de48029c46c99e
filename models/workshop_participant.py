"""Who comes to a workshop: registered, waiting, checked in at the door, gone."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Base, Id, InvalidTransition, Line, require
from models.organisation import Municipality, SizeClass
from models.profile import Profile
from models.workshop import Workshop, make_code

SHORT_CODE = 6


class Side(enum.Enum):
    """On which side somebody comes; one-to-one talks are between companies and professors."""

    COMPANY = "unternehmen"
    PROFESSOR = "hochschule"
    SUPPORTER = "partner"
    GUEST = "gast"


class SeatState(enum.Enum):
    """Whether there is a seat."""

    REGISTERED = "angemeldet"
    WAITING = "warteliste"
    CANCELLED = "abgemeldet"


class Participant(Base):
    """One person, known by what they typed and by the code on their badge; no account is needed.

    Half a year after the end name, address and organisation are gone; branch of industry, size
    class and municipality stay for the counts of the report.
    """

    __tablename__ = "workshop_participants"
    __table_args__ = (
        UniqueConstraint("workshop_id", "email", name="uq_workshop_participants_once"),
        CheckConstraint(
            "(state = 'abgemeldet') = (cancelled_at IS NOT NULL)", name="cancelled_at_a_moment"
        ),
        CheckConstraint(
            "checked_in_at IS NULL OR state = 'angemeldet'", name="a_seat_before_the_door"
        ),
        CheckConstraint(
            "left_at IS NULL OR checked_in_at IS NOT NULL", name="came_before_they_left"
        ),
        CheckConstraint("erased_at IS NULL OR email IS NULL", name="no_address_once_erased"),
        CheckConstraint("profile_id IS NULL OR side = 'hochschule'", name="profiles_of_professors"),
    )

    id: Mapped[Id]
    workshop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workshops.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[SeatState] = mapped_column(index=True)
    side: Mapped[Side]
    email: Mapped[str | None] = mapped_column(String(254))
    """Whoever comes without registering need not give one."""
    name: Mapped[Line]
    organisation: Mapped[Line]
    industry_code: Mapped[str | None] = mapped_column(String(8))
    """The two digits of the division of WZ 2008, if they said so."""
    size_class: Mapped[SizeClass | None]
    municipality_ags: Mapped[str | None] = mapped_column(ForeignKey("municipalities.ags"))
    areas: Mapped[list[str]]
    """What they come for, values of SupportKind."""
    wants_talks: Mapped[bool]
    is_listed: Mapped[bool]
    """Whether other participants may read name and organisation, to wish for a talk."""
    code: Mapped[str] = mapped_column(String(20), unique=True)
    """What the badge shows as a QR code; it opens nothing but the door."""
    account_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), index=True
    )
    profile_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("profiles.id", ondelete="SET NULL"), index=True
    )
    registered_at: Mapped[datetime]
    consented_at: Mapped[datetime]
    """When they agreed to the workshop's own privacy notice."""
    moved_up_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    checked_in_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    workshop: Mapped[Workshop] = relationship()
    account: Mapped[Account | None] = relationship()
    profile: Mapped[Profile | None] = relationship()
    municipality: Mapped[Municipality | None] = relationship()

    def __init__(self, **facts: Any) -> None:
        super().__init__(
            **{
                "state": SeatState.REGISTERED,
                "areas": [],
                "wants_talks": False,
                "is_listed": False,
                "code": make_code(),
                **facts,
            }
        )

    @property
    def has_seat(self) -> bool:
        """Whether they are expected."""
        return self.state is SeatState.REGISTERED

    @property
    def short_code(self) -> str:
        """The beginning of the code, to be typed at a table of this workshop."""
        return self.code[:SHORT_CODE]

    @property
    def is_there(self) -> bool:
        """Whether they have come and not gone."""
        return self.checked_in_at is not None and self.left_at is None

    def move_up(self, at: datetime) -> None:
        """A seat has become free."""
        require(self.state, {SeatState.WAITING}, SeatState.REGISTERED)
        self.state, self.moved_up_at = SeatState.REGISTERED, at

    def cancel(self, at: datetime) -> None:
        """They do not come; whoever has come already leaves instead."""
        allowed = {SeatState.REGISTERED, SeatState.WAITING}
        require(self.state, allowed, SeatState.CANCELLED)
        if self.checked_in_at is not None:
            raise InvalidTransition("whoever has come leaves, and is not struck off")
        self.state, self.cancelled_at = SeatState.CANCELLED, at

    def register_again(self, at: datetime, *, waits: bool) -> None:
        """They come after all."""
        require(self.state, {SeatState.CANCELLED}, SeatState.REGISTERED)
        self.state = SeatState.WAITING if waits else SeatState.REGISTERED
        self.registered_at, self.cancelled_at, self.reminded_at = at, None, None

    def check_in(self, at: datetime) -> bool:
        """They are at the door; False if they were there already, or came back."""
        require(self.state, {SeatState.REGISTERED}, SeatState.REGISTERED)
        if self.checked_in_at is not None:
            self.left_at = None
            return False
        self.checked_in_at = at
        return True

    def check_out(self, at: datetime) -> None:
        """They leave earlier; their talks are planned anew."""
        if self.checked_in_at is None:
            raise InvalidTransition("nobody leaves who has not come")
        if self.left_at is None:
            self.left_at = at

    def erase(self, at: datetime) -> None:
        """What points to the person goes; what the report counts stays."""
        self.email, self.name, self.organisation, self.erased_at = None, "", "", at
        self.account_id = self.profile_id = None
        self.is_listed = False
