"""Why needs find nobody: exactly for managers; for other hubs the topics that many missed."""

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
from webapp.disclosure import SMALLEST_SHOWN

STEPS = (SMALLEST_SHOWN, 10, 20, 50, 100, 200, 500)
"""What other hubs read is at least one of these: a count that grows by one tells of one company."""


@dataclass(frozen=True)
class Topic:
    """Something that several companies missed."""

    id: uuid.UUID
    words: str
    companies: int
    is_closed: bool

    @property
    def at_least(self) -> int:
        """So many companies, or more."""
        return max(step for step in STEPS if step <= self.companies)


@dataclass(frozen=True)
class Figures:
    """Counts by reason and by neighbour, and the topics of several companies."""

    by_reason: Sequence[tuple[NoMatchReason, int]]
    by_neighbour: Sequence[tuple[str | None, int]]
    total: int
    topics: Sequence[tuple[str, int]]
    """Each missed by at least five companies."""


def figures(session: Session, user: Account | None, at: datetime) -> Figures:
    """Everything, as far as a manager knows of the cases."""
    rows = _counted(session, user, at, None)
    reasons = Counter(row.reason for row in rows)
    names = {row.neighbour_id: row.name for row in rows}
    sent = Counter(row.neighbour_id for row in rows)
    order = sorted(names, key=lambda key: (key is None, names[key] or ""))
    return Figures(
        by_reason=[(each, reasons[each]) for each in NoMatchReason],
        by_neighbour=[(names[key], sent[key]) for key in order],
        total=len(rows),
        topics=[(each.words, each.companies) for each in _often_missed(session, rows)],
    )


def topics_for_others(session: Session, at: datetime, today: date) -> list[Topic]:
    """Open topics for readers outside both universities, of months that are over."""
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
