"""The way from the right password to the first page, past the second factor."""

import uuid
from datetime import timedelta
from typing import Any

from flask import g, redirect, render_template, session, url_for

from models import Account, policies
from webapp import factors
from webapp.access import current_user
from webapp.audit import record
from webapp.clock import now
from webapp.database import after_commit, get_session
from webapp.jobs import wake_worker
from webapp.kept import kept_form
from webapp.known_devices import is_known_for, this_device, was_used_by
from webapp.links import home_url, is_local
from webapp.mail import queue_mail
from webapp.security import client_place, limiter
from webapp.sessions import begin_session
from webapp.tokens import trace_of

PATIENCE = timedelta(minutes=10)
"""How long the right password waits for the second factor."""


def _whose() -> str:
    account = current_user() or waiting_account()
    if account is None:
        return client_place()
    return f"{account.id}|{this_device().key if is_known_for(account) else ''}"


few_codes = limiter.shared_limit(
    "5 per 5 minutes; 20 per hour; 50 per day", "codes", key_func=_whose, methods=["POST"]
)
"""Whoever gets here knows the password, so guesses count for the account from wherever.

A browser that was signed in before counts for itself, so that nobody who knows the password locks
the owner out.
"""


def go_on(account: Account) -> Any:
    """Open the session, or ask for the second factor that the account has or needs."""
    has_factor = factors.factor_of(get_session(), account) is not None
    if not has_factor and not factors.is_required(account):
        return finish(account)
    until = (now() + PATIENCE).isoformat()
    session["waiting"] = [account.id.hex, trace_of(account), until]
    # It lies in the cookie of this answer, so a repeated post must do it again.
    g.pop("post_key", None)
    step = url_for("second_factor.enter" if has_factor else "second_factor.set_up_first")
    if kept := kept_form():
        return render_template("accounts/continue.html", kept=kept, step=step)
    return redirect(step)


def waiting_account() -> Account | None:
    """Whoever gave the right password in this browser and has not given a code yet."""
    key, kept_trace, until = session.get("waiting", ("", "", ""))
    account = get_session().get(Account, uuid.UUID(key)) if key else None
    if account is None or not policies.is_active(account) or trace_of(account) != kept_trace:
        return None
    return account if now().isoformat() < until else None


def finish(account: Account) -> Any:
    """Open the session and lead to what was typed, to where one wanted to go, or home."""
    open_session(account)
    if kept := kept_form():
        session.pop("next", None)
        return render_template("accounts/continue.html", kept=kept, step=None)
    return redirect(way_back(account))


def open_session(account: Account) -> None:
    """Sign in and write it down; of a browser never used before, the owner hears by mail."""
    is_strange = not was_used_by(account)
    begun = begin_session(account)
    record(get_session(), "angemeldet", account, now(), by=account)
    if is_strange:
        queue_mail(get_session(), "new_device", account, now(), browser_session=begun)
        after_commit(wake_worker)


def way_back(account: Account) -> str:
    """Where one wanted to go before signing in, else home."""
    target = (session.pop("next", None) or "").removesuffix("?")
    return target if is_local(target) and target != "/" else home_url(account)
