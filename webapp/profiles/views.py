"""The public list of competences, and the page on which a professor keeps the own profile."""

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import Competence, Profile, policies
from webapp.access import current_user, permitted, public
from webapp.clock import now, today
from webapp.database import database, get_session, let_go
from webapp.labels import EFFORTS, label
from webapp.matching import KnownNeeds, Trial, read_open_needs, try_sentence
from webapp.profiles import operations, queries
from webapp.profiles.forms import CompetenceForm, SearchForm, StartForm, TrialForm
from webapp.profiles.keeping import ProfileForm
from webapp.profiles.linked_data import linked_profile
from webapp.security import limiter

bp = Blueprint("profiles", __name__, url_prefix="/kompetenzen")


@bp.get("")
@public
def index():
    """Everybody finds published profiles by words, university and format."""
    session = get_session()
    form = SearchForm(request.args, queries.universities(session))
    form.validate()
    found = queries.list_profiles(
        session, current_user(), now(), page=_page_number(), **form.criteria
    )
    return render_template("profiles/index.html", form=form, found=found), form.status


@bp.get("/<uuid:profile_id>")
@permitted(policies.may_view_profile, Profile)
def show(profile: Profile):
    """A profile as a company sees it."""
    return render_template(
        "profiles/show.html",
        profile=profile,
        formats=[(label(each), EFFORTS[each]) for each in profile.ladder],
        groups=queries.competences_by_kind(profile),
        linked=linked_profile(profile) if profile.is_published else None,
    )


@bp.route("/mein-profil", methods=["GET", "POST"])
@permitted(policies.may_keep_profile)
def edit():
    """The owner's page; whoever has no profile yet begins one."""
    session = get_session()
    profile = queries.own_profile(session, current_user())
    if profile is None:
        return _begin()
    form = ProfileForm.of(profile, queries.departments(session))
    if form.validate_on_submit():
        known_needs: KnownNeeds = {}
        if form.values["unwanted_topics"] != profile.unwanted_topics:
            let_go()
            known_needs = read_open_needs()
        operations.change_profile(
            session, profile, now(), by=current_user(), known_needs=known_needs, **form.values
        )
        flash(_("Ihr Profil ist gespeichert."), "success")
        return redirect(url_for(".edit"))
    page = render_template(
        "profiles/edit.html",
        profile=profile,
        form=form,
        today=today(),
        semester=queries.semester_load(profile, now()),
    )
    return page, form.status


@bp.route("/mein-profil/probe", methods=["GET", "POST"])
@permitted(policies.may_keep_profile)
@limiter.limit("60 per 10 minutes", methods=["POST"])
def try_profile():
    """Any sentence, tried against the own profile; sent by POST, because addresses are kept."""
    profile = _own_profile()
    form, trial = TrialForm(), None
    if form.validate_on_submit():
        trial = _trial(profile.id, form.text.data)
    page = render_template("profiles/trial.html", form=form, profile=profile, trial=trial)
    return page, form.status


@bp.post("/mein-profil/veroeffentlichen")
@permitted(policies.may_keep_profile)
def publish():
    """Show the own profile to companies."""
    profile = _own_profile()
    if operations.publish_profile(get_session(), profile, now(), by=current_user()):
        flash(_("Ihr Profil ist veröffentlicht. Unternehmen können Sie jetzt finden."), "success")
    else:
        flash(
            _(
                "Noch nicht veröffentlicht: In Ihrem Profil steht keine Kompetenz. "
                "Bitte tragen Sie zuerst mindestens eine ein."
            ),
            "error",
        )
    return redirect(url_for(".edit"))


@bp.post("/mein-profil/zuruecknehmen")
@permitted(policies.may_keep_profile)
def unpublish():
    """Hide the own profile."""
    operations.unpublish_profile(get_session(), _own_profile(), now(), by=current_user())
    flash(_("Ihr Profil ist nicht mehr sichtbar und wird nicht mehr vorgeschlagen."), "success")
    return redirect(url_for(".edit"))


