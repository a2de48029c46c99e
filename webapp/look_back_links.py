"""The mailed link by which somebody of a company says what became of one case.

It is made for one account and one case, ends after a while, and dies like every mailed link with
the sessions or the address of its account, and with the case. It signs nobody in.
"""

import hashlib
import hmac
import uuid
from datetime import UTC, datetime, timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Session

from models import Account, Challenge, policies
from webapp.clock import now
from webapp.config import Settings
from webapp.tokens import trace_of

LIFETIME = timedelta(days=30)


def make_look_back_token(account: Account, challenge: Challenge) -> str:
    """The secret part of the link; made when the mail leaves."""
    ends = int((now() + LIFETIME).timestamp())
    return _signer().dumps([account.id.hex, challenge.id.hex, _trace(account), ends])


def read_look_back_token(
    session: Session, token: str, at: datetime
) -> tuple[Challenge, Account] | None:
    """The case, and to whom the link was sent; None for everything that opens nothing any more."""
    try:
        account_key, case_key, trace, ends = _signer().loads(token)
    except (BadData, ValueError, TypeError):
        return None
    account = session.get(Account, uuid.UUID(account_key))
    challenge = session.get(Challenge, uuid.UUID(case_key))
    if account is None or challenge is None or at > datetime.fromtimestamp(ends, UTC):
        return None
    if not hmac.compare_digest(trace, _trace(account)):
        return None
    return (challenge, account) if policies.may_answer_follow_up(account, challenge, at) else None


def _trace(account: Account) -> str:
    return hashlib.sha256(f"{trace_of(account)} {account.email}".encode()).hexdigest()[:32]


def _signer() -> URLSafeSerializer:
    settings: Settings = current_app.extensions["settings"]
    return URLSafeSerializer(settings.secret_keys, salt="look-back-link")
