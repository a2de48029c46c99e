"""The words of a Transferstelle, and the agreements that may be signed with a blank in it."""

from datetime import datetime

from models.account import Account
from models.policies.people import is_active, is_manager


def may_write_wordings(user: Account | None, at: datetime) -> bool:
    """Managers, for the mails and letters of their own university."""
    return user is not None and is_manager(user) and user.university_id is not None


def may_take_templates(user: Account | None, at: datetime) -> bool:
    """Blank agreements hold nothing of anybody: they are for everybody who is signed in."""
    return is_active(user)
