"""Requests of programs: a key in a header and never a cookie, and in whose name it reads.

Under /api/ nobody is signed in by a browser. A key opens nothing by itself: an operation that names
a purpose (webapp/interfaces.py) acts for the key's account if the key was made for it and the
account may still give it away; every other operation answers everybody alike.
"""

from datetime import timedelta

import structlog
from flask import Flask, Response, abort, g, request
from limits import parse_many
from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import TooManyRequests, Unauthorized

from models import ApiToken, Scope, policies
from models.api_token import KEPT_AFTER_THE_END
from models.session import hash_key
from webapp import factors
from webapp.clock import now
from webapp.database import database, get_session
from webapp.paths import is_program
from webapp.security import client_place, limiter

USED_EVERY = timedelta(minutes=1)
PER_TOKEN = parse_many("600 per 10 minutes")
PER_PLACE = parse_many("1200 per 10 minutes")
"""More, because a campus shares one address."""
COME_BACK_SECONDS = 60

log = structlog.get_logger(__name__)


def init_app(app: Flask) -> None:
    """Recognise programs before anything is looked up for them."""
    app.before_request(_recognise)
    app.after_request(_note_use)


def act_for(scope: Scope) -> None:
    """Read in the name of the key's account from here on; refuses a key made for other things."""
    token: ApiToken | None = g.get("api_token")
    if token is None:
        raise Unauthorized
    if scope not in token.known_scopes & set(policies.offered_scopes(token.account, now())):
        abort(403)
    g.acting_account = token.account


def open_token(session: Session, key: str) -> ApiToken | None:
    """The token a key belongs to, if its account and the key are still good for anything."""
    query = select(ApiToken).where(ApiToken.key_hash == hash_key(key))
    token = session.scalars(query.options(joinedload(ApiToken.account))).one_or_none()
    if token is None or not token.opens_with(key) or not token.is_open(now()):
        return None
    account = token.account
    lacks_factor = factors.is_required(account) and factors.factor_of(session, account) is None
    return token if policies.is_active(account) and not lacks_factor else None


def note_use(token: ApiToken) -> None:
    """Write down, after the answer is written, that the key was used in this minute."""
    if token.last_used_at is None or now() - token.last_used_at >= USED_EVERY:
        g.token_used = token.id


def count_request(token: ApiToken | None) -> None:
    """Refuse a place, or a key, that asks more often than it may."""
    allowed = limiter.allows(PER_PLACE, "api", client_place()) and (
        token is None or limiter.allows(PER_TOKEN, "api-token", token.id.hex)
    )
    if not allowed:
        raise TooManyRequests(retry_after=COME_BACK_SECONDS)


def forget_old_tokens(session: Session) -> None:
    """Delete the rows of keys that open nothing any more."""
    long_ago = now() - KEPT_AFTER_THE_END
    ended = (ApiToken.expires_at < long_ago) | (ApiToken.revoked_at < long_ago)
    session.execute(delete(ApiToken).where(ended))


def _recognise() -> None:
    if not is_program():
        return
    token = None
    if "Authorization" in request.headers:
        sent = request.authorization
        is_bearer = sent is not None and sent.type == "bearer"
        token = open_token(get_session(), sent.token) if is_bearer and sent.token else None
    count_request(token)
    if "Authorization" in request.headers and (token is None or token.is_feed):
        log.info("token.refused", endpoint=request.endpoint)
        raise Unauthorized
    if token is not None:
        g.api_token = token
        note_use(token)


def _note_use(response: Response) -> Response:
    if is_program():
        response.vary.update(("Authorization", "Accept"))
    token_id = g.pop("token_used", None)
    if token_id is None:
        return response
    # The answer is written, so its session need not keep this one waiting.
    get_session().close()
    try:
        with database().writing() as writing:
            writing.execute(
                update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now())
            )
    except OperationalError as error:
        log.warning("token.not_noted", error=type(error.orig).__name__)
    return response
