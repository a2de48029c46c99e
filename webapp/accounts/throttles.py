"""How often somebody may try: few times per account and place, and never many on one day."""

from collections.abc import Callable
from typing import Any

from flask import g, request

from webapp.access import current_user
from webapp.addresses import as_stored
from webapp.database import get_session
from webapp.known_devices import is_known_for, this_device
from webapp.memberships import account_of_address
from webapp.security import client_place, limiter

STRANGERS_A_DAY = "80 per day"
DEVICE_A_DAY = "20 per day"
ALL_STRANGERS = "1000 per 5 minutes"
"""Of one account at most a hundred guesses are looked at; right passwords of a device are free."""


def throttled(view: Callable[..., Any]) -> Callable[..., Any]:
    """Few attempts per account and place, more per place, for a campus shares one address.

    All strangers together have a share of the day, and each device that was signed in before has
    one of its own; so whoever guesses from many places locks no owner out.
    """
    for limit in (
        limiter.limit(
            STRANGERS_A_DAY, key_func=_who, methods=["POST"], exempt_when=_is_known_device
        ),
        limiter.limit(
            DEVICE_A_DAY, key_func=_who_and_where, methods=["POST"],
            exempt_when=lambda: not _is_known_device(), deduct_when=_was_refused,
        ),
        limiter.limit("10 per 5 minutes", key_func=_who_and_where, methods=["POST"]),
        limiter.limit("100 per 5 minutes", methods=["POST"], exempt_when=_is_known_device),
        limiter.limit(
            ALL_STRANGERS, key_func=lambda: "all", methods=["POST"], exempt_when=_is_known_device
        ),
    ):  # fmt: skip
        view = limit(view)
    return view


def _who() -> str:
    """The account, whether there is one or not, however its address is typed."""
    if (user := current_user()) is not None:
        return str(user.id)
    typed = request.form.get("email", "")[:254]
    return as_stored(typed) or typed.strip().lower()


def _who_and_where() -> str:
    where = f"device {this_device().key}" if _is_known_device() else client_place()
    return f"{_who()}|{where}"


def _is_known_device() -> bool:
    if "is_known_device" not in g:
        typed = request.form.get("email", "")
        account = current_user() or account_of_address(get_session(), typed)
        g.is_known_device = account is not None and is_known_for(account)
    return g.is_known_device


def _was_refused(response: Any) -> bool:
    return response.status_code == 422
