"""The date of the Erstgespräch: named by either side or the lead, and taken into calendars."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import Introduction, policies
from webapp import jobs
from webapp.access import current_user, permitted
from webapp.appointments import agree_to_date, cancel_date, set_date
from webapp.calendar_files import calendar_file, calendar_file_name
from webapp.clock import now
from webapp.database import after_commit, get_session
from webapp.downloads import as_download
from webapp.introductions.dates import DateForm

bp = Blueprint("appointing", __name__)


@bp.route("/<uuid:introduction_id>/termin", methods=["GET", "POST"])
@permitted(policies.may_note_meeting, Introduction)
def arrange(introduction: Introduction) -> Any:
    """Name a date, or another one."""
    form = DateForm(introduction, now())
    if form.is_submitted() and form.is_outdated:
        form.sequence.data = str(form.sequence.object_data)
        return _page(introduction, form, is_outdated=True), 409
    if form.validate_on_submit():
        set_date(get_session(), introduction, now(), by=current_user(), **form.values)
        after_commit(jobs.wake_worker)
        flash(_("Der Termin ist eingetragen. Die anderen bekommen eine E-Mail."), "success")
        return _back_to(introduction)
    return _page(introduction, form), form.status


@bp.post("/<uuid:introduction_id>/termin/zusagen")
@permitted(policies.may_note_meeting, Introduction)
def agree(introduction: Introduction) -> Any:
    """Say that the date on the page suits."""
    agree_to_date(get_session(), introduction, _read_sequence(), now(), by=current_user())
    after_commit(jobs.wake_worker)
    flash(_("Danke. Ihre Zusage zum Termin ist notiert."), "success")
    return _back_to(introduction)


@bp.post("/<uuid:introduction_id>/termin/absagen")
@permitted(policies.may_note_meeting, Introduction)
def cancel(introduction: Introduction) -> Any:
    """Call the date off."""
    cancel_date(get_session(), introduction, _read_sequence(), now(), by=current_user())
    after_commit(jobs.wake_worker)
    flash(_("Der Termin ist abgesagt. Die anderen bekommen eine E-Mail."), "success")
    return _back_to(introduction)


@bp.get("/<uuid:introduction_id>/termin.ics")
@permitted(policies.may_see_contacts, Introduction)
def download(introduction: Introduction) -> Any:
    """The date for the own calendar."""
    appointment = introduction.appointment  # type: ignore[attr-defined]
    if appointment is None:
        abort(404)
    return as_download(calendar_file(appointment), calendar_file_name(appointment), "ics")


def _page(introduction: Introduction, form: DateForm, *, is_outdated: bool = False) -> str:
    return render_template(
        "introductions/appointment.html",
        introduction=introduction,
        form=form,
        is_outdated=is_outdated,
    )


def _read_sequence() -> int:
    """The version of the date that was read; one that never was, when somebody removed it."""
    text = request.form.get("sequence", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -2


def _back_to(introduction: Introduction) -> Any:
    return redirect(
        url_for("introductions.show", introduction_id=introduction.id, _anchor="termin")
    )
