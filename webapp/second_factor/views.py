"""Ask for the second factor, set it up, renew its recovery codes."""

from typing import Any

from flask import Blueprint, redirect, render_template, session, url_for

from models import Account, policies
from webapp import factors, passwords
from webapp.access import current_user, permitted, public
from webapp.clock import now
from webapp.database import get_session
from webapp.kept import kept_form
from webapp.second_factor import forms
from webapp.signing_in import few_codes, finish, open_session, waiting_account, way_back

bp = Blueprint("second_factor", __name__)


@bp.route("/anmelden/zweiter-faktor", methods=["GET", "POST"])
@public
@few_codes
def enter():
    """Open the session for somebody who knows the code, too."""
    account = waiting_account()
    factor = factors.factor_of(get_session(), account) if account else None
    if account is None or factor is None:
        return redirect(url_for("accounts.sign_in"))
    form = forms.CodeForm()
    if form.validate_on_submit():
        if factors.is_right(get_session(), factor, form.code.data, now()):
            return finish(account)
        form.refuse()
    return render_template("second_factor/enter.html", form=form, kept=kept_form()), form.status


@bp.route("/anmelden/zweiter-faktor-einrichten", methods=["GET", "POST"])
@public
@few_codes
def set_up_first():
    """Set up the factor that somebody needs before they get any further."""
    account = waiting_account()
    if account is None or factors.factor_of(get_session(), account) is not None:
        return redirect(url_for("accounts.sign_in"))
    form = forms.FirstCodeForm()
    codes = _set_up(account, form) if form.validate_on_submit() else None
    if codes:
        open_session(account)
        return _show_codes(codes, way_back(account))
    return _show_set_up(account, form)


@bp.route("/konto/zweiter-faktor/einrichten", methods=["GET", "POST"])
@permitted(policies.may_use_account)
@few_codes
def set_up():
    """Set up a factor by oneself."""
    account, form = current_user(), forms.SetUpForm()
    if factors.factor_of(get_session(), account) is not None:
        return redirect(url_for(".show"))
    if form.validate_on_submit():
        stored = account.password_hash
        # Nothing has been changed yet, and others write while this hashes.
        get_session().rollback()
        if not passwords.is_right(form.password.data, stored):
            form.refuse_password()
        elif codes := _set_up(account, form):
            return _show_codes(codes, url_for("accounts.show"))
    return _show_set_up(account, form)


@bp.route("/konto/zweiter-faktor", methods=["GET", "POST"])
@permitted(policies.may_use_account)
@few_codes
def show():
    """Say what is set up, and give new recovery codes for a good code."""
    factor = factors.factor_of(get_session(), current_user())
    if factor is None:
        return redirect(url_for(".set_up"))
    form = forms.CodeForm()
    if form.validate_on_submit():
        if factors.is_right(get_session(), factor, form.code.data, now()):
            codes = factors.renew_recovery_codes(get_session(), factor, now())
            return _show_codes(codes, url_for("accounts.show"))
        form.refuse()
    return render_template("second_factor/show.html", form=form, factor=factor), form.status


def _set_up(account: Account, form: forms.FirstCodeForm) -> list[str] | None:
    sealed = session.get("new_factor", "")
    codes = factors.set_up(get_session(), account, sealed, form.code.data, now())
    if codes is None:
        form.refuse()
    else:
        session.pop("new_factor")
    return codes


def _show_set_up(account: Account, form: forms.FirstCodeForm) -> Any:
    secret = factors.open_secret(session.get("new_factor", ""))
    if secret is None:
        session["new_factor"] = factors.new_secret()
        secret = factors.open_secret(session["new_factor"])
    page = render_template(
        "second_factor/set_up.html",
        form=form,
        picture=factors.draw_code(account, secret),
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        is_required=factors.is_required(account),
    )
    return page, form.status


def _show_codes(codes: list[str], next_url: str) -> Any:
    return render_template("second_factor/recovery_codes.html", codes=codes, next_url=next_url)
