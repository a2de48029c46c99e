"""Dots from phones: who sees the wall's code or wears a badge puts a few on clusters."""

import secrets
import uuid
from typing import Any

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from models import Workshop, policies
from webapp.access import permitted
from webapp.clock import now
from webapp.database import get_session
from webapp.security import limiter
from webapp.workshop_notes import clusters, dots
from webapp.workshop_notes.forms import BadgeForm
from webapp.workshop_notes.phones import MOST_OF_A_HALL, phone
from webapp.workshop_notes.queries import participant_of_badge

MOST_PRESSES = "60 per minute; 600 per day"
MOST_BADGES = "10 per minute; 60 per day"


@permitted(policies.may_view_workshop, Workshop)
@limiter.limit(MOST_BADGES, key_func=phone, methods=["POST"])
@limiter.limit(MOST_OF_A_HALL, methods=["POST"])
def vote(workshop: Workshop) -> Any:
    """Where the own dots are; without the wall's code the badge says who votes."""
    session.setdefault("phone", secrets.token_hex(16))
    if _has_walls_code(workshop):
        return redirect(url_for(".vote", workshop_id=workshop.id))
    form = BadgeForm()
    if form.validate_on_submit():
        found = participant_of_badge(get_session(), workshop, form.badge.data)
        if found is not None:
            session[_place(workshop)] = dots.voter_of(workshop, "badge", found.code)
            return redirect(url_for(".vote", workshop_id=workshop.id))
        form.badge.errors = [_("Diesen Code kennen wir nicht. Bitte prüfen Sie ihn.")]
    voter = _voter(workshop)
    own = dots.own_dots(get_session(), workshop, voter) if voter else {}
    page = render_template(
        "workshop_notes/vote.html", workshop=workshop, form=form, voter=voter, own=own,
        clusters=clusters.live_clusters(get_session(), workshop) if voter else (),
        left=workshop.dots - sum(own.values()),
    )  # fmt: skip
    return page, form.status


@permitted(policies.may_view_workshop, Workshop)
@limiter.limit(MOST_PRESSES, key_func=phone)
@limiter.limit(MOST_OF_A_HALL)
def put(workshop: Workshop, note_cluster_id: uuid.UUID) -> Any:
    """One more dot."""
    voter = _voter_who_may(workshop)
    found = clusters.cluster_of(get_session(), workshop, note_cluster_id)
    if found is None:
        abort(404)
    if not dots.put_dot(get_session(), workshop, found, voter, now()):
        flash(
            _("Alle Ihre Punkte sind vergeben. Nehmen Sie einen zurück, um ihn anders zu setzen."),
            "warning",
        )
    return redirect(url_for(".vote", workshop_id=workshop.id) + f"#gruppe-{found.id}")


@permitted(policies.may_view_workshop, Workshop)
@limiter.limit(MOST_PRESSES, key_func=phone)
@limiter.limit(MOST_OF_A_HALL)
def take(workshop: Workshop, note_cluster_id: uuid.UUID) -> Any:
    """One dot back; pressing once too often changes nothing."""
    voter = _voter_who_may(workshop)
    dots.take_dot(get_session(), workshop, note_cluster_id, voter)
    return redirect(url_for(".vote", workshop_id=workshop.id) + f"#gruppe-{note_cluster_id}")


def _has_walls_code(workshop: Workshop) -> bool:
    """Whether somebody comes by the code on the wall; their cookie votes from now on."""
    shown = request.args.get("saal", "")
    if not secrets.compare_digest(shown.encode(), dots.hall_code(workshop).encode()):
        return False
    if _voter(workshop) is None:
        random = secrets.token_hex(16)
        session[_place(workshop)] = dots.voter_of(workshop, "cookie", random)
    return True


def _voter(workshop: Workshop) -> str | None:
    return session.get(_place(workshop)) if workshop.is_running else None


def _voter_who_may(workshop: Workshop) -> str:
    voter = _voter(workshop)
    if voter is None:
        abort(409)
    return voter


def _place(workshop: Workshop) -> str:
    return f"voter {workshop.id.hex}"
