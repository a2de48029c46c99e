"""The one place where a company asks something about its case, and the lead answers."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import Challenge, Role, policies
from webapp.access import current_user, permitted
from webapp.clock import now, today
from webapp.correspondence import MessageForm, correspondence_of, shape_form
from webapp.database import after_commit, get_session
from webapp.jobs import wake_worker
from webapp.messages import operations

bp = Blueprint("messages", __name__, url_prefix="/bedarfe/<uuid:challenge_id>/fragen")


@bp.get("")
@permitted(policies.may_view_messages, Challenge)
def index(challenge: Challenge):
    """Everything that was written about the case."""
    return _page(challenge)


@bp.post("")
@permitted(policies.may_write_message, Challenge)
def write(challenge: Challenge):
    """Ask, or answer."""
    form = MessageForm()
    shape_form(form, challenge, current_user(), now())
    if not form.validate_on_submit():
        return _page(challenge, form)
    operations.write_message(
        get_session(), challenge, form.text.data, now(), by=current_user(),
        names_day="names_day" in form and form.names_day.data,
    )  # fmt: skip
    after_commit(wake_worker)
    if current_user().role is Role.COMPANY:
        flash(_("Ihre Frage ist angekommen. Die Antwort lesen Sie hier."), "success")
        page = url_for("challenges.show", challenge_id=challenge.id, _anchor="fragen")
    else:
        flash(_("Ihre Nachricht steht jetzt beim Fall. Das Unternehmen bekommt eine E-Mail."))
        page = url_for("review.show", challenge_id=challenge.id, _anchor="fragen")
    return redirect(page)


def _page(challenge: Challenge, form: MessageForm | None = None) -> Any:
    page = render_template(
        "messages/index.html",
        challenge=challenge,
        thread=correspondence_of(get_session(), challenge, current_user(), now(), form),
        today=today(),
    )
    return page, form.status if form else 200
