"""What the software learned, for those who decide with it and those who operate it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import FusionVersion, policies
from webapp.access import current_user, permitted
from webapp.clock import now
from webapp.database import get_session
from webapp.learning import operations, queries
from webapp.stepping_up import proven

bp = Blueprint("learning", __name__, url_prefix="/gelernt")


@bp.get("")
@permitted(policies.may_read_lessons)
def index():
    """Say what changed by learning, in words, and offer the way back."""
    return render_template("learning/index.html", overview=queries.overview(get_session()))


@bp.route("/<uuid:fusion_version_id>/verwenden", methods=["GET", "POST"])
@permitted(policies.may_take_lesson, FusionVersion)
@proven()
def use(fusion_version: FusionVersion):
    """Ask first, then let these coefficients rank."""
    standing = queries.standing_of(get_session(), fusion_version)
    if request.method == "POST":
        operations.use_version(get_session(), fusion_version, now(), by=current_user())
        flash(_("Ab sofort gilt Fassung %(number)s.", number=standing.number))
        return redirect(url_for(".index"))
    return render_template("learning/use.html", standing=standing)
