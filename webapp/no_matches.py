"""Writing down that nobody fits: why, where the company was sent, which topic is missing."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased, selectinload

from models import Account, Challenge, Gap, Neighbour, NoMatch, NoMatchReason, policies
from webapp.audit import record


def note_no_match(
    session: Session,
    challenge: Challenge,
    at: datetime,
    *,
    by: Account,
    reason: NoMatchReason,
    neighbour: Neighbour | None = None,
    gap: Gap | None = None,
    topic: str = "",
    covering: Sequence[uuid.UUID] = (),
) -> NoMatch:
    """Keep the reason, the Verweis and the topic: one that is known, or a new one.

    Whoever seems to cover a new topic by words already did not fit, so that they are no news later.
    """
    if gap is None and topic:
        gap = Gap(topic=topic, noted_at=at, known_profiles=[str(each) for each in covering])
        session.add(gap)
        record(session, "luecke_notiert", gap, at, by=by)
    no_match = NoMatch(
        challenge=challenge,
        reason=reason,
        neighbour=neighbour,
        gap=gap,
        noted_at=at,
        noted_by=by,
    )
    session.add(no_match)
    if neighbour is not None:
        record(session, "verweis_gegeben", challenge, at, by=by, neighbour=neighbour.id.hex)
    return no_match


def open_gaps(session: Session, user: Account, at: datetime) -> list[Gap]:
    """Topics a manager may know of and that are not closed; of merged ones the first they read."""
    gaps = session.scalars(
        select(Gap)
        .where(policies.visible_gaps(user, at))
        .options(selectinload(Gap.root))
        .order_by(Gap.root_id.is_not(None), Gap.noted_at, Gap.id)
    )
    first: dict[uuid.UUID, Gap] = {}
    for gap in gaps:
        if (gap.root or gap).closed_at is None:
            first.setdefault(gap.root_id or gap.id, gap)
    return sorted(first.values(), key=lambda each: each.topic.casefold())


def forget_empty_gaps(session: Session) -> int:
    """Topics whose cases were all erased; nothing of an erased case stays."""
    other = aliased(Gap)
    empty = session.scalars(
        select(Gap)
        .where(~exists().where(NoMatch.gap_id == Gap.id))
        .where(~exists().where(other.root_id == Gap.id))
    ).all()
    for gap in empty:
        session.delete(gap)
    return len(empty)
