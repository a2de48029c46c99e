"""„Was ist daraus geworden?“: a button for each answer, from a mailed link or from the case."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import Account, Challenge, FollowUp, FollowUpResult, policies
from models.follow_up import NOTHING_TO_ASK
from webapp.access import current_user, permitted, public
from webapp.clock import now, today
from webapp.database import get_session
from webapp.follow_ups import operations
from webapp.follow_ups.forms import SatisfactionForm
from webapp.forms import Form
from webapp.look_back_links import read_look_back_token
from webapp.looking_back import follow_up_now, months_of
from webapp.value_fields import ReportedValues

bp = Blueprint("follow_ups", __name__)
GONE = 410
RESULTS = {each.value: each for each in FollowUpResult}


@bp.route("/bedarfe/<uuid:challenge_id>/rueckblick", methods=["GET", "POST"])
@permitted(policies.may_answer_follow_up, Challenge)
def show(challenge: Challenge):
    """Look back as somebody who is signed in."""
    here = url_for(".show", challenge_id=challenge.id)
    return _look_back(challenge, current_user(), here)


@bp.route("/rueckblick/<token>", methods=["GET", "POST"])
@public
def look_back(token: str):
    """Look back by the link of a mail; opening it changes nothing, each answer is a button."""
    found = read_look_back_token(get_session(), token, now())
    if found is None:
        return render_template("accounts/link_gone.html"), GONE
    return _look_back(*found, url_for(".look_back", token=token))


def _look_back(challenge: Challenge, user: Account, here: str) -> Any:
    said = follow_up_now(challenge, today())
    if "result" in request.form:
        if not Form().validate_on_submit() or request.form["result"] not in RESULTS:
            abort(400)
        result = RESULTS[request.form["result"]]
        operations.say_result(get_session(), challenge, result, now(), today(), by=user)
        flash(_("Danke, das ist festgehalten."), "success")
        return redirect(here)
    is_report = "basis" in request.form
    own = operations.own_values(get_session(), challenge)
    values = ReportedValues(*(() if is_report else (None,)), data=own)
    if is_report:
        if values.validate_on_submit():
            operations.say_values(
                get_session(), challenge, values.reported, values.chosen_basis, now(), today(),
                by=user,
            )  # fmt: skip
            flash(_("Danke, das ist festgehalten."), "success")
            return redirect(here)
        return _page(challenge, said, _fresh(said), values, here), values.status
    form = _fresh(said, is_sent=True)
    if form.validate_on_submit():
        operations.say_satisfaction(
            get_session(), challenge, int(form.satisfaction.data), form.remark.data or "", now(),
            today(), by=user,
        )  # fmt: skip
        flash(_("Danke! Das hilft uns und allen, die nach Ihnen kommen."), "success")
        return redirect(here)
    return _page(challenge, said, form, values, here), form.status


def _fresh(said: FollowUp | None, *, is_sent: bool = False) -> SatisfactionForm:
    """The form with what was said before; one that was not sent takes nothing from the post."""
    return SatisfactionForm(
        *(() if is_sent else (None,)),
        data={
            "satisfaction": str(said.satisfaction) if said and said.satisfaction else None,
            "remark": said.remark if said else "",
        },
    )


def _page(
    challenge: Challenge,
    said: FollowUp | None,
    form: SatisfactionForm,
    values: ReportedValues,
    here: str,
) -> str:
    return render_template(
        "follow_ups/show.html",
        challenge=challenge,
        said=said,
        months=months_of(challenge, today()),
        form=form,
        values=values if challenge.outcome not in NOTHING_TO_ASK else None,
        here=here,
        results=FollowUpResult,
    )
