"""Teams: the fewest experts who together cover what a need asks for.

Two questions, because "covered" is a threshold and a threshold forgets how sure one is.
`smallest_team` asks for the smallest set that covers every aspect somebody covers at all: set cover
(Karp 1972), exact where it can be enumerated, else greedy (Chvátal 1979). `likely_team` asks for
the few who are likely to cover most of it: expected coverage under independent chances, which is
monotone and submodular (Nemhauser, Wolsey & Fisher 1978), again exact where it can be enumerated.

Equal teams are told apart by documented rules, so that nobody's place depends on the order in which
experts were given: fewer members, then the better value; values closer than `TOLERANCE` count as
equal, and of equal teams the one of more groups (universities) wins, then the better value, then
the ids in ascending order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Joined = Callable[
        [NDArray[np.float64], Sequence[Sequence[int]] | NDArray[np.intp]], NDArray[np.float64]
    ]
    """What teams, by the places of their members, reach for each aspect: (teams, aspects)."""

MOST_ENUMERATED = 50
LARGEST_ENUMERATED = 4
# Of strengths and chances in [0, 1], per aspect: closer ones are noise of the measurement.
TOLERANCE = 0.005
# A member who is expected to add less would only be asked for the sake of the number.
LEAST_GAIN = 0.001
_BLOCK = 20_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expert who may be in a team.

    `strengths` holds one value in [0, 1] for each aspect (or part) of the need: of evidence for
    `smallest_team`, chances for `likely_team`. `group` is the university, or whatever should mix.
    """

    expert_id: str
    group: str
    strengths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """Members in the order of what each adds to those before; `gains` says how much, in [0, 1].

    `covered` and `uncovered` are the numbers of the aspects, ascending. An aspect is uncovered
    where no member covers it, be it that nobody does. `value` is the sum of the gains. A team
    without members helps nobody.
    """

    members: tuple[str, ...]
    gains: tuple[float, ...]
    covered: tuple[int, ...]
    uncovered: tuple[int, ...]
    value: float


def smallest_team(
    candidates: Sequence[Candidate], *, covered_from: float, most: int = LARGEST_ENUMERATED
) -> Team:
    """The smallest team that covers every aspect which one of the candidates covers.

    An aspect is covered where a strength is at least `covered_from`, in (0, 1]. Of equally small
    teams the one wins whose strongest members have the best mean strength over all aspects. Exact
    for teams of up to four out of up to 50; larger ones are put together greedily, and never have
    more than `most` members, so that something may stay uncovered. Raises ValueError where
    candidates hold different numbers of aspects, the same id twice, or values outside [0, 1].
    """
    ordered, strengths = _read(candidates)
    counted = np.where(strengths >= covered_from, strengths, 0.0)
    wanted = counted.max(axis=0, initial=0.0) > 0
    places = _smallest_cover(counted[:, wanted] > 0, counted, ordered, most)
    shares = np.full(strengths.shape[1], 1 / max(strengths.shape[1], 1))
    return _team(places, counted, ordered, shares, covered_from, _strongest)


def likely_team(
    candidates: Sequence[Candidate],
    weights: Sequence[float],
    *,
    covered_from: float = 0.5,
    most: int = 3,
) -> Team:
    """The team with the best expected coverage, of at most `most` members and as few as that needs.

    Strengths are taken as independent chances of covering a part, `weights` (parts,), at least 0,
    say how much each part counts; the value is the expected share of the weight that somebody of
    the team covers. Whoever adds less than `LEAST_GAIN` is left out. Exact for up to four members
    out of up to 50, else greedy, which reaches at least 63 % of the optimum. `covered_from`
    only decides what the result calls covered. Raises ValueError as `smallest_team`, and where
    the weights do not belong to the parts.
    """
    ordered, chances = _read(candidates)
    shares = np.asarray(weights, dtype=np.float64)
    if len(ordered) and shares.shape != (chances.shape[1],):
        raise ValueError("there must be one weight for each part")
    if (shares < 0).any():
        raise ValueError("weights must not be negative")
    shares = shares / max(shares.sum(), 1e-12)
    best: tuple[int, ...] = ()
    value = 0.0
    for size in range(1, min(most, len(ordered)) + 1):
        places = _likeliest(chances, shares, ordered, size, best)
        reached = float((_expected(chances, [places]) @ shares)[0])
        if reached - value < LEAST_GAIN:
            break
        best, value = places, reached
    return _team(best, chances, ordered, shares, covered_from, _expected)


def _read(candidates: Sequence[Candidate]) -> tuple[list[Candidate], NDArray[np.float64]]:
    """In ascending order of id, with their strengths of shape (candidates, aspects)."""
    ordered = sorted(candidates, key=lambda each: each.expert_id)
    if len({each.expert_id for each in ordered}) < len(ordered):
        raise ValueError("the same expert stands there twice")
    if len({len(each.strengths) for each in ordered}) > 1:
        raise ValueError("candidates must speak of the same aspects")
    width = len(ordered[0].strengths) if ordered else 0
    strengths = np.array([each.strengths for each in ordered], dtype=np.float64)
    strengths = strengths.reshape(len(ordered), width)
    if ((strengths < 0) | (strengths > 1)).any() or np.isnan(strengths).any():
        raise ValueError("strengths must lie between 0 and 1")
    return ordered, strengths


