"""Say what hinders, without an account; work through it, in the administration."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import AccessibilityReport, policies
from webapp.access import current_user, permitted, public
from webapp.barriers import forms, operations, queries
from webapp.clock import now
from webapp.database import after_commit, get_session
from webapp.jobs import wake_worker
from webapp.navigation import own_pages
from webapp.security import limiter

bp = Blueprint("barriers", __name__)


@bp.route("/barrierefreiheit/melden", methods=["GET", "POST"])
@public
@limiter.limit("10 per 10 minutes; 40 per day", methods=["POST"])
def report():
    """The form that § 10b BGG NRW asks for; as little as possible is asked."""
    form = forms.BarrierForm()
    if form.validate_on_submit():
        operations.report_barrier(
            get_session(), form.text.data, form.place.data, form.reach.data, now()
        )
        after_commit(wake_worker)
        return redirect(url_for(".reported"))
    if request.method == "GET" and request.args.get("seite", "") in own_pages():
        form.place.data = request.args["seite"]
    return render_template("barriers/report.html", form=form), form.status


@bp.get("/barrierefreiheit/gemeldet")
@public
def reported():
    """Say thank you, and what happens next."""
    return render_template("barriers/reported.html")


@bp.get("/betrieb/barrieren")
@permitted(policies.may_administer)
def index():
    """What is still to be mended, and what was settled."""
    return render_template("barriers/index.html", reports=queries.reports(get_session()))


@bp.post("/betrieb/barrieren/<uuid:accessibility_report_id>/erledigt")
@permitted(policies.may_settle_report, AccessibilityReport)
def settle(accessibility_report: AccessibilityReport):
    """It is gone, or answered."""
    operations.settle_report(get_session(), accessibility_report, now(), by=current_user())
    flash(_("Die Meldung ist erledigt. In einem Jahr wird sie gelöscht."))
    return redirect(url_for(".index"))
