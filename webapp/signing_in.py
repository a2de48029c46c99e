"""The way from the right password to the first page, past the second factor."""

import uuid
from datetime import timedelta
from typing import Any

from flask import g, redirect, render_template, session, url_for

from models import Account, policies
from webapp import factors
from webapp.audit import record
from webapp.clock import now
from webapp.database import get_session
from webapp.kept import kept_form
from webapp.links import home_url, is_local
from webapp.sessions import begin_session
from webapp.tokens import trace_of

PATIENCE = timedelta(minutes=10)
"""How long the right password waits for the second factor."""


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
    """Sign in and write it down."""
    begin_session(account)
    record(get_session(), "angemeldet", account, now(), by=account)


def way_back(account: Account) -> str:
    """Where one wanted to go before signing in, else home."""
    target = (session.pop("next", None) or "").removesuffix("?")
    return target if is_local(target) and target != "/" else home_url(account)
