"""Who belongs to an organisation: admitted by invitation, without any right once that ends."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Account, Challenge, InvalidTransition
from models.challenge import OPEN_STATES
from webapp.addresses import as_stored
from webapp.audit import record


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
    """Take every right away at once; nobody is asked for an expertise that nobody answers for."""
    if not account.is_active:
        raise InvalidTransition("the account is deactivated already")
    account.deactivate()
    if account.profile is not None and account.profile.is_published:
        account.profile.unpublish()
    record(session, "konto_deaktiviert", account, at, by=by)
    return account


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
