"""Pages of the audit trail: who has read a need, and whether the trail is whole."""

from flask import Blueprint, render_template, request

from models import Challenge, policies
from webapp.access import current_user, permitted
from webapp.auditing import queries
from webapp.database import get_session

bp = Blueprint("auditing", __name__)


@bp.get("/bedarfe/<uuid:challenge_id>/gelesen")
@permitted(policies.may_view_readers, Challenge)
def readers(challenge: Challenge):
    """Answer „Wer hat das gelesen?“."""
    found = queries.readers_shown_to(get_session(), challenge, current_user())
    page = max(1, request.args.get("seite", 1, type=int))
    first = (page - 1) * queries.PER_PAGE
    return render_template(
        "auditing/readers.html",
        challenge=challenge,
        readers=found[first : first + queries.PER_PAGE],
        page=page,
        pages=max(1, -(-len(found) // queries.PER_PAGE)),
    )
