"""Who goes on with a need that is still being described."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_

from models.account import Account
from models.interim import KEPT_FOR, InterimNeed


def may_go_on(user: Account | None, need: InterimNeed, key_hash: str | None, at: datetime) -> bool:
    """The account it belongs to; while it belongs to none, the browser it was begun in."""
    if not need.is_kept(at):
        return False
    if need.account_id is not None:
        return user is not None and user.id == need.account_id
    return need.key_hash == key_hash


def own_interim_needs(
    user: Account | None, key_hash: str | None, at: datetime
) -> ColumnElement[bool]:
    """SQL twin of may_go_on."""
    of_browser = and_(InterimNeed.account_id.is_(None), InterimNeed.key_hash == key_hash)
    of_account = InterimNeed.account_id == user.id if user is not None else None
    return and_(
        InterimNeed.changed_at > at - KEPT_FOR,
        of_browser if of_account is None else or_(of_browser, of_account),
    )
