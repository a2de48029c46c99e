"""What participants do by the link in their mail: wish for talks, and read their own plan."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import Participant, SeatState, WorkshopState
from webapp.access import object_id, public
from webapp.clock import now
from webapp.database import get_session
from webapp.downloads import as_download
from webapp.participant_links import read_participant_token
from webapp.security import limiter
from webapp.workshop_talks import forms, operations, queries, words
from webapp.workshop_talks.calendars import talks_file
from webapp.workshop_talks.queries import OTHER_SIDE

GONE = 410
CLOSED = 409
OVER = {WorkshopState.OVER, WorkshopState.CANCELLED}


@public
@limiter.limit("240 per 10 minutes")
def wishes(token: str) -> Any:
    """Choose whom to talk to, and read the own talks once the plan is published."""
    participant = read_participant_token(get_session(), token)
    if participant is None:
        return _show_gone()
    form = forms.SearchForm()
    obstacle = obstacle_of(participant)
    return render_template(
        "workshop_talks/wishes.html",
        participant=participant,
        workshop=participant.workshop,
        token=token,
        talks=_released_talks(participant),
        obstacle=obstacle,
        choice=None if obstacle else queries.listed_others(get_session(), participant, form.words),
        form=form,
        search=form.words,
        words=words,
        time_of=forms.time_of,
        own_url=_own_url(token),
    )


@public
@limiter.limit("120 per 10 minutes")
def wish(token: str) -> Any:
    """Note a wish, or take it back."""
    participant = read_participant_token(get_session(), token)
    if participant is None:
        return _show_gone()
    if obstacle_of(participant):
        flash(_("Daran lässt sich jetzt nichts mehr ändern."), "warning")
        return redirect(url_for(".wishes", token=token))
    person = object_id(request.form.get("person", ""))
    if "zuruecknehmen" in request.form:
        operations.take_wish_back(get_session(), participant, person)
        flash(_("Der Wunsch ist zurückgenommen."), "success")
    else:
        _wish_for(participant, person)
    search = request.form.get("suche", "")[: forms.LONGEST_SEARCH].replace("\0", "")
    return redirect(url_for(".wishes", token=token, suche=search or None, _anchor="wuensche"))


@public
@limiter.limit("60 per 10 minutes")
def calendar(token: str) -> Any:
    """The own talks for the own calendar."""
    participant = read_participant_token(get_session(), token)
    if participant is None:
        return _show_gone()
    talks = _released_talks(participant)
    return as_download(talks_file(participant, talks), "gespraeche.ics", "ics")


def obstacle_of(participant: Participant) -> str | None:
    """Why somebody cannot wish now, as the page says it."""
    if participant.workshop.state in OVER:
        return "over"
    if participant.state is SeatState.CANCELLED:
        return "cancelled"
    if participant.side not in OTHER_SIDE:
        return "side"
    if not participant.wants_talks:
        return "unwanted"
    return "waiting" if participant.state is SeatState.WAITING else None


def _wish_for(participant: Participant, person: Any) -> None:
    try:
        is_noted = operations.wish_for(get_session(), participant, person, now())
    except operations.TooManyWishes:
        flash(
            _(
                "Mehr als %(most)s Wünsche sind nicht möglich. Nehmen Sie zuerst einen zurück.",
                most=participant.workshop.most_talks,
            ),
            "warning",
        )
        return
    if is_noted:
        flash(_("Der Wunsch ist notiert."), "success")
    else:
        flash(_("Diese Person steht nicht mehr zur Wahl. Es wurde nichts geändert."), "warning")


def _released_talks(participant: Participant) -> Any:
    """None until the plan is published, and for whoever does not come."""
    if participant.workshop.talks_released_at is None or not participant.has_seat:
        return []
    return queries.own_talks(get_session(), participant)


def _own_url(token: str) -> str | None:
    """The own registration, where there is a page for it."""
    if "workshops.own_registration" not in current_app.view_functions:
        return None
    return url_for("workshops.own_registration", token=token)


def _show_gone() -> Any:
    return render_template("workshop_talks/gone.html"), GONE
