"""Answering one enquiry from the mail: the visitor is the professor asked, and only for that.

The link opens no session and shows no more than the enquiry's page shows before a yes. Opening it
changes nothing, because mail scanners open links by themselves.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import Introduction
from webapp import jobs
from webapp.access import current_user, public
from webapp.answer_links import read_answer_token
from webapp.clock import now
from webapp.database import after_commit, get_session
from webapp.introductions import operations, queries
from webapp.introductions.forms import ConsentForm, DeclineForm
from webapp.introductions.handing_on import HandingOn, words_for_handing_on
from webapp.readings import read_by_link
from webapp.security import limiter

bp = Blueprint("answering", __name__, url_prefix="/antwort")

GONE = 410

few_dead_links = limiter.shared_limit(
    "60 per 5 minutes", "answers", deduct_when=lambda response: response.status_code == GONE
)
"""A campus shares one address, so that only links that open nothing count."""


def by_link(view: Callable[..., Any]) -> Callable[..., Any]:
    """Hand the view the enquiry behind a link that may still be used."""

    @wraps(view)
    def opened(token: str) -> Any:
        introduction = read_answer_token(get_session(), token, now())
        if introduction is None:
            return render_template("introductions/answering/gone.html"), GONE
        read_by_link(introduction.profile.account)
        return view(introduction, token)

    return few_dead_links(opened)


@bp.get("/danke")
@public
def thank():
    """Say that the answer has arrived; the same to everybody."""
    return render_template("introductions/answering/thank.html")


@bp.get("/<token>")
@public
@by_link
def show(introduction: Introduction, token: str):
    """What the enquiry's page shows before an answer."""
    return render_template(
        "introductions/answering/show.html",
        introduction=introduction,
        reasons=queries.reasons(introduction),
        token=token,
    )


@bp.post("/<token>/zusagen")
@public
@by_link
def accept(introduction: Introduction, token: str):
    """The professor is interested in the text on the page."""
    operations.accept_enquiry(
        get_session(), introduction, ConsentForm().agreed_to, now(), **_by(introduction)
    )
    flash(_("Danke! Jetzt entscheidet das Unternehmen. Wir schreiben Ihnen."), "success")
    return _answered(introduction)


@bp.route("/<token>/absagen", methods=["GET", "POST"])
@public
@by_link
def decline(introduction: Introduction, token: str):
    """The professor says no, with a reason."""
    form = DeclineForm()
    if form.validate_on_submit():
        operations.decline_enquiry(
            get_session(), introduction, now(), **_by(introduction), **form.values
        )
        flash(_("Danke für Ihre Antwort. Das Unternehmen erfährt davon nichts."), "success")
        return _answered(introduction)
    page = render_template("introductions/answering/decline.html", form=form, token=token)
    return page, form.status


@bp.route("/<token>/weitergeben", methods=["GET", "POST"])
@public
@by_link
def hand_on(introduction: Introduction, token: str):
    """The professor says no and who would fit better."""
    handing_on = HandingOn(introduction, introduction.profile.account, by_link=True)
    if handing_on.is_done:
        flash(words_for_handing_on(), "success")
        return _answered(introduction)
    page = render_template(
        "introductions/answering/hand_on.html", handing_on=handing_on, token=token
    )
    return page, handing_on.status


def _by(introduction: Introduction) -> dict[str, Any]:
    """Who acts: the account the link was made for, whoever is signed in."""
    return {"by": introduction.profile.account, "by_link": True}


def _answered(introduction: Introduction):
    after_commit(jobs.wake_worker)
    if current_user() is introduction.profile.account:
        return redirect(url_for("introductions.show", introduction_id=introduction.id))
    return redirect(url_for(".thank"))
