"""Förderwege of one case: the hint, what the desk notes about a programme, and the sketch."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from models import Challenge, FundingProgramme, FundingSketch, FundingStep, Reading, policies
from models.base import local_date
from webapp.access import current_user, keep_desk_to_managers, permitted
from webapp.clock import now, today
from webapp.database import get_session, let_go
from webapp.downloads import as_download
from webapp.funding import operations, queries
from webapp.funding.case_forms import SketchForm, StepForm, texts_of
from webapp.funding.documents import as_document, write_word_file
from webapp.funding.rules import Fit, Group
from webapp.funding.sketching import Release, blanks_in, first_words, release_of, telling_in
from webapp.funding.words import CRITERIA
from webapp.printing import print_pdf
from webapp.readings import note_reading

SUGGESTION = "vorschlag"

bp = Blueprint("case", __name__, url_prefix="/pruefung/<uuid:challenge_id>")
bp.before_request(keep_desk_to_managers)


@bp.get("/foerderwege")
@permitted(policies.may_view_funding, Challenge)
def index(challenge: Challenge) -> Any:
    """Which programmes could fit, which do not, and why."""
    return render_template(
        "funding/case.html",
        challenge=challenge,
        found=queries.hints_for(get_session(), challenge, current_user(), now(), today()),
        groups=Group,
        fits=Fit,
        today=today(),
    )


@bp.route("/foerderwege/<uuid:programme_id>", methods=["GET", "POST"])
@permitted(policies.may_work_on_funding, Challenge)
def note(challenge: Challenge, programme_id: uuid.UUID) -> Any:
    """One programme in a case: every criterion, and what was noted."""
    session, user = get_session(), current_user()
    programme = session.get(FundingProgramme, programme_id)
    if programme is None or not policies.may_view_funding_programme(user, programme, now()):
        abort(404)
    handed_in_on = local_date(challenge.submitted_at) if challenge.submitted_at else today()
    notes = queries.notes_of(session, challenge, user, now(), programme.id)
    # The last step counts, so nobody takes back what stands by leaving the first answer as it is.
    form = StepForm(
        handed_in_on, today(), data={"step": "" if notes else FundingStep.SUGGESTED.value}
    )
    if form.validate_on_submit():
        operations.note_step(session, challenge, programme, at=now(), by=user, **form.said)
        flash(_("Notiert."), "success")
        return redirect(url_for(".index", challenge_id=challenge.id))
    page = render_template(
        "funding/note.html",
        challenge=challenge,
        programme=programme,
        judgement=queries.judgement_of(session, programme, challenge, today()),
        criteria=CRITERIA,
        form=form,
        notes=notes,
        writers=queries.writers_of(session, [each.made_by_id for each in notes]),
        today=today(),
    )
    return page, form.status


@bp.route("/foerderskizze", methods=["GET", "POST"])
@permitted(policies.may_work_on_funding, Challenge)
def sketch(challenge: Challenge) -> Any:
    """Write the sketch; every version stays."""
    session, user = get_session(), current_user()
    versions = queries.sketches_of(session, challenge, user, now())
    _note_reading(challenge, versions)
    form = SketchForm.of(_chosen_texts(challenge, versions))
    if form.validate_on_submit():
        saved = operations.save_sketch(session, challenge, form.texts, now(), by=user)
        flash(
            _("Als Fassung %(number)s gespeichert.", number=saved.version)
            if saved
            else _("Es hat sich nichts geändert."),
            "success",
        )
        return redirect(url_for(".sketch", challenge_id=challenge.id))
    page = render_template(
        "funding/sketch.html",
        challenge=challenge,
        form=form,
        versions=versions,
        writers=queries.writers_of(session, [each.written_by_id for each in versions]),
        release=release_of(challenge, now()),
        blanks=blanks_in(form.texts.values()),
        telling=telling_in(form.texts, challenge, now()),
        is_suggestion=request.args.get("fassung") == SUGGESTION,
    )
    return page, form.status


@bp.get("/foerderskizze.pdf")
@permitted(policies.may_view_funding, Challenge)
def export_pages(challenge: Challenge) -> Response:
    """The last version to hand out."""
    document = as_document(_last_texts(challenge))
    let_go()
    return as_download(print_pdf(document), "foerderskizze.pdf", "pdf")


@bp.get("/foerderskizze.docx")
@permitted(policies.may_view_funding, Challenge)
def export_file(challenge: Challenge) -> Response:
    """The last version to go on writing."""
    return as_download(write_word_file(_last_texts(challenge)), "foerderskizze.docx", "docx")


def _last_texts(challenge: Challenge) -> dict[str, str]:
    versions = queries.sketches_of(get_session(), challenge, current_user(), now())
    _note_reading(challenge, versions)
    return texts_of(versions[0]) if versions else _suggestion(challenge)


def _note_reading(challenge: Challenge, versions: Sequence[FundingSketch]) -> None:
    """What of the need stands in it; a version may hold anything of it."""
    release = release_of(challenge, now())
    if versions or release is Release.ALL:
        note_reading(challenge, Reading.FULL_TEXT)
    elif release is Release.TEASER:
        note_reading(challenge, Reading.TEASER)


def _chosen_texts(challenge: Challenge, versions: Sequence[FundingSketch]) -> dict[str, str]:
    """What the form begins with: the version that was asked for, the last one, a suggestion."""
    wanted = request.args.get("fassung", "")
    by_number: dict[str, FundingSketch] = {str(each.version): each for each in versions}
    if wanted in by_number:
        return texts_of(by_number[wanted])
    if versions and wanted != SUGGESTION:
        return texts_of(versions[0])
    return _suggestion(challenge)


def _suggestion(challenge: Challenge) -> dict[str, str]:
    session = get_session()
    with force_locale("de"):  # Funders here read German.
        need = queries.need_of(session, challenge, today())
        return first_words(challenge, need, now())
