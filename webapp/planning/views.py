"""The page of the plan."""

from flask import Blueprint, render_template

from models import policies
from webapp.access import current_user, permitted
from webapp.clock import now
from webapp.database import get_session
from webapp.matching import LEAST_CHANCE, PLACES_ELSEWHERE, portfolio_of
from webapp.planning.forms import WantedForm

bp = Blueprint("planning", __name__, url_prefix="/planung")


@bp.get("")
@permitted(policies.may_review)
def show():
    """Who would be asked for what if nobody is overloaded."""
    form = WantedForm()
    return render_template(
        "planning/show.html",
        form=form,
        portfolio=portfolio_of(get_session(), current_user(), now(), form.wanted),
        elsewhere=PLACES_ELSEWHERE,
        least=LEAST_CHANCE,
    )
