"""The views of the inbox that a manager has given a name."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, SavedView


def saved_views(session: Session, user: Account) -> list[SavedView]:
    """The manager's own, in the order in which they were saved."""
    query = select(SavedView).where(SavedView.account_id == user.id)
    return list(session.scalars(query.order_by(SavedView.created_at, SavedView.name)))


def start_view(session: Session, user: Account) -> SavedView | None:
    """The one the inbox opens with, if there is one."""
    query = select(SavedView).where(SavedView.account_id == user.id, SavedView.is_start)
    return session.scalars(query).first()


def save_view(
    session: Session, name: str, choices: dict[str, str], at: datetime, *, by: Account
) -> SavedView:
    """Keep a choice of filters under a name."""
    view = SavedView(account=by, name=name, choices=choices, is_start=False, created_at=at)
    session.add(view)
    return view


def delete_view(session: Session, view: SavedView) -> None:
    """Forget it."""
    session.delete(view)


def start_with(session: Session, view: SavedView, *, is_start: bool) -> SavedView:
    """Open the inbox with this one, and with no other."""
    for each in saved_views(session, view.account):
        each.is_start = is_start and each is view
    return view
