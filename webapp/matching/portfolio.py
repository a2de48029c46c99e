"""Who would be asked for what, and what another choice would cost: the plan as pages show it."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from matcher.assignment import Assignment, Change, Pair
from models import Challenge, Match, Profile


@dataclass(frozen=True)
class Choice:
    """Somebody who could be asked for a Bedarf; ranks are counted over whom the reader sees."""

    challenge: Challenge
    match: Match
    rank: int

    @property
    def profile(self) -> Profile:
        """Who it is."""
        return self.match.profile

    @property
    def chance(self) -> float:
        """How likely asking them helps."""
        return float(self.match.probability or 0.0)


@dataclass(frozen=True)
class Shift:
    """What an override changes for another Bedarf: who falls out, and who comes in if anybody."""

    challenge: Challenge
    loses: Sequence[Choice]
    gains: Sequence[Choice]


@dataclass(frozen=True)
class Override:
    """What it costs to ask somebody whom the plan does not choose for a Bedarf."""

    choice: Choice
    price: float
    """In expected helpful enquiries over all Bedarfe of the plan."""
    shifts: Sequence[Shift]


@dataclass(frozen=True)
class PlannedNeed:
    """One Bedarf of the plan."""

    challenge: Challenge
    wanted: int
    planned: Sequence[Choice]
    skipped: Sequence[Choice]
    """Better placed than somebody planned, and not planned: where the plan deviates."""
    overrides: Sequence[Override]
    """For the others, best ranks first."""

    @property
    def missing(self) -> int:
        """How many the plan cannot find without overloading anybody."""
        return self.wanted - len(self.planned)

    @property
    def deviates(self) -> bool:
        """Whether it is not simply the first of the list who are asked."""
        return bool(self.skipped) or not self.planned


@dataclass(frozen=True)
class FirstOfEachList:
    """What came of it if every Bedarf asked the first of its list, the oldest Bedarf first."""

    total: float
    overloaded: int
    """Profiles that would be asked more often than they take on."""
    in_vain: int
    """Enquiries to somebody who has no place left."""


class Portfolio:
    """All Bedarfe of a desk that still want somebody, against everybody's remaining capacity."""

    def __init__(
        self,
        choices: Sequence[Choice],
        wanted: dict[uuid.UUID, int],
        capacity: dict[uuid.UUID, int],
        others: Sequence[Challenge] = (),
    ) -> None:
        self.others = others
        """Open Bedarfe for which the Abgleich found nobody who is likely enough to help."""
        self.capacity = capacity
        self._wanted = wanted
        self._choices = {_key(each): each for each in choices}
        self._by_challenge: dict[uuid.UUID, list[Choice]] = defaultdict(list)
        for each in choices:
            self._by_challenge[each.challenge.id].append(each)

    @cached_property
    def needs(self) -> Sequence[PlannedNeed]:
        """Each Bedarf with whom the plan asks, in the order in which they were handed in."""
        return [self._planned_need(each) for each in self._by_challenge]

    @property
    def total(self) -> float:
        """Helpful enquiries to be expected."""
        return self._assignment.plan.total

    @property
    def count(self) -> int:
        """Enquiries of the plan."""
        return len(self._assignment.plan.pairs)

    @cached_property
    def first_of_each_list(self) -> FirstOfEachList:
        """The plan's alternative: nobody looks beyond the own case."""
        left, total, in_vain = Counter(self.capacity), 0.0, 0
        asked: Counter[uuid.UUID] = Counter()
        for challenge_id, choices in self._by_challenge.items():
            for each in choices[: self._wanted[challenge_id]]:
                profile_id = each.match.profile_id
                asked[profile_id] += 1
                if left[profile_id] > 0:
                    left[profile_id] -= 1
                    total += each.chance
                else:
                    in_vain += 1
        overloaded = sum(count > self.capacity[each] for each, count in asked.items())
        return FirstOfEachList(total, overloaded, in_vain)

    def places_of(self, profile: Profile) -> int:
        """How many more enquiries the plan gives somebody."""
        return self.capacity[profile.id]

    def cases_of(self, profile: Profile) -> Sequence[Challenge]:
        """The Bedarfe for which the plan asks somebody."""
        return [
            each.challenge
            for key, each in self._choices.items()
            if key in self._planned and each.match.profile_id == profile.id
        ]

    def of(self, challenge: Challenge) -> PlannedNeed | None:
        """What the plan says about one Bedarf, if it has a say."""
        is_there = challenge.id in self._by_challenge
        return self._planned_need(challenge.id) if is_there else None

    @cached_property
    def _assignment(self) -> Assignment:
        return Assignment(
            [
                Pair(str(each.challenge.id), str(each.match.profile_id), each.chance)
                for each in self._choices.values()
            ],
            {str(each): count for each, count in self._wanted.items()},
            {str(each): count for each, count in self.capacity.items()},
        )

    @cached_property
    def _planned(self) -> frozenset[tuple[str, str]]:
        return frozenset((each.need_id, each.expert_id) for each in self._assignment.plan.pairs)

    def _planned_need(self, challenge_id: uuid.UUID) -> PlannedNeed:
        choices = self._by_challenge[challenge_id]
        planned = [each for each in choices if _key(each) in self._planned]
        last = planned[-1].rank if planned else choices[-1].rank + 1
        rest = [each for each in choices if _key(each) not in self._planned]
        return PlannedNeed(
            challenge=choices[0].challenge,
            wanted=self._wanted[challenge_id],
            planned=planned,
            skipped=[each for each in rest if each.rank < last],
            overrides=[each for each in map(self._override, rest) if each is not None],
        )

    def _override(self, choice: Choice) -> Override | None:
        change = self._assignment.force(*_key(choice))
        if change is None:
            return None
        return Override(choice, change.price, self._shifts(change, choice))

    def _shifts(self, change: Change, choice: Choice) -> Sequence[Shift]:
        """By the Bedarfe of others; what leaves the own one, whoever overrides knows."""
        loses: dict[uuid.UUID, list[Choice]] = defaultdict(list)
        gains: dict[uuid.UUID, list[Choice]] = defaultdict(list)
        for pairs, found in ((change.removed, loses), (change.added, gains)):
            for each in pairs:
                other = self._choices[each.need_id, each.expert_id]
                found[other.challenge.id].append(other)
        return [
            Shift(self._by_challenge[each][0].challenge, loses[each], gains[each])
            for each in self._by_challenge
            if each in loses | gains and each != choice.challenge.id
        ]


def _key(choice: Choice) -> tuple[str, str]:
    return str(choice.challenge.id), str(choice.match.profile_id)
