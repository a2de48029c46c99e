"""Grave steps ask once more who one is, so that no browser left open takes them.

What was typed into the form of such a step is carried through the question and then sent.
"""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import login_user
from wtforms import PasswordField, StringField

from models import Account
from models.session import hash_key
from webapp import factors
from webapp.access import current_user
from webapp.clock import now
from webapp.database import SAFE_METHODS, get_session
from webapp.forms import AtMost, Form, Required
from webapp.kept import keep_whole_form
from webapp.passwords import MOST
from webapp.sessions import SignedIn, current_browser_session

View = Callable[..., Any]


class ProofForm(Form):
    """The password again, and a code of the second factor where there is one."""

    password = PasswordField(
        _l("Ihr Passwort"),
        [Required(_l("Bitte geben Sie Ihr Passwort ein.")), AtMost(MOST)],
        render_kw={"autocomplete": "current-password"},
    )
    code = StringField(
        _l("Code"),
        [Required(_l("Bitte geben Sie den Code ein.")), AtMost(40)],
        description=_l("Sechs Ziffern aus der App auf Ihrem Telefon, oder ein Notfallcode."),
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false"},
    )

    def refuse_password(self) -> None:
        """It was another one."""
        self.password.errors = [_("Das Passwort stimmt nicht.")]

    def refuse_code(self) -> None:
        """Wrong, too old or used before."""
        self.code.errors = [
            _("Dieser Code gilt nicht oder nicht mehr. Bitte nehmen Sie den nächsten.")
        ]


def proven(lands_on: str | None = None) -> Callable[[View], View]:
    """Let a view act only for somebody who proved lately who they are.

    Whoever has to prove it first comes back to the same page, or to the endpoint `lands_on` where
    the view answers with a file and no page.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            current = current_browser_session()
            if current is not None and current.is_fresh(now()):
                return view(**arguments)
            if request.method in SAFE_METHODS:
                session["next"] = url_for(lands_on) if lands_on else request.full_path
                return redirect(url_for("identity.prove"))
            return show_question(proof_form(current_user()), keep_whole_form()), 401

        guarded.is_proven = True  # type: ignore[attr-defined]
        return guarded

    return decorate


def proof_form(account: Account) -> ProofForm:
    """The form of whoever is signed in."""
    form = ProofForm()
    if factors.factor_of(get_session(), account) is None:
        del form.code
    return form


def show_question(form: ProofForm, kept: Any) -> str:
    """The page that asks, with what was typed behind it."""
    return render_template("identity/prove.html", form=form, kept=kept)


def prove() -> None:
    """Note the proof; the browser gets a new key, and the one before opens nothing any more."""
    current = current_browser_session()
    if current is None:
        return
    key = secrets.token_urlsafe(32)
    current.prove(hash_key(key), now())
    # It lies in the cookie of this answer, so a repeated post must do it again.
    g.pop("post_key", None)
    login_user(SignedIn(current, key))
