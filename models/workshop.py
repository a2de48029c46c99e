"""A workshop from invitation to report: the room, the day, its agenda and its tables."""

import enum
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Base, Id, InvalidTransition, Line, Prose, require
from models.challenge import SupportKind

LONGEST_PLACE, LONGEST_SUMMARY = 300, 4000
MOST_PLACES = 500
DEFAULT_DOTS, MOST_DOTS = 5, 20


def make_code() -> str:
    """What stands in a QR code: 80 bits that nobody guesses, short enough for a small code."""
    return secrets.token_hex(10)


class WorkshopState(enum.Enum):
    """Where a workshop stands; people come, write and vote only while it runs."""

    DRAFT = "entwurf"
    PUBLISHED = "veroeffentlicht"
    RUNNING = "laeuft"
    OVER = "beendet"
    CANCELLED = "abgesagt"


class AgendaKind(enum.Enum):
    """What happens in a part of the day; talks are planned only into parts meant for them."""

    PROGRAMME = "programm"
    TABLES = "tische"
    TALKS = "gespraeche"
    BREAK = "pause"


class Workshop(Base):
    """One event of the hub; both universities' transfer managers run it together."""

    __tablename__ = "workshops"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
        CheckConstraint("registration_until <= ends_at", name="registration_ends_before_the_end"),
        CheckConstraint("capacity BETWEEN 1 AND 500", name="capacity_of_a_room"),
        CheckConstraint("dots BETWEEN 1 AND 20", name="a_few_dots"),
        CheckConstraint("most_talks BETWEEN 1 AND 40", name="a_few_talks"),
        CheckConstraint("talk_minutes BETWEEN 5 AND 60", name="talks_are_short"),
        CheckConstraint("sequence >= 0", name="sequence_not_negative"),
        CheckConstraint(
            "state <> 'veroeffentlicht' OR published_at IS NOT NULL", name="published_at_a_moment"
        ),
        CheckConstraint(
            "state NOT IN ('laeuft', 'beendet') OR begun_at IS NOT NULL", name="begun_to_run"
        ),
        CheckConstraint("(state = 'beendet') = (ended_at IS NOT NULL)", name="ended_if_over"),
        CheckConstraint(
            "(state = 'abgesagt') = (cancelled_at IS NOT NULL)", name="cancelled_at_a_moment"
        ),
        CheckConstraint(
            "report_released_at IS NULL OR state = 'beendet'", name="report_after_the_end"
        ),
    )

    id: Mapped[Id]
    state: Mapped[WorkshopState] = mapped_column(index=True)
    title: Mapped[Line]
    summary: Mapped[Prose]
    place: Mapped[str] = mapped_column(String(LONGEST_PLACE))
    """The house, the street and the town, as an invitation says it."""
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    registration_until: Mapped[datetime]
    capacity: Mapped[int]
    dots: Mapped[int]
    """How many dots each participant may put on clusters."""
    talk_minutes: Mapped[int]
    most_talks: Mapped[int]
    """How many one-to-one talks one person has at most."""
    contact: Mapped[Line]
    """Whom participants ask, by function, with an address."""
    sequence: Mapped[int]
    """Counts the changes of day and place, so that calendars know the newer of two files."""
    created_at: Mapped[datetime]
    created_by_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    published_at: Mapped[datetime | None]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    report_released_at: Mapped[datetime | None]
    talks_released_at: Mapped[datetime | None]
    """Since when participants read their own talks."""
    next_steps: Mapped[Prose]
    """What the hosts say in the report that comes next."""

    created_by: Mapped[Account | None] = relationship()
    agenda: Mapped[list["AgendaItem"]] = relationship(
        back_populates="workshop", cascade="all, delete-orphan", order_by="AgendaItem.starts_at"
    )
    tables: Mapped[list["WorkshopTable"]] = relationship(
        back_populates="workshop", cascade="all, delete-orphan", order_by="WorkshopTable.position"
    )

    def __init__(self, **facts: Any) -> None:
        super().__init__(
            **{
                "state": WorkshopState.DRAFT,
                "summary": "",
                "dots": DEFAULT_DOTS,
                "talk_minutes": 15,
                "most_talks": 8,
                "sequence": 0,
                "next_steps": "",
                **facts,
            }
        )

    @property
    def is_public(self) -> bool:
        """Whether everybody may read its page: once published, for good."""
        return self.published_at is not None

    @property
    def is_running(self) -> bool:
        """Whether people are in the room."""
        return self.state is WorkshopState.RUNNING

    def takes_registrations(self, at: datetime) -> bool:
        """Whether somebody may still register; staff can register guests at the door later."""
        return (
            self.state in {WorkshopState.PUBLISHED, WorkshopState.RUNNING}
            and at < self.registration_until
        )

    def publish(self, at: datetime) -> None:
        """Everybody may read it and register."""
        require(self.state, {WorkshopState.DRAFT}, WorkshopState.PUBLISHED)
        if at >= self.starts_at:
            raise InvalidTransition("a workshop in the past is not announced")
        self.state, self.published_at = WorkshopState.PUBLISHED, at

    def begin(self, at: datetime) -> None:
        """The doors are open: tables take notes from now on."""
        require(self.state, {WorkshopState.PUBLISHED}, WorkshopState.RUNNING)
        self.state, self.begun_at = WorkshopState.RUNNING, at

    def end(self, at: datetime) -> None:
        """Everybody has gone; what was said is worked up from here."""
        require(self.state, {WorkshopState.RUNNING}, WorkshopState.OVER)
        self.state, self.ended_at = WorkshopState.OVER, at

    def cancel(self, at: datetime) -> None:
        """It does not take place."""
        allowed = {WorkshopState.DRAFT, WorkshopState.PUBLISHED}
        require(self.state, allowed, WorkshopState.CANCELLED)
        self.state, self.cancelled_at = WorkshopState.CANCELLED, at
        self.sequence += 1

    def move(self, starts_at: datetime, ends_at: datetime, place: str) -> bool:
        """Another day, hour or place; whether calendars have to learn of it."""
        require(self.state, {WorkshopState.DRAFT, WorkshopState.PUBLISHED}, self.state)
        if (starts_at, ends_at, place) == (self.starts_at, self.ends_at, self.place):
            return False
        self.starts_at, self.ends_at, self.place = starts_at, ends_at, place
        self.sequence += 1
        return True

    def release_report(self, at: datetime) -> None:
        """Everybody may read what came of it."""
        require(self.state, {WorkshopState.OVER}, self.state)
        self.report_released_at = at

    def withdraw_report(self) -> None:
        """Only the hosts read it again."""
        self.report_released_at = None


