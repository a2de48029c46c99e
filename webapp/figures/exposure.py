"""How visible the proposals make whom: both universities, and those who are new.

Exposure of a proposal is 1/log2(1+rank) (Singh and Joachims, KDD 2018, with the discount of
Järvelin and Kekäläinen, TOIS 2002). It is compared per unit of relevance: per person whom a manager
approved for the case, wherever the software had ranked them. Cases are the units that chance deals
out, so they are drawn anew for the interval (percentile bootstrap, Efron 1979).
"""

import enum
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from webapp.disclosure import SMALLEST_SHOWN

FAIR = (0.8, 1.25)
NOT_BELOW = (0.8, math.inf)
MOST_NEVER_PROPOSED = 0.1
DRAWS, SEED = 1000, 11


@dataclass(frozen=True)
class Person:
    """Whom a case could be proposed to, as far as groups are concerned."""

    id: object
    university: str
    is_new: bool


@dataclass(frozen=True)
class JudgedCase:
    """A case about which a manager decided: who was ranked where, and who was approved."""

    ranks: dict[object, int]
    approved: frozenset[object]


class Sign(enum.Enum):
    """What a comparison says of its bounds."""

    TOO_FEW = "zu_wenig"
    WITHIN = "im_rahmen"
    MAYBE = "vielleicht_zufall"
    LEFT = "verlassen"


@dataclass(frozen=True)
class Comparison:
    """The exposure of one group per approved person, as a multiple of the other group's."""

    ratio: float | None
    low: float | None
    high: float | None
    bounds: tuple[float, float]

    @property
    def sign(self) -> Sign:
        """Whether the bounds are kept, and whether leaving them can be chance."""
        if self.ratio is None or self.low is None or self.high is None:
            return Sign.TOO_FEW
        lowest, highest = self.bounds
        if lowest <= self.ratio <= highest:
            return Sign.WITHIN
        is_beyond = self.high < lowest or self.low > highest
        return Sign.LEFT if is_beyond else Sign.MAYBE


@dataclass(frozen=True)
class Exposure:
    """Everything that is said of who becomes visible."""

    cases: int
    universities: Sequence[tuple[str, Comparison]]
    """Each against all others; of two only the first, for the other is the same turned round."""
    new: Comparison
    never_proposed: float | None
    """Of the people whom managers approved, the share that the software never proposed."""
    gini: float | None
    """0 when all published profiles are equally visible, towards 1 when few have everything."""

    @property
    def misses_too_many(self) -> bool:
        """Whether the software does not find too many of the right ones."""
        return self.never_proposed is not None and self.never_proposed > MOST_NEVER_PROPOSED


def measure(cases: Sequence[JudgedCase], people: Sequence[Person]) -> Exposure:
    """All measures; each is None where fewer than five cases or approvals stand behind it."""
    names = sorted({each.university for each in people})
    compared = names[:1] if len(names) == 2 else names if len(names) > 2 else []
    approved = {who for case in cases for who in case.approved}
    proposed = {who for case in cases for who in case.ranks}
    enough = len(cases) >= SMALLEST_SHOWN
    return Exposure(
        cases=len(cases),
        universities=[
            (name, compare(cases, people, lambda each, name=name: each.university == name, FAIR))  # type: ignore[misc]
            for name in compared
        ],
        new=compare(cases, people, lambda each: each.is_new, NOT_BELOW),
        never_proposed=(
            round(len(approved - proposed) / len(approved), 4)
            if enough and len(approved) >= SMALLEST_SHOWN
            else None
        ),
        gini=gini_of(cases, people) if enough and len(people) >= SMALLEST_SHOWN else None,
    )


def compare(
    cases: Sequence[JudgedCase],
    people: Sequence[Person],
    is_first: Callable[[Person], bool],
    bounds: tuple[float, float],
) -> Comparison:
    """Exposure per approval of one group against everybody else's, with its 95 % interval."""
    import numpy as np

    group = {each.id: 0 if is_first(each) else 1 for each in people}
    sums = np.zeros((len(cases), 2, 2))
    for place, case in enumerate(cases):
        for who, rank in case.ranks.items():
            if who in group:
                sums[place, group[who], 0] += visibility(rank)
        for who in case.approved:
            if who in group:
                sums[place, group[who], 1] += 1
    total = sums.sum(axis=0)
    if len(cases) < SMALLEST_SHOWN or total[:, 1].min() < SMALLEST_SHOWN or total[1, 0] == 0:
        return Comparison(None, None, None, bounds)
    shares = np.full(len(cases), 1 / len(cases))
    drawn = np.random.default_rng(SEED).multinomial(len(cases), shares, size=DRAWS)
    resampled = np.tensordot(drawn, sums, axes=1)
    known = resampled[(resampled[:, :, 1] > 0).all(axis=1) & (resampled[:, 1, 0] > 0)]
    ratios = _ratio(known[:, 0, 0], known[:, 0, 1], known[:, 1, 0], known[:, 1, 1])
    low, high = np.percentile(ratios, [2.5, 97.5])
    ratio = _ratio(*total[0], *total[1])
    return Comparison(round(float(ratio), 4), round(float(low), 4), round(float(high), 4), bounds)


def gini_of(cases: Sequence[JudgedCase], people: Sequence[Person]) -> float | None:
    """How unequally exposure is spread over all people (Gini 1912); None without any."""
    seen = {each.id: 0.0 for each in people}
    for case in cases:
        for who, rank in case.ranks.items():
            if who in seen:
                seen[who] += visibility(rank)
    ordered, count = sorted(seen.values()), len(seen)
    total = sum(ordered)
    if not total:
        return None
    weighted = sum(place * each for place, each in enumerate(ordered, start=1))
    return round(2 * weighted / (count * total) - (count + 1) / count, 4)


def visibility(rank: int) -> float:
    """How much a proposal at a rank, counted from 1, is seen."""
    return 1 / math.log2(1 + rank)


def _ratio(exposure: float, relevance: float, other: float, other_relevance: float) -> float:
    return (exposure / relevance) / (other / other_relevance)
