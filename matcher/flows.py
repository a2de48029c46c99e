"""Which residue of one company could be the input of another one, and what stands between them.

Each of five things is compared for itself and said for itself: material, quantity, purity, distance
and shape. What one side has not said is not compared and counts neither for nor against. The sum
is a weighted mean of what could be compared, with weights set by judgement: there are no decisions
yet from which they could be learned, so the sum sorts and is never shown as a chance.
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcher.materials import KIND_OF, bundled_materials

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matcher.materials import Materials

EARTH_RADIUS = 6371.0
"""Kilometres; the mean radius of the sphere (IUGG)."""
FURTHEST = 100.0
"""Kilometres from which distance speaks against a pair altogether."""
WORST_PURITY = 20.0
"""Percentage points that processing seldom makes up for."""
LEAST_MATERIAL = 0.5
"""Of the part for the material: below it nothing is proposed, whatever else fits."""
ALIKE_WORDING = 0.3
"""Cosine from which two free wordings may mean one material, where the list knows neither."""
FAR_BELOW = 0.5
"""Of the quantity that is wanted; with less than that it is named as standing between them."""


class PartKind(enum.Enum):
    """What is compared."""

    MATERIAL = "material"
    QUANTITY = "quantity"
    PURITY = "purity"
    DISTANCE = "distance"
    SHAPE = "shape"


class GapKind(enum.Enum):
    """What stands between a residue and the one who could use it."""

    PURITY = "purity"
    CONTAMINANTS = "contaminants"
    SHAPE = "shape"
    QUANTITY = "quantity"


WEIGHTS = {
    PartKind.MATERIAL: 0.4,
    PartKind.QUANTITY: 0.2,
    PartKind.PURITY: 0.2,
    PartKind.DISTANCE: 0.15,
    PartKind.SHAPE: 0.05,
}


@dataclass(frozen=True, slots=True)
class Flow:
    """A residue or an input, each as far as it is known.

    `amount` is a positive number of tonnes a year, or of cubic metres a year where `is_volume`;
    `purity` from and to in per cent, 0 to 100; `place` latitude and longitude in degrees.
    """

    id: str
    is_offered: bool
    material: str = ""
    wording: str = ""
    amount: float | None = None
    is_volume: bool = False
    purity: tuple[float, float] | None = None
    shape: str = ""
    contaminants: str = ""
    place: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One comparison: its share in [0, 1], and the measured value in the unit of its kind.

    Of QUANTITY the smaller amount by the larger; of PURITY the missing percentage points, 0 where
    none are; of DISTANCE kilometres, rounded to 1; of MATERIAL and SHAPE the share once more.
    """

    kind: PartKind
    share: float
    value: float


@dataclass(frozen=True, slots=True)
class FlowMatch:
    """A residue and an input that could go together, what was compared, and what is in the way."""

    residue: Flow
    input: Flow
    score: float
    """Weighted mean of the shares of what was compared, in [0, 1]."""
    parts: tuple[Part, ...]
    gaps: tuple[GapKind, ...]

    @property
    def unknown(self) -> tuple[PartKind, ...]:
        """What could not be compared, because one side or both have not said it."""
        known = {each.kind for each in self.parts}
        return tuple(each for each in PartKind if each not in known)


