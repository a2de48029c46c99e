"""Registering for a workshop, with or without an account.

Every registration gets the same answer, so that nobody learns who comes by trying addresses;
whether there was a seat, and whether somebody was registered already, stands in the mail.
"""

from typing import Any

from flask import redirect, render_template, request, url_for

from models import Workshop, policies
from webapp import seats
from webapp.access import current_user, permitted
from webapp.clock import now
from webapp.database import after_commit, get_session
from webapp.forms import kept_texts
from webapp.jobs import wake_worker
from webapp.security import limiter
from webapp.workshops import queries
from webapp.workshops.forms import RegistrationForm

CLOSED = 409


@permitted(policies.may_view_workshop, Workshop)
@limiter.limit("20 per 10 minutes; 120 per day", methods=["POST"])
def register(workshop: Workshop) -> Any:
    """Take a registration in, or a place on the waiting list."""
    if not workshop.takes_registrations(now()):
        return show_closed(workshop)
    is_fresh = request.method == "GET"
    form = RegistrationForm.prefilled(current_user()) if is_fresh else RegistrationForm()
    if form.validate_on_submit():
        seats.register(
            get_session(), workshop, form.address, now(),
            **form.facts, **form.link_to(current_user()),
        )  # fmt: skip
        after_commit(wake_worker)
        return redirect(url_for(".registered", workshop_id=workshop.id))
    page = render_template(
        "workshops/register.html",
        workshop=workshop,
        form=form,
        seats=queries.seats(get_session(), workshop),
    )
    return page, form.status


@permitted(policies.may_view_workshop, Workshop)
def registered(workshop: Workshop) -> Any:
    """Say that a mail is on its way; the same to everybody."""
    return render_template("workshops/registered.html", workshop=workshop)


@permitted(policies.may_view_workshop, Workshop)
def privacy(workshop: Workshop) -> Any:
    """What becomes of what participants say of themselves."""
    return render_template("workshops/privacy.html", workshop=workshop)


def show_closed(workshop: Workshop) -> Any:
    """Why nobody can register, whom to ask, and what was typed."""
    page = render_template(
        "workshops/closed.html", workshop=workshop, at=now(), kept_texts=kept_texts()
    )
    return page, CLOSED
