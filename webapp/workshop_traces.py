"""From a note in the room to what became of it, as far as somebody may know.

A note is of no case; the need made of it is one. So whoever reads a trace sees of the need what the
policies let them see elsewhere: its own draft who wrote it, the case who may know that it exists,
proposals and introductions who works on it. What is hidden leaves no gap that says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models import (
    Account,
    Challenge,
    ClusterDot,
    Introduction,
    IntroductionState,
    Match,
    MatchRun,
    NoteCluster,
    NoteMove,
    NoteNeed,
    Outcome,
    Visit,
    WorkshopNote,
    policies,
)


@dataclass(frozen=True)
class CaseTrace:
    """What became of the need, for somebody who works on it."""

    matches: int
    introductions: Sequence[IntroductionState]
    outcome: Outcome | None


@dataclass(frozen=True)
class NoteTrace:
    """The thread of one note, from the first move to the outcome of its need."""

    note: WorkshopNote
    moves: Sequence[NoteMove]
    cluster: NoteCluster | None
    dots: int
    need: NoteNeed | None
    """That somebody began a draft, when and who; not what came of it."""
    visit: Visit | None
    """The draft, for whoever wrote it."""
    challenge: Challenge | None
    """The case, for those who may know that it exists."""
    case: CaseTrace | None


def note_trace(
    session: Session, note: WorkshopNote, *, reader: Account | None, at: datetime
) -> NoteTrace:
    """The thread of a note as this reader may follow it."""
    need = _need_of(session, note)
    visit = need.visit if need else None
    challenge = need.challenge if need else None
    is_known = challenge is not None and policies.may_view_case(reader, challenge, at)
    is_worked_on = challenge is not None and policies.may_review_challenge(reader, challenge, at)
    return NoteTrace(
        note=note,
        moves=_moves_of(session, note),
        cluster=note.cluster,
        dots=_dots_on(session, note.cluster) if note.cluster else 0,
        need=need,
        visit=visit if visit and policies.may_view_visit(reader, visit, at) else None,
        challenge=challenge if is_known else None,
        case=_case_of(session, challenge) if challenge is not None and is_worked_on else None,
    )


def _need_of(session: Session, note: WorkshopNote) -> NoteNeed | None:
    """The newest; one whose draft was thrown away does not count."""
    return session.scalar(
        select(NoteNeed)
        .where(NoteNeed.note_id == note.id)
        .where(NoteNeed.visit_id.is_not(None) | NoteNeed.challenge_id.is_not(None))
        .options(
            joinedload(NoteNeed.visit), joinedload(NoteNeed.challenge), joinedload(NoteNeed.made_by)
        )
        .order_by(NoteNeed.made_at.desc(), NoteNeed.id)
        .limit(1)
    )


def _moves_of(session: Session, note: WorkshopNote) -> Sequence[NoteMove]:
    return session.scalars(
        select(NoteMove)
        .where(NoteMove.note_id == note.id)
        .options(
            joinedload(NoteMove.from_cluster),
            joinedload(NoteMove.to_cluster),
            joinedload(NoteMove.moved_by),
        )
        .order_by(NoteMove.moved_at, NoteMove.id)
    ).all()


def _dots_on(session: Session, cluster: NoteCluster) -> int:
    counted = select(func.count()).where(ClusterDot.cluster_id == cluster.id)
    return session.scalar(counted.select_from(ClusterDot)) or 0


def _case_of(session: Session, challenge: Challenge) -> CaseTrace:
    newest = (
        select(MatchRun.id)
        .where(MatchRun.challenge_id == challenge.id)
        .order_by(MatchRun.finished_at.desc(), MatchRun.id)
        .limit(1)
        .scalar_subquery()
    )
    counted = select(func.count()).select_from(Match).where(Match.run_id == newest)
    states = session.scalars(
        select(Introduction.state)
        .where(Introduction.challenge_id == challenge.id)
        .order_by(Introduction.created_at, Introduction.id)
    ).all()
    return CaseTrace(
        matches=session.scalar(counted) or 0, introductions=states, outcome=challenge.outcome
    )
