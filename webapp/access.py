"""Default deny: every view names the policy that opens it, and nothing else decides."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from flask import Flask, abort, current_app, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user as login_proxy
from werkzeug.exceptions import Conflict

from models import (
    AccessibilityReport,
    Account,
    ApiToken,
    Attachment,
    BrowserSession,
    Challenge,
    Comment,
    Company,
    Competence,
    Confirmation,
    Emergency,
    FundingProgramme,
    FusionVersion,
    Gap,
    HandOver,
    IndicatorFreeze,
    IndicatorTarget,
    Introduction,
    JointMember,
    JointProject,
    Match,
    MaterialFlow,
    Mention,
    NoMatch,
    OutgoingMail,
    Profile,
    RadarEntry,
    SavedView,
    Teaser,
    TopicGap,
    Visit,
    Workshop,
    policies,
)
from webapp.clock import now
from webapp.database import get_session
from webapp.errors import show_session_expired
from webapp.paths import acting_account, is_program

View = Callable[..., Any]
log = structlog.get_logger(__name__)

VIEWING: dict[type, Callable[..., bool]] = {
    Attachment: policies.may_view_attachment,
    Challenge: policies.may_view_challenge,
    Comment: policies.may_view_comment,
    Mention: policies.may_view_mention,
    Company: policies.may_view_company,
    Competence: policies.may_edit_competence,
    Confirmation: policies.may_view_confirmation,
    Emergency: policies.may_view_emergency,
    FundingProgramme: policies.may_view_funding_programme,
    Gap: policies.may_view_gap,
    HandOver: policies.may_view_hand_over,
    IndicatorFreeze: policies.may_view_freeze,
    Introduction: policies.may_view_introduction,
    JointMember: policies.may_view_joint_member,
    JointProject: policies.may_view_joint_project,
    Match: policies.may_view_match,
    MaterialFlow: policies.may_view_flow,
    NoMatch: policies.may_view_referral,
    Profile: policies.may_view_profile,
    RadarEntry: policies.may_view_radar_entry,
    Teaser: policies.may_view_teaser,
    TopicGap: policies.may_view_topic_gap,
    Visit: policies.may_view_visit,
    Workshop: policies.may_run_workshop,
}
"""Who may know that an object exists; to everybody else it answers like an unknown id."""

NAMES: dict[type, str] = {
    AccessibilityReport: "accessibility_report",
    ApiToken: "api_token",
    BrowserSession: "browser_session",
    FundingProgramme: "programme",
    FusionVersion: "fusion_version",
    NoMatch: "no_match",
    HandOver: "hand_over",
    IndicatorFreeze: "freeze",
    IndicatorTarget: "target",
    JointMember: "member",
    JointProject: "project",
    MaterialFlow: "flow",
    OutgoingMail: "mail",
    RadarEntry: "radar_entry",
    SavedView: "saved_view",
    TopicGap: "topic_gap",
}
"""What a URL and its view call an object whose model has a longer name."""


def current_user() -> Account | None:
    """The account that is signed in, or in whose name a program reads."""
    return acting_account() if is_program() else getattr(login_proxy, "account", None)


def public(view: View) -> View:
    """Open to everybody."""
    view.policy = "public"  # type: ignore[attr-defined]
    return view


def permitted(policy: Callable[..., bool], model: type | None = None) -> Callable[[View], View]:
    """Open a view to those the policy admits; with a model, load the object from the URL first.

    The URL's `<uuid:challenge_id>` becomes the argument `challenge`. An object the user may not
    know of is a 404 like any unknown id; one they may see but not act on (any more) is a 409.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            user = current_user()
            if user is None and policy not in OPEN_TO_ANONYMOUS:
                return _ask_to_sign_in()
            if model is None:
                if not policy(user, now()):
                    abort(403)
                return view(**arguments)
            name = NAMES.get(model, model.__name__.lower())
            subject = get_session().get(model, arguments.pop(f"{name}_id"))
            if subject is None or not policy(user, subject, now()):
                _deny(user, subject)
            return view(**{name: subject}, **arguments)

        guarded.policy = policy  # type: ignore[attr-defined]
        guarded.model = model  # type: ignore[attr-defined]
        return guarded

    return decorate


OPEN_TO_ANONYMOUS = {
    policies.may_read_report,
    policies.may_view_atlas,
    policies.may_view_funding_programme,
    policies.may_view_profile,
    policies.may_view_workshop,
    policies.may_view_yearly_figures,
}


def may(policy_name: str, *subject: Any) -> bool:
    """Ask a policy by name from a template: `may("may_take_lead", challenge)`."""
    return bool(getattr(policies, policy_name)(current_user(), *subject, now()))


def init_app(app: Flask) -> None:
    """Tell templates who is signed in and refuse every endpoint that declares no policy."""
    app.before_request(_refuse_undeclared)
    app.jinja_env.globals["may"] = may
    app.context_processor(lambda: {"current_account": current_user()})


def _refuse_undeclared() -> None:
    if request.endpoint is None or request.endpoint == "static":
        return
    if not hasattr(current_app.view_functions[request.endpoint], "policy"):
        abort(404)


def _ask_to_sign_in() -> Any:
    if is_program():
        abort(401)
    if "HX-Request" in request.headers:
        # A part of a page cannot hold the sign-in; the page asks again as a whole and comes back.
        return "", 401, {"HX-Refresh": "true"}
    if request.method == "POST" and (answer := show_session_expired(401)):
        return answer
    if session.pop("_user_id", None):
        flash(_("Ihre Sitzung ist beendet. Bitte melden Sie sich wieder an."), "info")
    session["next"] = request.full_path if request.method == "GET" else url_for("public.start")
    return redirect(url_for("accounts.sign_in"))


def _deny(user: Account | None, subject: Any) -> None:
    viewing = VIEWING.get(type(subject))
    if viewing is not None and viewing(user, subject, now()):
        raise Conflict
    log.info("authz.denied", endpoint=request.endpoint, user=str(user.id) if user else None)
    abort(404)


def keep_desk_to_managers() -> None:
    """Before a page of the desk: to everybody else every case answers like an unknown id.

    Their own included.
    """
    user = current_user()
    if user is not None and request.view_args and not policies.may_review(user, now()):
        abort(404)


def object_id(value: str) -> uuid.UUID | None:
    """An id from a form or query, or None when it is none."""
    try:
        return uuid.UUID(value)
    except ValueError:
        return None
