"""Who belongs to an organisation: admitted by invitation, without any right once that ends."""

import uuid
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from models import Account, Challenge, Deputy, InvalidTransition, Profile, Role
from models.challenge import OPEN_STATES
from webapp.addresses import as_stored
from webapp.audit import record
from webapp.leads import leave_cases


def account_of_address(session: Session, address: str) -> Account | None:
    """The account an address belongs to, however it was typed."""
    stored = as_stored(address)
    if stored is None:
        return None
    return session.scalars(select(Account).where(Account.email == stored)).one_or_none()


def admit(session: Session, account: Account) -> None:
    """Add an account; the first one of an organisation is responsible for those that follow."""
    account.is_responsible = _has_organisation(account) and not _is_looked_after(session, account)
    session.add(account)


def deactivate_account(session: Session, account: Account, at: datetime, *, by: Account) -> Account:
    """Take every right away at once; nobody is asked for an expertise that nobody answers for.

    Cases go to their deputies, or back into everybody's inbox, so that none is lost with its lead.
    """
    if not account.is_active:
        raise InvalidTransition("the account is deactivated already")
    account.deactivate()
    if account.profile is not None and account.profile.is_published:
        account.profile.unpublish()
    record(session, "konto_deaktiviert", account, at, by=by)
    leave_cases(session, account, at, by=by, house=account.university_id)
    return account


def move_account(
    session: Session,
    account: Account,
    role: Role,
    organisation_id: uuid.UUID | None,
    at: datetime,
    *,
    by: Account,
) -> Account:
    """Let an account act in another role or for somebody else; nothing of the old place stays.

    For professors the organisation is a department. Cases go to their deputies or back into
    everybody's inbox, so that nobody keeps one by having led it for another house. What was entered
    for companies is put into the hands of the administrator, who may not read it; the trail still
    says who entered it.
    """
    before, house = account.role, account.university_id
    if before in {Role.TRANSFER_MANAGER, Role.SCOUT}:
        entered = update(Challenge).where(Challenge.entered_by_id == account.id)
        session.execute(entered.values(entered_by_id=by.id))
    if account.profile is not None and account.profile.is_published:
        account.profile.unpublish()
    account.move(role, organisation_id)
    if role is Role.PROFESSOR and organisation_id is not None:
        _keep_chair(account, organisation_id, at)
    session.flush()
    session.refresh(account)
    if before is Role.TRANSFER_MANAGER:
        _leave_ended_cases(session, account)
        leave_cases(session, account, at, by=by, house=house)
    account.is_responsible = _has_organisation(account) and not _is_looked_after(session, account)
    record(
        session, "zugehoerigkeit_geaendert", account, at, by=by, role=role.value, was=before.value
    )
    return account


def _leave_ended_cases(session: Session, account: Account) -> None:
    """What is over needs no lead any more, and another house is not to read it."""
    ended = update(Challenge).where(
        Challenge.lead_id == account.id, Challenge.state.not_in(OPEN_STATES)
    )
    session.execute(ended.values(lead_id=None, lead_taken_at=None))
    session.execute(delete(Deputy).where(Deputy.account_id == account.id, _is_ended()))


def _is_ended() -> ColumnElement[bool]:
    ended = select(Challenge.id).where(Challenge.state.not_in(OPEN_STATES))
    return Deputy.challenge_id.in_(ended)


def _keep_chair(account: Account, department_id: uuid.UUID, at: datetime) -> None:
    if account.profile is None:
        account.profile = Profile(
            department_id=department_id, chair=account.display_name, updated_at=at
        )
    account.profile.department_id = department_id


def cases_led_by(session: Session, account: Account) -> int:
    """How many open cases would lose their lead; a count, no titles."""
    led = select(func.count()).where(
        Challenge.lead_id == account.id, Challenge.state.in_(OPEN_STATES)
    )
    return session.scalar(led) or 0


def _has_organisation(account: Account) -> bool:
    bound = (account.company_id, account.university_id, account.organisation_id, account.company)
    return any(each is not None for each in bound)


def _is_looked_after(session: Session, account: Account) -> bool:
    """Whether somebody of the organisation invites and removes its people already."""
    colleagues = select(Account).where(
        Account.role == account.role,
        Account.company_id == account.company_id,
        Account.university_id == account.university_id,
        Account.organisation_id == account.organisation_id,
        Account.is_active,
        Account.is_responsible,
    )
    is_new = account.company is not None and account.company_id is None
    return not is_new and session.scalars(colleagues.limit(1)).first() is not None
