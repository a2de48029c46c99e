"""Operating: accounts, failed work, and in the demo a mailbox for everybody."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import format_timedelta
from flask_babel import gettext as _

from models import Account, Job, OutgoingMail, Role, policies
from webapp import factors, matching
from webapp.access import current_user, object_id, permitted, public
from webapp.admin import forms, operations, queries
from webapp.clock import now
from webapp.database import after_commit, get_session
from webapp.jobs import wake_worker
from webapp.mail_labels import mail_label
from webapp.memberships import cases_led_by, deactivate_account, move_account
from webapp.stepping_up import proven

bp = Blueprint("admin", __name__)


@bp.get("/betrieb/konten")
@permitted(policies.may_administer)
def accounts():
    """List who may sign in."""
    form = forms.RoleFilterForm(request.args)
    found = queries.accounts(get_session(), form.role)
    return render_template(
        "admin/accounts.html",
        form=form,
        accounts=found,
        organisation_of=queries.organisation_of,
        with_factor=queries.accounts_with_factor(get_session()),
    )


@bp.get("/betrieb/konten/einladen")
@permitted(policies.may_administer)
def choose_role():
    """Ask in which role somebody is invited."""
    return render_template("admin/choose_role.html", roles=list(Role))


@bp.route("/betrieb/konten/einladen/<role_name>", methods=["GET", "POST"])
@permitted(policies.may_administer)
@proven()
def invite(role_name: str):
    """Invite somebody in a role."""
    role = next((each for each in Role if each.value == role_name), None) or abort(404)
    form = forms.INVITATIONS[role]()
    form.offer(get_session())
    if form.validate_on_submit():
        account = operations.invite(get_session(), role, now(), by=current_user(), **form.values)
        after_commit(wake_worker)
        flash(_("Die Einladung an %(address)s ist unterwegs.", address=account.email))
        return redirect(url_for(".accounts"))
    return render_template("admin/invite.html", form=form, role=role), form.status


@bp.post("/betrieb/konten/<uuid:account_id>/erneut-einladen")
@permitted(policies.may_manage_account, Account)
def invite_again(account: Account):
    """Send an invitation once more."""
    operations.invite_again(get_session(), account, now(), by=current_user())
    after_commit(wake_worker)
    flash(_("Die Einladung an %(address)s ist noch einmal unterwegs.", address=account.email))
    return redirect(url_for(".accounts"))


@bp.route("/betrieb/konten/<uuid:account_id>/deaktivieren", methods=["GET", "POST"])
@permitted(policies.may_manage_account, Account)
def deactivate(account: Account):
    """Ask first, then take every right away."""
    if request.method == "POST":
        deactivate_account(get_session(), account, now(), by=current_user())
        flash(_("Das Konto %(address)s ist deaktiviert.", address=account.email))
        return redirect(url_for(".accounts"))
    led = cases_led_by(get_session(), account)
    return render_template("admin/deactivate.html", account=account, cases_led=led)


@bp.route("/betrieb/konten/<uuid:account_id>/zugehoerigkeit", methods=["GET", "POST"])
@permitted(policies.may_manage_account, Account)
@proven()
def change_membership(account: Account):
    """Let an account act in another role or for somebody else."""
    form = forms.MembershipForm()
    form.offer(get_session(), account)
    if form.validate_on_submit():
        move_account(get_session(), account, *form.chosen, now(), by=current_user())
        flash(_("Die Zugehörigkeit von %(address)s ist geändert.", address=account.email))
        return redirect(url_for(".accounts"))
    page = render_template(
        "admin/change_membership.html",
        form=form,
        account=account,
        organisation=queries.organisation_of(account),
        cases_led=cases_led_by(get_session(), account),
    )
    return page, form.status


@bp.post("/betrieb/konten/<uuid:account_id>/zweiten-faktor-zuruecksetzen")
@permitted(policies.may_manage_account, Account)
@proven()
def reset_second_factor(account: Account):
    """Help somebody who lost telephone and recovery codes; nobody does it for themselves."""
    factors.reset(get_session(), account, now(), by=current_user())
    after_commit(wake_worker)
    flash(_("Der zweite Faktor von %(address)s ist zurückgesetzt.", address=account.email))
    return redirect(url_for(".accounts"))


@bp.get("/betrieb/auftraege", endpoint="operations")
@permitted(policies.may_administer)
def show_operations():
    """Show what waits and what failed, without contents."""
    jobs, mails = (queries.backlog(get_session(), kind) for kind in (Job, OutgoingMail))
    return render_template(
        "admin/operations.html",
        jobs=jobs,
        mails=mails,
        models=matching.standings(get_session()),
        without_model=len(matching.needs_matched_without_model(get_session())),
        age=lambda since: format_timedelta(now() - since),
        mail_label=mail_label,
        kind_of_error=queries.kind_of_error,
        first_line=queries.first_line,
    )


@bp.post("/betrieb/auftraege/<uuid:job_id>/noch-einmal")
@permitted(policies.may_revive_job, Job)
def revive_job(job: Job):
    """Try a dead job again."""
    return _revive(job)


@bp.post("/betrieb/mails/<uuid:mail_id>/noch-einmal")
@permitted(policies.may_revive_mail, OutgoingMail)
def revive_mail(mail: OutgoingMail):
    """Try a dead mail again."""
    return _revive(mail)


def _revive(work: Job | OutgoingMail):
    operations.revive(get_session(), work, now(), by=current_user())
    after_commit(wake_worker)
    flash(_("Wir versuchen es noch einmal."))
    return redirect(url_for(".operations"))


@bp.get("/postfach")
@public
def mailbox():
    """Show every mail of the demo; nowhere else does this page exist."""
    if not current_app.extensions["settings"].is_demo:
        abort(404)
    form = forms.RecipientFilterForm(request.args)
    page = max(1, request.args.get("seite", 1, type=int))
    found = queries.mailbox(get_session(), object_id(form.an.data or ""), min(page, 10_000))
    form.offer(found.recipients)
    return render_template("admin/mailbox.html", form=form, mailbox=found, page=page)
