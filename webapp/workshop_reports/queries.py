"""What the report counts and quotes, row by row."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, selectinload

from models import (
    Account,
    Challenge,
    ClusterDot,
    Introduction,
    IntroductionState,
    Match,
    MatchRun,
    NoteCluster,
    NoteNeed,
    NoteState,
    Outcome,
    Participant,
    SeatState,
    Talk,
    Workshop,
    WorkshopNote,
    WorkshopState,
    policies,
)

NO_COOPERATION = {Outcome.NO_COOPERATION, Outcome.NO_MATCH}


@dataclass(frozen=True)
class Topic:
    """A cluster with what was said in it and how many dots it got."""

    title: str
    dots: int
    notes: Sequence[WorkshopNote]


@dataclass(frozen=True)
class Afterwards:
    """What became of the notes: drafts of needs, needs, and how far these have come."""

    drafts: int
    needs: int
    with_proposals: int
    introduced: int
    closed: int
    cooperations: int


def participants(session: Session, workshop: Workshop) -> Sequence[Participant]:
    """Everybody who registered and did not cancel."""
    return session.scalars(
        select(Participant)
        .where(Participant.workshop_id == workshop.id, Participant.state != SeatState.CANCELLED)
        .options(selectinload(Participant.municipality))
        .order_by(Participant.registered_at, Participant.id)
    ).all()


def notes(session: Session, workshop: Workshop) -> Sequence[WorkshopNote]:
    """What everybody in the room could read, the oldest first."""
    return session.scalars(
        select(WorkshopNote)
        .where(_shown(workshop))
        .options(selectinload(WorkshopNote.table))
        .order_by(WorkshopNote.written_at, WorkshopNote.id)
    ).all()


def topics(session: Session, workshop: Workshop) -> Sequence[Topic]:
    """The clusters with something in them, those with most dots first."""
    counted = (
        select(ClusterDot.cluster_id, func.count().label("dots"))
        .where(ClusterDot.workshop_id == workshop.id)
        .group_by(ClusterDot.cluster_id)
    )
    dots = {row.cluster_id: row.dots for row in session.execute(counted)}
    said: dict[uuid.UUID, list[WorkshopNote]] = {}
    for note in notes(session, workshop):
        if note.cluster_id is not None:
            said.setdefault(note.cluster_id, []).append(note)
    clusters = session.scalars(
        select(NoteCluster).where(
            NoteCluster.workshop_id == workshop.id, NoteCluster.dissolved_at.is_(None)
        )
    )
    found = [
        Topic(each.title, dots.get(each.id, 0), said[each.id])
        for each in clusters
        if each.id in said
    ]
    return sorted(found, key=lambda each: (-each.dots, -len(each.notes), each.title))


def number_of_talks(session: Session, workshop: Workshop) -> int:
    """How many one-to-one talks stand in the timetable."""
    counted = select(func.count()).select_from(Talk).where(Talk.workshop_id == workshop.id)
    return session.scalar(counted) or 0


def afterwards(
    session: Session, workshop: Workshop, user: Account | None, at: datetime
) -> Afterwards:
    """What became of the notes, as far as this reader's statistics may count it."""
    made = (
        select(NoteNeed)
        .join(WorkshopNote, NoteNeed.note_id == WorkshopNote.id)
        .where(WorkshopNote.workshop_id == workshop.id)
    )
    drafts = session.scalar(select(func.count()).select_from(made.subquery())) or 0
    needs = session.scalars(
        select(Challenge).where(
            Challenge.id.in_(made.with_only_columns(NoteNeed.challenge_id)),
            policies.countable_challenges(user, at),
        )
    ).all()
    results = session.scalars(
        select(Challenge.id).where(
            Challenge.id.in_([each.id for each in needs]), policies.countable_results(user, at)
        )
    ).all()
    return Afterwards(
        drafts=drafts,
        needs=len(needs),
        with_proposals=_cases_with(
            session,
            select(MatchRun.challenge_id).join(Match, Match.run_id == MatchRun.id),
            MatchRun.challenge_id.in_([each.id for each in needs]),
        ),
        introduced=_cases_with(
            session,
            select(Introduction.challenge_id),
            Introduction.challenge_id.in_(results),
            Introduction.state == IntroductionState.INTRODUCED,
        ),
        closed=sum(each.outcome is not None for each in needs if each.id in results),
        cooperations=sum(
            each.outcome is not None and each.outcome not in NO_COOPERATION
            for each in needs
            if each.id in results
        ),
    )


def past_workshops(session: Session) -> Sequence[Workshop]:
    """Those that have taken place or are under way, the newest first."""
    return session.scalars(
        select(Workshop)
        .where(Workshop.state.in_([WorkshopState.RUNNING, WorkshopState.OVER]))
        .order_by(Workshop.starts_at.desc(), Workshop.id)
    ).all()


def counts_by_workshop(
    session: Session, user: Account, at: datetime
) -> dict[str, Counter[uuid.UUID]]:
    """By what is counted, the number of each workshop, as far as the reader may know of cases."""
    there = Participant.checked_in_at.is_not(None)
    counted = {
        "registered": select(Participant.workshop_id).where(
            Participant.state == SeatState.REGISTERED
        ),
        "came": select(Participant.workshop_id).where(there),
        "notes": select(WorkshopNote.workshop_id).where(WorkshopNote.state == NoteState.SHOWN),
        "dots": select(ClusterDot.workshop_id),
        "talks": select(Talk.workshop_id),
        "drafts": select(WorkshopNote.workshop_id).join(NoteNeed),
        "needs": select(WorkshopNote.workshop_id)
        .join(NoteNeed)
        .join(Challenge, NoteNeed.challenge_id == Challenge.id)
        .where(policies.countable_challenges(user, at)),
    }
    return {name: Counter(session.scalars(rows).all()) for name, rows in counted.items()}


def _cases_with(
    session: Session, cases: Select[tuple[uuid.UUID]], *those: ColumnElement[bool]
) -> int:
    return len(session.scalars(cases.where(*those).distinct()).all())


def _shown(workshop: Workshop) -> ColumnElement[bool]:
    return (WorkshopNote.workshop_id == workshop.id) & (WorkshopNote.state == NoteState.SHOWN)