@bp.route("/mein-profil/kompetenzen/neu", methods=["GET", "POST"])
@permitted(policies.may_keep_profile)
def add_competence():
    """One more statement."""
    profile = _own_profile()
    form = CompetenceForm.for_another(profile)
    if form.validate_on_submit():
        operations.add_competence(get_session(), profile, now(), by=current_user(), **form.values)
        flash(_("Die Kompetenz steht jetzt in Ihrem Profil."), "success")
        return redirect(url_for(".edit", _anchor="kompetenzen"))
    return render_template("profiles/add_competence.html", form=form), form.status


@bp.route("/mein-profil/kompetenzen/<uuid:competence_id>", methods=["GET", "POST"])
@permitted(policies.may_edit_competence, Competence)
def edit_competence(competence: Competence):
    """Other words for a statement."""
    form = CompetenceForm.of(competence)
    if form.validate_on_submit():
        operations.change_competence(
            get_session(), competence, now(), by=current_user(), **form.values
        )
        flash(_("Die Kompetenz ist gespeichert."), "success")
        return redirect(url_for(".edit", _anchor="kompetenzen"))
    page = render_template("profiles/edit_competence.html", form=form, competence=competence)
    return page, form.status


@bp.post("/mein-profil/kompetenzen/stimmt-noch")
@permitted(policies.may_keep_profile)
def confirm_all():
    """Every old statement still holds."""
    profile = _own_profile()
    operations.confirm_competences(
        get_session(), profile, profile.old_competences(today()), now(), by=current_user()
    )
    flash(_("Danke. Ihre Kompetenzen gelten wieder für ein Jahr als bestätigt."), "success")
    return redirect(url_for(".edit", _anchor="kompetenzen"))


@bp.post("/mein-profil/kompetenzen/<uuid:competence_id>/stimmt-noch")
@permitted(policies.may_edit_competence, Competence)
def confirm_competence(competence: Competence):
    """One old statement still holds."""
    operations.confirm_competences(
        get_session(), competence.profile, [competence], now(), by=current_user()
    )
    flash(_("Danke. Die Kompetenz gilt wieder für ein Jahr als bestätigt."), "success")
    return redirect(url_for(".edit", _anchor="kompetenzen"))


@bp.post("/mein-profil/kompetenzen/<uuid:competence_id>/loeschen")
@permitted(policies.may_edit_competence, Competence)
def delete_competence(competence: Competence):
    """Take a statement out of the profile."""
    if operations.remove_competence(get_session(), competence, now(), by=current_user()):
        flash(_("Die Kompetenz ist gelöscht."), "success")
    else:
        flash(
            _(
                "Nicht gelöscht: Ein veröffentlichtes Profil braucht mindestens eine Kompetenz. "
                "Nehmen Sie das Profil zuerst zurück, oder ändern Sie den Text."
            ),
            "error",
        )
    return redirect(url_for(".edit", _anchor="kompetenzen"))


def _begin():
    form = StartForm(queries.departments(get_session()))
    if form.validate_on_submit():
        operations.create_profile(get_session(), now(), by=current_user(), **form.values)
        flash(_("Ihr Profil ist angelegt. Als Nächstes: was Sie können."), "success")
        return redirect(url_for("importing.read"))
    return render_template("profiles/start.html", form=form), form.status


def _trial(profile_id: uuid.UUID, text: str) -> Trial:
    # The first comparison loads the language model: nobody else has to wait for the database.
    let_go()
    with database().reading() as reading:
        return try_sentence(reading.get_one(Profile, profile_id), text)


def _own_profile() -> Profile:
    return queries.own_profile(get_session(), current_user()) or abort(404)


def _page_number() -> int:
    text = request.args.get("seite", "")
    return int(text) if text.isdecimal() and len(text) < 7 else 1