class AgendaItem(Base):
    """A part of the day."""

    __tablename__ = "workshop_agenda"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),)

    id: Mapped[Id]
    workshop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workshops.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[AgendaKind]
    title: Mapped[Line]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    workshop: Mapped[Workshop] = relationship(back_populates="agenda")


class WorkshopTable(Base):
    """A table in the room; its code stands on it, and whoever scans it may write notes."""

    __tablename__ = "workshop_tables"

    id: Mapped[Id]
    workshop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workshops.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[Line]
    area: Mapped[SupportKind | None]
    """One of the four areas of expectation, unless the table is named freely."""
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(20), unique=True)
    closed_at: Mapped[datetime | None]

    workshop: Mapped[Workshop] = relationship(back_populates="tables")

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"code": make_code(), "position": 0, **facts})

    @property
    def takes_notes(self) -> bool:
        """Whether somebody at the table can write one now."""
        return self.closed_at is None and self.workshop.is_running

    def close(self, at: datetime) -> None:
        """No more notes; what is under way on a phone is told so and stays there."""
        if self.closed_at is None:
            self.closed_at = at

    def reopen(self) -> None:
        """The table goes on."""
        self.closed_at = None


class OtherEvent(Base):
    """An event of somebody else (a chamber, the WFG), taken over from a calendar file."""

    __tablename__ = "other_events"
    __table_args__ = (CheckConstraint("starts_at <= ends_at", name="ends_after_it_starts"),)

    id: Mapped[Id]
    uid: Mapped[str] = mapped_column(String(255), unique=True)
    """The event's own identity in the calendar file: reading it again changes, never doubles."""
    sequence: Mapped[int]
    title: Mapped[Line]
    summary: Mapped[Prose]
    place: Mapped[str] = mapped_column(String(LONGEST_PLACE))
    organiser: Mapped[Line]
    link: Mapped[str | None] = mapped_column(String(500))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    is_whole_day: Mapped[bool]
    imported_at: Mapped[datetime]
    imported_by_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )


KEPT_AFTER_A_WORKSHOP = timedelta(days=180)
"""How long names and addresses of participants are kept after the end; the counts remain."""
