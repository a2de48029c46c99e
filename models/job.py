"""Work that must not get lost: rows with a lease, written in the transaction of their cause."""

import enum
import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, and_, or_, update
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column, relationship

from models.account import Account
from models.base import Base, Id, Prose

MAX_ATTEMPTS = 5
LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=30)


class WorkState(enum.Enum):
    """Where a piece of work stands; the dead ones wait for an administrator."""

    QUEUED = "wartet"
    CLAIMED = "in_arbeit"
    DONE = "erledigt"
    DEAD = "gescheitert"
    CANCELLED = "hinfaellig"


class Leased:
    """Work that one worker claims at a time, tries five times, and never loses."""

    id: Mapped[Id]
    state: Mapped[WorkState] = mapped_column(index=True)
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    last_error: Mapped[Prose]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    @declared_attr.directive
    def __table_args__(cls) -> tuple[CheckConstraint, ...]:  # noqa: N805 (a class method to SQLAlchemy)
        """Each table needs constraint objects of its own."""
        return (
            CheckConstraint(
                "(state = 'in_arbeit') = (lease_until IS NOT NULL)", name="lease_while_claimed"
            ),
            CheckConstraint("attempts BETWEEN 0 AND 5", name="five_attempts"),
        )

    def __init__(self, **facts: Any) -> None:
        super().__init__(
            **{
                "state": WorkState.QUEUED,
                "attempts": 0,
                "last_error": "",
                "due_at": facts.get("created_at"),
                **facts,
            }
        )

    @classmethod
    def is_due(cls, at: datetime) -> Any:
        """SQL: queued and due, or claimed by a worker whose lease is over."""
        return or_(
            and_(cls.state == WorkState.QUEUED, cls.due_at <= at),
            and_(cls.state == WorkState.CLAIMED, cls.lease_until < at),
        )

    @classmethod
    def claim(cls, session: Session, work_id: uuid.UUID, at: datetime) -> bool:
        """Take it by one conditional UPDATE; False when another worker was faster or it is dead."""
        claimed: Any = session.execute(
            update(cls)
            .where(cls.id == work_id, cls.is_due(at), cls.attempts < MAX_ATTEMPTS)
            .values(state=WorkState.CLAIMED, lease_until=at + LEASE, attempts=cls.attempts + 1)
            .execution_options(synchronize_session=False)
        )
        if claimed.rowcount:
            return True
        session.execute(
            update(cls)
            .where(cls.id == work_id, cls.is_due(at), cls.attempts >= MAX_ATTEMPTS)
            .values(state=WorkState.DEAD, lease_until=None, finished_at=at)
            .execution_options(synchronize_session=False)
        )
        return False

    def finish(self, at: datetime) -> None:
        """It is done and needs nobody any more."""
        self.state, self.lease_until, self.finished_at = WorkState.DONE, None, at
        self.last_error = ""

    def go_on(self, at: datetime) -> None:
        """A portion is done and the next one follows, after whatever has waited longer."""
        self.state, self.lease_until, self.due_at = WorkState.QUEUED, None, at
        self.attempts, self.last_error = 0, ""

    def cancel(self, at: datetime) -> None:
        """Its reason went away before it was done."""
        self.state, self.lease_until, self.finished_at = WorkState.CANCELLED, None, at

    def fail(self, error: str, at: datetime) -> None:
        """Try again later, each pause twice the last; stay visible as dead after the fifth."""
        self.lease_until, self.last_error = None, error[:2000]
        if self.attempts >= MAX_ATTEMPTS:
            self.state, self.finished_at = WorkState.DEAD, at
        else:
            self.state = WorkState.QUEUED
            self.due_at = at + FIRST_PAUSE * 2 ** (self.attempts - 1)

    def revive(self, at: datetime) -> None:
        """An administrator gives dead work another five attempts."""
        if self.state is WorkState.DEAD:
            self.state, self.attempts, self.due_at = WorkState.QUEUED, 0, at
            self.finished_at = None


class JobKind(enum.Enum):
    """What the worker knows to do."""

    MATCH_CHALLENGE = "abgleich"
    PREPARE_MODEL = "sprachmodell"
    READ_FILE = "datei"
    PLAN_TALKS = "gespraeche"
    FIND_THEMES = "themen"
    GATHER_TOPICS = "themenluecken"


class Job(Leased, Base):
    """A task for the worker."""

    __tablename__ = "jobs"

    kind: Mapped[JobKind]
    challenge_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), index=True
    )
    attachment_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("attachments.id", ondelete="CASCADE"), index=True
    )
    planning_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("workshop_plannings.id", ondelete="CASCADE"), index=True
    )
    """The timetable of talks that somebody asked for."""
    profile_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("profiles.id", ondelete="CASCADE"), index=True
    )
    """The Kompetenzprofil to be read for its themes."""
    model_name: Mapped[Prose | None]
    """The language model to prepare, as an operator calls it."""


class OutgoingMail(Leased, Base):
    """A mail to be sent; its words and its right to be sent are settled when it leaves."""

    __tablename__ = "outgoing_mails"

    template: Mapped[str] = mapped_column(String(60))
    recipient_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    """Empty for somebody who has no account yet."""
    interim_need_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("interim_needs.id", ondelete="CASCADE"),
        CheckConstraint(
            "(CASE WHEN recipient_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN interim_need_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN visit_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN participant_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="to_an_account_or_for_a_need",
        ),
        index=True,
    )
    visit_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("visits.id", ondelete="CASCADE"), index=True
    )
    """What a scout wrote down, when it goes to a mailbox of the company."""
    participant_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("workshop_participants.id", ondelete="CASCADE"), index=True
    )
    """Somebody who registered for a workshop; they need no account."""
    challenge_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), index=True
    )
    introduction_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("introductions.id", ondelete="CASCADE")
    )
    joint_member_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("joint_members.id", ondelete="CASCADE"), index=True
    )
    """A company's invitation to a project with others."""
    browser_session_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("browser_sessions.id", ondelete="CASCADE"), index=True
    )
    """The sign-in it speaks of."""
    address: Mapped[str | None] = mapped_column(String(254))
    """Where it goes when not to the recipient's own address, which may have changed."""
    subject: Mapped[str | None] = mapped_column(String(200))
    body: Mapped[Prose | None]

    recipient: Mapped[Account | None] = relationship()

    @property
    def goes_to(self) -> str:
        """The mailbox."""
        return self.address or (self.recipient.email if self.recipient else "")
