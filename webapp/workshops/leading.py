"""The pages by which a workshop is set up, announced and brought to its end."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from models import Workshop, WorkshopState, policies
from webapp.access import current_user, permitted
from webapp.clock import now
from webapp.database import after_commit, get_session
from webapp.jobs import wake_worker
from webapp.workshops import hosting, people, queries
from webapp.workshops.host_forms import WorkshopForm
from webapp.workshops.next_steps import next_step_of


@permitted(policies.may_run_workshops)
def list_workshops() -> Any:
    """Every workshop, drafts too."""
    rows = queries.all_workshops(get_session())
    return render_template("workshops/list.html", rows=rows, at=now())


@permitted(policies.may_run_workshops)
def create() -> Any:
    """Begin a draft."""
    form = WorkshopForm(now())
    if form.validate_on_submit():
        workshop = hosting.create_workshop(get_session(), form.facts, now(), by=current_user())
        flash(_("Der Entwurf ist angelegt. Noch sieht ihn nur, wer Workshops leitet."), "success")
        return _back_to(workshop)
    return render_template("workshops/edit.html", form=form, workshop=None), form.status


@permitted(policies.may_run_workshop, Workshop)
def lead(workshop: Workshop) -> Any:
    """Where it stands, and what comes next."""
    return render_template(
        "workshops/lead.html",
        workshop=workshop,
        attendance=people.attendance(get_session(), workshop),
        step=next_step_of(workshop, now()),
        at=now(),
    )


@permitted(policies.may_edit_workshop, Workshop)
def edit(workshop: Workshop) -> Any:
    """Day, place, seats; participants are told of another day or place."""
    form = WorkshopForm.of(workshop, now()) if request.method == "GET" else WorkshopForm(now())
    if form.validate_on_submit():
        told = hosting.edit_workshop(get_session(), workshop, form.facts, now(), by=current_user())
        after_commit(wake_worker)
        words = _("Gespeichert. Alle Angemeldeten bekommen eine E-Mail.")
        flash(words if told else _("Gespeichert."), "success")
        return _back_to(workshop)
    return render_template("workshops/edit.html", form=form, workshop=workshop), form.status


@permitted(policies.may_run_workshop, Workshop)
def publish(workshop: Workshop) -> Any:
    """Let everybody read it and register; a day that is over is put right first."""
    if workshop.state is WorkshopState.DRAFT and workshop.starts_at <= now():
        flash(_("Der Beginn ist schon vorbei. Bitte ändern Sie zuerst Tag und Uhrzeit."), "warning")
        return redirect(url_for(".edit", workshop_id=workshop.id))
    hosting.publish_workshop(get_session(), workshop, now(), by=current_user())
    flash(_("Der Workshop ist angekündigt. Die Anmeldung ist offen."), "success")
    return _back_to(workshop)


@permitted(policies.may_run_workshop, Workshop)
def begin(workshop: Workshop) -> Any:
    """Open the doors."""
    hosting.begin_workshop(get_session(), workshop, now(), by=current_user())
    flash(_("Der Workshop läuft. An den Tischen kann geschrieben werden."), "success")
    return _back_to(workshop)


@permitted(policies.may_run_workshop, Workshop)
def end(workshop: Workshop) -> Any:
    """Close the doors and the tables."""
    hosting.end_workshop(get_session(), workshop, now(), by=current_user())
    flash(_("Der Workshop ist beendet, die Tische sind geschlossen."), "success")
    return _back_to(workshop)


@permitted(policies.may_run_workshop, Workshop)
def cancel(workshop: Workshop) -> Any:
    """Call it off; everybody who was to come is told."""
    told = hosting.cancel_workshop(get_session(), workshop, now(), by=current_user())
    after_commit(wake_worker)
    flash(
        ngettext(
            "Der Workshop ist abgesagt. Eine Person bekommt eine E-Mail.",
            "Der Workshop ist abgesagt. %(num)s Personen bekommen eine E-Mail.",
            told,
        )
        if told
        else _("Der Workshop ist abgesagt."),
        "success",
    )
    return _back_to(workshop)


def find_in(rows: Any, row_id: Any) -> Any:
    """One of a workshop's own rows; another workshop's is not found."""
    return next((each for each in rows if each.id == row_id), None) or abort(404)


def _back_to(workshop: Workshop) -> Any:
    return redirect(url_for(".lead", workshop_id=workshop.id))
