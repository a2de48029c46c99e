"""Who talks to whom in which round: one-to-one talks between two sides of a room.

Nobody is in two places at once, no two people meet twice, nobody talks more often than they like.
What is sought comes in this order: as many people as possible have a talk at all; as many talks
that stand already keep their round; and the worth of all talks is the greatest there is, where a
person's k-th talk adds 1/k for that person (Thiele 1895; Aziz et al. 2017), so that further talks
go rather to those who have few.

Where everybody is free in all rounds, the pairs are a b-matching with concave gains. The corners of
its linear programme are whole-numbered (Hoffman & Kruskal 1956); and as nobody has more talks than
there are rounds, the rounds can be coloured in afterwards (Kőnig 1916), by alternating paths.
Otherwise each pair in each round is a variable of a whole-numbered programme for HiGHS (Huangfu &
Hall 2018), which says how far its answer is from the best if its time runs out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from matcher.timetable_programme import Programme
from matcher.timetable_terms import Terms

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, order=True)
class Talk:
    """Two people in one round, counted from 0."""

    round: int
    company_id: str
    professor_id: str


@dataclass(frozen=True, slots=True)
class Day:
    """What the day allows.

    `rounds` is their number, the first `past` of which are over. `away` are people and the rounds
    in which they cannot talk. `pauses` are rounds after which everybody has a pause. Between two
    pauses nobody talks in more than `most_in_a_row` rounds on end, unless it is None.
    """

    rounds: int
    past: int = 0
    away: frozenset[tuple[str, int]] = frozenset()
    pauses: frozenset[int] = frozenset()
    most_in_a_row: int | None = None

    @property
    def rows(self) -> list[range]:
        """The rounds between two pauses, in order."""
        cuts = [0, *(each + 1 for each in sorted(self.pauses)), self.rounds]
        return [range(*each) for each in pairwise(cuts) if each[0] < each[1]]


@dataclass(frozen=True, slots=True)
class Timetable:
    """The talks of all rounds in ascending order, with what they come to.

    `people` have at least one talk, of `most_people` who could in the best case. `kept` counts the
    standing talks that keep their round, past ones not among them. `value` is the sum of the pairs'
    values and of 1/k for each person's k-th talk, at most `most_value` for so many people and talks
    kept. `is_optimal` is false where the time ran out first; the bounds then say what is open.
    """

    talks: tuple[Talk, ...]
    people: int
    kept: int
    value: float
    most_people: int
    most_value: float
    is_optimal: bool


def plan_talks(
    values: Mapping[tuple[str, str], float],
    companies: Mapping[str, int],
    professors: Mapping[str, int],
    day: Day,
    standing: Collection[Talk] = (),
    *,
    seconds: float = 20.0,
) -> Timetable:
    """The best timetable for these wishes.

    `values` says by (company, professor) what a talk is worth; a pair that is missing, or worth 0
    or less, does not meet. `companies` and `professors` say how many talks each person has at most,
    at least 0. Talks that stand in past rounds stay whatever else is said and count for the caps;
    of later ones those are kept that still can be. Solving stops after about `seconds`.

    The same input gives the same plan unless the time runs out. Among plans of equal worth it is
    HiGHS that chooses.

    Raises ValueError for somebody on both sides or not named at all; for values that are no finite
    numbers; for negative caps; for rounds that the day does not have; for most_in_a_row below 1;
    and for standing talks that hold somebody in two places at once or a pair twice.
    """
    _check(values, companies, professors, day, standing)
    ends = monotonic() + seconds
    fixed = sorted(each for each in standing if each.round < day.past)
    terms = _terms(values, companies, professors, day, fixed)
    later = {
        (terms.places[each.company_id, each.professor_id], each.round)
        for each in standing
        if each.round >= day.past and (each.company_id, each.professor_id) in terms.places
    }
    kept = {each for each in later if terms.is_open(*each)}
    if not kept and _is_everybody_free(terms, day):
        solution = Programme(terms, ends).choose_pairs()
        meetings = _coloured(terms, solution.meetings)
    else:
        solution = Programme(terms, ends, kept, _windows(terms, day, fixed)).choose_rounds()
        meetings = solution.meetings
    new = [Talk(number, *terms.pairs[pair]) for pair, number in meetings]
    talks = tuple(sorted([*fixed, *new]))
    (people, value), (_, past) = _worth(talks, values), _worth(fixed, values)
    return Timetable(
        talks=talks,
        people=people,
        kept=len(kept & set(meetings)),
        value=value,
        most_people=max(people, solution.most_people),
        most_value=value if solution.is_optimal else max(value, past + solution.most_value),
        is_optimal=solution.is_optimal,
    )


def _check(
    values: Mapping[tuple[str, str], float],
    companies: Mapping[str, int],
    professors: Mapping[str, int],
    day: Day,
    standing: Collection[Talk],
) -> None:
    if companies.keys() & professors.keys():
        raise ValueError("somebody is on both sides")
    if not all(left in companies and right in professors for left, right in values):
        raise ValueError("a value names somebody who is not there")
    if not all(np.isfinite(each) for each in values.values()):
        raise ValueError("values must be finite numbers")
    if min((*companies.values(), *professors.values()), default=0) < 0:
        raise ValueError("caps must not be negative")
    numbers = {each for _, each in day.away} | day.pauses | {each.round for each in standing}
    if not 0 <= day.past <= day.rounds or not numbers <= set(range(day.rounds)):
        raise ValueError("a round is named that the day does not have")
    if not {each for each, _ in day.away} <= companies.keys() | professors.keys():
        raise ValueError("somebody is away who is not there")
    if day.most_in_a_row is not None and day.most_in_a_row < 1:
        raise ValueError("at least one talk in a row must be allowed")
    if not all(
        each.company_id in companies and each.professor_id in professors for each in standing
    ):
        raise ValueError("a standing talk names somebody who is not there")
    seats = Counter((name, each.round) for each in standing for name in _two(each))
    if max([*seats.values(), *Counter(map(_two, standing)).values()], default=1) > 1:
        raise ValueError("standing talks hold somebody twice")


def _terms(
    values: Mapping[tuple[str, str], float],
    companies: Mapping[str, int],
    professors: Mapping[str, int],
    day: Day,
    fixed: Collection[Talk],
) -> Terms:
    """Everything as arrays; the people are the companies, then the professors, each ascending."""
    people = [*sorted(companies), *sorted(professors)]
    numbers = {name: number for number, name in enumerate(people)}
    before = Counter(name for each in fixed for name in _two(each))
    is_free = np.ones((len(people), day.rounds), dtype=np.bool_)
    is_free[:, : day.past] = False
    for name, number in day.away:
        is_free[numbers[name], number] = False
    met = set(map(_two, fixed))
    pairs = sorted(pair for pair, value in values.items() if value > 0 and pair not in met)
    caps = {**companies, **professors}
    return Terms(
        pairs=pairs,
        ends=np.array([[numbers[a], numbers[b]] for a, b in pairs], dtype=np.intp).reshape(-1, 2),
        values=np.array([values[pair] for pair in pairs], dtype=np.float64),
        is_free=is_free,
        before=np.array([before[name] for name in people], dtype=np.intp),
        left=np.array([max(0, caps[name] - before[name]) for name in people], dtype=np.intp),
    )


def _is_everybody_free(terms: Terms, day: Day) -> bool:
    """Whether rounds differ for nobody, so that only the number of talks counts."""
    free = terms.is_free[:, terms.is_free.any(axis=0)]
    longest = max((len(each) for each in day.rows), default=0)
    return bool(free.all()) and (day.most_in_a_row is None or day.most_in_a_row >= longest)


def _windows(terms: Terms, day: Day, fixed: Collection[Talk]) -> list[tuple[int, list[int], int]]:
    """Person, one round more in a row than is allowed, and how many talks may lie in them."""
    most = day.most_in_a_row
    if most is None:
        return []
    held = {(name, each.round) for each in fixed for name in _two(each)}
    names: dict[int, str] = {}
    for (left, right), ends in zip(terms.pairs, terms.ends.tolist(), strict=True):
        names[ends[0]], names[ends[1]] = left, right
    found = []
    for person, name in sorted(names.items()):
        for row in day.rows:
            for first in row[: max(0, len(row) - most)]:
                window = range(first, first + most + 1)
                free = [each for each in window if terms.is_free[person, each]]
                allowed = most - sum((name, each) in held for each in window)
                if len(free) > allowed:
                    # Where the past was fuller than allowed, at least nothing is added to it.
                    found.append((person, free, max(0, allowed)))
    return found


def _coloured(terms: Terms, meetings: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
    """Rounds for pairs of which nobody has more than there are rounds; the given ones are void.

    Each pair takes the first round in which both are free. Where there is none, two rounds are
    exchanged along the path that starts at the professor and never comes back to the company.
    """
    usable = np.flatnonzero(terms.is_free.any(axis=0))
    held: NDArray[np.intp] = np.full((len(terms.left), len(usable)), -1, dtype=np.intp)
    rounds: dict[int, int] = {}
    for pair in sorted(pair for pair, _ in meetings):
        company, professor = terms.ends[pair]
        both = np.flatnonzero((held[company] < 0) & (held[professor] < 0))
        if len(both):
            colour = int(both[0])
        else:
            colour = int(np.flatnonzero(held[company] < 0)[0])
            other = int(np.flatnonzero(held[professor] < 0)[0])
            _exchange(terms, held, rounds, int(professor), (colour, other))
        held[company, colour] = held[professor, colour] = pair
        rounds[pair] = colour
    return [(pair, int(usable[colour])) for pair, colour in rounds.items()]


def _exchange(
    terms: Terms,
    held: NDArray[np.intp],
    rounds: dict[int, int],
    person: int,
    colours: tuple[int, int],
) -> None:
    """Free the first colour at a person by exchanging both along their path."""
    colour, other = colours
    path = []
    while (pair := int(held[person, colour])) >= 0:
        path.append((pair, colour, other))
        left, right = terms.ends[pair]
        person = int(right if person == left else left)
        colour, other = other, colour
    for pair, old, _ in path:
        for end in terms.ends[pair]:
            if held[end, old] == pair:
                held[end, old] = -1
    for pair, _, new in path:
        rounds[pair] = new
        held[terms.ends[pair], new] = pair


def _worth(talks: Collection[Talk], values: Mapping[tuple[str, str], float]) -> tuple[int, float]:
    """How many people have a talk, and what all talks are worth; barred past ones count 0."""
    counts = Counter(name for each in talks for name in _two(each))
    worth = sum(max(0.0, values.get(_two(each), 0.0)) for each in talks)
    shares = sum(1 / k for count in counts.values() for k in range(1, count + 1))
    return len(counts), float(worth + shares)


def _two(talk: Talk) -> tuple[str, str]:
    return talk.company_id, talk.professor_id
