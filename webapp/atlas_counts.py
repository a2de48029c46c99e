"""The public atlas: which themes companies ask for where, counted once for each half-year.

A half-year is counted when it is settled, and what may be shown of it is kept (models/atlas.py).
Everything else is forgotten on the spot, so no page can show it: a company counts in one half-year
for one place, whatever number of needs it has, and in it for each of their themes.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from models import (
    AtlasCell,
    AtlasHalfYear,
    Challenge,
    Exclusion,
    IndicatorEntry,
    IndicatorSource,
    Job,
    JobKind,
    WorkState,
    themes_of_needs,
)
from models.base import first_moment, local_date
from webapp.database import database
from webapp.disclosure import SMALLEST_SHOWN, Cell, Hidden, protect_bounded
from webapp.half_years import HalfYear
from webapp.ledger.noting import lock
from webapp.ledger.rows import Row
from webapp.ledger.settled import told_needs
from webapp.matching import ThemeKind, vocabulary

NEEDS = "bedarfe"
LEAST = {Hidden.SMALL: 1, Hidden.SECOND: SMALLEST_SHOWN}
"""What a hidden number of needs is at least."""
Key = tuple[str | None, str | None]
"""A theme and a municipality; nothing for all needs, and nothing for the whole region."""


@dataclass(frozen=True)
class CountedNeed:
    """What the atlas looks at of a need."""

    company_id: uuid.UUID
    ags: str
    themes: frozenset[str]


@dataclass
class CountedCompany:
    """A company in a half-year: where its first need came from, and the themes of all of them."""

    ags: str
    themes: set[str]


def count_settled(at: datetime) -> int:
    """Count every half-year that is settled and was not counted yet; returns how many."""
    with database().reading() as session:
        if not _due(session, at):
            return 0
    with database().writing() as session:
        lock(session)
        due = _due(session, at)
        for half_year in due:
            count_half_year(session, half_year, at)
    return len(due)


def count_half_year(session: Session, half_year: HalfYear, at: datetime) -> None:
    """Count one, and keep what may be shown of it."""
    entries, told, total = told_needs(session, half_year)
    shown = shown_counts(_needs_of(session, entries), told, total, themes_by_kind())
    session.add(AtlasHalfYear(half_year=str(half_year), counted_at=at))
    session.flush()
    session.add_all(
        AtlasCell(half_year=str(half_year), theme=theme, municipality_ags=ags, companies=companies)
        for (theme, ags), companies in shown.items()
    )


def shown_counts(
    needs: Sequence[CountedNeed],
    told: Mapping[str | None, Cell],
    total: Cell,
    kinds: Mapping[str, Collection[str]],
) -> dict[Key, int]:
    """The counts of companies that anybody may read, of needs in the order they were handed in.

    `told` and `total` are what the indicators of the region tell of the same needs. Where they keep
    a number of needs to themselves, the atlas says nothing that would be a part of it. `kinds` are
    the themes of each kind, which is counted like a theme.
    """
    if not isinstance(total, int) or total < SMALLEST_SHOWN:
        return {}
    companies = _companies(needs)
    places = sorted({each.ags for each in companies})
    untold = {place for place, ags in enumerate(places) if not isinstance(told[ags], int)}

    def count(themes: Collection[str]) -> list[int]:
        asking = [each.ags for each in companies if not each.themes.isdisjoint(themes)]
        return [asking.count(ags) for ags in places]

    everybody = Counter(each.ags for each in companies)
    shown: dict[Key, int] = {
        (None, ags): everybody[ags]
        for place, ags in enumerate(places)
        if everybody[ags] >= SMALLEST_SHOWN and place not in untold
    }
    most = [shown.get((None, ags), _most(ags, told, total)) for ags in places]
    hidden = total - sum(each for each in told.values() if isinstance(each, int))
    for kind, themes in kinds.items():
        # A total of a kind stands nowhere: it would tie its themes to each other.
        shown |= {
            (kind, ags): companies
            for place, (ags, companies) in enumerate(zip(places, count(themes), strict=True))
            if companies >= SMALLEST_SHOWN and place not in untold
        }
        of_kind = [shown.get((kind, ags), most[place]) for place, ags in enumerate(places)]
        for theme in themes:
            cells, in_all = protect_bounded(count([theme]), of_kind, untold, together=hidden)
            row = zip([*places, None], [*cells, in_all], strict=True)
            shown |= {(theme, ags): companies for ags, companies in row if companies is not None}
    return _without_sums(shown, kinds, places)


def _most(ags: str, told: Mapping[str | None, Cell], total: int) -> int:
    """How many companies of a place there can be to a reader of the indicators."""
    cell = told[ags]
    if isinstance(cell, int):
        return min(cell, SMALLEST_SHOWN - 1)  # More of them would be shown.
    others = [each for place, each in told.items() if place != ags]
    left = total - sum(each if isinstance(each, int) else LEAST[each] for each in others)
    return min(left, SMALLEST_SHOWN - 1) if cell is Hidden.SMALL else left


def _without_sums(
    shown: dict[Key, int], kinds: Mapping[str, Collection[str]], places: Sequence[str]
) -> dict[Key, int]:
    """Without what tells a part that is hidden: a kind by its themes, a place by its kinds.

    A company stands in several of them, so they add up to no less than the whole. Only where the
    hidden ones have more room than what is left over, that says nothing of any of them.
    """
    wholes: list[tuple[str | None, Collection[str]]] = [*kinds.items(), (None, list(kinds))]
    for whole, parts in wholes:
        for ags in places:
            known = [shown[part, ags] for part in parts if (part, ags) in shown]
            hidden = len(parts) - len(known)
            left = shown.get((whole, ags), 0) - sum(known)
            if hidden and left > (SMALLEST_SHOWN - 1) * (hidden - 1):
                shown.pop((whole, ags), None)
    return shown


def themes_by_kind() -> dict[str, list[str]]:
    """The codes of the themes of each kind."""
    return {kind.value: [each.code for each in vocabulary().of_kind(kind)] for kind in ThemeKind}


def newest_settled(at: datetime) -> HalfYear:
    """The last half-year that is settled at this moment."""
    before = HalfYear.of(local_date(at)).before
    return before if before.settled_at <= at else before.before


def _companies(needs: Iterable[CountedNeed]) -> list[CountedCompany]:
    found: dict[uuid.UUID, CountedCompany] = {}
    for need in needs:
        company = found.setdefault(need.company_id, CountedCompany(need.ags, set()))
        company.themes |= need.themes
    return list(found.values())


def _needs_of(session: Session, entries: Sequence[Row]) -> list[CountedNeed]:
    """The needs behind settled entries, as far as there are any left.

    A need that is kept from a university counts nowhere here: its Transferstelle could tell from
    its own numbers that there is one more.
    """
    places = {each.id: each.municipality_ags for each in entries}
    is_kept_from_some = exists().where(
        Exclusion.challenge_id == Challenge.id, Exclusion.university_id.is_not(None)
    )
    themes: dict[uuid.UUID, set[str]] = defaultdict(set)
    for challenge_id, theme in session.execute(themes_of_needs()):
        themes[challenge_id].add(theme)
    query = (
        select(IndicatorSource.entry_id, Challenge.id, Challenge.company_id)
        .join(Challenge, IndicatorSource.challenge_id == Challenge.id)
        .where(IndicatorSource.rule == NEEDS, ~is_kept_from_some)
        .order_by(Challenge.submitted_at, Challenge.id)
    )
    return [
        CountedNeed(company_id, ags, frozenset(themes[challenge_id]))
        for entry_id, challenge_id, company_id in session.execute(query)
        if (ags := places.get(entry_id)) is not None
    ]


def _due(session: Session, at: datetime) -> list[HalfYear]:
    """Half-years to be counted, oldest first; none while the software still reads their needs."""
    newest = newest_settled(at)
    counted = set(session.scalars(select(AtlasHalfYear.half_year)))
    if str(newest) in counted:
        return []
    first = session.scalar(
        select(func.min(IndicatorEntry.occurred_on)).where(IndicatorEntry.rule == NEEDS)
    )
    if first is None or _is_reading(session, newest):
        return []
    due, each = [], newest
    while each >= HalfYear.of(first):
        if str(each) not in counted:
            due.append(each)
        each = each.before
    return due[::-1]


def _is_reading(session: Session, newest: HalfYear) -> bool:
    waiting = (
        select(Job.id)
        .join(Challenge, Job.challenge_id == Challenge.id)
        .where(Job.kind == JobKind.FIND_THEMES)
        .where(Job.state.in_([WorkState.QUEUED, WorkState.CLAIMED]))
        .where(Challenge.submitted_at < first_moment(newest.days[1]))
        .limit(1)
    )
    return session.scalar(waiting) is not None
