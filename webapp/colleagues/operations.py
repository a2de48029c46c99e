"""Invite, remove, and share the responsibility for an organisation's accounts."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Account
from webapp.addresses import as_stored
from webapp.audit import record
from webapp.mail import queue_mail, queue_sparingly
from webapp.memberships import account_of_address


def invite_colleague(
    session: Session, at: datetime, *, by: Account, email: str, display_name: str
) -> None:
    """Open an account without a password, or write to whoever has the address already.

    What the inviter sees is the same either way, so that nobody finds out who is registered.
    """
    known = account_of_address(session, email)
    if known is None:
        account = Account(
            email=as_stored(email),
            display_name=display_name,
            role=by.role,
            company_id=by.company_id,
            university_id=by.university_id,
            organisation_id=by.organisation_id,
            created_at=at,
        )
        try:
            with session.begin_nested():
                session.add(account)
        except IntegrityError:
            # Somebody else opened an account for the address between our look and our row.
            known = account_of_address(session, email)
        else:
            queue_mail(session, "invitation", account, at)
    if known is not None:
        is_waiting = known.password_hash is None and known.is_colleague_of(by)
        template = "invitation" if is_waiting else "invited_elsewhere"
        queue_sparingly(session, template, known, at)
    record(session, "kollegium_eingeladen", by, at, by=by)


def share_responsibility(
    session: Session, account: Account, at: datetime, *, by: Account
) -> Account:
    """Let a colleague invite and remove people as well."""
    account.is_responsible = True
    record(session, "verantwortung_geteilt", account, at, by=by)
    return account
