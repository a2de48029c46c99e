"""What is published of topics: once for each half-year, and so that nobody can be told from it.

Counted are companies, never needs: a topic appears with at least five of them, by themes that five
of them share. Small counts by municipality and division are hidden (webapp.disclosure). Each need
is counted in one edition and in no other, and an edition never changes, so that neither two
editions nor two looks at one can be taken from each other. A topic that is missed less often waits,
and its needs with it. A case that is kept from any manager is counted nowhere.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import (
    Challenge,
    Company,
    TopicGapCounted,
    TopicGapEdition,
    TopicGapFreeze,
    TopicGapNeed,
    themes_of_needs,
)
from models.base import first_moment, local_date
from webapp.disclosure import SMALLEST_SHOWN, Cell, Hidden, protect
from webapp.half_years import HalfYear
from webapp.industries import division_of
from webapp.matching import vocabulary

HIDDEN = {each.value: each for each in Hidden}


@dataclass(frozen=True)
class Edition:
    """What everybody may read of a topic in one half-year; cells as they may be shown."""

    row: TopicGapEdition
    half_year: HalfYear
    themes: Sequence[str]
    companies: Cell
    by_municipality: Sequence[tuple[str, int]]
    """Only where it may be told; whoever is missing here may be one or none."""
    by_division: Sequence[tuple[str, int]]


def freeze_due(session: Session, at: datetime) -> int:
    """Publish the half-year that settled last, if that was not done; returns how many topics.

    What an earlier one would have held, where nobody froze it, stands in this one.
    """
    half = HalfYear.of(local_date(at))
    while half.settled_at > at:
        half = half.before
    if session.get(TopicGapFreeze, str(half)) is not None:
        return 0
    session.add(TopicGapFreeze(half_year=str(half), made_at=at))
    session.flush()
    return sum(
        _publish(session, topic_id, needs, half)
        for topic_id, needs in _uncounted(session, half).items()
    )


def editions(
    session: Session, *, of: uuid.UUID | None = None, before: HalfYear | None = None
) -> list[Edition]:
    """The newest half-year first, and in it what most companies miss."""
    query = select(TopicGapEdition)
    if of is not None:
        query = query.where(TopicGapEdition.topic_gap_id == of)
    found = [_as_edition(each) for each in session.scalars(query)]
    found = [each for each in found if before is None or each.half_year < before]
    found.sort(key=lambda each: (_weight(each.companies), each.themes, str(each.row.id)))
    return sorted(found, key=lambda each: each.half_year, reverse=True)


def _weight(cell: Cell) -> int:
    return -cell if isinstance(cell, int) else 0


def _uncounted(session: Session, half: HalfYear) -> Mapping[uuid.UUID, list[Challenge]]:
    """By topic the needs that nobody answered by the end of a half-year and no edition counts."""
    rows = session.execute(
        select(TopicGapNeed.topic_gap_id, Challenge)
        .join(Challenge, Challenge.id == TopicGapNeed.challenge_id)
        .where(
            TopicGapNeed.is_known_to_all,
            TopicGapNeed.since < first_moment(half.days[1]),
            TopicGapNeed.challenge_id.not_in(select(TopicGapCounted.challenge_id)),
        )
        .options(joinedload(Challenge.company).joinedload(Company.municipality))
        .order_by(TopicGapNeed.topic_gap_id, Challenge.id)
    )
    found: dict[uuid.UUID, list[Challenge]] = defaultdict(list)
    for topic_id, challenge in rows:
        found[topic_id].append(challenge)
    return found


def _publish(
    session: Session, topic_id: uuid.UUID, needs: Sequence[Challenge], half: HalfYear
) -> bool:
    companies = {each.company_id: each.company for each in needs}
    themes = _shared_themes(session, needs)
    if len(companies) < SMALLEST_SHOWN or not themes:
        return False
    edition = TopicGapEdition(
        topic_gap_id=topic_id,
        half_year=str(half),
        vocabulary=vocabulary().version,
        themes=themes,
        figures=_figures(list(companies.values())),
    )
    session.add(edition)
    session.flush()
    session.add_all(TopicGapCounted(challenge_id=each.id, edition_id=edition.id) for each in needs)
    return True


def _shared_themes(session: Session, needs: Sequence[Challenge]) -> list[str]:
    """Themes that needs of at least five companies stand under, the most frequent first."""
    company_of = {each.id: each.company_id for each in needs}
    standing = themes_of_needs().subquery()
    rows = session.execute(
        select(standing.c.challenge_id, standing.c.theme).where(
            standing.c.challenge_id.in_(company_of)
        )
    )
    under: dict[str, set[uuid.UUID]] = defaultdict(set)
    for challenge_id, theme in rows:
        under[theme].add(company_of[challenge_id])
    shared = [theme for theme, those in under.items() if len(those) >= SMALLEST_SHOWN]
    return sorted(shared, key=lambda each: (-len(under[each]), each))


def _figures(companies: Sequence[Company]) -> dict[str, Any]:
    places = Counter(each.municipality.name for each in companies)
    divisions = Counter(division_of(each.industry_code) for each in companies)
    by_place, by_division = sorted(places), sorted(divisions)
    (place_cells, division_cells), total = protect(
        [places[each] for each in by_place], [divisions[each] for each in by_division]
    )
    # That a small count is there at all would tell where somebody is; only what is told is kept.
    return {
        "companies": _kept(total),
        "by_municipality": _told(by_place, place_cells),
        "by_division": _told(by_division, division_cells),
    }


def _told(keys: Sequence[str], cells: Sequence[Cell]) -> list[list[str | int]]:
    return [[key, cell] for key, cell in zip(keys, cells, strict=True) if isinstance(cell, int)]


def _kept(cell: Cell) -> int | str:
    return cell.value if isinstance(cell, Hidden) else cell


def _as_edition(row: TopicGapEdition) -> Edition:
    half = HalfYear.parse(row.half_year)
    assert half is not None  # noqa: S101 (only half-years are written)
    companies = row.figures["companies"]
    return Edition(
        row, half, row.themes, HIDDEN.get(companies, companies),
        row.figures["by_municipality"], row.figures["by_division"],
    )  # fmt: skip