def _smallest_cover(
    covers: NDArray[np.bool_],
    strengths: NDArray[np.float64],
    ordered: list[Candidate],
    most: int,
) -> tuple[int, ...]:
    """Places of the smallest team that covers all columns; beyond the limit, of the greedy one."""
    if not covers.shape[1]:
        return ()
    # Whoever covers nothing that is wanted is in no smallest team.
    useful = np.flatnonzero(covers.any(axis=1))
    if len(useful) <= MOST_ENUMERATED:
        for size in range(1, min(most, LARGEST_ENUMERATED, len(useful)) + 1):
            teams = _covering(covers[useful], size)
            if len(teams):
                shares = np.full(strengths.shape[1], 1 / strengths.shape[1])
                return _chosen(_strongest, strengths, shares, useful[teams], ordered)
    return _greedy_cover(covers, strengths, most)


def _covering(covers: NDArray[np.bool_], size: int) -> NDArray[np.intp]:
    """Which teams of that size cover all columns, shape (teams, size)."""
    teams = _teams(len(covers), size)
    complete = np.ones(len(teams), dtype=np.bool_)
    for start in range(0, covers.shape[1], 63):
        block = covers[:, start : start + 63]
        bits = block @ (np.uint64(1) << np.arange(block.shape[1], dtype=np.uint64))
        joined = bits[teams[:, 0]]
        for member in range(1, size):
            joined = joined | bits[teams[:, member]]
        complete &= joined == np.bitwise_or.reduce(bits)
    return teams[complete]


def _greedy_cover(
    covers: NDArray[np.bool_], strengths: NDArray[np.float64], most: int
) -> tuple[int, ...]:
    """The expert who covers most of what is left, then the strongest, then the lowest id."""
    left = np.ones(covers.shape[1], dtype=np.bool_)
    chosen: list[int] = []
    while left.any() and len(chosen) < most:
        counts = covers[:, left].sum(axis=1)
        totals = strengths.sum(axis=1)
        place = max(range(len(covers)), key=lambda each: (counts[each], totals[each], -each))
        chosen.append(place)
        left &= ~covers[place]
    return tuple(chosen)


def _likeliest(
    chances: NDArray[np.float64],
    shares: NDArray[np.float64],
    ordered: list[Candidate],
    size: int,
    smaller: tuple[int, ...],
) -> tuple[int, ...]:
    """The team of that size with the best expected coverage; beyond the limit one more member."""
    if len(ordered) <= MOST_ENUMERATED and size <= LARGEST_ENUMERATED:
        teams = _teams(len(ordered), size)
    else:
        others = [each for each in range(len(ordered)) if each not in smaller]
        teams = np.array([(*smaller, each) for each in others], dtype=np.intp)
    return _chosen(_expected, chances, shares, teams, ordered)


def _chosen(
    joined: Joined,
    strengths: NDArray[np.float64],
    shares: NDArray[np.float64],
    teams: NDArray[np.intp],
    ordered: list[Candidate],
) -> tuple[int, ...]:
    """Of the teams within the tolerance of the best value, by groups, value and ids."""
    blocks = [teams[start : start + _BLOCK] for start in range(0, len(teams), _BLOCK)]
    values = np.concatenate([joined(strengths, block) @ shares for block in blocks])
    close = np.flatnonzero(values >= values.max() - TOLERANCE)
    groups = [len({ordered[place].group for place in teams[each]}) for each in close]
    # Rounded, because the order of a product may change its last digits. The ids ascend with the
    # places, so the team that comes first has the lowest ones.
    *_, place = max(zip(groups, np.round(values[close], 9), -close, strict=True))
    return tuple(teams[-place].tolist())


def _teams(count: int, size: int) -> NDArray[np.intp]:
    """All sets of that size out of so many places, shape (teams, size), in ascending order."""
    teams = np.arange(count, dtype=np.intp)[:, None]
    for _ in range(size - 1):
        last = teams[:, -1]
        following = count - 1 - last
        rows = np.repeat(np.arange(len(teams)), following)
        steps = np.arange(len(rows)) - np.repeat(np.cumsum(following) - following, following)
        teams = np.column_stack([teams[rows], last[rows] + 1 + steps])
    return teams


def _expected(
    chances: NDArray[np.float64], teams: Sequence[Sequence[int]] | NDArray[np.intp]
) -> NDArray[np.float64]:
    """The chance that somebody covers each part, shape (teams, parts)."""
    places = np.asarray(teams, dtype=np.intp)
    missed = np.ones((len(places), chances.shape[1]))
    for member in range(places.shape[1] if places.ndim > 1 else 0):
        missed *= 1 - chances[places[:, member]]
    return 1 - missed


def _strongest(
    strengths: NDArray[np.float64], teams: Sequence[Sequence[int]] | NDArray[np.intp]
) -> NDArray[np.float64]:
    """The best strength of any member for each aspect, shape (teams, aspects)."""
    places = np.asarray(teams, dtype=np.intp)
    best = np.zeros((len(places), strengths.shape[1]))
    for member in range(places.shape[1] if places.ndim > 1 else 0):
        np.maximum(best, strengths[places[:, member]], out=best)
    return best


def _team(
    places: tuple[int, ...],
    strengths: NDArray[np.float64],
    ordered: list[Candidate],
    shares: NDArray[np.float64],
    covered_from: float,
    joined: Joined,
) -> Team:
    """The members one after the other, each time the one who adds most to those before."""
    left = list(places)
    members: list[int] = []
    gains: list[float] = []
    value = 0.0
    while left:
        values = joined(strengths, [[*members, each] for each in left]) @ shares
        # The first of equal ones has the lowest id.
        best = int(np.argmax(np.round(values, 9)))
        gains.append(float(values[best]) - value)
        value = float(values[best])
        members.append(left.pop(best))
    covers = strengths[members].max(axis=0, initial=0.0) >= covered_from
    return Team(
        members=tuple(ordered[each].expert_id for each in members),
        gains=tuple(gains),
        covered=tuple(np.flatnonzero(covers).tolist()),
        uncovered=tuple(np.flatnonzero(~covers).tolist()),
        value=value,
    )
