"""What those who run the day do with notes: look at held ones, type cards, put codes on tables."""

import uuid
from typing import Any

import segno
from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import Workshop, WorkshopNote, WorkshopState, policies
from webapp.access import current_user, object_id, permitted
from webapp.clock import now
from webapp.database import get_session
from webapp.links import absolute_url
from webapp.workshop_notes import operations, queries
from webapp.workshop_notes.forms import CardForm

TAKES_CARDS = {WorkshopState.RUNNING, WorkshopState.OVER}
"""Cards are often typed in the evening."""


@permitted(policies.may_run_workshop, Workshop)
def notes(workshop: Workshop) -> Any:
    """Everything that was said, what waits for a look first; cards are typed here."""
    tables = queries.tables_of(get_session(), workshop)
    table_id = object_id(request.args.get("tisch", ""))
    form = CardForm(tables, data={"table": str(table_id)} if table_id else None)
    takes_cards = bool(tables) and workshop.state in TAKES_CARDS
    if takes_cards and form.validate_on_submit():
        table = form.chosen_table
        operations.type_card(get_session(), table, form.text.data, now(), by=current_user())
        flash(_("Die Karte ist gespeichert."), "success")
        return redirect(url_for(".notes", workshop_id=workshop.id, tisch=table.id, karte="ja"))
    if "karte" in request.args:
        form.text.render_kw = {"autofocus": True}
    page = render_template(
        "workshop_notes/notes.html", workshop=workshop, tables=tables, table_id=table_id,
        form=form if takes_cards else None,
        queue=queries.queue_of(get_session(), workshop, table_id),
    )  # fmt: skip
    return page, form.status


@permitted(policies.may_run_workshop, Workshop)
def show(workshop: Workshop, workshop_note_id: uuid.UUID) -> Any:
    """Let a held or removed note through."""
    note = note_or_404(workshop, workshop_note_id)
    operations.show_note(get_session(), note, now(), by=current_user())
    flash(_("Die Notiz ist für alle sichtbar."), "success")
    return _back_to_the_list(workshop)


@permitted(policies.may_run_workshop, Workshop)
def remove(workshop: Workshop, workshop_note_id: uuid.UUID) -> Any:
    """Take a note out of sight."""
    note = note_or_404(workshop, workshop_note_id)
    operations.remove_note(get_session(), note, now(), by=current_user())
    flash(_("Die Notiz ist entfernt. Unten auf dieser Seite holen Sie sie zurück."), "success")
    return _back_to_the_list(workshop)


@permitted(policies.may_run_workshop, Workshop)
def posters(workshop: Workshop) -> Any:
    """A sheet for each table, with the code that people scan."""
    addresses = {
        table: absolute_url("workshop_notes.table", code=table.code)
        for table in queries.tables_of(get_session(), workshop)
    }
    return render_template(
        "workshop_notes/posters.html", workshop=workshop,
        sheets=[(table, url, code_picture(url)) for table, url in addresses.items()],
    )  # fmt: skip


def code_picture(url: str) -> str:
    """A QR code as the address of a picture, black on white and readable from a step away."""
    return segno.make_qr(url, error="m").svg_data_uri(scale=8, border=4, light="#fff")


def note_or_404(workshop: Workshop, note_id: uuid.UUID) -> WorkshopNote:
    """A note of this workshop."""
    note = queries.note_of_workshop(get_session(), workshop, note_id)
    if note is None:
        abort(404)
    return note


def _back_to_the_list(workshop: Workshop) -> Any:
    table_id = object_id(request.form.get("tisch", ""))
    return redirect(url_for(".notes", workshop_id=workshop.id, tisch=table_id))
