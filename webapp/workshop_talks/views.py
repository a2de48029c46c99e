"""The timetable as those who run the day make, change and print it."""

import uuid
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from models import Participant, Talk, Workshop, policies
from webapp import talk_plans, talk_rounds
from webapp.access import current_user, permitted
from webapp.clock import now
from webapp.database import after_commit, get_session, let_go
from webapp.downloads import as_download, safe_name
from webapp.jobs import wake_worker
from webapp.printing import print_pdf
from webapp.workshop_talks import documents, forms, operations, queries, wishing, words

bp = Blueprint("workshop_talks", __name__, url_prefix="/veranstaltungen")

bp.add_url_rule("/gespraeche/<token>", view_func=wishing.wishes)
bp.add_url_rule("/gespraeche/<token>/wunsch", view_func=wishing.wish, methods=["POST"])
bp.add_url_rule("/gespraeche/<token>/termine.ics", view_func=wishing.calendar)


@bp.get("/<uuid:workshop_id>/leitung/gespraeche")
@permitted(policies.may_run_workshop, Workshop)
def plan(workshop: Workshop) -> Any:
    """Who talks to whom, when and where, and what was not possible."""
    return _page(workshop, forms.PlanForm())


@bp.get("/<uuid:workshop_id>/leitung/gespraeche/stand")
@permitted(policies.may_run_workshop, Workshop)
def progress(workshop: Workshop) -> Any:
    """Whether the plan is ready; an answer without content while it is not."""
    if "HX-Request" not in request.headers:
        return _back(workshop)
    if talk_plans.waiting_plan(get_session(), workshop) is not None:
        return "", 204
    return render_template("workshop_talks/ready.html", workshop=workshop)


@bp.post("/<uuid:workshop_id>/leitung/gespraeche/berechnen")
@permitted(policies.may_plan_talks, Workshop)
def compute(workshop: Workshop) -> Any:
    """Let the worker make the timetable; talks that stand stay where they can."""
    form = forms.PlanForm()
    if not form.validate_on_submit():
        return _page(workshop, form)
    talk_plans.ask_for_plan(
        get_session(), workshop, now(), by=current_user(),
        is_for_those_present=form.only_present.data, most_in_a_row=form.most_in_a_row,
    )  # fmt: skip
    after_commit(wake_worker)
    return _back(workshop)


@bp.post("/<uuid:workshop_id>/leitung/gespraeche/runden")
@permitted(policies.may_plan_talks, Workshop)
def set_rounds(workshop: Workshop) -> Any:
    """Take the rounds over from the agenda."""
    rounds = operations.set_rounds(get_session(), workshop, now(), by=current_user())
    if rounds:
        flash(ngettext("Es gibt %(num)s Runde.", "Es gibt %(num)s Runden.", len(rounds)), "success")
    else:
        flash(_("Im Programm ist kein Teil für Einzelgespräche lang genug."), "warning")
    return _back(workshop)


@bp.route(
    "/<uuid:workshop_id>/leitung/gespraeche/person/<uuid:participant_id>", methods=["GET", "POST"]
)
@permitted(policies.may_plan_talks, Workshop)
def person(workshop: Workshop, participant_id: uuid.UUID) -> Any:
    """The day of one person, and when they cannot talk."""
    somebody = get_session().get(Participant, participant_id)
    if somebody is None or somebody.workshop_id != workshop.id:
        abort(404)
    rounds, talks, away = queries.day_of(get_session(), somebody)
    form = forms.BreaksForm(rounds, away)
    if form.validate_on_submit():
        stuck = operations.set_breaks(
            get_session(), somebody, form.chosen, now(), by=current_user()
        )
        flash(_("Gespeichert."), "success")
        if stuck:
            flash(
                ngettext(
                    "Ein Gespräch steht noch in dieser Zeit. „Neu planen“ legt es um.",
                    "%(num)s Gespräche stehen noch in dieser Zeit. „Neu planen“ legt sie um.",
                    stuck,
                ),
                "warning",
            )
        return redirect(url_for(".plan", workshop_id=workshop.id, _anchor="personen"))
    page = render_template(
        "workshop_talks/person.html", workshop=workshop, person=somebody, form=form,
        rounds=rounds, talks=talks, away=away, words=words, time_of=forms.time_of,
    )  # fmt: skip
    return page, form.status


