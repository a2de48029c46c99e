"""Pages about the people of the own organisation."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import Account, policies
from webapp.access import current_user, permitted
from webapp.clock import now
from webapp.colleagues import operations, queries
from webapp.colleagues.forms import InviteColleagueForm
from webapp.database import after_commit, get_session
from webapp.jobs import wake_worker
from webapp.memberships import cases_led_by, deactivate_account
from webapp.pace import evenly
from webapp.stepping_up import proven

bp = Blueprint("colleagues", __name__, url_prefix="/konto/organisation")


@bp.get("")
@permitted(policies.may_view_colleagues)
def index():
    """List who acts for the organisation."""
    return render_template(
        "colleagues/index.html", colleagues=queries.colleagues(get_session(), current_user())
    )


@bp.route("/einladen", methods=["GET", "POST"])
@permitted(policies.may_invite_colleague)
@proven()
@evenly
def invite():
    """Invite somebody; the answer is the same whether or not the address is known."""
    form = InviteColleagueForm()
    if form.validate_on_submit():
        operations.invite_colleague(get_session(), now(), by=current_user(), **form.values)
        after_commit(wake_worker)
        flash(_("Die Einladung an %(address)s ist unterwegs.", address=form.email.data))
        return redirect(url_for(".index"))
    return render_template("colleagues/invite.html", form=form), form.status


@bp.route("/<uuid:account_id>/entfernen", methods=["GET", "POST"])
@permitted(policies.may_look_after_colleague, Account)
def remove(account: Account):
    """Ask first, then take every right away."""
    if request.method == "POST":
        deactivate_account(get_session(), account, now(), by=current_user())
        flash(_("%(who)s kann sich nicht mehr anmelden.", who=account.display_name), "success")
        return redirect(url_for(".index"))
    led = cases_led_by(get_session(), account)
    return render_template("colleagues/remove.html", account=account, cases_led=led)


@bp.post("/<uuid:account_id>/verantwortung")
@permitted(policies.may_share_responsibility, Account)
@proven()
def share(account: Account):
    """Let somebody else look after the accounts as well."""
    operations.share_responsibility(get_session(), account, now(), by=current_user())
    flash(_("%(who)s kann jetzt auch einladen und entfernen.", who=account.display_name), "success")
    return redirect(url_for(".index"))
