"""Notes as phones, the wall and those who run the workshop read them."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models import (
    NoteState,
    Participant,
    SeatState,
    Workshop,
    WorkshopNote,
    WorkshopTable,
)

ON_A_PHONE = 40
IN_A_LIST = 300
ON_THE_WALL = 5
BADGE = re.compile("[0-9a-f]{6,20}")


@dataclass(frozen=True)
class Queue:
    """The notes of a workshop by what becomes of them, the newest of each, and how many there are.

    What waits comes oldest first.
    """

    held: Sequence[WorkshopNote]
    shown: Sequence[WorkshopNote]
    removed: Sequence[WorkshopNote]
    numbers: dict[str, int]
    """By the German name of the state."""


@dataclass(frozen=True)
class Column:
    """What one table says on the wall: its newest notes, and how many more there are."""

    table: WorkshopTable
    notes: Sequence[WorkshopNote]
    more: int


def table_of_code(session: Session, code: str) -> WorkshopTable | None:
    """The table whose code somebody scanned."""
    return session.scalar(
        select(WorkshopTable)
        .where(WorkshopTable.code == code)
        .options(joinedload(WorkshopTable.workshop))
    )


def tables_of(session: Session, workshop: Workshop) -> Sequence[WorkshopTable]:
    """The tables in the order of the room."""
    return session.scalars(
        select(WorkshopTable)
        .where(WorkshopTable.workshop_id == workshop.id)
        .order_by(WorkshopTable.position, WorkshopTable.name, WorkshopTable.id)
    ).all()


def notes_on_a_phone(session: Session, table: WorkshopTable) -> Sequence[WorkshopNote]:
    """What others at the table wrote, the newest first."""
    return session.scalars(
        select(WorkshopNote)
        .where(WorkshopNote.table_id == table.id, WorkshopNote.state == NoteState.SHOWN)
        .order_by(WorkshopNote.written_at.desc(), WorkshopNote.id)
        .limit(ON_A_PHONE)
    ).all()


def sent_note(session: Session, table_id: uuid.UUID, key: str) -> WorkshopNote | None:
    """The note that a phone has sent already, if it came through."""
    return session.scalar(
        select(WorkshopNote).where(WorkshopNote.table_id == table_id, WorkshopNote.key == key)
    )


def note_of_table(
    session: Session, table: WorkshopTable, note_id: uuid.UUID
) -> WorkshopNote | None:
    """A note that stands on a phone at this table; no other one."""
    return session.scalar(
        select(WorkshopNote).where(WorkshopNote.id == note_id, WorkshopNote.table_id == table.id)
    )


def note_of_workshop(
    session: Session, workshop: Workshop, note_id: uuid.UUID
) -> WorkshopNote | None:
    """A note of this workshop; no other one."""
    return session.scalar(
        select(WorkshopNote)
        .where(WorkshopNote.id == note_id, WorkshopNote.workshop_id == workshop.id)
        .options(joinedload(WorkshopNote.table), joinedload(WorkshopNote.participant))
    )


def participant_of_badge(session: Session, workshop: Workshop, typed: str) -> Participant | None:
    """Whose badge begins with these signs; six are enough, as long as nobody else's do."""
    signs = re.sub(r"[\s-]", "", typed).lower()
    if not BADGE.fullmatch(signs):
        return None
    found = session.scalars(
        select(Participant)
        .where(Participant.workshop_id == workshop.id, Participant.code.startswith(signs))
        .where(Participant.state != SeatState.CANCELLED, Participant.erased_at.is_(None))
        .limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def queue_of(session: Session, workshop: Workshop, table_id: uuid.UUID | None) -> Queue:
    """Everything that was said, or what was said at one table."""
    chosen = [WorkshopNote.workshop_id == workshop.id]
    if table_id is not None:
        chosen.append(WorkshopNote.table_id == table_id)
    counts = select(WorkshopNote.state, func.count()).where(*chosen).group_by(WorkshopNote.state)
    numbers = dict.fromkeys((each.value for each in NoteState), 0) | {
        state.value: number for state, number in session.execute(counts)
    }
    listed = {
        state: session.scalars(
            select(WorkshopNote)
            .where(*chosen, WorkshopNote.state == state)
            .options(joinedload(WorkshopNote.table))
            .order_by(
                WorkshopNote.written_at
                if state is NoteState.HELD
                else WorkshopNote.written_at.desc(),
                WorkshopNote.id,
            )
            .limit(IN_A_LIST)
        ).all()
        for state in NoteState
    }
    return Queue(
        held=listed[NoteState.HELD],
        shown=listed[NoteState.SHOWN],
        removed=listed[NoteState.REMOVED],
        numbers=numbers,
    )


def columns_of_wall(session: Session, workshop: Workshop) -> list[Column]:
    """What everybody in the room reads, table by table, the newest first."""
    notes = session.scalars(
        select(WorkshopNote)
        .where(WorkshopNote.workshop_id == workshop.id, WorkshopNote.state == NoteState.SHOWN)
        .order_by(WorkshopNote.written_at.desc(), WorkshopNote.id)
    ).all()
    by_table: dict[uuid.UUID, list[WorkshopNote]] = {}
    for note in notes:
        by_table.setdefault(note.table_id, []).append(note)
    return [
        Column(
            table=table,
            notes=by_table.get(table.id, [])[:ON_THE_WALL],
            more=max(0, len(by_table.get(table.id, [])) - ON_THE_WALL),
        )
        for table in tables_of(session, workshop)
    ]
