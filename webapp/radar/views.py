"""The page of the Bedarfsradar, and the steps that put something on it or take it away."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import RadarEntry, Teaser, policies
from webapp import jobs
from webapp.access import current_user, permitted
from webapp.clock import now, today
from webapp.database import after_commit, get_session
from webapp.radar import operations, queries

bp = Blueprint("radar", __name__, url_prefix="/bedarfsradar")


@bp.get("")
@permitted(policies.may_read_radar)
def index():
    """What companies let subscribed professors read, nearest first."""
    session = get_session()
    profile = queries.own_profile(session, current_user())
    is_open = profile is not None and profile.reads_radar and profile.is_published
    radar = (
        queries.radar(session, current_user(), profile, now(), _page_number()) if is_open else None
    )
    return render_template("radar/index.html", profile=profile, radar=radar, today=today())


@bp.post("/<uuid:radar_entry_id>/interesse")
@permitted(policies.may_report_interest, RadarEntry)
def report_interest(radar_entry: RadarEntry):
    """Tell the lead that a Kurzfassung speaks to oneself."""
    operations.report_interest(
        get_session(), radar_entry, request.form.get("text_version", ""), now(), by=current_user()
    )
    after_commit(jobs.wake_worker)
    flash(_("Ihr Interesse ist gemeldet. Das liest nur die Transferstelle."), "success")
    return redirect(url_for(".index"))


@bp.post("/<uuid:radar_entry_id>/interesse/zurueckziehen")
@permitted(policies.may_view_radar_entry, RadarEntry)
def withdraw_interest(radar_entry: RadarEntry):
    """Think better of it."""
    operations.withdraw_interest(get_session(), radar_entry, now(), by=current_user())
    flash(_("Ihr Interesse ist zurückgezogen."), "success")
    return redirect(url_for(".index"))


@bp.post("/kurzfassungen/<uuid:teaser_id>/freigeben")
@permitted(policies.may_release_to_radar, Teaser)
def release(teaser: Teaser):
    """The company lets subscribed professors read it."""
    operations.release(
        get_session(), teaser, request.form.get("text_version", ""), now(), by=current_user()
    )
    flash(
        _("Freigegeben. Die Transferstelle prüft noch einmal, ob man Sie erkennt, bevor sie es "
          "zeigt."), "success",
    )  # fmt: skip
    return _back_to_company(teaser)


@bp.post("/kurzfassungen/<uuid:teaser_id>/zuruecknehmen")
@permitted(policies.may_take_from_radar, Teaser)
def take_back(teaser: Teaser):
    """The company takes it back at once."""
    operations.take_back(get_session(), teaser, now(), by=current_user())
    flash(_("Zurückgenommen. Im Bedarfsradar liest das ab sofort niemand mehr."), "success")
    return _back_to_company(teaser)


@bp.post("/kurzfassungen/<uuid:teaser_id>/zeigen")
@permitted(policies.may_show_on_radar, Teaser)
def show(teaser: Teaser):
    """The lead shows what the company released."""
    operations.show(
        get_session(), teaser, request.form.get("text_version", ""), now(), by=current_user()
    )
    flash(_("Die Kurzfassung steht jetzt im Bedarfsradar."), "success")
    return _back_to_desk(teaser)


@bp.post("/kurzfassungen/<uuid:teaser_id>/entfernen")
@permitted(policies.may_show_on_radar, Teaser)
def hide(teaser: Teaser):
    """The lead takes it from the radar."""
    operations.hide(get_session(), teaser, now(), by=current_user())
    flash(_("Die Kurzfassung steht nicht mehr im Bedarfsradar."), "success")
    return _back_to_desk(teaser)


def _back_to_company(teaser: Teaser):
    return redirect(
        url_for("challenges.show", challenge_id=teaser.challenge_id, _anchor="bedarfsradar")
    )


def _back_to_desk(teaser: Teaser):
    return redirect(
        url_for("review.teaser", challenge_id=teaser.challenge_id, _anchor="bedarfsradar")
    )


def _page_number() -> int:
    text = request.args.get("seite", "")
    return int(text) if text.isdecimal() and len(text) < 7 else 1
