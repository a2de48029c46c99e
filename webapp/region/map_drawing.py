"""The schematic map: a tile for each municipality, a disc for each campus, shaded by steps.

Only what stands in the table beside it is drawn. A count that is not shown has no shade, so that
nobody can tell by looking what the table does not say.
"""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from models import Campus, Municipality

RADIUS = 60
"""Of a hexagon that stands on its point, in the units of the drawing."""
WIDTH = 104
GAP = 3
HIGH = 1.5 * RADIUS
STEPS = (1, 5, 10, 20)
"""From which count on a shade begins."""


@dataclass(frozen=True)
class Tile:
    """One place of the map; `count` is None where it is not shown."""

    place: Municipality | Campus
    x: float
    y: float
    lines: Sequence[str]
    short: str
    count: int | None
    is_campus: bool = False
    is_beside: bool = False
    """Whether it is a neighbour and not of the district."""

    @property
    def shade(self) -> int:
        """How dark it is: 0 for nothing or nothing shown, then by STEPS."""
        return sum((self.count or 0) >= each for each in STEPS)

    @property
    def points(self) -> str:
        """The corners of the hexagon."""
        half, radius = WIDTH / 2 - GAP, RADIUS - GAP
        corners = [
            (0, -radius), (half, -radius / 2), (half, radius / 2),
            (0, radius), (-half, radius / 2), (-half, -radius / 2),
        ]  # fmt: skip
        return " ".join(f"{self.x + x:g},{self.y + y:g}" for x, y in corners)


@dataclass(frozen=True)
class Picture:
    """All tiles, in the order in which the tab key goes through them, and how large that is."""

    tiles: Sequence[Tile]
    width: int
    height: int


Count = Callable[[Any], int | None]


def draw_map(
    municipalities: Sequence[Municipality],
    campuses: Sequence[Campus],
    demand: Count,
    supply: Count,
) -> Picture:
    """Everything that has a place on the map; what has none still stands in the table."""
    known = _places()
    tiles = [
        _tile(each, where, where["lines"], where["short"], demand(each.ags),
              is_beside=not each.is_in_district)
        for each in municipalities
        if (where := known["municipalities"].get(each.ags))
    ]  # fmt: skip
    tiles += [
        _tile(each, where, [each.university.short], each.university.short, supply(each.id),
              is_campus=True)
        for each in campuses
        if (where := known["campuses"].get(each.university.short, {}).get(each.name))
    ]  # fmt: skip
    right = max((each.x for each in tiles), default=0) + WIDTH / 2
    bottom = max((each.y for each in tiles), default=0) + RADIUS
    return Picture(tiles, round(right + GAP), round(bottom + GAP))


def _tile(
    place: Municipality | Campus,
    where: dict[str, Any],
    lines: Sequence[str],
    short: str,
    count: int | None,
    **kind: bool,
) -> Tile:
    x, y = GAP + WIDTH * (where["step"] + 0.5), GAP + RADIUS + HIGH * where["row"]
    return Tile(place, x, y, lines, short, count, **kind)


@cache
def _places() -> dict[str, Any]:
    return tomllib.loads((files("webapp.region") / "places.toml").read_text("utf-8"))
