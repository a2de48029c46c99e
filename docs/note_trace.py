"""Writes the trace in docs/workshops.md: one note of the demo, followed to what came of it."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Account,
    Challenge,
    NoteNeed,
    Outcome,
    Role,
    WorkshopNote,
    migrations,
)
from models.base import LOCAL_ZONE
from seed_data import load_region
from webapp.database import make_engine
from webapp.workshop_traces import NoteTrace, note_trace

DOCUMENT = Path(__file__).with_name("workshops.md")
BEGIN, END = "<!-- trace -->\n", "<!-- end of trace -->\n"
COOPERATIONS = {Outcome.PROJECT, Outcome.THESIS, Outcome.CONSULTING, Outcome.TRAINING}
AT = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
"""The demo as it is on this day."""


def as_markdown(session: Session) -> str:
    """The steps of the first note that ended in a cooperation, as its manager reads them."""
    found = (
        select(NoteNeed)
        .join(NoteNeed.challenge)
        .join(NoteNeed.note)
        .where(Challenge.outcome.in_(COOPERATIONS), WorkshopNote.cluster_id.is_not(None))
    )
    need = session.scalars(found.order_by(Challenge.closed_at, NoteNeed.id)).first()
    if need is None:
        raise LookupError("the demo holds no note that ended in a cooperation")
    note = session.get_one(WorkshopNote, need.note_id)
    managers = select(Account).where(Account.role == Role.TRANSFER_MANAGER)
    for reader in session.scalars(managers.order_by(Account.email)):
        trace = note_trace(session, note, reader=reader, at=AT)
        if trace.case is not None:
            return _table(trace)
    raise LookupError("nobody works on the case of this note")


def _table(trace: NoteTrace) -> str:
    note, case, challenge, need = trace.note, trace.case, trace.challenge, trace.need
    if case is None or challenge is None or need is None or trace.cluster is None:
        raise LookupError("the thread of this note is cut")
    steps = [
        (note.written_at, "note", f"„{note.text}“, {note.source.value}, {note.table.name}"),
        *(
            (
                move.moved_at,
                "moved",
                f"{move.kind.value}: „{move.to_cluster.title if move.to_cluster else '–'}“",
            )
            for move in trace.moves
        ),
        (None, "dots", f"{trace.dots} on the cluster „{trace.cluster.title}“"),
        (need.made_at, "draft", "begun by a manager out of the note, sent to the company"),
        (challenge.submitted_at, "need", f"confirmed by the company as {challenge.reference}"),
        (None, "match", f"proposals: {case.matches}"),
        *((None, "introduction", state.value) for state in case.introductions),
        (challenge.closed_at, "outcome", case.outcome.value if case.outcome else "open"),
    ]
    rows = [f"| {_moment(at)} | {what} | {words} |" for at, what, words in steps]
    return "\n".join(["| when | what | |", "|---|---|---|", *rows]) + "\n"


def _moment(at: datetime | None) -> str:
    return at.astimezone(LOCAL_ZONE).strftime("%Y-%m-%d %H:%M") if at else ""


def written() -> str:
    """What stands between the marks of the document."""
    return DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]


def main() -> None:
    """Load the demo into a database of its own, and put the trace into the document."""
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/demo.db")
        with engine.begin() as connection:
            migrations.upgrade(connection)
        with Session(engine) as session:
            load_region(session, AT)
            session.flush()
            session.expire_all()
            trace = as_markdown(session)
        engine.dispose()
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(
        text.replace(BEGIN + written() + END, BEGIN + trace + END), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
