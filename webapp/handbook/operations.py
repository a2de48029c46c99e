"""The first steps: hidden and shown again by whom they are for."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Account
from webapp.audit import record


def hide_first_steps(session: Session, account: Account, at: datetime) -> Account:
    """They know their way."""
    if account.first_steps_hidden_at is None:
        account.first_steps_hidden_at = at
        record(session, "erste_schritte_ausgeblendet", account, at, by=account)
    return account


def show_first_steps(session: Session, account: Account, at: datetime) -> Account:
    """They would like to see the steps once more."""
    if account.first_steps_hidden_at is not None:
        account.first_steps_hidden_at = None
        record(session, "erste_schritte_gezeigt", account, at, by=account)
    return account
