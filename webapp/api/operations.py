"""Making and ending Zugänge für Programme."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import Account, ApiToken, InvalidTransition, Scope
from models.api_token import MOST_TOKENS
from webapp.api import queries
from webapp.audit import record
from webapp.database import hold
from webapp.mail import queue_mail


def create_token(
    session: Session,
    at: datetime,
    *,
    by: Account,
    name: str,
    scopes: Sequence[Scope],
    days: int,
) -> tuple[ApiToken, str]:
    """A new key for one program; its owner is told by mail, in case it was somebody else."""
    hold(session, by)
    if len(queries.open_tokens(session, by, at)) >= MOST_TOKENS:
        raise InvalidTransition("an account has only so many keys")
    token, key = ApiToken.issue(
        by,
        at,
        name=name,
        scopes=[each.value for each in scopes],
        expires_at=at + timedelta(days=days),
    )
    session.add(token)
    record(session, "zugang_angelegt", token, at, by=by, scopes=token.scopes)
    queue_mail(session, "program_access", by, at)
    return token, key


def end_token(session: Session, token: ApiToken, at: datetime, *, by: Account) -> None:
    """Its key opens nothing from the next request on."""
    hold(session, token)
    token.revoke(at)
    record(session, "zugang_beendet", token, at, by=by)
