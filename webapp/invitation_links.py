"""Links by which a company answers one invitation to a project with others, without signing in.

A link is for one invitation, one account and the words that account was shown. It dies on the day
of the invitation, and with the sessions or the address of the account, whatever others answer.
"""

import hashlib
import hmac
import uuid
from datetime import datetime

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Session

from models import Account, JointMember, policies
from webapp.config import Settings
from webapp.tokens import trace_of_link


def make_invitation_token(member: JointMember, account: Account) -> str:
    """The secret part of a link; made when the mail leaves, so that it waits in no queue."""
    return str(_signer().dumps([member.id.hex, account.id.hex, _trace_of(member, account)]))


def read_invitation_token(
    session: Session, token: str, at: datetime
) -> tuple[JointMember, Account] | None:
    """The invitation that may be answered with it now, and by whom; None for everything else."""
    try:
        member_key, account_key, trace = _signer().loads(token)
        member = session.get(JointMember, uuid.UUID(member_key))
        account = session.get(Account, uuid.UUID(account_key))
    except (BadData, ValueError, TypeError, AttributeError):
        return None
    if member is None or account is None:
        return None
    if not policies.may_answer_invitation(account, member, at):
        return None
    is_same = hmac.compare_digest(str(trace), _trace_of(member, account))
    return (member, account) if is_same else None


def _trace_of(member: JointMember, account: Account) -> str:
    traced = f"{trace_of_link(account)} {member.id.hex} {member.text_version}"
    return hashlib.sha256(traced.encode()).hexdigest()[:32]


def _signer() -> URLSafeSerializer:
    settings: Settings = current_app.extensions["settings"]
    return URLSafeSerializer(settings.secret_keys, salt="invitation-link")
