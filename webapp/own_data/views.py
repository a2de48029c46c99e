"""„Meine Daten“: take everything along, and erase it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import Reading, policies
from models.policies.own_data import colleagues_of
from webapp.access import current_user, permitted
from webapp.clock import now
from webapp.database import after_commit, get_session
from webapp.downloads import as_download
from webapp.erasing import sweep_after_commit
from webapp.jobs import wake_worker
from webapp.own_data import operations, queries
from webapp.own_data.packing import NAME, pack
from webapp.readings import note_reading
from webapp.sessions import end_session
from webapp.stepping_up import proven

bp = Blueprint("own_data", __name__, url_prefix="/konto/meine-daten")


@bp.get("")
@permitted(policies.may_export_own_data)
def show():
    """Say what can be taken along and what can be erased."""
    user = current_user()
    return render_template(
        "own_data/show.html", colleagues=colleagues_of(user) if user.company else []
    )


@bp.get("/herunterladen")
@permitted(policies.may_export_own_data)
@proven(lands_on="own_data.show")
def download():
    """Everything that is kept, in one archive."""
    user = current_user()
    if user.company is not None:
        for challenge in queries.own_challenges(get_session(), user, now()):
            note_reading(challenge, Reading.EXPORT)
    return as_download(pack(get_session(), user, now()), NAME, "zip")


@bp.route("/konto-loeschen", methods=["GET", "POST"])
@permitted(policies.may_leave_company)
@proven()
def leave():
    """Ask whether it is meant, then erase one account."""
    if request.method == "POST":
        user = current_user()
        end_session()
        operations.leave_company(get_session(), now(), by=user)
        sweep_after_commit([])
        flash(_("Ihr Konto ist gelöscht. Die Bedarfe bleiben bei Ihrem Unternehmen."), "success")
        return redirect(url_for("public.start"))
    return render_template("own_data/leave.html")


@bp.route("/unternehmen-loeschen", methods=["GET", "POST"])
@permitted(policies.may_erase_company)
@proven()
def erase():
    """Ask whether it is meant, then erase everything a company ever gave."""
    user = current_user()
    challenges = queries.company_challenges(get_session(), user)
    if request.method == "POST":
        sweep_after_commit(challenges)
        end_session()
        operations.erase_company(get_session(), now(), by=user)
        after_commit(wake_worker)
        flash(_("Alles ist gelöscht, was Ihr Unternehmen uns gegeben hat."), "success")
        return redirect(url_for("public.start"))
    return render_template(
        "own_data/erase.html", challenges=challenges, colleagues=colleagues_of(user)
    )
