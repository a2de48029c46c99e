"""Needs that nobody answers, put together into topics somebody could build up, with the evidence.

Two needs are as alike as they say the same (`matcher.clustering.likeness`) and as they share themes
(Jaccard 1912: shared themes by all themes of both); where one of them has no theme, what they say
decides alone. Topics are the groups of average linkage over this likeness (Sokal & Michener 1958,
`matcher.clustering.groups_of`). A need that resembles none stays a topic of its own: a single one.

Some needs only a circle of people may know of. Topics are made of the needs that everybody may know
of; a need of a circle joins one of them, or others of its circle, and moves no other need. So
whoever is outside a circle finds the same topics whether its needs exist or not.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from matcher import calibration
from matcher.carrying import carrying_words
from matcher.clustering import groups_of, likeness
from matcher.text import whole_text
from matcher.types import Need

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from matcher.carrying import Spans
    from matcher.encoder import Encoder
    from matcher.ranking import Matcher


@dataclass(frozen=True, slots=True)
class Bond:
    """How two needs hold together: `theme_weight` and `threshold`, both in [0, 1].

    The likeness of two needs is (1 - theme_weight) times the cosine plus theme_weight times the
    share of themes; two groups become one topic where it reaches the threshold on average.
    """

    theme_weight: float
    threshold: float


MODEL_BOND = Bond(0.25, 0.2)
WORDS_BOND = Bond(0.75, 0.2)
"""For the bundled model and for words alone. The weights are what cross-validation chose, the
thresholds lie between what it chose for broad and for narrow themes: `tests.benchmarks.topics`.
"""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A need nobody answers: its words, the codes of its themes, and who may know of it.

    `circle` is empty where everybody may know of it; needs of the same circle carry the same one.
    """

    need: Need
    themes: frozenset[str] = frozenset()
    circle: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A need in a topic: its mean likeness in [0, 1] to the others, 1 of a single one.

    Others are those that everybody may know of, or, where the topic has none, those of the circle.
    `spans` are the words that carry the topic: places in title, line break, text.
    """

    need_id: str
    likeness: float
    spans: Spans


@dataclass(frozen=True, slots=True)
class Topic:
    """Needs that belong together, by id, the one that is nearest to the others, and their themes.

    `themes` are those that at least two needs and half of them share, the most frequent first.
    """

    members: tuple[Member, ...]
    heading: str
    themes: tuple[str, ...]

    @property
    def is_single(self) -> bool:
        """Whether the need belongs to no topic but its own."""
        return len(self.members) == 1


@dataclass(frozen=True, slots=True)
class Near:
    """An expert near to a need: the chance in [0, 1] of fitting, and whether that is enough.

    Enough is what the matcher calls a fit; below it, it abstains.
    """

    expert_id: str
    chance: float
    is_enough: bool


def find_topics(
    needs: Sequence[Unanswered], encoder: Encoder | None = None, bond: Bond | None = None
) -> list[Topic]:
    """Every need in exactly one topic, the largest first; the order of the needs does not matter.

    Raises ValueError for more than `matcher.clustering.MOST_TEXTS` needs or an id that comes twice,
    and EncoderUnavailable when the model fails.
    """
    if len({each.need.id for each in needs}) < len(needs):
        raise ValueError("two needs have the same id")
    bond = bond or (MODEL_BOND if encoder else WORDS_BOND)
    ordered = sorted(needs, key=lambda each: (each.circle, each.need.id))
    known = [each for each in ordered if not each.circle]
    groups, alike = _grouped(known, encoder, bond)
    nearness = {known[place].need.id: _nearness(place, group, alike)
                for group in groups for place in group}  # fmt: skip
    gathered = [[known[place] for place in group] for group in groups]
    grown = [list(each) for each in gathered]
    for _, same in groupby((each for each in ordered if each.circle), lambda each: each.circle):
        circle = list(same)
        added, left = _joined(circle, gathered, encoder, bond)
        for place, (need, near) in added:
            grown[place].append(need)
            nearness[need.need.id] = near
        apart, alike = _grouped(left, encoder, bond)
        for group in apart:
            grown.append([left[place] for place in group])
            nearness |= {left[place].need.id: _nearness(place, group, alike) for place in group}
    topics = [_topic(each, nearness) for each in grown]
    return sorted(topics, key=lambda each: (-len(each.members), each.members[0].need_id))


def likeness_of_needs(
    needs: Sequence[Unanswered], encoder: Encoder | None = None, theme_weight: float = 0.5
) -> NDArray[np.float64]:
    """How alike every two needs are: symmetric, shape (len(needs), len(needs)), in [0, 1].

    Raises ValueError and EncoderUnavailable as `matcher.clustering.likeness` does.
    """
    texts = [whole_text(each.need, use_sector=False) for each in needs]
    return joined_likeness(likeness(texts, encoder), [each.themes for each in needs], theme_weight)


def joined_likeness(
    cosines: NDArray[np.float64], themes: Sequence[frozenset[str]], theme_weight: float
) -> NDArray[np.float64]:
    """Cosines of shape (n, n) together with the themes of n needs; same shape, in [0, 1]."""
    codes = sorted(set().union(*themes)) if themes else []
    has = np.array([[code in each for code in codes] for each in themes], np.float64)
    has = has.reshape(len(themes), len(codes))
    shared, sizes = has @ has.T, has.sum(axis=1)
    either = sizes[:, None] + sizes[None, :] - shared
    overlap = shared / np.maximum(either, 1.0)
    both = (sizes[:, None] > 0) & (sizes[None, :] > 0)
    joined = np.where(both, (1 - theme_weight) * cosines + theme_weight * overlap, cosines)
    np.fill_diagonal(joined, 1.0)
    return joined


def keep_identities(
    before: Mapping[str, Collection[str]], now: Sequence[Collection[str]]
) -> list[str | None]:
    """For each topic of now the key of the one before that it continues, or None.

    Each key is given once: to the topic that shares most needs with it; of equal ones to the pair
    that shares the larger part of all needs of both (Jaccard 1912), then to the earlier key.
    """
    pairs = []
    for place, members in enumerate(now):
        for key, earlier in before.items():
            shared = len(set(members) & set(earlier))
            if shared:
                part = shared / len(set(members) | set(earlier))
                pairs.append((-shared, -part, key, min(members), place))
    found: list[str | None] = [None] * len(now)
    taken: set[str] = set()
    for _, _, key, _, place in sorted(pairs):
        if key not in taken and found[place] is None:
            found[place] = key
            taken.add(key)
    return found


def nearest_experts(
    matcher: Matcher, need: Need, k: int = 3, among: Collection[str] | None = None
) -> tuple[Near, ...]:
    """The experts nearest to a need, and whether the matcher would say that they fit."""
    result = matcher.propose(need, k=k, among=among)
    return tuple(
        Near(
            each.expert_id,
            round(calibration.probability(each.score), 4),
            is_enough=not matcher.abstains([each]),
        )
        for each in result.proposals
    )


def _grouped(
    needs: Sequence[Unanswered], encoder: Encoder | None, bond: Bond
) -> tuple[list[tuple[int, ...]], NDArray[np.float64]]:
    alike = likeness_of_needs(needs, encoder, bond.theme_weight)
    texts = [f"{each.need.title}\n{each.need.text}\n{each.need.id}" for each in needs]
    return [each.members for each in groups_of(texts, alike, bond.threshold)], alike


def _joined(
    circle: Sequence[Unanswered],
    gathered: Sequence[Sequence[Unanswered]],
    encoder: Encoder | None,
    bond: Bond,
) -> tuple[list[tuple[int, tuple[Unanswered, float]]], list[Unanswered]]:
    """Which topics the needs of a circle join, and those that none is near enough to."""
    known = [each for topic in gathered for each in topic]
    if not known:
        return [], list(circle)
    alike = likeness_of_needs([*circle, *known], encoder, bond.theme_weight)
    owners = np.repeat(np.arange(len(gathered)), [len(each) for each in gathered])
    added, left = [], []
    for place, need in enumerate(circle):
        to_known = alike[place, len(circle) :]
        means = np.bincount(owners, to_known) / np.bincount(owners)
        best = int(np.argmax(means))
        if means[best] >= bond.threshold:
            added.append((best, (need, round(float(means[best]), 4))))
        else:
            left.append(need)
    return added, left


def _nearness(place: int, group: Sequence[int], alike: NDArray[np.float64]) -> float:
    others = [each for each in group if each != place]
    return round(float(alike[place, others].mean()), 4) if others else 1.0


def _topic(needs: Sequence[Unanswered], nearness: Mapping[str, float]) -> Topic:
    ordered = sorted(needs, key=lambda each: each.need.id)
    carrying = _carrying_apart(ordered)
    members = tuple(
        Member(each.need.id, nearness[each.need.id], carrying[each.need.id]) for each in ordered
    )
    heading = min(members, key=lambda each: (-each.likeness, each.need_id)).need_id
    themes = Counter(code for each in ordered for code in each.themes)
    least = max(2, len(ordered) / 2)
    shared = [code for code, count in themes.items() if count >= least]
    return Topic(members, heading, tuple(sorted(shared, key=lambda each: (-themes[each], each))))


def _carrying_apart(needs: Sequence[Unanswered]) -> dict[str, Spans]:
    """The words of each need by those it may be seen beside: a circle marks no word outside it."""
    known = [each.need for each in needs if not each.circle]
    found = carrying_words(known)
    for circle in {each.circle for each in needs if each.circle}:
        same = [each.need for each in needs if each.circle == circle]
        beside = carrying_words([*known, *same])
        found |= {each.id: beside[each.id] for each in same}
    return found
