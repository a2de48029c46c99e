"""Sign in, register, confirm, recover, and keep one's own account."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from models import BrowserSession, policies
from webapp import factors
from webapp.access import current_user, permitted, public
from webapp.accounts import forms, operations, queries
from webapp.accounts.throttles import throttled
from webapp.clock import now
from webapp.database import after_commit, get_session
from webapp.jobs import wake_worker
from webapp.kept import kept_form
from webapp.known_devices import remember_device
from webapp.links import home_url
from webapp.pace import evenly
from webapp.sessions import begin_session, current_browser_session, end_session
from webapp.signing_in import go_on
from webapp.tokens import Purpose, read_token

bp = Blueprint("accounts", __name__)

GONE = 410
"""For links that were replaced, are too old or never were ours; all three look the same."""


@bp.route("/anmelden", methods=["GET", "POST"])
@public
@throttled
@evenly
def sign_in():
    """Open a session for somebody who knows address and password."""
    user = current_user()
    if user is not None and request.method == "GET":
        return redirect(home_url(user))
    form = forms.SignInForm()
    if form.validate_on_submit():
        account = operations.authenticate(get_session(), form.email.data, form.password.data)
        if account is not None and account.is_confirmed:
            return go_on(account)
        if account is not None:
            operations.send_confirmation(get_session(), account, now())
            after_commit(wake_worker)
            return redirect(url_for(".confirm_first"))
        form.refuse()
    return render_template("accounts/sign_in.html", form=form, kept=kept_form()), form.status


@bp.post("/abmelden")
@public
def sign_out():
    """Close the session of this browser."""
    end_session()
    flash(_("Sie sind abgemeldet."))
    return redirect(url_for("public.start"))


@bp.route("/registrieren", methods=["GET", "POST"])
@public
@throttled
@evenly
def register():
    """Let a company open its account."""
    form = forms.RegisterForm()
    form.offer(queries.municipalities(get_session()))
    if form.validate_on_submit():
        operations.register_company(get_session(), now(), **form.values)
        after_commit(wake_worker)
        return redirect(url_for(".registered"))
    return render_template("accounts/register.html", form=form), form.status


@bp.get("/registrieren/geschafft")
@public
def registered():
    """Say that a mail is on its way; the same for every address."""
    return render_template("accounts/registered.html")


@bp.get("/bestaetigen")
@public
def confirm_first():
    """Say that the address has to be confirmed; only after the right password."""
    return render_template("accounts/confirm_first.html")


@bp.route("/bestaetigen/<token>", methods=["GET", "POST"])
@public
def confirm(token: str):
    """Confirm an address by a button, because mail scanners open links by themselves."""
    link = read_token(get_session(), token, Purpose.CONFIRM)
    if link is None or not (link.is_fresh or link.account.is_confirmed):
        return render_template("accounts/link_gone.html"), GONE
    if link.account.is_confirmed:
        return render_template("accounts/already_confirmed.html")
    if request.method == "POST":
        operations.confirm_address(get_session(), link.account, now())
        remember_device(link.account)
        flash(_("Ihre E-Mail-Adresse ist bestätigt. Bitte melden Sie sich jetzt an."))
        return redirect(url_for(".sign_in"))
    return render_template("accounts/confirm.html", account=link.account)


@bp.route("/passwort-vergessen", methods=["GET", "POST"])
@public
@throttled
@evenly
def forget_password():
    """Send a link for a new password to an address, if it is known."""
    form = forms.ForgottenForm()
    if form.validate_on_submit():
        operations.forget_password(get_session(), form.email.data, now())
        after_commit(wake_worker)
        return redirect(url_for(".password_link_sent"))
    return render_template("accounts/forget_password.html", form=form), form.status


@bp.get("/passwort-vergessen/unterwegs")
@public
def password_link_sent():
    """Say that a mail is on its way; the same for every address."""
    return render_template("accounts/password_link_sent.html")


@bp.route("/passwort/<token>", methods=["GET", "POST"])
@public
def set_password(token: str):
    """Take a password from somebody who got our mail: forgotten, or invited."""
    link = read_token(get_session(), token, Purpose.PASSWORD, Purpose.INVITATION)
    if link is None or not link.is_fresh:
        return render_template("accounts/link_gone.html"), GONE
    form = forms.SetPasswordForm()
    form.expect(link.account, factors.least_password(link.account))
    if form.validate_on_submit():
        operations.set_password(get_session(), link.account, form.password.data, now())
        remember_device(link.account)
        flash(_("Ihr Passwort ist gespeichert. Bitte melden Sie sich jetzt damit an."))
        return redirect(url_for(".sign_in"))
    is_invited = link.purpose is Purpose.INVITATION
    page = render_template(
        "accounts/set_password.html",
        form=form,
        account=link.account,
        is_invited=is_invited,
        token=token,
    )
    return page, form.status


@bp.post("/einladung/<token>/ablehnen")
@public
def decline_invitation(token: str):
    """Erase an account that somebody else opened, at the wish of whoever has the mailbox."""
    link = read_token(get_session(), token, Purpose.INVITATION)
    if link is None or not link.is_fresh:
        return render_template("accounts/link_gone.html"), GONE
    operations.decline_invitation(get_session(), link.account, now())
    flash(_("Die Einladung ist abgelehnt, das Konto ist gelöscht."), "success")
    return redirect(url_for("public.start"))


@bp.get("/konto")
@permitted(policies.may_use_account)
def show():
    """Show what is kept about the account."""
    return render_template(
        "accounts/show.html",
        account=current_user(),
        here=current_browser_session(),
        sessions=queries.open_sessions(get_session(), current_user(), now()),
        factor=factors.factor_of(get_session(), current_user()),
    )


@bp.route("/konto/angaben", methods=["GET", "POST"])
@permitted(policies.may_use_account)
def change_details():
    """Change function, telephone and language."""
    form = forms.DetailsForm(obj=current_user())
    if form.validate_on_submit():
        operations.change_details(get_session(), current_user(), now(), **form.values)
        session["language"] = form.language.data
        flash(_("Ihre Angaben sind gespeichert."))
        return redirect(url_for(".show"))
    return render_template("accounts/change_details.html", form=form), form.status


@bp.route("/konto/passwort", methods=["GET", "POST"])
@permitted(policies.may_use_account)
@throttled
def change_password():
    """Change the password; this browser stays signed in, all others do not."""
    form, account = forms.ChangePasswordForm(), current_user()
    form.expect(account, factors.least_password(account))
    if form.validate_on_submit():
        if operations.change_password(
            get_session(), account, form.current_password.data, form.password.data, now()
        ):
            begin_session(account)
            flash(_("Ihr Passwort ist geändert. Auf allen anderen Geräten sind Sie abgemeldet."))
            return redirect(url_for(".show"))
        form.refuse()
    return render_template("accounts/change_password.html", form=form), form.status


@bp.post("/konto/sitzung-verlaengern")
@permitted(policies.may_use_account)
def extend_session():
    """Stay signed in: any request is a sign of life, and this one does nothing else."""
    if request.headers.get("X-Requested-With") == "fetch":
        return render_template("layout/session.html")
    return redirect(home_url(current_user()))


@bp.post("/konto/sitzungen/<uuid:browser_session_id>/beenden", endpoint="end_session")
@permitted(policies.may_end_session, BrowserSession)
def end_one_session(browser_session: BrowserSession):
    """Sign one browser out."""
    operations.end_session(get_session(), browser_session, now())
    flash(_("Die Sitzung ist beendet."))
    return redirect(url_for(".show"))


@bp.post("/konto/sonst-abmelden")
@permitted(policies.may_use_account)
def end_other_sessions():
    """Sign out on every device but this one."""
    operations.end_other_sessions(get_session(), current_user(), current_browser_session(), now())
    flash(_("Auf allen anderen Geräten sind Sie abgemeldet."))
    return redirect(url_for(".show"))


@bp.post("/konto/ueberall-abmelden")
@permitted(policies.may_use_account)
def end_sessions():
    """Sign out on every device, this one included."""
    operations.end_sessions(get_session(), current_user(), now())
    end_session()
    flash(_("Sie sind auf allen Geräten abgemeldet."))
    return redirect(url_for(".sign_in"))
