"""Why needs find nobody, in numbers that supporters may read: no count from one to four."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, Challenge, Gap, Neighbour, NoMatch, NoMatchReason, policies
from models.base import first_moment
from webapp.disclosure import SMALLEST_SHOWN, Cell, protect


@dataclass(frozen=True)
class Topic:
    """Something that several companies missed."""

    id: uuid.UUID
    words: str
    companies: int
    is_closed: bool


@dataclass(frozen=True)
class Figures:
    """Counts by reason and by neighbour, and the topics of several companies."""

    by_reason: Sequence[tuple[NoMatchReason, Cell]]
    by_neighbour: Sequence[tuple[str | None, Cell]]
    total: Cell
    topics: Sequence[tuple[str, int]]
    """Each missed by at least five companies."""
    before: date | None
    """Counted is what happened before this day; None counts all."""


def figures(session: Session, user: Account, at: datetime, today: date) -> Figures:
    """Everything to managers, as far as they know of the cases; to others what tells of nobody.

    Others read whole months only: a count that grows from one day to the next tells what the day
    brought.
    """
    is_exact = policies.may_view_exact_figures(user, at)
    before = None if is_exact else today.replace(day=1)
    rows = _counted(session, user, at, before)
    reasons = Counter(row.reason for row in rows)
    names = {row.neighbour_id: row.name for row in rows}
    sent = Counter(row.neighbour_id for row in rows)
    order = sorted(names, key=lambda key: (key is None, names[key] or ""))
    counts = [[reasons[each] for each in NoMatchReason], [sent[each] for each in order]]
    total: Cell = len(rows)
    by_reason: Sequence[Cell]
    by_neighbour: Sequence[Cell]
    if is_exact:
        by_reason, by_neighbour = counts
    else:
        (by_reason, by_neighbour), total = protect(*counts)
    return Figures(
        by_reason=list(zip(NoMatchReason, by_reason, strict=True)),
        by_neighbour=[(names[key], cell) for key, cell in zip(order, by_neighbour, strict=True)],
        total=total,
        topics=[(each.words, each.companies) for each in _often_missed(session, rows)],
        before=before,
    )


def topics_for_others(session: Session, at: datetime, today: date) -> list[Topic]:
    """Open topics for readers outside both universities, by the same rules as for supporters."""
    rows = _counted(session, None, at, today.replace(day=1))
    return [each for each in _often_missed(session, rows) if not each.is_closed]


def _counted(
    session: Session, user: Account | None, at: datetime, before: date | None
) -> Sequence[Any]:
    query = (
        select(
            NoMatch.reason, NoMatch.neighbour_id, Neighbour.name, Gap.id, Gap.root_id,
            Challenge.company_id,
        )
        .join(Challenge, NoMatch.challenge_id == Challenge.id)
        .outerjoin(Neighbour, NoMatch.neighbour_id == Neighbour.id)
        .outerjoin(Gap, NoMatch.gap_id == Gap.id)
        .where(policies.countable_results(user, at))
    )  # fmt: skip
    if before is not None:
        query = query.where(NoMatch.noted_at < first_moment(before))
    return session.execute(query).all()


def _often_missed(session: Session, rows: Sequence[Any]) -> list[Topic]:
    """Topics that at least five companies missed, with how many; nobody can be told from them."""
    companies: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for row in rows:
        if row.id is not None:
            companies[row.root_id or row.id].add(row.company_id)
    often = {key: len(each) for key, each in companies.items() if len(each) >= SMALLEST_SHOWN}
    gaps = session.execute(select(Gap.id, Gap.topic, Gap.closed_at).where(Gap.id.in_(often)))
    found = [Topic(gap.id, gap.topic, often[gap.id], gap.closed_at is not None) for gap in gaps]
    return sorted(found, key=lambda each: (-each.companies, each.words))
