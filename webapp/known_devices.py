"""Browsers in which somebody signed in before: guesses of strangers do not lock them out.

The signed cookie names the device and the accounts it is known for. It opens nothing: whoever
holds it may try passwords of their own, a few a day.
"""

import hmac
import secrets
from typing import NamedTuple

from flask import Flask, Response, current_app, g, request
from itsdangerous import BadData, URLSafeSerializer

from models import Account
from webapp.config import Settings
from webapp.tokens import trace_of

KEPT_SECONDS = 180 * 24 * 60 * 60
MOST_ACCOUNTS = 5
"""So many share a browser; of more, the last ones count."""


class Device(NamedTuple):
    """A browser by a random id, and by account what its sessions and links are tied to."""

    key: str
    accounts: dict[str, str]


def init_app(app: Flask) -> None:
    """Leave the cookie with the answer that signs somebody in."""
    app.after_request(_leave_cookie)


def remember_device(account: Account) -> None:
    """Know this browser from now on, until the account's sessions are ended everywhere."""
    g.device_known_for = account


def is_known_for(account: Account) -> bool:
    """Whether this browser was signed in before, and the account was not closed to all since."""
    kept = this_device().accounts.get(account.id.hex, "")
    return hmac.compare_digest(kept, trace_of(account))


def was_used_by(account: Account) -> bool:
    """Whether this browser was signed in before, whatever was ended everywhere since."""
    return account.id.hex in this_device().accounts


def this_device() -> Device:
    """What the cookie says; a device without a name for every other browser."""
    try:
        key, accounts = _serializer().loads(request.cookies.get(_name(), ""))
    except (BadData, ValueError):
        return Device("", {})
    return Device(key, accounts)


def _leave_cookie(response: Response) -> Response:
    account = g.pop("device_known_for", None)
    if account is not None and response.status_code < 400:
        device = this_device()
        others = [each for each in device.accounts.items() if each[0] != account.id.hex]
        accounts = dict([*others, (account.id.hex, trace_of(account))][-MOST_ACCOUNTS:])
        response.set_cookie(
            _name(),
            _serializer().dumps([device.key or secrets.token_urlsafe(16), accounts]),
            max_age=KEPT_SECONDS,
            secure=_settings().is_production,
            httponly=True,
            samesite="Lax",
        )
    return response


def _name() -> str:
    return "__Host-geraet" if _settings().is_production else "geraet"


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(_settings().secret_keys, salt="known-device")


def _settings() -> Settings:
    return current_app.extensions["settings"]