@bp.route("/<uuid:workshop_id>/leitung/gespraeche/termin/<uuid:talk_id>", methods=["GET", "POST"])
@permitted(policies.may_plan_talks, Workshop)
def move(workshop: Workshop, talk_id: uuid.UUID) -> Any:
    """Another round for one talk, by hand."""
    talk = _talk(workshop, talk_id)
    rounds = talk_rounds.rounds_of(get_session(), workshop)
    begun = queries.begun(rounds, now())
    form = forms.MoveForm(talk, rounds, queries.conflicts_of(get_session(), talk), begun)
    if form.validate_on_submit():
        operations.move_talk(get_session(), talk, form.chosen, now(), by=current_user())
        flash(_("Das Gespräch ist verschoben."), "success")
        return _back(workshop)
    page = render_template(
        "workshop_talks/move.html", workshop=workshop, talk=talk, form=form, words=words,
        has_begun=talk.round_id in begun, time_of=forms.time_of,
    )  # fmt: skip
    return page, form.status


@bp.post("/<uuid:workshop_id>/leitung/gespraeche/termin/<uuid:talk_id>/absagen")
@permitted(policies.may_plan_talks, Workshop)
def call_off(workshop: Workshop, talk_id: uuid.UUID) -> Any:
    """One talk less."""
    operations.call_off_talk(get_session(), _talk(workshop, talk_id), now(), by=current_user())
    flash(_("Das Gespräch ist abgesagt."), "success")
    return _back(workshop)


@bp.post("/<uuid:workshop_id>/leitung/gespraeche/veroeffentlichen")
@permitted(policies.may_plan_talks, Workshop)
def release(workshop: Workshop) -> Any:
    """Participants read their own talks."""
    operations.release_talks(get_session(), workshop, now(), by=current_user())
    flash(_("Alle sehen jetzt ihre eigenen Gespräche über ihren Link."), "success")
    return _back(workshop)


@bp.post("/<uuid:workshop_id>/leitung/gespraeche/zuruecknehmen")
@permitted(policies.may_plan_talks, Workshop)
def withdraw(workshop: Workshop) -> Any:
    """Nobody else reads the plan any more."""
    operations.withdraw_talks(get_session(), workshop, now(), by=current_user())
    flash(_("Den Plan sehen nur noch die Transferstellen."), "success")
    return _back(workshop)


@bp.get("/<uuid:workshop_id>/leitung/gespraeche/plan.pdf")
@permitted(policies.may_run_workshop, Workshop)
def export(workshop: Workshop) -> Any:
    """A page for everybody who has a talk, or for the professors alone."""
    only_professors = request.args.get("fuer") == "hochschule"
    page = queries.plan_page(get_session(), workshop)
    document = documents.personal_plans(workshop, page, only_professors=only_professors)
    return _printed(document, _("Gespraeche %(title)s", title=workshop.title))


@bp.get("/<uuid:workshop_id>/leitung/gespraeche/raumplan.pdf")
@permitted(policies.may_run_workshop, Workshop)
def room_plan(workshop: Workshop) -> Any:
    """All talks, place by place, to hang on the wall."""
    document = documents.room_plan(workshop, queries.plan_page(get_session(), workshop))
    return _printed(document, _("Raumplan %(title)s", title=workshop.title))


def _printed(document: Any, title: str) -> Any:
    let_go()
    return as_download(print_pdf(document), safe_name(f"{title}.pdf", "pdf"), "pdf")


def _page(workshop: Workshop, form: forms.PlanForm) -> Any:
    page = queries.plan_page(get_session(), workshop)
    changes = words.changes_of(page.last, page.names) if page.last else []
    return render_template(
        "workshop_talks/plan.html", workshop=workshop, page=page, form=form, changes=changes,
        words=words, time_of=forms.time_of, begun=queries.begun(page.rounds, now()),
    ), form.status  # fmt: skip


def _talk(workshop: Workshop, talk_id: uuid.UUID) -> Talk:
    talk = get_session().get(Talk, talk_id)
    if talk is None or talk.workshop_id != workshop.id:
        abort(404)
    return talk


def _back(workshop: Workshop) -> Any:
    return redirect(url_for(".plan", workshop_id=workshop.id))
