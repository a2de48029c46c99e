"""Who read what of a need: noted where a page shows it, written down before the page leaves."""

import uuid
from collections import defaultdict
from datetime import datetime

from flask import Flask, Response, current_app, g, request
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models import Account, AuditEntry, Challenge, Reading, Role
from models.audit import append
from webapp.access import current_user
from webapp.clock import now
from webapp.database import SAFE_METHODS, database
from webapp.paths import is_program

VERB = "gelesen"
SHOWN = {200, 413, 422}
"""The answers that carry a page of ours; all others lead on or refuse."""


def init_app(app: Flask) -> None:
    """Let templates say what they show."""
    app.jinja_env.globals["note_reading"] = lambda challenge, name: note_reading(
        challenge, Reading[name]
    )


def note_reading(challenge: Challenge, what: Reading) -> None:
    """The page that is being written shows this of a need to whoever is signed in."""
    readings = g.setdefault("readings", defaultdict(set))
    readings[challenge].add(what)


def read_by_link(account: Account) -> None:
    """Whoever opened this page followed a link that was mailed to this account."""
    g.reader_by_link = account


def write_readings(response: Response) -> Response:
    """Write down what an answer shows; without that it does not leave."""
    readings: dict[Challenge, set[Reading]] = g.pop("readings", {})
    if not readings or response.status_code not in SHOWN or request.method == "HEAD":
        return response
    by_link: Account | None = g.get("reader_by_link")
    if (user := by_link or current_user()) is None:
        return response
    entries = [_entry(user, challenge, what) for challenge, what in readings.items()]
    if is_program():
        for entry in entries:
            entry.detail["by_program"] = True
    if by_link is not None:
        # Programs that look after a mailbox open links, too; so the trail tells the two apart.
        for entry in entries:
            entry.detail["by_link"] = True
    if request.method not in SAFE_METHODS:
        # What a refused form has changed is forgotten, so that its writer does not block ours.
        g.session.rollback()
    try:
        with database().writing() as session:
            for entry in entries:
                if not _is_noted(session, entry):
                    append(session, entry)
    except DBAPIError as error:
        return current_app.make_response(current_app.handle_user_exception(error))
    return response


def this_minute(at: datetime) -> datetime:
    """The beginning of the minute, which is as exact as readings are."""
    return at.replace(second=0, microsecond=0)


def _entry(user: Account, challenge: Challenge, what: set[Reading]) -> AuditEntry:
    organisation_id = _organisation_id(user)
    return AuditEntry(
        at=now(),
        actor_id=user.id,
        verb=VERB,
        object_type=Challenge.__tablename__,
        object_id=challenge.id,
        challenge_id=challenge.id,
        detail={
            "what": sorted(each.value for each in what),
            "text_version": challenge.text_version,
            "role": user.role.value,
            "organisation": organisation_id.hex if organisation_id else None,
        },
    )


def _organisation_id(user: Account) -> uuid.UUID | None:
    if user.role is Role.PROFESSOR and user.profile is not None:
        return user.profile.department.campus.university_id
    return user.company_id or user.university_id or user.organisation_id


def _is_noted(session: Session, entry: AuditEntry) -> bool:
    """Whether the same was noted in this minute: a page that is loaded again."""
    details = select(AuditEntry.detail).where(
        AuditEntry.challenge_id == entry.challenge_id,
        AuditEntry.at.between(this_minute(entry.at), entry.at),
        AuditEntry.actor_id == entry.actor_id,
        AuditEntry.verb == VERB,
    )
    return entry.detail in session.scalars(details).all()