def match_flows(
    one: Flow, other: Flow, *, likeness: float = 0.0, materials: Materials | None = None
) -> FlowMatch | None:
    """How a residue and an input go together, whichever comes first; None where nothing says so.

    `likeness` in [0, 1] is the cosine of the two free wordings by a model or by n-grams. It counts
    only where the list of materials knows one of them not at all: what people have put under two
    materials is not made one by a model. Abstains for two residues and two inputs.
    """
    if one.is_offered == other.is_offered:
        return None
    residue, wanted = (one, other) if one.is_offered else (other, one)
    material = _material(residue, wanted, likeness, materials or bundled_materials())
    if material < LEAST_MATERIAL:
        return None
    found = [
        Part(PartKind.MATERIAL, material, material),
        _quantity(residue, wanted),
        _purity(residue, wanted),
        _distance(residue, wanted),
        _shape(residue, wanted),
    ]
    parts = tuple(each for each in found if each is not None)
    weight = sum(WEIGHTS[each.kind] for each in parts)
    score = sum(WEIGHTS[each.kind] * each.share for each in parts) / weight
    # Rounding must not make a sum of shares more than a whole.
    return FlowMatch(residue, wanted, min(1.0, score), parts, _gaps(residue, wanted, parts))


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The great-circle distance of two places in degrees (haversine formula, Sinnott 1984)."""
    (first, west), (second, east) = (map(math.radians, each) for each in (one, other))
    bow = (
        math.sin((second - first) / 2) ** 2
        + math.cos(first) * math.cos(second) * math.sin((east - west) / 2) ** 2
    )
    return 2 * EARTH_RADIUS * math.asin(min(1.0, math.sqrt(bow)))


def best_matches(matches: Sequence[FlowMatch], most: int) -> list[FlowMatch]:
    """The best `most`; of equal ones those whose parts were compared more, then by their ids."""
    order = sorted(
        matches, key=lambda each: (-each.score, -len(each.parts), each.residue.id, each.input.id)
    )
    return order[:most]


def _material(residue: Flow, wanted: Flow, likeness: float, materials: Materials) -> float:
    codes = [each.material or materials.recognise(each.wording) or "" for each in (residue, wanted)]
    if all(codes):
        return materials.nearness(*codes)
    # One group with an open kind says as much as two wordings that mean the same.
    return min(KIND_OF, 0.5 + likeness / 2) if likeness >= ALIKE_WORDING else 0.0


def _quantity(residue: Flow, wanted: Flow) -> Part | None:
    """One of equal amounts, half where one is ten times the other, nothing from a hundred on."""
    if residue.amount is None or wanted.amount is None or residue.is_volume != wanted.is_volume:
        return None
    ratio = min(residue.amount, wanted.amount) / max(residue.amount, wanted.amount)
    return Part(PartKind.QUANTITY, max(0.0, 1 + math.log10(ratio) / 2), ratio)


def _purity(residue: Flow, wanted: Flow) -> Part | None:
    """The lower end of what is wanted against the lower end of what comes."""
    if residue.purity is None or wanted.purity is None:
        return None
    missing = max(0.0, wanted.purity[0] - residue.purity[0])
    return Part(PartKind.PURITY, max(0.0, 1 - missing / WORST_PURITY), missing)


def _distance(residue: Flow, wanted: Flow) -> Part | None:
    if residue.place is None or wanted.place is None:
        return None
    length = kilometres(residue.place, wanted.place)
    return Part(PartKind.DISTANCE, max(0.0, 1 - length / FURTHEST), float(round(length)))


def _shape(residue: Flow, wanted: Flow) -> Part | None:
    if not residue.shape or not wanted.shape:
        return None
    share = 1.0 if residue.shape == wanted.shape else 0.5
    return Part(PartKind.SHAPE, share, share)


def _gaps(residue: Flow, wanted: Flow, parts: Sequence[Part]) -> tuple[GapKind, ...]:
    values = {each.kind: each.value for each in parts}
    gaps = []
    if values.get(PartKind.PURITY, 0.0) > 0:
        gaps.append(GapKind.PURITY)
    if residue.contaminants.strip():
        gaps.append(GapKind.CONTAMINANTS)
    if values.get(PartKind.SHAPE, 1.0) < 1:
        gaps.append(GapKind.SHAPE)
    has_amounts = PartKind.QUANTITY in values and residue.amount and wanted.amount
    if has_amounts and residue.amount < FAR_BELOW * wanted.amount:  # type: ignore[operator]
        gaps.append(GapKind.QUANTITY)
    return tuple(gaps)
