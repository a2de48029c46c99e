"""The pages by which a workshop is run, side by side on each of them.

They belong to several features that do not know each other, so that a page that is not there is
left out.
"""

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _

from models import Workshop, policies
from webapp.access import current_user
from webapp.clock import now
from webapp.navigation import Entry


def init_app(app: Flask) -> None:
    """Let layout/workshop_tabs.html ask for them, and pages for the way to them."""
    app.jinja_env.globals["workshop_tabs"] = workshop_tabs
    app.jinja_env.globals["workshop_way"] = workshop_way


def workshop_tabs(workshop: Workshop) -> list[Entry]:
    """The pages there are; the report once there is something to report."""
    user = current_user()
    return [
        Entry(label, url_for(endpoint, workshop_id=workshop.id), endpoint == request.endpoint, None)
        for label, endpoint in _pages()
        if endpoint in current_app.view_functions
        and (endpoint != REPORT or policies.may_read_report(user, workshop, now()))
    ]


def workshop_way(workshop: Workshop) -> list[tuple[str, str]]:
    """Address and name of the pages above those by which a workshop is run."""
    way = [
        ("workshops.list_workshops", {}, _("Workshops leiten")),
        ("workshops.lead", {"workshop_id": workshop.id}, workshop.title),
    ]
    return [
        (url_for(endpoint, **arguments), label)
        for endpoint, arguments, label in way
        if endpoint in current_app.view_functions
    ]


REPORT = "workshop_reports.show"


def _pages() -> list[tuple[str, str]]:
    return [
        (_("Überblick"), "workshops.lead"),
        (_("Teilnehmende"), "workshops.participants"),
        (_("Einlass"), "workshops.check_in"),
        (_("Notizen"), "workshop_notes.notes"),
        (_("Gruppen"), "workshop_notes.clusters"),
        (_("Leinwand"), "workshop_notes.wall"),
        (_("Gespräche"), "workshop_talks.plan"),
        (_("Bericht"), REPORT),
    ]
