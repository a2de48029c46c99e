"""What happens to an account; strangers learn from no answer whether there is one."""

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import (
    Account,
    BrowserSession,
    Company,
    IndustryEdition,
    InvalidTransition,
    Role,
    SizeClass,
)
from webapp import passwords
from webapp.accounts import queries
from webapp.addresses import as_stored
from webapp.audit import record
from webapp.mail import queue_mail, queue_sparingly
from webapp.memberships import account_of_address

log = structlog.get_logger(__name__)


def authenticate(session: Session, email: str, password: str) -> Account | None:
    """The active account with this address and password, which may still be unconfirmed."""
    account = account_of_address(session, email)
    stored = account.password_hash if account else None
    _let_others_write(session)
    is_right = passwords.is_right(password, stored)
    if account is None or not is_right or not account.is_active:
        log.info("sign_in.refused")
        return None
    if account.password_hash == stored and passwords.needs_rehash(stored or ""):
        # Not by set_password_hash: the password stays the same, and so do the other sessions.
        account.password_hash = passwords.hash_password(password)
    log.info("sign_in.accepted", account=str(account.id))
    return account


def register_company(
    session: Session,
    at: datetime,
    *,
    company: str,
    municipality: str,
    size_class: str,
    industry_code: str,
    industry_edition: str | None,
    function: str,
    email: str,
    phone: str,
    password: str,
) -> None:
    """Open an account, or write to the owner of the one that has the address already."""
    _let_others_write(session)
    password_hash = passwords.hash_password(password)
    known = account_of_address(session, email)
    if known is None:
        account = Account(
            email=as_stored(email),
            display_name=function,
            phone=phone or None,
            role=Role.COMPANY,
            password_hash=password_hash,
            created_at=at,
            company=Company(
                name=company,
                municipality_ags=municipality,
                size_class=SizeClass(size_class),
                industry_code=industry_code or None,
                industry_edition=IndustryEdition(industry_edition) if industry_code else None,
                registered_at=at,
            ),
            is_responsible=True,
        )
        try:
            with session.begin_nested():
                session.add(account)
        except IntegrityError:
            # Somebody registered the address between our look and our row.
            known = account_of_address(session, email)
        else:
            record(session, "registriert", account, at, by=account)
            queue_mail(session, "confirm_address", account, at)
    if known is not None:
        _write_to_known(session, known, at)


def _write_to_known(session: Session, account: Account, at: datetime) -> None:
    """Nothing a stranger typed is taken over; the owner gets the mail that helps from here."""
    if account.is_confirmed:
        queue_sparingly(session, "address_in_use", account, at)
    elif account.password_hash is None:
        queue_sparingly(session, "invitation", account, at)
    else:
        send_confirmation(session, account, at)


def send_confirmation(session: Session, account: Account, at: datetime) -> None:
    """Send the link again by which an address is confirmed."""
    queue_sparingly(session, "confirm_address", account, at)


def confirm_address(session: Session, account: Account, at: datetime) -> Account:
    """The owner of the mailbox pressed the button."""
    if not account.is_confirmed:
        account.confirm(at)
        record(session, "adresse_bestaetigt", account, at, by=account)
    return account


def decline_invitation(session: Session, account: Account, at: datetime) -> None:
    """Erase an account that somebody else opened for its owner and that was never used."""
    if account.password_hash is not None:
        raise InvalidTransition("whoever has set a password has accepted")
    record(session, "einladung_abgelehnt", account, at, by=None, role=account.role.value)
    if account.profile is not None:
        session.delete(account.profile)
    session.delete(account)


def forget_password(session: Session, email: str, at: datetime) -> None:
    """Send a link for a new password, if somebody has the address."""
    account = account_of_address(session, email)
    if account is not None:
        queue_sparingly(session, "set_password", account, at)


def set_password(session: Session, account: Account, password: str, at: datetime) -> Account:
    """Take a new password from the owner of the mailbox, which this confirms too."""
    token = account.session_token
    _let_others_write(session)
    password_hash = passwords.hash_password(password)
    if account.session_token != token:
        raise InvalidTransition("this link was used by somebody faster")
    account.set_password_hash(password_hash)
    account.confirm(at)
    record(session, "passwort_gesetzt", account, at, by=account)
    return account


def change_password(
    session: Session, account: Account, current: str, password: str, at: datetime
) -> bool:
    """Replace the password of somebody who knows it; False when they do not."""
    stored = account.password_hash
    _let_others_write(session)
    if not passwords.is_right(current, stored):
        return False
    set_password(session, account, password, at)
    return True


def change_details(session: Session, account: Account, at: datetime, **details: Any) -> Account:
    """Keep what the owner says about function, telephone and language."""
    account.display_name = details["display_name"]
    account.phone = details["phone"] or None
    account.language = details["language"]
    record(session, "angaben_geaendert", account, at, by=account)
    return account


def end_sessions(session: Session, account: Account, at: datetime) -> Account:
    """Sign out everywhere."""
    account.end_sessions()
    record(session, "ueberall_abgemeldet", account, at, by=account)
    return account


def end_session(session: Session, ended: BrowserSession, at: datetime) -> BrowserSession:
    """Sign one browser out, which need not be at hand."""
    ended.end(at)
    record(session, "sitzung_beendet", ended, at, by=ended.account)
    return ended


def end_other_sessions(
    session: Session, account: Account, kept: BrowserSession, at: datetime
) -> None:
    """Sign out everywhere but here."""
    for each in queries.open_sessions(session, account, at):
        if each is not kept:
            each.end(at)
    record(session, "sonst_abgemeldet", account, at, by=account)


def _let_others_write(session: Session) -> None:
    """Give the write lock back before hashing; only where nothing has been changed yet."""
    session.rollback()
