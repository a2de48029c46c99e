"""Sessions: the browser's signed cookie holds a key, a row says whether the key is still good.

Nothing a late answer sets in the browser revives a session, because the row decides.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from flask import Flask, Response, g, request, session
from flask_login import LoginManager, UserMixin, login_user, logout_user
from flask_login import current_user as login_proxy
from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from models import Account, BrowserSession, policies
from models.session import hash_key
from webapp.clock import now
from webapp.database import database, get_session
from webapp.devices import describe_device
from webapp.known_devices import remember_device

WARNED_BEFORE = timedelta(minutes=5)
SEEN_EVERY = timedelta(minutes=1)
KEPT_FOR = timedelta(days=30)
"""How long a row stays after it was last seen, so that its owner can look back."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class SessionEnd:
    """When the session of this browser ends; `seconds` are counted from this answer."""

    at: datetime
    seconds: int
    warned_in: int
    is_near: bool
    is_final: bool
    """Whether it ends then whatever its owner does."""


class SignedIn(UserMixin):
    """What Flask-Login keeps: an account, known by the key that only this browser holds."""

    def __init__(self, browser_session: BrowserSession, key: str) -> None:
        self.browser_session = browser_session
        self.account = browser_session.account
        self._key = key

    def get_id(self) -> str:
        """The key; its row is found by the hash."""
        return self._key


def init_app(app: Flask) -> None:
    """Know who is signed in, and note signs of life after the commit."""
    login = LoginManager(app)
    login.user_loader(load_signed_in)
    app.after_request(_note_sign_of_life)
    app.context_processor(lambda: {"session_end": session_end()})


def load_signed_in(key: str) -> SignedIn | None:
    """Whoever the key belongs to, unless the session ended or the account was deactivated."""
    query = select(BrowserSession).where(BrowserSession.key_hash == hash_key(key))
    found = get_session().scalars(query.options(joinedload(BrowserSession.account))).one_or_none()
    if found is None or not policies.is_active(found.account):
        return None
    if not found.is_open(now()):
        if not found.is_ended:
            # Written down, so that no clock that is set back opens it again.
            g.sign_of_life = _ending(found)
        return None
    if now() - found.last_seen_at >= SEEN_EVERY:
        g.sign_of_life = _seen(found)
        # For this answer only; what is stored is written after the commit.
        set_committed_value(found, "last_seen_at", now())
    return SignedIn(found, key)


def current_browser_session() -> BrowserSession | None:
    """The session of this browser."""
    return getattr(login_proxy, "browser_session", None)


def session_end() -> SessionEnd | None:
    """When somebody signed in has to do something to stay so; None for everybody else."""
    current = current_browser_session()
    if current is None:
        return None
    left = current.ends_at - now()
    return SessionEnd(
        at=current.ends_at,
        seconds=int(left.total_seconds()),
        warned_in=max(0, int((left - WARNED_BEFORE).total_seconds())),
        is_near=left <= WARNED_BEFORE,
        is_final=current.ends_at == current.must_end_at,
    )


def begin_session(account: Account) -> BrowserSession:
    """Sign in with a session that carries nothing over but the language and the way back."""
    kept = {key: session[key] for key in ("language", "next") if key in session}
    # What changed lies in the cookie of this answer, so a repeated post must do it again.
    g.pop("post_key", None)
    if (before := current_browser_session()) is not None:
        before.end(now())
    key = secrets.token_urlsafe(32)
    begun = BrowserSession(
        key_hash=hash_key(key),
        account=account,
        session_token=account.session_token,
        device=describe_device(request.user_agent.string),
        created_at=now(),
        last_seen_at=now(),
    )
    get_session().add(begun)
    remember_device(account)
    session.clear()
    # Flask-WTF keeps the token that went with the old session.
    g.pop("csrf_token", None)
    session.update(kept)
    login_user(SignedIn(begun, key))
    return begun


def end_session() -> None:
    """Sign out and forget the session."""
    g.pop("post_key", None)
    if (ended := current_browser_session()) is not None:
        ended.end(now())
    logout_user()
    session.clear()


def forget_old_sessions() -> None:
    """Delete the rows of browsers not seen for long; whoever looks after privacy counts on it."""
    with database().writing() as writing:
        long_ago = now() - KEPT_FOR
        writing.execute(delete(BrowserSession).where(BrowserSession.last_seen_at < long_ago))


def _ending(found: BrowserSession):
    return _change(found).values(ended_at=now())


def _seen(found: BrowserSession):
    return _change(found).where(BrowserSession.last_seen_at < now()).values(last_seen_at=now())


def _change(found: BrowserSession):
    return (
        update(BrowserSession)
        .where(BrowserSession.id == found.id, BrowserSession.ended_at.is_(None))
        .execution_options(synchronize_session=False)
    )


def _note_sign_of_life(response: Response) -> Response:
    change = g.pop("sign_of_life", None)
    if change is None:
        return response
    # The page is written, so its session need not keep this one waiting.
    get_session().close()
    try:
        with database().writing() as writing:
            writing.execute(change)
    except OperationalError as error:
        # Unwritten, the session ends too early rather than too late; the page itself is fine.
        log.warning("session.not_noted", error=type(error.orig).__name__)
    return response
