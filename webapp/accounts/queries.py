"""What is asked about accounts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models import Account, BrowserSession, Municipality, OutgoingMail
from webapp.addresses import as_stored


def account_of_address(session: Session, address: str) -> Account | None:
    """The account an address belongs to, however it was typed."""
    stored = as_stored(address)
    if stored is None:
        return None
    return session.scalars(select(Account).where(Account.email == stored)).one_or_none()


def municipalities(session: Session) -> Sequence[Municipality]:
    """Every municipality a company may be at home in, as a German register sorts them."""
    return session.scalars(select(Municipality).order_by(Municipality.sort_key)).all()


def mails_since(session: Session, account: Account, template: str, since: datetime) -> int:
    """How many mails of a kind an account was written since a moment."""
    return (
        session.scalar(
            select(func.count())
            .select_from(OutgoingMail)
            .where(OutgoingMail.recipient_id == account.id, OutgoingMail.template == template)
            .where(OutgoingMail.created_at > since)
        )
        or 0
    )


def open_sessions(session: Session, account: Account, at: datetime) -> Sequence[BrowserSession]:
    """Where an account is signed in, whatever was used last first."""
    query = (
        select(BrowserSession)
        .where(BrowserSession.account_id == account.id, BrowserSession.ended_at.is_(None))
        .order_by(BrowserSession.last_seen_at.desc(), BrowserSession.id)
        .options(joinedload(BrowserSession.account))
    )
    return [each for each in session.scalars(query) if each.is_open(at)]
