"""The own registration, opened by the link in the mail: seen, changed, cancelled."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import InvalidTransition, Participant
from webapp import seats
from webapp.access import public
from webapp.clock import now
from webapp.database import after_commit, get_session
from webapp.jobs import wake_worker
from webapp.participant_links import read_participant_token
from webapp.security import limiter
from webapp.workshops import operations
from webapp.workshops.badges import badge_picture
from webapp.workshops.forms import ParticipantForm
from webapp.workshops.registering import show_closed

GONE = 410


@public
@limiter.limit("120 per 10 minutes")
def own_registration(token: str) -> Any:
    """Where the registration stands, and what shows it at the door."""
    participant = read_participant_token(get_session(), token)
    if participant is None:
        return show_gone()
    return render_template(
        "workshops/own.html",
        participant=participant,
        workshop=participant.workshop,
        token=token,
        wishes_url=wishes_url(participant, token),
        picture=badge_picture(participant),
        at=now(),
    )


@public
@limiter.limit("60 per 10 minutes", methods=["POST"])
def change_registration(token: str) -> Any:
    """Put right what was typed."""
    participant = read_participant_token(get_session(), token)
    if participant is None:
        return show_gone()
    form = ParticipantForm.of(participant) if request.method == "GET" else ParticipantForm()
    if form.validate_on_submit():
        operations.change_details(get_session(), participant, form.facts, now())
        flash(_("Ihre Angaben sind geändert."), "success")
        return redirect(url_for(".own_registration", token=token))
    page = render_template(
        "workshops/change.html",
        form=form,
        participant=participant,
        workshop=participant.workshop,
        token=token,
    )
    return page, form.status


@public
@limiter.limit("30 per 10 minutes")
def cancel_registration(token: str) -> Any:
    """Give the seat to somebody else."""
    participant = read_participant_token(get_session(), token)
    if participant is None:
        return show_gone()
    try:
        seats.give_up_seat(get_session(), participant, now(), by=None)
    except InvalidTransition:
        flash(_("Daran lässt sich jetzt nichts mehr ändern."), "warning")
        return redirect(url_for(".own_registration", token=token))
    after_commit(wake_worker)
    flash(_("Sie sind abgemeldet. Danke, dass Sie Bescheid gesagt haben."), "success")
    return redirect(url_for(".own_registration", token=token))


@public
@limiter.limit("30 per 10 minutes")
def come_again(token: str) -> Any:
    """Whoever cancelled comes after all."""
    participant = read_participant_token(get_session(), token)
    if participant is None:
        return show_gone()
    if not participant.workshop.takes_registrations(now()):
        return show_closed(participant.workshop)
    try:
        seats.come_again(get_session(), participant, now())
    except InvalidTransition:
        flash(_("Daran lässt sich jetzt nichts mehr ändern."), "warning")
        return redirect(url_for(".own_registration", token=token))
    after_commit(wake_worker)
    flash(_("Schön, dass Sie doch kommen. Wie es steht, lesen Sie hier."), "success")
    return redirect(url_for(".own_registration", token=token))


def wishes_url(participant: Participant, token: str) -> str | None:
    """Where they wish for talks, if there are any and they want some."""
    if not participant.wants_talks or "workshop_talks.wishes" not in current_app.view_functions:
        return None
    return url_for("workshop_talks.wishes", token=token)


def show_gone() -> Any:
    """A link that was cut off, forged, or is older than the registration."""
    return render_template("workshops/gone.html"), GONE
