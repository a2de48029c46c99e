"""Why needs find nobody, in numbers that supporters may read: no count from one to four."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, Challenge, Gap, Neighbour, NoMatch, NoMatchReason, policies
from models.base import first_moment
from webapp.disclosure import SMALLEST_SHOWN, Cell, protect


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
    rows = session.execute(query).all()
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
        topics=_topics(session, rows),
        before=before,
    )


def _topics(session: Session, rows: Sequence) -> list[tuple[str, int]]:
    """Topics that at least five companies missed, with how many; nobody can be told from them."""
    companies: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for row in rows:
        if row.id is not None:
            companies[row.root_id or row.id].add(row.company_id)
    often = {key: len(each) for key, each in companies.items() if len(each) >= SMALLEST_SHOWN}
    topics = session.execute(select(Gap.id, Gap.topic).where(Gap.id.in_(often)))
    words = {key: topic for key, topic in topics}  # noqa: C416 (a result is no mapping)
    return sorted(((words[key], count) for key, count in often.items()), key=lambda each: -each[1])
