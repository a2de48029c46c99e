"""The public list of Förderprogramme, and what managers do with it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import Challenge, FundingProgramme, policies
from webapp.access import current_user, permitted, public
from webapp.clock import now, today
from webapp.database import get_session
from webapp.funding import cases, operations, queries, words
from webapp.funding.forms import ProgrammeForm

bp = Blueprint("funding", __name__)
bp.register_blueprint(cases.bp)
bp.add_app_template_global(words.theme_list, "funding_themes")
bp.add_app_template_global(words.applicant_labels)
bp.add_app_template_global(words.stage_labels)
bp.add_app_template_global(words.format_labels)


@bp.app_template_global("stale_funding")
def stale_funding() -> tuple[int, int]:
    """How many entries somebody has to look at, and how many there are."""
    return queries.stale_programmes(get_session(), today())


@bp.app_template_global("funding_hints_of")
def funding_hints_of(challenge: Challenge) -> queries.Hints:
    """What could fit a case."""
    return queries.hints_for(get_session(), challenge, current_user(), now(), today())


@bp.get("/foerderwege")
@public
def index() -> Any:
    """Every programme, with how far the entry can be trusted."""
    listed = queries.programmes(get_session(), current_user(), now())
    return render_template(
        "funding/index.html",
        listed=[each for each in listed if not each.is_archived],
        archived=[each for each in listed if each.is_archived],
        stale=[each for each in listed if each.is_stale(today())],
        today=today(),
    )


@bp.get("/foerderwege/<uuid:programme_id>")
@permitted(policies.may_view_funding_programme, FundingProgramme)
def show(programme: FundingProgramme) -> Any:
    """What is known of one of them, and from where."""
    return render_template(
        "funding/show.html",
        programme=programme,
        state=programme.state(today()),
        places=_places_of(programme),
        today=today(),
    )


@bp.route("/foerderwege/neu", methods=["GET", "POST"])
@permitted(policies.may_review)
def add() -> Any:
    """Put a programme on the list."""
    return _write(None)


@bp.route("/foerderwege/<uuid:programme_id>/bearbeiten", methods=["GET", "POST"])
@permitted(policies.may_edit_funding_programme, FundingProgramme)
def edit(programme: FundingProgramme) -> Any:
    """Change what is known of it, and read who changed what."""
    return _write(programme)


@bp.post("/foerderwege/<uuid:programme_id>/geprueft")
@permitted(policies.may_edit_funding_programme, FundingProgramme)
def check(programme: FundingProgramme) -> Any:
    """Say that every fact is as in the source."""
    if not programme.source_address:
        flash(_("Bitte tragen Sie zuerst die Quelle ein, mit der Sie verglichen haben."), "warning")
        return redirect(url_for(".edit", programme_id=programme.id))
    operations.check_programme(get_session(), programme, now(), today(), by=current_user())
    flash(_("Der Eintrag gilt ab heute als geprüft."), "success")
    return redirect(url_for(".show", programme_id=programme.id))


@bp.post("/foerderwege/<uuid:programme_id>/archivieren")
@permitted(policies.may_edit_funding_programme, FundingProgramme)
def archive(programme: FundingProgramme) -> Any:
    """Take it off the list."""
    operations.archive_programme(get_session(), programme, now(), by=current_user())
    flash(_("Das Programm steht nicht mehr auf der Liste. Notizen in Fällen bleiben."), "success")
    return redirect(url_for(".index"))


@bp.post("/foerderwege/<uuid:programme_id>/wieder-aufnehmen")
@permitted(policies.may_edit_funding_programme, FundingProgramme)
def restore(programme: FundingProgramme) -> Any:
    """Put it on the list again."""
    operations.restore_programme(get_session(), programme, now(), by=current_user())
    flash(_("Das Programm steht wieder auf der Liste."), "success")
    return redirect(url_for(".show", programme_id=programme.id))


def _write(programme: FundingProgramme | None) -> Any:
    session = get_session()
    form = ProgrammeForm.of(programme, queries.municipalities(session))
    if form.validate_on_submit():
        written = operations.write_programme(
            session, programme, form.facts, now(), today(), by=current_user(),
            is_checked=form.is_checked.data,
        )  # fmt: skip
        flash(_("Gespeichert."), "success")
        return redirect(url_for(".show", programme_id=written.id))
    page = render_template(
        "funding/edit.html",
        form=form,
        programme=programme,
        revisions=queries.revisions_of(session, programme) if programme else [],
    )
    return page, form.status


def _places_of(programme: FundingProgramme) -> list[str]:
    known = queries.municipalities(get_session()) if programme.places else []
    return [each.name for each in known if each.ags in programme.places]
