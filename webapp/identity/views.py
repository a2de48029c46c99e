"""Prove who one is, and change the mail address."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import policies
from webapp import stepping_up
from webapp.access import current_user, permitted, public
from webapp.clock import now
from webapp.database import after_commit, get_session
from webapp.identity import forms, operations
from webapp.identity.operations import Proof
from webapp.jobs import wake_worker
from webapp.kept import kept_form
from webapp.known_devices import remember_device
from webapp.pace import evenly
from webapp.sessions import begin_session
from webapp.signing_in import few_codes, way_back
from webapp.stepping_up import proven
from webapp.tokens import Purpose, read_token

bp = Blueprint("identity", __name__, url_prefix="/konto")

GONE = 410


@bp.route("/bestaetigen", methods=["GET", "POST"])
@permitted(policies.may_use_account)
@few_codes
def prove():
    """Ask for the password again, and go on with what somebody was about to do."""
    account, form = current_user(), stepping_up.proof_form(current_user())
    if form.validate_on_submit():
        code = form.code.data if "code" in form else ""
        match operations.prove(get_session(), account, form.password.data, code, now()):
            case Proof.WRONG_PASSWORD:
                form.refuse_password()
            case Proof.WRONG_CODE:
                form.refuse_code()
            case Proof.GIVEN:
                return _go_on(account)
    return stepping_up.show_question(form, kept_form()), form.status


def _go_on(account):
    stepping_up.prove()
    if kept := kept_form():
        return render_template("identity/carry_on.html", kept=kept)
    flash(_("Danke. Sie können jetzt weitermachen."))
    return redirect(way_back(account))


@bp.route("/adresse", methods=["GET", "POST"])
@permitted(policies.may_use_account)
@proven()
@evenly
def change_address():
    """Ask for a new address and send a link there, whether or not somebody else has it."""
    form = forms.AddressForm()
    form.account = current_user()
    if form.validate_on_submit():
        operations.ask_for_address(get_session(), form.email.data, now(), by=current_user())
        after_commit(wake_worker)
        return redirect(url_for(".address_link_sent"))
    return render_template("identity/change_address.html", form=form), form.status


@bp.get("/adresse/unterwegs")
@permitted(policies.may_use_account)
def address_link_sent():
    """Say that a mail is on its way; the same for every address."""
    return render_template("identity/address_link_sent.html")


@bp.route("/adresse/<token>", methods=["GET", "POST"])
@public
def confirm_address(token: str):
    """Take the new address by a button, because mail scanners open links by themselves."""
    link = read_token(get_session(), token, Purpose.ADDRESS)
    if link is None or not link.is_fresh or link.address is None:
        return render_template("accounts/link_gone.html"), GONE
    form, is_signed_in = forms.Form(), current_user() is link.account
    if not form.validate_on_submit():
        return render_template("identity/confirm_address.html", link=link)
    if not operations.change_address(get_session(), link.account, link.address, now()):
        return render_template("accounts/link_gone.html"), GONE
    after_commit(wake_worker)
    remember_device(link.account)
    if is_signed_in:
        begin_session(link.account)
        flash(_("Ihre neue E-Mail-Adresse gilt. Auf allen anderen Geräten sind Sie abgemeldet."))
        return redirect(url_for("accounts.show"))
    flash(_("Ihre neue E-Mail-Adresse gilt. Bitte melden Sie sich damit an."))
    return redirect(url_for("accounts.sign_in"))
