"""What an administrator looks at: accounts, work that waits or failed, the demo's mailbox."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models import (
    Account,
    Campus,
    Company,
    Department,
    Job,
    Municipality,
    OutgoingMail,
    Profile,
    Role,
    SecondFactor,
    SupportingOrganisation,
    University,
    WorkState,
    sort_key,
)
from models.job import Leased

WAITING = (WorkState.QUEUED, WorkState.CLAIMED)
SHOWN = 50
"""Rows on one page; more of them would not help anybody to act."""


def accounts(session: Session, role: Role | None = None) -> Sequence[Account]:
    """Every account, or those of a role, by role, organisation and function."""
    query = select(Account).options(
        joinedload(Account.company),
        joinedload(Account.university),
        joinedload(Account.organisation),
        joinedload(Account.profile)
        .joinedload(Profile.department)
        .joinedload(Department.campus)
        .joinedload(Campus.university),
    )
    if role is not None:
        query = query.where(Account.role == role)
    order = list(Role)
    return sorted(
        session.scalars(query).all(),
        key=lambda each: (
            order.index(each.role),
            sort_key(organisation_of(each) or ""),
            sort_key(each.display_name),
            each.email,
        ),
    )


def organisation_of(account: Account) -> str | None:
    """On whose behalf an account acts."""
    if account.profile is not None:
        campus = account.profile.department.campus
        return f"{campus.university.short} {campus.name}, {account.profile.department.name}"
    owner = account.company or account.university or account.organisation
    return owner.name if owner else None


def companies(session: Session) -> Sequence[Company]:
    """Every company, as a German register sorts them; an invitation needs its name only."""
    return session.scalars(select(Company).order_by(Company.sort_key, Company.id)).all()


def municipalities(session: Session) -> Sequence[Municipality]:
    """Every municipality a company may be at home in."""
    return session.scalars(select(Municipality).order_by(Municipality.sort_key)).all()


def universities(session: Session) -> Sequence[University]:
    """The universities whose Transferstellen work here."""
    return session.scalars(select(University).order_by(University.sort_key)).all()


def supporting_organisations(session: Session) -> Sequence[SupportingOrganisation]:
    """The cities, chambers and agencies that support the hub."""
    query = select(SupportingOrganisation).order_by(SupportingOrganisation.sort_key)
    return session.scalars(query).all()


def departments(session: Session) -> Sequence[Department]:
    """Every department with campus and university, in the order of a university's own list."""
    query = (
        select(Department)
        .join(Department.campus)
        .join(Campus.university)
        .options(joinedload(Department.campus).joinedload(Campus.university))
        .order_by(University.sort_key, Campus.sort_key, Department.sort_key)
    )
    return session.scalars(query).all()


@dataclass(frozen=True)
class Backlog:
    """How one kind of work stands: counts, age of the oldest waiting piece, what failed."""

    counts: dict[WorkState, int]
    waiting_since: datetime | None
    dead: Sequence[Leased]
    waiting: Sequence[Leased]

    @property
    def waiting_number(self) -> int:
        """How many pieces of work wait or are being worked on."""
        return sum(self.counts[state] for state in WAITING)

    @property
    def dead_number(self) -> int:
        """How many pieces of work somebody has to look at."""
        return self.counts[WorkState.DEAD]

    @property
    def done_number(self) -> int:
        """How many pieces of work are done."""
        return self.counts[WorkState.DONE]


def kind_of_error(job: Job) -> str:
    """The kind of a job's last error; its words may quote what a company wrote."""
    return job.last_error.partition(":")[0]


def first_line(mail: OutgoingMail) -> str:
    """What the mail server said; further lines could hold the parameters of a statement."""
    return next(iter(mail.last_error.splitlines()), "")[:200]


def backlog(session: Session, kind: type[Job] | type[OutgoingMail]) -> Backlog:
    """The backlog of jobs or mails."""
    counted = session.execute(select(kind.state, func.count()).group_by(kind.state)).all()
    counts = dict.fromkeys(WorkState, 0) | dict(counted)
    oldest = session.scalar(select(func.min(kind.created_at)).where(kind.state.in_(WAITING)))
    query = select(kind).order_by(kind.created_at, kind.id).limit(SHOWN)
    if kind is OutgoingMail:
        query = query.options(joinedload(OutgoingMail.recipient))
    return Backlog(
        counts=counts,
        waiting_since=oldest,
        dead=session.scalars(query.where(kind.state == WorkState.DEAD)).all(),
        waiting=session.scalars(query.where(kind.state.in_(WAITING))).all(),
    )


@dataclass(frozen=True)
class Mailbox:
    """Mails that have left, newest first, and who else got some."""

    mails: Sequence[OutgoingMail]
    recipients: Sequence[Account]
    waiting: int
    pages: int


def mailbox(session: Session, recipient_id: uuid.UUID | None, page: int, size: int = 10) -> Mailbox:
    """The demo's mail: everything that was sent, or what one recipient got."""
    arrived = select(OutgoingMail).where(
        OutgoingMail.state == WorkState.DONE, OutgoingMail.body.is_not(None)
    )
    if recipient_id is not None:
        arrived = arrived.where(OutgoingMail.recipient_id == recipient_id)
    number = session.scalar(select(func.count()).select_from(arrived.subquery())) or 0
    newest_first = arrived.options(joinedload(OutgoingMail.recipient)).order_by(
        OutgoingMail.finished_at.desc(), OutgoingMail.created_at.desc(), OutgoingMail.id
    )
    recipients = (
        select(Account)
        .where(Account.id.in_(select(OutgoingMail.recipient_id)))
        .order_by(Account.email)
    )
    waiting = select(func.count()).select_from(OutgoingMail).where(OutgoingMail.state.in_(WAITING))
    return Mailbox(
        mails=session.scalars(newest_first.limit(size).offset((page - 1) * size)).all(),
        recipients=session.scalars(recipients).all(),
        waiting=session.scalar(waiting) or 0,
        pages=max(1, -(-number // size)),
    )


def accounts_with_factor(session: Session) -> set[uuid.UUID]:
    """Who has set up a second factor."""
    return set(session.scalars(select(SecondFactor.account_id)))
