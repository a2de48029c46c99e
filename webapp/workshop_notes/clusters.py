"""Clusters of notes: made by the matcher, then named, merged, split and filled by people.

Every move of a note is a row; a cluster that lost its notes stays to be read about. All of it waits
for the workshop's row, so that two managers at two laptops change one after the other.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, selectinload

from models import (
    Account,
    ClusterDot,
    MoveKind,
    NoteCluster,
    NoteMove,
    NoteState,
    Workshop,
    WorkshopNote,
)
from webapp.audit import record
from webapp.database import hold
from webapp.matching import Alike

LONGEST_HEADING = 90


def live_clusters(session: Session, workshop: Workshop) -> Sequence[NoteCluster]:
    """The clusters that stand, with their notes, the fullest first."""
    found = session.scalars(
        select(NoteCluster)
        .where(NoteCluster.workshop_id == workshop.id, NoteCluster.dissolved_at.is_(None))
        .options(selectinload(NoteCluster.notes).joinedload(WorkshopNote.table))
    ).all()
    return sorted(found, key=lambda each: (-len(shown_in(each)), each.title, each.id))


def shown_in(cluster: NoteCluster) -> list[WorkshopNote]:
    """Its notes that everybody reads."""
    return [each for each in cluster.notes if each.is_shown]


def cluster_of(session: Session, workshop: Workshop, cluster_id: uuid.UUID) -> NoteCluster | None:
    """A cluster of this workshop that stands; no other one."""
    return session.scalar(
        select(NoteCluster)
        .where(NoteCluster.id == cluster_id, NoteCluster.workshop_id == workshop.id)
        .where(NoteCluster.dissolved_at.is_(None))
        .options(selectinload(NoteCluster.notes).joinedload(WorkshopNote.table))
    )


def shown_notes(session: Session, workshop: Workshop) -> Sequence[WorkshopNote]:
    """Every note that everybody reads, in the order in which they were written."""
    return session.scalars(
        select(WorkshopNote)
        .where(WorkshopNote.workshop_id == workshop.id, WorkshopNote.state == NoteState.SHOWN)
        .order_by(WorkshopNote.written_at, WorkshopNote.id)
    ).all()


def apply_groups(
    session: Session, workshop: Workshop, groups: Iterable[Alike[uuid.UUID]], at: datetime,
    *, by: Account,
) -> int:  # fmt: skip
    """Put notes without a cluster into clusters; returns how many found one.

    They join those of their like that the matcher had put together before. Clusters that a person
    named or changed are left alone, and a note that nothing resembles stays without.
    """
    hold(session, workshop)
    notes = {each.id: each for each in shown_notes(session, workshop)}
    touched = _touched_by_hand(session, workshop)
    placed = 0
    for group in groups:
        members = [notes[each] for each in group.members if each in notes]
        loose = [each for each in members if each.cluster_id is None]
        joined = [
            each.cluster_id
            for each in members
            if each.cluster_id is not None and each.cluster_id not in touched
        ]
        if not loose or (not joined and len(loose) < 2):
            continue
        if joined:
            most = max(sorted(set(joined)), key=joined.count)
            target = session.get_one(NoteCluster, most)
        else:
            heading = notes.get(group.heading)
            words = heading if heading in loose else loose[0]
            target = _new_cluster(session, workshop, words.text, at)
        for note in loose:
            _move(session, note, target, MoveKind.GROUPED, at, by=None)
        placed += len(loose)
    if placed:
        record(session, "notizen_gruppiert", workshop, at, by=by)
    return placed


def rename(
    session: Session, cluster: NoteCluster, title: str, at: datetime, *, by: Account
) -> None:
    """A person writes the heading."""
    cluster.title, cluster.is_titled_by_hand = title, True
    record(session, "gruppe_umbenannt", cluster, at, by=by)


def merge(
    session: Session, gone: NoteCluster, into: NoteCluster, at: datetime, *, by: Account
) -> None:
    """Two say the same: notes and dots of the one go to the other."""
    hold(session, gone.workshop)
    for note in list(gone.notes):
        _move(session, note, into, MoveKind.MERGED, at, by=by)
    session.execute(
        update(ClusterDot).where(ClusterDot.cluster_id == gone.id).values(cluster_id=into.id)
    )
    gone.dissolved_at = at
    record(session, "gruppen_zusammengefuehrt", into, at, by=by)


def move_notes(
    session: Session,
    notes: Sequence[WorkshopNote],
    target: NoteCluster | None,
    at: datetime,
    *,
    by: Account,
) -> None:
    """Into another cluster, or out of every one; a cluster that loses its last note ends."""
    hold(session, notes[0].workshop)
    left = {each.cluster_id for each in notes if each.cluster_id}
    for note in notes:
        if note.cluster_id != (target.id if target else None):
            _move(session, note, target, MoveKind.MOVED, at, by=by)
    _end_empty(session, left, at)
    record(session, "notizen_verschoben", target or notes[0], at, by=by)


def split_off(
    session: Session, notes: Sequence[WorkshopNote], at: datetime, *, by: Account
) -> NoteCluster:
    """Into a new cluster, which is called what the first of them says until somebody names it."""
    workshop = notes[0].workshop
    hold(session, workshop)
    left = {each.cluster_id for each in notes if each.cluster_id}
    cluster = _new_cluster(session, workshop, notes[0].text, at)
    for note in notes:
        kind = MoveKind.SPLIT if note.cluster_id else MoveKind.MOVED
        _move(session, note, cluster, kind, at, by=by)
    _end_empty(session, left, at)
    record(session, "gruppe_getrennt", cluster, at, by=by)
    return cluster


def heading_of(text: str) -> str:
    """A note as a heading: one line, ended at a word if it is long."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_HEADING:
        return line
    return line[: LONGEST_HEADING - 2].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"


def _new_cluster(session: Session, workshop: Workshop, words: str, at: datetime) -> NoteCluster:
    cluster = NoteCluster(workshop_id=workshop.id, title=heading_of(words), made_at=at)
    session.add(cluster)
    session.flush()
    return cluster


def _move(
    session: Session,
    note: WorkshopNote,
    target: NoteCluster | None,
    kind: MoveKind,
    at: datetime,
    *,
    by: Account | None,
) -> None:
    session.add(
        NoteMove(
            note_id=note.id, from_cluster_id=note.cluster_id,
            to_cluster_id=target.id if target else None, kind=kind, moved_at=at,
            moved_by_id=by.id if by else None,
        )
    )  # fmt: skip
    note.cluster_id = target.id if target else None


def _end_empty(session: Session, cluster_ids: set[uuid.UUID], at: datetime) -> None:
    session.flush()
    for cluster_id in cluster_ids:
        holds = session.scalar(
            select(WorkshopNote.id).where(WorkshopNote.cluster_id == cluster_id).limit(1)
        )
        if holds is None:
            session.get_one(NoteCluster, cluster_id).dissolved_at = at


def _touched_by_hand(session: Session, workshop: Workshop) -> set[uuid.UUID]:
    return set(
        session.scalars(
            select(NoteCluster.id)
            .outerjoin(
                NoteMove,
                or_(
                    NoteMove.to_cluster_id == NoteCluster.id,
                    NoteMove.from_cluster_id == NoteCluster.id,
                ),
            )
            .where(NoteCluster.workshop_id == workshop.id)
            .where(or_(NoteCluster.is_titled_by_hand, NoteMove.moved_by_id.is_not(None)))
        )
    )
