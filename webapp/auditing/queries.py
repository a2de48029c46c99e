"""Whom the trail names as readers of a need."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from models import (
    Account,
    AuditEntry,
    Challenge,
    Company,
    Emergency,
    Introduction,
    Profile,
    Reading,
    Role,
    SupportingOrganisation,
    University,
    policies,
)
from webapp.readings import VERB, this_minute

PER_PAGE = 50


@dataclass(frozen=True)
class Reader:
    """One look at a need: when, by whom on whose behalf, and at what."""

    at: datetime
    account_id: uuid.UUID
    function: str | None
    """Empty once the account is erased; the organisation stays known."""
    role: Role
    organisation: str | None
    what: frozenset[Reading]
    by_link: bool
    """Whether a mailed link was followed, by the reader or by a program of their mailbox."""
    by_program: bool
    """Whether a program read, with a key of theirs."""


@dataclass(frozen=True)
class Deed:
    """What the trail keeps of somebody: what they did, or what was done to their account."""

    at: datetime
    verb: str
    what: frozenset[Reading]
    """What was read, if it was a reading."""
    reference: str | None
    """Empty for a case that they may no longer know of."""
    is_own: bool
    is_by_person: bool
    by_link: bool
    """Whether it was done with a mailed link instead of a password."""


def readers(
    session: Session, challenge_id: uuid.UUID, since: datetime | None = None
) -> list[Reader]:
    """Everybody who has read something of a need, newest first, exact to the minute."""
    query = (
        select(AuditEntry)
        .where(AuditEntry.challenge_id == challenge_id, AuditEntry.verb == VERB)
        .options(joinedload(AuditEntry.actor))
        .order_by(AuditEntry.sequence.desc())
    )
    if since is not None:
        query = query.where(AuditEntry.at >= this_minute(since))
    entries = session.scalars(query).all()
    names = _organisation_names(session, {each.detail["organisation"] for each in entries})
    return [
        Reader(
            at=each.at,
            account_id=each.actor_id,
            function=each.actor.display_name if each.actor else None,
            role=Role(each.detail["role"]),
            organisation=names.get(each.detail["organisation"]),
            what=frozenset(map(Reading, each.detail["what"])),
            by_link=each.detail.get("by_link", False),
            by_program=each.detail.get("by_program", False),
        )
        for each in entries
    ]


def readers_shown_to(session: Session, challenge: Challenge, user: Account) -> list[Reader]:
    """What the reader of the page may know: all but own looks, and no enquiry without a yes."""
    others = [each for each in readers(session, challenge.id) if each.account_id != user.id]
    if user.role is not Role.COMPANY:
        return others
    interested = _interested_professors(session, challenge)
    return [
        each for each in others if each.role is not Role.PROFESSOR or each.account_id in interested
    ]


def own_deeds(
    session: Session, user: Account, at: datetime, page: int
) -> tuple[Sequence[Deed], int]:
    """What somebody did, and what was done to their account, newest first; how many in all."""
    is_own = or_(
        AuditEntry.actor_id == user.id,
        and_(AuditEntry.object_type == Account.__tablename__, AuditEntry.object_id == user.id),
    )
    query = select(AuditEntry).where(is_own).order_by(AuditEntry.sequence.desc())
    entries = session.scalars(query.limit(PER_PAGE).offset(PER_PAGE * (page - 1))).all()
    known = _known_references(session, user, at, entries)
    count = session.scalar(select(func.count()).select_from(AuditEntry).where(is_own)) or 0
    return [_as_deed(each, user, known) for each in entries], count


def challenge_id_of(session: Session, reference: str) -> uuid.UUID | None:
    """The need of a reference, an erased one included."""
    wanted = reference.strip().upper()
    found = session.scalar(select(Challenge.id).where(Challenge.reference == wanted))
    if found is not None:
        return found
    erased = select(AuditEntry).where(AuditEntry.verb == "geloescht")
    return next(
        (
            each.challenge_id
            for each in session.scalars(erased)
            if each.detail.get("reference") == wanted
        ),
        None,
    )


def challenge_of(session: Session, reference: str) -> Challenge | None:
    """The need of a reference, as people say it on the telephone."""
    wanted = reference.strip().upper()
    return session.scalars(select(Challenge).where(Challenge.reference == wanted)).first()


def other_administrators(session: Session, user: Account) -> Sequence[Account]:
    """Who could agree to what an administrator asks for."""
    query = (
        select(Account)
        .where(Account.role == Role.ADMIN, Account.id != user.id)
        .where(Account.is_active, Account.confirmed_at.is_not(None))
        .order_by(Account.created_at, Account.email)
    )
    return session.scalars(query).all()


def emergencies(session: Session, challenge: Challenge | None = None) -> Sequence[Emergency]:
    """The newest emergency accesses that were asked for, to every case or to one."""
    query = (
        select(Emergency)
        .options(
            joinedload(Emergency.asked_by),
            joinedload(Emergency.granted_by),
            joinedload(Emergency.challenge),
        )
        .order_by(Emergency.asked_at.desc(), Emergency.id)
        .limit(PER_PAGE)
    )
    if challenge is not None:
        query = query.where(Emergency.challenge_id == challenge.id)
    return session.scalars(query).all()


def _known_references(
    session: Session, user: Account, at: datetime, entries: Iterable[AuditEntry]
) -> dict[uuid.UUID | None, str]:
    query = select(Challenge.id, Challenge.reference).where(
        Challenge.id.in_({each.challenge_id for each in entries if each.challenge_id}),
        policies.visible_cases(user, at),
    )
    return {row.id: row.reference for row in session.execute(query)}


def _as_deed(entry: AuditEntry, user: Account, known: dict[uuid.UUID | None, str]) -> Deed:
    what = entry.detail["what"] if entry.verb == VERB else []
    return Deed(
        at=entry.at,
        verb=entry.verb,
        what=frozenset(map(Reading, what)),
        reference=known.get(entry.challenge_id),
        is_own=entry.actor_id == user.id,
        is_by_person=entry.actor_id is not None,
        by_link=entry.detail.get("by_link", False),
    )


def _interested_professors(session: Session, challenge: Challenge) -> set[uuid.UUID]:
    """Those whose yes the company knows of; refusals and silence never show."""
    query = (
        select(Profile.account_id)
        .join(Introduction, Introduction.profile_id == Profile.id)
        .where(Introduction.challenge_id == challenge.id)
        .where(Introduction.professor_consented_at.is_not(None))
    )
    return set(session.scalars(query))


def _organisation_names(session: Session, ids: Iterable[str | None]) -> dict[str | None, str]:
    wanted: Collection[uuid.UUID] = [uuid.UUID(each) for each in ids if each]
    return {
        row.id.hex: row.name
        for model in (Company, University, SupportingOrganisation)
        for row in session.execute(select(model.id, model.name).where(model.id.in_(wanted)))
    }
