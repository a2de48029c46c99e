"""The public list of themes, and the themes of a case and of the own profile."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import Challenge, CorrectionKind, policies, profile_text_version
from webapp import theme_words as words
from webapp.access import current_user, keep_desk_to_managers, permitted, public
from webapp.clock import now
from webapp.database import get_session
from webapp.matching import vocabulary
from webapp.themes import operations, queries
from webapp.themes.forms import AddForm, RemoveForm

bp = Blueprint("themes", __name__)
bp.before_request(keep_desk_to_managers)  # Only the pages of a case have an id in their address.
bp.add_app_template_global(words.name_of, "theme_name")
bp.add_app_template_global(words.scope_of, "theme_scope")


@bp.get("/themen")
@public
def index() -> Any:
    """Every theme with its meaning, and what it is mapped to."""
    return render_template(
        "themes/index.html",
        vocabulary=vocabulary(),
        kinds=words.KINDS,
        leads=words.KIND_LEADS,
        divisions_of=words.divisions_of,
    )


@bp.get("/pruefung/<uuid:challenge_id>/themen")
@permitted(policies.may_view_themes, Challenge)
def show_need(challenge: Challenge) -> Any:
    """What a case was put under, and by which sentence."""
    return _need_page(challenge)


@bp.post("/pruefung/<uuid:challenge_id>/themen/ergaenzen")
@permitted(policies.may_correct_themes, Challenge)
def add_to_need(challenge: Challenge) -> Any:
    """Say that a theme fits a case."""
    form = _add_form(_overview(challenge))
    if not form.validate_on_submit():
        return _need_page(challenge, form)
    _correct(challenge, form.theme.data, CorrectionKind.ADDED)
    return redirect(url_for(".show_need", challenge_id=challenge.id))


@bp.post("/pruefung/<uuid:challenge_id>/themen/entfernen")
@permitted(policies.may_correct_themes, Challenge)
def remove_from_need(challenge: Challenge) -> Any:
    """Say that a theme does not fit a case."""
    form = RemoveForm(_overview(challenge).codes)
    if form.validate_on_submit():
        _correct(challenge, form.theme.data, CorrectionKind.REMOVED)
    return redirect(url_for(".show_need", challenge_id=challenge.id))


@bp.get("/kompetenzen/mein-profil/themen")
@permitted(policies.may_keep_own_themes)
def show_own() -> Any:
    """What the own profile was put under, and by which statement."""
    return _profile_page()


@bp.post("/kompetenzen/mein-profil/themen/ergaenzen")
@permitted(policies.may_keep_own_themes)
def add_to_own() -> Any:
    """Say that a theme fits the own profile."""
    profile = _own_profile()
    form = _add_form(_overview(profile))
    if not form.validate_on_submit():
        return _profile_page(form)
    _correct(profile, form.theme.data, CorrectionKind.ADDED)
    return redirect(url_for(".show_own"))


@bp.post("/kompetenzen/mein-profil/themen/entfernen")
@permitted(policies.may_keep_own_themes)
def remove_from_own() -> Any:
    """Say that a theme does not fit the own profile."""
    profile = _own_profile()
    form = RemoveForm(_overview(profile).codes)
    if form.validate_on_submit():
        _correct(profile, form.theme.data, CorrectionKind.REMOVED)
    return redirect(url_for(".show_own"))


def _need_page(challenge: Challenge, form: AddForm | None = None) -> Any:
    found = _overview(challenge)
    form = form or _add_form(found)
    page = render_template("themes/need.html", challenge=challenge, overview=found, form=form)
    return page, form.status


def _profile_page(form: AddForm | None = None) -> Any:
    profile = _own_profile()
    found = _overview(profile)
    form = form or _add_form(found)
    page = render_template("themes/profile.html", profile=profile, overview=found, form=form)
    return page, form.status


def _own_profile() -> Any:
    profile = current_user().profile
    if profile is None or not policies.may_correct_profile_themes(current_user(), profile, now()):
        abort(404)
    return profile


def _overview(subject: queries.Subject) -> queries.Overview:
    version = (
        subject.text_version if isinstance(subject, Challenge) else profile_text_version(subject)
    )
    return queries.overview(get_session(), subject, version)


def _add_form(found: queries.Overview) -> AddForm:
    return AddForm(queries.themes_left(found.codes))


def _correct(subject: queries.Subject, theme: str, kind: CorrectionKind) -> None:
    changed = operations.correct_theme(
        get_session(), subject, theme, kind, now(), by=current_user()
    )
    if not changed:
        flash(_("Das steht schon so da."))
    elif kind is CorrectionKind.ADDED:
        flash(_("Das Thema ist ergänzt. Die Software ändert daran nichts mehr."), "success")
    else:
        flash(_("Das Thema ist entfernt. Die Software ergänzt es nicht wieder."), "success")
