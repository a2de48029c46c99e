"""The page of one note: how it moved, what became of it, and the button that makes a need of it."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import Account, Workshop, policies
from webapp.access import current_user, permitted
from webapp.clock import now
from webapp.database import get_session
from webapp.workshop_notes import needs
from webapp.workshop_notes.moderating import note_or_404
from webapp.workshop_traces import note_trace


@permitted(policies.may_run_workshop, Workshop)
def note(workshop: Workshop, workshop_note_id: uuid.UUID) -> Any:
    """Follow one note."""
    found = note_or_404(workshop, workshop_note_id)
    trace = note_trace(get_session(), found, reader=current_user(), at=now())
    return render_template("workshop_notes/note.html", workshop=workshop, trace=trace)


@permitted(policies.may_run_workshop, Workshop)
def make_need(workshop: Workshop, workshop_note_id: uuid.UUID) -> Any:
    """Begin the draft of a need, or go on with the one there is."""
    found = note_or_404(workshop, workshop_note_id)
    user: Account = current_user()  # type: ignore[assignment]
    begun = needs.begin_need(get_session(), found, now(), by=user)
    if begun.visit is not None and policies.may_edit_visit(user, begun.visit, now()):
        flash(
            _("Bitte prüfen Sie den Entwurf. Das Unternehmen liest ihn, wenn Sie ihn schicken."),
            "info",
        )
        return redirect(url_for("challenges.edit_visit", visit_id=begun.visit.id))
    flash(_("Aus dieser Notiz wurde schon ein Bedarf begonnen."), "info")
    return redirect(url_for(".note", workshop_id=workshop.id, workshop_note_id=found.id))
