"""Dots on clusters: a few for each voter, to be moved as long as the workshop runs.

A voter is a keyed digest of the badge or of a number that the phone's cookie holds; nobody who
reads the table learns who put which dot.
"""

import hashlib
import hmac
import uuid
from datetime import datetime

from flask import current_app
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import ClusterDot, NoteCluster, Workshop
from webapp.config import Settings


def voter_of(workshop: Workshop, kind: str, secret: str) -> str:
    """The digest under which somebody votes here, and nowhere else."""
    return _digest(f"voter {workshop.id.hex} {kind} {secret}")


def hall_code(workshop: Workshop) -> str:
    """What stands in the wall's QR code, so that only those who see the wall vote without badge."""
    return _digest(f"hall {workshop.id.hex}")[:16]


def dots_by_cluster(session: Session, workshop: Workshop) -> dict[uuid.UUID, int]:
    """How many dots each cluster has; those without any are not named."""
    counts = (
        select(ClusterDot.cluster_id, func.count())
        .where(ClusterDot.workshop_id == workshop.id)
        .group_by(ClusterDot.cluster_id)
    )
    return dict(tuple(row) for row in session.execute(counts))


def own_dots(session: Session, workshop: Workshop, voter: str) -> dict[uuid.UUID, int]:
    """Where this voter's dots are."""
    counts = (
        select(ClusterDot.cluster_id, func.count())
        .where(ClusterDot.workshop_id == workshop.id, ClusterDot.voter == voter)
        .group_by(ClusterDot.cluster_id)
    )
    return dict(tuple(row) for row in session.execute(counts))


def put_dot(
    session: Session, workshop: Workshop, cluster: NoteCluster, voter: str, at: datetime
) -> bool:
    """One more dot; False if all are used.

    Each dot has a number, and a number is there once: whoever presses twice at the same moment
    gets two dots or one, and never one too many.
    """
    for _attempt in range(workshop.dots + 1):
        used = set(
            session.scalars(
                select(ClusterDot.number)
                .where(ClusterDot.workshop_id == workshop.id, ClusterDot.voter == voter)
            )
        )  # fmt: skip
        free = [number for number in range(1, workshop.dots + 1) if number not in used]
        if not free:
            return False
        dot = ClusterDot(
            workshop_id=workshop.id, cluster_id=cluster.id, voter=voter, number=free[0], put_at=at
        )
        try:
            with session.begin_nested():
                session.add(dot)
        except IntegrityError:
            continue
        return True
    return False


def take_dot(session: Session, workshop: Workshop, cluster_id: uuid.UUID, voter: str) -> bool:
    """One dot back from a cluster, to be put elsewhere; False if none is there."""
    dot = session.scalar(
        select(ClusterDot.id)
        .where(ClusterDot.workshop_id == workshop.id, ClusterDot.voter == voter)
        .where(ClusterDot.cluster_id == cluster_id)
        .order_by(ClusterDot.number.desc())
        .limit(1)
    )
    if dot is None:
        return False
    session.execute(delete(ClusterDot).where(ClusterDot.id == dot))
    return True


def _digest(text: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    return hmac.new(settings.secret_keys[-1].encode(), text.encode(), hashlib.sha256).hexdigest()
