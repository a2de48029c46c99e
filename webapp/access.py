"""Default deny: every view names the policy that opens it, and nothing else decides."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, login_user, logout_user
from flask_login import current_user as login_proxy
from werkzeug.exceptions import Conflict

from models import (
    Account,
    Challenge,
    Company,
    Competence,
    Introduction,
    Match,
    OutgoingMail,
    Profile,
    Teaser,
    policies,
)
from webapp.clock import now
from webapp.database import get_session
from webapp.errors import show_session_expired

View = Callable[..., Any]
log = structlog.get_logger(__name__)

VIEWING: dict[type, Callable[..., bool]] = {
    Challenge: policies.may_view_challenge,
    Company: policies.may_view_company,
    Competence: policies.may_edit_competence,
    Introduction: policies.may_view_introduction,
    Match: policies.may_view_match,
    Profile: policies.may_view_profile,
    Teaser: policies.may_view_teaser,
}
"""Who may know that an object exists; to everybody else it answers like an unknown id."""


class SignedIn(UserMixin):
    """What Flask-Login keeps: an account, known by an id that changes with its session token."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def get_id(self) -> str:
        """Account id and session token; a new token ends every session at once."""
        return f"{self.account.id}:{self.account.session_token}"


def load_signed_in(session_id: str) -> SignedIn | None:
    """The account of a session, unless its token was replaced or the account deactivated."""
    account_id, _, token = session_id.partition(":")
    key = object_id(account_id)
    account = get_session().get(Account, key) if key else None
    if account is None or not policies.is_active(account) or account.session_token != token:
        return None
    return SignedIn(account)


def current_user() -> Account | None:
    """The account that is signed in."""
    return getattr(login_proxy, "account", None)


def begin_session(account: Account) -> None:
    """Sign in with a session that carries nothing over but the language and the way back."""
    kept = {key: session[key] for key in ("language", "next") if key in session}
    # What changed lies in the cookie of this answer, so a repeated post must do it again.
    g.pop("post_key", None)
    session.clear()
    session.update(kept)
    login_user(SignedIn(account))


def end_session() -> None:
    """Sign out and forget the session."""
    g.pop("post_key", None)
    logout_user()
    session.clear()


def public(view: View) -> View:
    """Open to everybody."""
    view.policy = "public"  # type: ignore[attr-defined]
    return view


def permitted(policy: Callable[..., bool], model: type | None = None) -> Callable[[View], View]:
    """Open a view to those the policy admits; with a model, load the object from the URL first.

    The URL's `<uuid:challenge_id>` becomes the argument `challenge`. An object the user may not
    know of is a 404 like any unknown id; one they may see but not act on (any more) is a 409.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            user = current_user()
            if user is None and policy not in OPEN_TO_ANONYMOUS:
                return _ask_to_sign_in()
            if model is None:
                if not policy(user, now()):
                    abort(403)
                return view(**arguments)
            name = "mail" if model is OutgoingMail else model.__name__.lower()
            subject = get_session().get(model, arguments.pop(f"{name}_id"))
            if subject is None or not policy(user, subject, now()):
                _deny(user, subject)
            return view(**{name: subject}, **arguments)

        guarded.policy = policy  # type: ignore[attr-defined]
        guarded.model = model  # type: ignore[attr-defined]
        return guarded

    return decorate


OPEN_TO_ANONYMOUS = {policies.may_view_profile}


def may(policy_name: str, *subject: Any) -> bool:
    """Ask a policy by name from a template: `may("may_take_lead", challenge)`."""
    return bool(getattr(policies, policy_name)(current_user(), *subject, now()))


def init_app(app: Flask) -> None:
    """Know who is signed in and refuse every endpoint that declares no policy."""
    login = LoginManager(app)
    login.user_loader(load_signed_in)
    app.before_request(_refuse_undeclared)
    app.jinja_env.globals["may"] = may
    app.context_processor(lambda: {"current_account": current_user()})


def _refuse_undeclared() -> None:
    if request.endpoint is None or request.endpoint == "static":
        return
    if not hasattr(current_app.view_functions[request.endpoint], "policy"):
        abort(404)


def _ask_to_sign_in() -> Any:
    if request.method == "POST" and (answer := show_session_expired(401)):
        return answer
    session["next"] = request.full_path if request.method == "GET" else url_for("public.start")
    return redirect(url_for("accounts.sign_in"))


def _deny(user: Account | None, subject: Any) -> None:
    viewing = VIEWING.get(type(subject))
    if viewing is not None and viewing(user, subject, now()):
        raise Conflict
    log.info("authz.denied", endpoint=request.endpoint, user=str(user.id) if user else None)
    abort(404)


def object_id(value: str) -> uuid.UUID | None:
    """An id from a form or query, or None when it is none."""
    try:
        return uuid.UUID(value)
    except ValueError:
        return None
