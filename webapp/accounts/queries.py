"""What is asked about accounts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Account, BrowserSession, Municipality


def municipalities(session: Session) -> Sequence[Municipality]:
    """Every municipality a company may be at home in, as a German register sorts them."""
    return session.scalars(select(Municipality).order_by(Municipality.sort_key)).all()


def open_sessions(session: Session, account: Account, at: datetime) -> Sequence[BrowserSession]:
    """Where an account is signed in, whatever was used last first."""
    query = (
        select(BrowserSession)
        .where(BrowserSession.account_id == account.id, BrowserSession.ended_at.is_(None))
        .order_by(BrowserSession.last_seen_at.desc(), BrowserSession.id)
        .options(joinedload(BrowserSession.account))
    )
    return [each for each in session.scalars(query) if each.is_open(at)]
