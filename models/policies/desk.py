"""What managers arrange for themselves at their desk."""

from datetime import datetime

from models.account import Account
from models.policies.people import is_manager
from models.saved_view import SavedView


def may_use_saved_view(user: Account | None, view: SavedView, at: datetime) -> bool:
    """Whoever saved it; to everybody else it does not exist."""
    return user is not None and is_manager(user) and view.account_id == user.id
