"""The atlas: who reads where which themes are asked for, and how exactly.

To everybody alike it shows settled half-years from five companies on. Managers count the needs
they may read, exactly and also in half-years that run, and open the cases behind each count.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, false

from models.account import Account
from models.policies.needs import countable_results
from models.policies.people import is_manager, may_view_region


def may_view_atlas(user: Account | None, at: datetime) -> bool:
    """Everybody, signed in or not: no count below five companies, and no half-year that runs."""
    return True


def may_take_atlas(user: Account | None, at: datetime) -> bool:
    """The same as a file is for whoever reads the page of the region."""
    return may_view_region(user, at)


def may_count_needs_of_atlas(user: Account | None, at: datetime) -> bool:
    """Exact counts and the cases behind them are for managers."""
    return is_manager(user)


def countable_needs_of_atlas(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """Of a manager the needs they may read, whatever became of them; of others none.

    The theme of a need goes no further than its text: who may only know that there is a case in a
    place, would else read its theme from a count of one.
    """
    return countable_results(user, at) if is_manager(user) else false()
