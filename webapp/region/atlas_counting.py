"""The atlas as one reader sees it: demand and supply by theme and place, and the gap between."""

import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cached_property
from typing import Protocol

from sqlalchemy.orm import Session

from models import Account
from webapp.disclosure import SMALLEST_SHOWN
from webapp.half_years import HalfYear
from webapp.matching import Theme, ThemeKind, vocabulary
from webapp.region import atlas_queries
from webapp.region.atlas_queries import Key, Offer, OwnNeed


@dataclass(frozen=True)
class Choice:
    """What the reader wants to see."""

    theme: str | None
    """A theme, a kind of themes, or nothing for all of them."""
    half_year: HalfYear | None
    """None for all of them together, which only a manager can choose."""
    is_exact: bool

    @property
    def codes(self) -> frozenset[str] | None:
        """The themes that are meant, or None where every need and profile counts."""
        return codes_of(self.theme)


class Demand(Protocol):
    """How much is asked for."""

    def count(self, theme: str | None, ags: str | None) -> int | None:
        """Of a theme or a kind and a place, or of all; None where that is not shown."""


@dataclass(frozen=True)
class PublishedDemand:
    """Companies in a settled half-year, as everybody may read them."""

    cells: Mapping[Key, int]

    def count(self, theme: str | None, ags: str | None) -> int | None:
        """What is shown; there is no sum of all themes and places."""
        return self.cells.get((theme, ags))


class OwnDemand:
    """The needs that a manager may read, exactly."""

    def __init__(self, needs: Sequence[OwnNeed]) -> None:
        self.needs = needs
        self._counts = Counter(
            (row, ags)
            for need in needs
            for row in {None, *need.themes, *kinds_of(need.themes)}
            for ags in (None, need.ags)
        )

    def count(self, theme: str | None, ags: str | None) -> int | None:
        """Always shown."""
        return self._counts[theme, ags]


