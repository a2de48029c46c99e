"""Taking over the events of others from a calendar file, and removing one."""

import uuid
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models import OtherEvent, policies
from webapp.access import current_user, permitted
from webapp.clock import now
from webapp.database import get_session
from webapp.security import limiter
from webapp.workshops import other_events, queries
from webapp.workshops.door_forms import CalendarFileForm


@permitted(policies.may_run_workshops)
@limiter.limit("60 per 10 minutes", methods=["POST"])
def take_over_events() -> Any:
    """Read a file, and list what is taken over."""
    form = CalendarFileForm()
    if form.validate_on_submit() and _take_over(form):
        return redirect(url_for(".take_over_events"))
    page = render_template(
        "workshops/take_over.html", form=form, events=queries.other_events(get_session(), now())
    )
    return page, 422 if form.errors else 200


@permitted(policies.may_run_workshops)
def remove_event(event_id: uuid.UUID) -> Any:
    """It is not listed any more."""
    event = get_session().get(OtherEvent, event_id) or abort(404)
    other_events.remove_event(get_session(), event, now(), by=current_user())
    flash(_("Die Veranstaltung ist nicht mehr in der Liste."), "success")
    return redirect(url_for(".take_over_events"))


def _take_over(form: CalendarFileForm) -> bool:
    try:
        events, left_out = other_events.read_calendar(form.content, now())
    except other_events.TooMany:
        form.refuse(_("In der Datei stehen mehr als 300 Termine. Bitte geben Sie weniger aus."))
        return False
    except other_events.Unreadable:
        form.refuse(
            _(
                "Das ist keine Kalenderdatei, oder sie ist beschädigt. Bitte geben Sie sie im "
                "Kalenderprogramm noch einmal als .ics aus."
            )
        )
        return False
    if not events:
        form.refuse(_("In der Datei steht kein Termin, der noch kommt."))
        return False
    taken = other_events.take_over(
        get_session(), events, form.organiser.data, now(), by=current_user()
    )
    flash(
        _(
            "Neu: %(added)s, geändert: %(changed)s, entfernt: %(removed)s, vorbei oder "
            "unvollständig: %(left_out)s.",
            added=taken.added, changed=taken.changed, removed=taken.removed, left_out=left_out,
        ),
        "success",
    )  # fmt: skip
    return True
