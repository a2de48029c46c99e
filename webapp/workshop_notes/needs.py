"""A note becomes the draft of a need, which the company confirms or not."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Account, NoteNeed, Side, Visit, VisitState, WorkshopNote
from webapp import visits
from webapp.audit import record
from webapp.database import hold
from webapp.i18n import show_date
from webapp.workshop_notes.clusters import heading_of, shown_in

MOST_QUOTED = 5
GOES_ON = {VisitState.DRAFT, VisitState.SENT, VisitState.CONFIRMED}


def need_of(session: Session, note: WorkshopNote) -> NoteNeed | None:
    """The newest draft that was made of the note and not thrown away."""
    return session.scalar(
        select(NoteNeed)
        .where(NoteNeed.note_id == note.id, NoteNeed.visit_id.is_not(None))
        .options(
            joinedload(NoteNeed.visit).joinedload(Visit.challenge), joinedload(NoteNeed.made_by)
        )
        .order_by(NoteNeed.made_at.desc(), NoteNeed.id)
        .limit(1)
    )


def begin_need(session: Session, note: WorkshopNote, at: datetime, *, by: Account) -> NoteNeed:
    """Begin a draft; a second click, and a second manager, find the one there is.

    Where the company did not want it or did not answer, whoever began it may begin anew.
    """
    hold(session, note)
    known = need_of(session, note)
    if known is not None and known.visit is not None:
        is_over = known.visit.state not in GOES_ON
        if not (is_over and known.visit.scout_id == by.id):
            return known
    visit = visits.keep_visit(session, None, _fields_of(note), at, by=by)
    session.flush()
    need = NoteNeed(note_id=note.id, visit_id=visit.id, made_at=at, made_by_id=by.id)
    need.visit = visit
    session.add(need)
    record(session, "bedarf_aus_notiz", note, at, by=by)
    return need


def _fields_of(note: WorkshopNote) -> dict[str, list[str]]:
    """What the form of a visit holds, as far as note, table and badge say it."""
    day = show_date(note.workshop.starts_at)
    fields = {
        "title": heading_of(note.text),
        "description": _description(note),
        "note": f"Aufgeschrieben auf dem Workshop „{note.workshop.title}“ am {day}.",
    }
    if note.table.area is not None:
        fields["support_kinds"] = note.table.area.value
    writer = note.participant
    if writer is not None and writer.side is Side.COMPANY and writer.email:
        fields |= {
            "company": writer.organisation, "email": writer.email,
            "municipality_ags": writer.municipality_ags or "",
        }  # fmt: skip
    return {name: [text] for name, text in fields.items() if text}


def _description(note: WorkshopNote) -> str:
    mates = [each for each in shown_in(note.cluster) if each.id != note.id] if note.cluster else []
    if not mates:
        return note.text
    quoted = "\n".join(f"– {' '.join(each.text.split())}" for each in mates[:MOST_QUOTED])
    return f"{note.text}\n\nDazu wurde im Workshop auch gesagt:\n{quoted}"
