"""Take notes in, and decide who reads them."""

import uuid
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import (
    Account,
    HoldReason,
    NoteSource,
    NoteState,
    Participant,
    WorkshopNote,
    WorkshopTable,
)
from webapp.audit import record
from webapp.database import hold
from webapp.workshop_notes.decency import reason_to_hold
from webapp.workshop_notes.queries import sent_note


def take_note(
    session: Session,
    table: WorkshopTable,
    text: str,
    key: str,
    at: datetime,
    *,
    participant: Participant | None,
) -> WorkshopNote:
    """Take what a phone sends; what it sends again after a broken connection is taken once.

    The same key with other words is another note: somebody went back and wrote on.
    """
    known = sent_note(session, table.id, key)
    if known is not None and known.text != text:
        key, known = uuid.uuid4().hex, None
    if known is not None:
        return known
    note = WorkshopNote(
        workshop_id=table.workshop_id, table_id=table.id, key=key, text=text, written_at=at,
        participant_id=participant.id if participant else None,
    )  # fmt: skip
    reason = reason_to_hold(text)
    if reason is not None:
        note.hold(reason)
    try:
        with session.begin_nested():
            session.add(note)
    except IntegrityError:
        # The same phone's first attempt came through while this one was on its way.
        known = sent_note(session, table.id, key)
        if known is None:
            raise
        return known
    return note


def type_card(
    session: Session, table: WorkshopTable, text: str, at: datetime, *, by: Account
) -> WorkshopNote:
    """Write down what stands on a paper card; whoever types it has looked at it."""
    note = WorkshopNote(
        workshop_id=table.workshop_id, table_id=table.id, key=uuid.uuid4().hex, text=text,
        source=NoteSource.CARD, written_by_id=by.id, written_at=at,
    )  # fmt: skip
    session.add(note)
    return note


def report_note(session: Session, note: WorkshopNote, at: datetime) -> None:
    """Somebody at the table took offence: out of sight until a person has looked."""
    hold(session, note)
    if note.state is NoteState.SHOWN:
        note.hold(HoldReason.REPORTED)
        record(session, "notiz_gemeldet", note, at, by=None)


def show_note(session: Session, note: WorkshopNote, at: datetime, *, by: Account) -> None:
    """Let everybody in the room read it; a second click changes nothing."""
    hold(session, note)
    if note.state is not NoteState.SHOWN:
        note.show()
        record(session, "notiz_gezeigt", note, at, by=by)


def remove_note(session: Session, note: WorkshopNote, at: datetime, *, by: Account) -> None:
    """Keep it from everybody but those who run the day; a second click changes nothing."""
    hold(session, note)
    if note.state is not NoteState.REMOVED:
        note.remove(at)
        record(session, "notiz_entfernt", note, at, by=by)
