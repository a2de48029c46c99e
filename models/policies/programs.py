"""Zugänge für Programme: which purposes somebody may give a program, and who ends one.

A purpose opens nothing by itself. Behind it stands the policy of the page that shows the same, and
it is asked at each request, for the account as it is at that moment.
"""

from collections.abc import Callable
from datetime import datetime

from models.account import Account, Role
from models.api_token import ApiToken, Scope
from models.policies.needs import may_submit_challenge
from models.policies.people import (
    has_role,
    may_export_cases,
    may_use_account,
    may_view_region,
)

MEETS = (Role.COMPANY, Role.PROFESSOR, Role.TRANSFER_MANAGER)
"""Who has dates: both sides of a Vermittlung, and whoever leads the case."""


def may_keep_tokens(user: Account | None, at: datetime) -> bool:
    """Whoever could use a program for anything, or had one before, sees the page."""
    return may_use_account(user, at)


def may_end_token(user: Account | None, token: ApiToken, at: datetime) -> bool:
    """Their own, as long as it is open."""
    return (
        user is not None
        and may_keep_tokens(user, at)
        and token.account_id == user.id
        and token.is_open(at)
    )


def offered_scopes(user: Account | None, at: datetime) -> list[Scope]:
    """What somebody may give a program now; a purpose of an earlier role opens nothing."""
    return [scope for scope, may in _PURPOSES.items() if may(user, at)]


def _has_dates(user: Account | None, at: datetime) -> bool:
    return has_role(user, *MEETS)


_PURPOSES: dict[Scope, Callable[[Account | None, datetime], bool]] = {
    Scope.NEEDS: may_submit_challenge,
    Scope.CASES: may_export_cases,
    Scope.FIGURES: may_view_region,
    Scope.GAPS: may_view_region,
    Scope.CALENDAR: _has_dates,
}
