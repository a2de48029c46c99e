"""The parts of the day and the tables in the room."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import Workshop, WorkshopState, policies
from webapp.access import current_user, permitted
from webapp.clock import now
from webapp.database import get_session
from webapp.workshops import hosting
from webapp.workshops.host_forms import PartForm, TableForm
from webapp.workshops.leading import find_in


@permitted(policies.may_run_workshop, Workshop)
def arrange(workshop: Workshop) -> Any:
    """Agenda and tables on one page."""
    return _page(workshop, PartForm(workshop, formdata=None), TableForm(formdata=None))


@permitted(policies.may_run_workshop, Workshop)
def add_part(workshop: Workshop) -> Any:
    """A part of the day more."""
    form = PartForm(workshop)
    if not form.validate_on_submit():
        return _page(workshop, form, TableForm(formdata=None)), form.status
    hosting.add_part(get_session(), workshop, form.facts, now(), by=current_user())
    flash(_("Das steht jetzt im Programm."), "success")
    return _back_to(workshop, "programm")


@permitted(policies.may_run_workshop, Workshop)
def remove_part(workshop: Workshop, item_id: uuid.UUID) -> Any:
    """A part of the day less."""
    item = find_in(workshop.agenda, item_id)
    hosting.remove_part(get_session(), workshop, item, now(), by=current_user())
    flash(_("Der Programmpunkt ist entfernt."), "success")
    return _back_to(workshop, "programm")


@permitted(policies.may_run_workshop, Workshop)
def add_table(workshop: Workshop) -> Any:
    """A table with a name of its own."""
    form = TableForm()
    if not form.validate_on_submit():
        return _page(workshop, PartForm(workshop, formdata=None), form), form.status
    hosting.add_table(get_session(), workshop, form.name.data, now(), by=current_user())
    flash(_("Der Tisch ist eingerichtet."), "success")
    return _back_to(workshop, "tische")


@permitted(policies.may_run_workshop, Workshop)
def add_area_tables(workshop: Workshop) -> Any:
    """A table for each of the four areas."""
    hosting.add_area_tables(get_session(), workshop, now(), by=current_user())
    flash(_("Für jedes der vier Felder gibt es einen Tisch."), "success")
    return _back_to(workshop, "tische")


@permitted(policies.may_run_workshop, Workshop)
def close_table(workshop: Workshop, table_id: uuid.UUID) -> Any:
    """No more notes from it."""
    table = find_in(workshop.tables, table_id)
    hosting.close_table(get_session(), table, now(), by=current_user())
    flash(_("Der Tisch „%(name)s“ ist geschlossen.", name=table.name), "success")
    return _back_to(workshop, "tische")


@permitted(policies.may_run_workshop, Workshop)
def reopen_table(workshop: Workshop, table_id: uuid.UUID) -> Any:
    """It goes on."""
    table = find_in(workshop.tables, table_id)
    hosting.reopen_table(get_session(), table, now(), by=current_user())
    flash(_("Der Tisch „%(name)s“ ist wieder offen.", name=table.name), "success")
    return _back_to(workshop, "tische")


@permitted(policies.may_edit_workshop, Workshop)
def remove_table(workshop: Workshop, table_id: uuid.UUID) -> Any:
    """A table less, before the day."""
    table = find_in(workshop.tables, table_id)
    hosting.remove_table(get_session(), workshop, table, now(), by=current_user())
    flash(_("Der Tisch „%(name)s“ ist entfernt.", name=table.name), "success")
    return _back_to(workshop, "tische")


def _page(workshop: Workshop, part: PartForm, table: TableForm) -> str:
    return render_template(
        "workshops/arrange.html",
        workshop=workshop,
        part=part,
        table=table,
        missing=hosting.missing_areas(workshop),
        is_open=workshop.state not in {WorkshopState.OVER, WorkshopState.CANCELLED},
    )


def _back_to(workshop: Workshop, anchor: str) -> Any:
    return redirect(url_for(".arrange", workshop_id=workshop.id, _anchor=anchor))
