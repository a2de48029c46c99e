"""The page behind the code on a table: read along and write, without an account.

A hall's people share one address, so what one phone may send is counted by its cookie; the address
has a limit of its own that a full room does not reach.
"""

import secrets
import uuid
from typing import Any

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from models import WorkshopNote, WorkshopTable
from webapp.access import public
from webapp.clock import now
from webapp.database import get_session
from webapp.security import client_place, limiter
from webapp.workshop_notes import operations, queries
from webapp.workshop_notes.forms import NoteForm

MOST_OF_A_PHONE = "20 per minute; 200 per hour"
MOST_OF_A_HALL = "1500 per minute; 20000 per day"
MOST_REPORTS = "6 per 10 minutes; 40 per day"
MOST_REPORTS_OF_A_HALL = "300 per 10 minutes"


def phone() -> str:
    """Which phone it is; one that takes no cookie is counted with its neighbours."""
    return session.get("phone") or client_place()


@public
@limiter.limit(MOST_OF_A_PHONE, key_func=phone, methods=["POST"])
@limiter.limit(MOST_OF_A_HALL, methods=["POST"])
def table(code: str) -> Any:
    """Read what the table says, and add to it."""
    found = _table_of(code)
    session.setdefault("phone", secrets.token_hex(16))
    form = NoteForm()
    if not found.takes_notes:
        return _answer(found, form, 409 if request.method == "POST" else 200)
    if form.validate_on_submit() and form.finds_participant(found.workshop):
        note = operations.take_note(
            get_session(), found, form.text.data, form.note_key, now(),
            participant=form.participant,
        )  # fmt: skip
        return _thank(found, note)
    return _answer(found, form, form.status)


@public
@limiter.limit(MOST_REPORTS, key_func=phone)
@limiter.limit(MOST_REPORTS_OF_A_HALL)
def report(code: str, workshop_note_id: uuid.UUID) -> Any:
    """Take offence at a note."""
    found = _table_of(code)
    note = queries.note_of_table(get_session(), found, workshop_note_id)
    if note is None:
        abort(404)
    operations.report_note(get_session(), note, now())
    flash(_("Danke. Die Notiz ist ausgeblendet, bis jemand von uns darauf gesehen hat."), "success")
    return redirect(url_for(".table", code=code))


def _table_of(code: str) -> WorkshopTable:
    found = queries.table_of_code(get_session(), code)
    if found is None:
        abort(404)
    return found


def _is_asked_by_script() -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _thank(found: WorkshopTable, note: WorkshopNote) -> Any:
    if _is_asked_by_script():
        notes = queries.notes_on_a_phone(get_session(), found)
        return render_template(
            "workshop_notes/phone_notes.html", table=found, notes=notes, note=note,
            waits_for_a_look=waits_for_a_look(),
        )  # fmt: skip
    if note.is_shown:
        flash(_("Ihre Notiz ist gespeichert."), "success")
    else:
        flash(waits_for_a_look(), "info")
    return redirect(url_for(".table", code=found.code))


def waits_for_a_look() -> str:
    """What the writer of a held note is told."""
    return _(
        "Ihre Notiz ist gespeichert. Bevor andere sie lesen, sieht jemand vom Team darauf, zum "
        "Beispiel weil eine Telefonnummer oder ein Link darin steht."
    )


def _answer(found: WorkshopTable, form: NoteForm, status: int) -> Any:
    """The page; to a script that sends what was typed, only why it was not taken."""
    if _is_asked_by_script() and status != 200:
        return render_template("workshop_notes/phone_refused.html", table=found, form=form), status
    reads_along = found.workshop.is_running
    notes = queries.notes_on_a_phone(get_session(), found) if reads_along else ()
    page = render_template("workshop_notes/table.html", table=found, form=form, notes=notes)
    return page, status