class Supply:
    """Published profiles by theme and campus."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        self.offers = offers
        self._counts = Counter(
            (row, campus_id)
            for offer in offers
            for row in {None, *offer.themes, *kinds_of(offer.themes)}
            for campus_id in (None, offer.campus_id)
        )

    def count(self, theme: str | None, campus_id: uuid.UUID | None) -> int:
        """Of a theme or a kind and a campus, or of all."""
        return self._counts[theme, campus_id]

    @property
    def shown(self) -> list[tuple[str | None, uuid.UUID, int]]:
        """By theme or kind and campus, what there is at all."""
        rows = [
            (theme, campus_id, count)
            for (theme, campus_id), count in self._counts.items()
            if campus_id is not None
        ]
        return sorted(rows, key=lambda row: (row[0] or "", str(row[1])))

    def campuses(self, theme: str) -> set[uuid.UUID]:
        """Where there is somebody."""
        return {campus for row, campus in self._counts if row == theme and campus is not None}


class Gap(Enum):
    """How demand and supply of a theme stand to each other, the widest gap first."""

    NOBODY = "viele Bedarfe, niemand"
    NOBODY_FOR_FEW = "Bedarf, niemand"
    MORE_ASKED = "mehr Bedarf als Angebot"
    BOTH = "Bedarf und Angebot"
    LITTLE_ASKED = "Angebot, kaum gefragt"
    NOTHING = "weder Bedarf noch Angebot"


@dataclass(frozen=True)
class Row:
    """A theme in the matrix."""

    theme: Theme
    demand: int | None
    supply: int
    campuses: frozenset[uuid.UUID]
    introduced: int | None
    """Of the needs, how many led to somebody; None where only companies are counted."""
    without: int | None
    """How many were closed without that."""

    @property
    def gap(self) -> Gap:
        """In words, so that nobody has to compare numbers."""
        asked = self.demand or 0
        if not self.supply:
            if asked >= SMALLEST_SHOWN:
                return Gap.NOBODY
            return Gap.NOBODY_FOR_FEW if asked else Gap.NOTHING
        if not asked:
            return Gap.LITTLE_ASKED
        return Gap.MORE_ASKED if asked > self.supply else Gap.BOTH

    @property
    def is_open_gap(self) -> bool:
        """Whether somebody asks and nobody is there."""
        return self.gap in {Gap.NOBODY, Gap.NOBODY_FOR_FEW}


@dataclass(frozen=True)
class Atlas:
    """What page and files show alike."""

    choice: Choice
    half_years: Sequence[HalfYear]
    demand: Demand
    by_half_year: Mapping[HalfYear, Demand]
    supply: Supply

    @cached_property
    def all_rows(self) -> list[Row]:
        """Every theme there is, the widest gap first."""
        order = list(Gap)
        return sorted(
            map(self._row, vocabulary()),
            key=lambda row: (
                order.index(row.gap), (row.supply or 1) / (row.demand or 1), -(row.demand or 0),
            ),
        )  # fmt: skip

    @cached_property
    def rows(self) -> list[Row]:
        """The themes of the choice."""
        codes = self.choice.codes
        return [each for each in self.all_rows if codes is None or each.theme.code in codes]

    @property
    def rows_by_kind(self) -> list[tuple[str, list[Row]]]:
        """The same told apart by kinds."""
        return [
            (kind.value, [each for each in self.rows if each.theme.kind is kind])
            for kind in ThemeKind
        ]

    @property
    def shown_demand(self) -> list[tuple[str | None, str | None, int]]:
        """By theme or kind and municipality, what everybody may read."""
        if not isinstance(self.demand, PublishedDemand):
            return []
        rows = [(theme, ags, count) for (theme, ags), count in self.demand.cells.items()]
        return sorted(rows, key=lambda row: (row[0] or "", row[1] or ""))

    def _row(self, theme: Theme) -> Row:
        code, introduced, without = theme.code, None, None
        if isinstance(self.demand, OwnDemand):
            needs = [each for each in self.demand.needs if code in each.themes]
            introduced = sum(each.is_introduced for each in needs)
            without = sum(each.is_closed and not each.is_introduced for each in needs)
        return Row(
            theme, self.demand.count(code, None), self.supply.count(code, None),
            frozenset(self.supply.campuses(code)), introduced, without,
        )  # fmt: skip


def read_atlas(
    session: Session,
    theme: str | None,
    half_year: HalfYear | None,
    user: Account | None,
    at: datetime,
    *,
    is_exact: bool,
) -> Atlas:
    """The atlas for this reader; a half-year that cannot be chosen gives way to the newest one."""
    supply = Supply(atlas_queries.offers(session, user, at))
    if is_exact:
        needs = atlas_queries.own_needs(session, user, at)
        by_half_year: dict[HalfYear, Demand] = {
            each: OwnDemand([need for need in needs if need.half_year == each])
            for each in sorted({need.half_year for need in needs})
        }
        chosen = half_year if half_year in by_half_year else None
        demand: Demand = by_half_year[chosen] if chosen else OwnDemand(needs)
        return Atlas(Choice(theme, chosen, True), list(by_half_year), demand, by_half_year, supply)
    known = atlas_queries.published_half_years(session)
    cells = atlas_queries.published_cells(session) if known else {}
    by_half_year = {each: PublishedDemand(cells.get(each, {})) for each in known}
    chosen = half_year if half_year in by_half_year else (known[-1] if known else None)
    demand = by_half_year[chosen] if chosen else PublishedDemand({})
    return Atlas(Choice(theme, chosen, False), known, demand, by_half_year, supply)


def codes_of(theme: str | None) -> frozenset[str] | None:
    """The themes of a kind, or the theme itself; None for all."""
    if theme is None:
        return None
    if theme in {each.value for each in ThemeKind}:
        return frozenset(each.code for each in vocabulary().of_kind(ThemeKind(theme)))
    return frozenset({theme})


def kinds_of(codes: Collection[str]) -> set[str]:
    """The kinds of some themes; a code that the vocabulary does not know any more has none."""
    themes = (vocabulary().get(each) for each in codes)
    return {each.kind.value for each in themes if each is not None}
