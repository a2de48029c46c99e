"""A company's own invitation: on its page and behind the link in its mail.

What it reads depends on its own need, its own answer, the words of the manager and the day, and on
nothing that another company said or did, until all have agreed.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import Account, JointMember, JointState, policies
from webapp import jobs
from webapp.access import current_user, permitted, public
from webapp.clock import now
from webapp.database import after_commit, get_session
from webapp.flows import operations
from webapp.flows.forms import PhoneAnswerForm
from webapp.invitation_links import read_invitation_token
from webapp.security import limiter

bp = Blueprint("consenting", __name__)
GONE = 410

few_dead_links = limiter.shared_limit(
    "60 per 5 minutes", "invitations", deduct_when=lambda response: response.status_code == GONE
)
"""A company shares one address, so that only links that open nothing count."""


def opened_by_link(view: Callable[..., Any]) -> Callable[..., Any]:
    """Hand the view the invitation behind a link that may still be used, and whose link it is."""

    @wraps(view)
    def opened(token: str) -> Any:
        found = read_invitation_token(get_session(), token, now())
        if found is None:
            return render_template("flows/gone.html"), GONE
        return view(*found, token)

    return few_dead_links(opened)


@bp.get("/einladungen/<uuid:member_id>")
@permitted(policies.may_view_joint_member, JointMember)
def show(member: JointMember) -> Any:
    """What is asked, and what the others would read."""
    if policies.is_manager(current_user()):
        return redirect(url_for("flows.show_project", project_id=member.project_id))
    return render_template("flows/invitation.html", member=member, token=None, **_open(member))


@bp.post("/einladungen/<uuid:member_id>/zustimmen")
@permitted(policies.may_answer_invitation, JointMember)
def agree(member: JointMember) -> Any:
    """Agree to exactly what was shown."""
    return _agree(member, current_user(), url_for(".show", member_id=member.id))


@bp.post("/einladungen/<uuid:member_id>/ablehnen")
@permitted(policies.may_answer_invitation, JointMember)
def refuse(member: JointMember) -> Any:
    """Do not want to, or not any more."""
    operations.refuse(get_session(), member, now(), by=current_user())
    _say_refused()
    return redirect(url_for(".show", member_id=member.id))


@bp.get("/einladungen/antwort/<token>")
@public
@opened_by_link
def by_link(member: JointMember, account: Account, token: str) -> Any:
    """The same page for whoever reads the mailbox; looking changes nothing."""
    return render_template("flows/invitation.html", member=member, token=token, **_open(member))


@bp.post("/einladungen/antwort/<token>/zustimmen")
@public
@opened_by_link
def agree_by_link(member: JointMember, account: Account, token: str) -> Any:
    """Agree without signing in."""
    return _agree(member, account, url_for(".thank"), by_link=True)


@bp.post("/einladungen/antwort/<token>/ablehnen")
@public
@opened_by_link
def refuse_by_link(member: JointMember, account: Account, token: str) -> Any:
    """Refuse without signing in."""
    operations.refuse(get_session(), member, now(), by=account, by_link=True)
    _say_refused()
    return redirect(url_for(".thank"))


@bp.get("/einladungen/danke")
@public
def thank() -> Any:
    """Say that the answer has arrived; the same to everybody."""
    return render_template("flows/thank.html")


@bp.route("/stoffstroeme/antwort/<uuid:member_id>", methods=["GET", "POST"])
@permitted(policies.may_record_invitation_answer, JointMember)
def record(member: JointMember) -> Any:
    """Note what was said on the telephone, where nobody of the company can sign in."""
    form = PhoneAnswerForm()
    if form.validate_on_submit():
        facts = {"by": current_user(), "note": form.note.data}
        if form.answer.data == "ja":
            operations.agree(get_session(), member, member.text_version, now(), **facts)
        else:
            operations.refuse(get_session(), member, now(), **facts)
        after_commit(jobs.wake_worker)
        flash(_("Die Antwort ist festgehalten."), "success")
        return redirect(url_for("flows.show_project", project_id=member.project_id))
    return render_template("flows/record.html", member=member, form=form), form.status


def _agree(member: JointMember, account: Account, back: str, *, by_link: bool = False) -> Any:
    is_joined = operations.agree(
        get_session(), member, request.form.get("text_version", ""), now(), by=account,
        by_link=by_link,
    )  # fmt: skip
    after_commit(jobs.wake_worker)
    if is_joined:
        flash(
            _("Alle haben zugestimmt. Sie sehen jetzt voneinander, was vereinbart ist."), "success"
        )
    else:
        flash(_("Danke. Ihre Zustimmung ist festgehalten."), "success")
    return redirect(back)


def _say_refused() -> None:
    flash(_("Ihre Antwort ist festgehalten. Die anderen erfahren davon nichts."), "success")


def _open(member: JointMember) -> dict[str, Any]:
    """Whether it still waits, in words that depend on this company and the day alone."""
    waits = member.project.waits(now()) and member.challenge.is_open
    return {"waits": waits, "is_joined": member.project.state is JointState.JOINED}
