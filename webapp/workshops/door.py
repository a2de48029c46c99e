"""Who comes: the list, the badges, and the door with its scanner."""

import uuid
from datetime import UTC, datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import Participant, Workshop, policies
from webapp import seats
from webapp.access import current_user, permitted
from webapp.clock import now
from webapp.database import after_commit, get_session
from webapp.downloads import as_download
from webapp.jobs import wake_worker
from webapp.printing import print_pdf
from webapp.workshops import arrivals, badges, people
from webapp.workshops.door_forms import GuestForm, NameForm, PeopleFilter, ScanForm

LONGEST_TYPED = 300
TAKEN = _l("Mit dieser Adresse ist schon jemand angemeldet. Bitte suchen Sie den Namen am Einlass.")


@permitted(policies.may_run_workshop, Workshop)
def participants(workshop: Workshop) -> Any:
    """Everybody who registered, and how many came."""
    form = PeopleFilter()
    return render_template(
        "workshops/participants.html",
        workshop=workshop,
        form=form,
        listed=people.listed(get_session(), workshop, form.standing, form.words),
        attendance=people.attendance(get_session(), workshop),
        at=now(),
    )


@permitted(policies.may_run_workshop, Workshop)
def add_guest(workshop: Workshop) -> Any:
    """Register somebody who stands at the door."""
    form = GuestForm()
    if form.validate_on_submit():
        if arrivals.find_guest(get_session(), workshop, form.address or ""):
            form.email.errors = [TAKEN]
        else:
            guest = arrivals.admit_guest(
                get_session(), workshop, form.address, form.facts, now(), by=current_user(),
                is_here=form.is_here.data,
            )  # fmt: skip
            flash(_("%(name)s ist eingetragen.", name=guest.name), "success")
            return redirect(url_for(".check_in", workshop_id=workshop.id))
    page = render_template("workshops/guest.html", workshop=workshop, form=form)
    return page, 422 if form.errors else 200


@permitted(policies.may_run_workshop, Workshop)
def strike_off(workshop: Workshop, participant_id: uuid.UUID) -> Any:
    """Somebody called and does not come."""
    participant = _find(workshop, participant_id)
    moved = seats.give_up_seat(get_session(), participant, now(), by=current_user())
    after_commit(wake_worker)
    words = _("%(name)s ist abgemeldet.", name=participant.name)
    if moved:
        words += " " + _("%(name)s rückt nach.", name=", ".join(each.name for each in moved))
    flash(words, "success")
    return _back_to_list(workshop)


@permitted(policies.may_run_workshop, Workshop)
def admit(workshop: Workshop, participant_id: uuid.UUID) -> Any:
    """Let somebody in who has no seat."""
    participant = _find(workshop, participant_id)
    arrivals.admit_waiting(get_session(), workshop, participant, now(), by=current_user())
    flash(_("%(name)s ist eingelassen.", name=participant.name), "success")
    return redirect(url_for(".check_in", workshop_id=workshop.id))


@permitted(policies.may_run_workshop, Workshop)
def check_out(workshop: Workshop, participant_id: uuid.UUID) -> Any:
    """Somebody leaves early."""
    participant = _find(workshop, participant_id)
    arrivals.leave_early(get_session(), participant, now(), by=current_user())
    flash(_("%(name)s ist gegangen.", name=participant.name), "success")
    return _back_to_list(workshop)


@permitted(policies.may_run_workshop, Workshop)
def print_badges(workshop: Workshop) -> Any:
    """Every badge, eight on a sheet."""
    return _as_badges(workshop, people.with_badges(get_session(), workshop))


@permitted(policies.may_run_workshop, Workshop)
def print_badge(workshop: Workshop, participant_id: uuid.UUID) -> Any:
    """One badge."""
    return _as_badges(workshop, [_find(workshop, participant_id)])


@permitted(policies.may_run_workshop, Workshop)
def check_in(workshop: Workshop) -> Any:
    """Scan or type a code, or look for a name."""
    arrival, form, search = None, ScanForm(), NameForm()
    if form.validate_on_submit():
        arrival = _let_in(workshop, form.code.data or "", None)
        form.code.data = ""
    elif request.method == "GET":
        form.code.data = request.args.get("code", "")[:LONGEST_TYPED]
    return render_template(
        "workshops/check_in.html",
        workshop=workshop,
        arrival=arrival,
        form=form,
        search=search,
        found=people.found_at_the_door(get_session(), workshop, search.words),
        attendance=people.attendance(get_session(), workshop),
    )


@permitted(policies.may_run_workshop, Workshop)
def take_scan(workshop: Workshop) -> Any:
    """A scan that the page's script sends, perhaps later than it was made; a part of the page."""
    arrival = _let_in(
        workshop, request.form.get("code", ""), _read_moment(request.form.get("at", ""))
    )
    return render_template(
        "workshops/arrival_part.html",
        workshop=workshop,
        arrival=arrival,
        attendance=people.attendance(get_session(), workshop),
    )


@permitted(policies.may_run_workshops)
def scan(code: str) -> Any:
    """The code on a badge, opened with the camera of somebody who runs the workshop."""
    participant = arrivals.find_badge(get_session(), code)
    if participant is None:
        abort(404)
    return redirect(url_for(".check_in", workshop_id=participant.workshop_id, code=code))


def _let_in(workshop: Workshop, typed: str, scanned_at: datetime | None) -> arrivals.Arrival:
    return arrivals.check_in(
        get_session(), workshop, typed[:LONGEST_TYPED], scanned_at, now(), by=current_user()
    )


def _read_moment(text: str) -> datetime | None:
    """The moment of a scan in milliseconds since 1970, as browsers count."""
    if not (text.isascii() and text.isdigit() and len(text) <= 14):
        return None
    return datetime.fromtimestamp(int(text) / 1000, UTC)


def _find(workshop: Workshop, participant_id: uuid.UUID) -> Participant:
    participant = get_session().get(Participant, participant_id)
    if participant is None or participant.workshop_id != workshop.id:
        abort(404)
    return participant


def _as_badges(workshop: Workshop, rows: Any) -> Any:
    document = badges.as_document(workshop, rows)
    return as_download(print_pdf(document), "namensschilder.pdf", "pdf")


def _back_to_list(workshop: Workshop) -> Any:
    return redirect(url_for(".participants", workshop_id=workshop.id))
