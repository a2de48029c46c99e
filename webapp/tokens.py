"""Signed links: each for one purpose, for a while, dead when the account's sessions end.

The link by which a need is handed in belongs to no account; it is dead once a word was changed.
"""

import enum
import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from models import Account, InterimNeed
from webapp.clock import now
from webapp.config import Settings


class Purpose(enum.Enum):
    """What a link may be used for."""

    CONFIRM = "confirm"
    PASSWORD = "password"  # noqa: S105 (a word, no secret)
    INVITATION = "invitation"
    ADDRESS = "address"


NEED_LIFETIME = timedelta(days=7)
"""How long the owner of a mailbox may take to hand a need in that was described for it."""

LIFETIMES = {
    Purpose.CONFIRM: timedelta(days=2),
    Purpose.PASSWORD: timedelta(hours=2),
    Purpose.INVITATION: timedelta(days=14),
    Purpose.ADDRESS: timedelta(days=1),
}


class _ClockSigner(TimestampSigner):
    """Stamps with the application's clock."""

    def get_timestamp(self) -> int:
        return int(now().timestamp())


@dataclass(frozen=True)
class Link:
    """A genuine link, with its account and whether it may still be used."""

    account: Account
    purpose: Purpose
    is_fresh: bool
    address: str | None = None
    """The mailbox that a link vouches for, where it is not the account's own."""


def make_token(account: Account, purpose: Purpose, address: str | None = None) -> str:
    """The secret part of a link; made when the mail leaves, so that it waits in no queue."""
    vouched = [address] if address else []
    return _serializer(purpose).dumps([account.id.hex, trace_of_link(account), *vouched])


def read_token(session: Session, token: str, *purposes: Purpose) -> Link | None:
    """The link behind a token made for one of these purposes; None for everything forged."""
    for purpose in purposes:
        try:
            (key, trace, *vouched), made_at = _serializer(purpose).loads(
                token, return_timestamp=True
            )
        except (BadData, ValueError, TypeError):
            continue
        account = session.get(Account, uuid.UUID(key))
        if account is None:
            return None
        is_fresh = _is_fresh(account, trace, made_at + LIFETIMES[purpose])
        return Link(account, purpose, is_fresh, *vouched[:1])
    return None


def make_need_token(need: InterimNeed) -> str:
    """The secret part of a link by which the owner of a mailbox hands a need in."""
    return _signer("need-link").dumps([need.id.hex, need.text_version])


def read_need_token(session: Session, token: str) -> InterimNeed | None:
    """The need as it was when the link was sent; None once it was changed or handed in."""
    try:
        (key, version), made_at = _signer("need-link").loads(token, return_timestamp=True)
    except (BadData, ValueError, TypeError):
        return None
    need = session.get(InterimNeed, uuid.UUID(key))
    if need is None or now() > made_at + NEED_LIFETIME or not need.is_kept(now()):
        return None
    if need.email is None or not hmac.compare_digest(version, need.text_version):
        return None
    return need


def _is_fresh(account: Account, trace: str, expires_at: datetime) -> bool:
    return (
        account.is_active
        and now() <= expires_at
        and hmac.compare_digest(trace, trace_of_link(account))
    )


def _serializer(purpose: Purpose) -> URLSafeTimedSerializer:
    return _signer(f"account-link.{purpose.value}")


def _signer(salt: str) -> URLSafeTimedSerializer:
    settings: Settings = current_app.extensions["settings"]
    return URLSafeTimedSerializer(settings.secret_keys, salt=salt, signer=_ClockSigner)


def trace_of_link(account: Account) -> str:
    """A link lies in the mailbox it was sent to, so another address ends it, too."""
    return hashlib.sha256(f"{trace_of(account)} {account.email}".encode()).hexdigest()[:32]


def trace_of(account: Account) -> str:
    """Of the session token, which itself stays out of mails."""
    return hashlib.sha256(account.session_token.encode()).hexdigest()[:32]
