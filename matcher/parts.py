"""Parts of a need: finer than aspects, because one sentence may ask for two disciplines.

A team is put together by them: "what is in the water, and who pays for it" is one aspect, and wants
a chemist and a lawyer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matcher.salience import SALIENT_FROM
from matcher.text import split_aspects
from matcher.types import Aspect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from matcher.ranking import Matcher
    from matcher.types import Need

MOST_PARTS = 64
# Beyond these log-odds nothing is known any more.
_MOST = 40.0
# Log-odds that an expert covers a part: so much, so much for each deviation of their best statement
# above unrelated pairs, and so much for each of the log-odds that they fit the need at all. Chosen
# by coverage@3 on the needs of the development set that want several disciplines; docs/planning.md
# says what else was tried and what remains when the need itself is left out of the choice.
INTERCEPT, BY_DEVIATION, BY_FIT = -5.0, 3.0, 1.0
_SHORTEST_PART = 2
_BETWEEN = re.compile(r"\s*(?:[,;:–()/]|\s-\s|\b(?:und|oder|aber|and|or|but)\b)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cover:
    """The parts of a need, and how likely each expert covers each of them.

    `aspects` (parts,) are the numbers of the aspects that the parts were cut from, `weights`
    (parts,) saliences in [0, 1]. `chances` holds by expert id one value in [0, 1] for each part;
    they compare experts, and are not calibrated on judged parts.
    """

    aspects: tuple[int, ...]
    weights: tuple[float, ...]
    chances: dict[str, tuple[float, ...]]


@dataclass(frozen=True)
class MeasuredParts:
    """Parts against experts: deviations (parts, experts) and log-odds of fit (experts,)."""

    parts: tuple[tuple[int, Aspect], ...]
    ids: tuple[str, ...]
    deviations: NDArray[np.float64]
    fit: NDArray[np.float64]


def cover_parts(matcher: Matcher, need: Need, scores: Mapping[str, float]) -> Cover:
    """What `matcher.teams` puts experts together by, of whom the scores for the need are given.

    Unknown ids are left out. Empty without a dense model: teams by words alone cover no more than
    the first of the list.
    """
    measured = measure_parts(matcher, need, scores)
    if measured is None:
        return Cover((), (), {})
    chances = np.round(chances_of(measured.deviations, measured.fit), 4)
    return Cover(
        aspects=tuple(number for number, _ in measured.parts),
        weights=tuple(part.salience for _, part in measured.parts),
        chances={
            expert_id: tuple(chances[:, place].tolist())
            for place, expert_id in enumerate(measured.ids)
        },
    )


def measure_parts(
    matcher: Matcher, need: Need, scores: Mapping[str, float]
) -> MeasuredParts | None:
    """What the chances are made of; None without a dense model, parts or experts."""
    parts = split_parts(split_aspects(need))
    known = [each for each in scores if each in matcher]
    if matcher.reduced_quality or not parts or not known:
        return None
    found = matcher.compare(need, tuple(part for _, part in parts), known)
    if not found.has_dense:
        return None
    return MeasuredParts(
        parts=parts,
        ids=tuple(found.snapshot.ids),
        deviations=matcher.dense_scale.standardised(found.best_dense[:-1]),
        fit=np.array([scores[each] for each in found.snapshot.ids]),
    )


def chances_of(
    deviations: NDArray[np.float64],
    fit: NDArray[np.float64],
    weights: tuple[float, float, float] = (INTERCEPT, BY_DEVIATION, BY_FIT),
) -> NDArray[np.float64]:
    """Shape (parts, experts), of deviations (parts, experts) and log-odds of fit (experts,)."""
    intercept, by_deviation, by_fit = weights
    joined = intercept + by_deviation * deviations + by_fit * fit
    chances: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(joined, -_MOST, _MOST)))
    return chances


def split_parts(aspects: Iterable[Aspect]) -> tuple[tuple[int, Aspect], ...]:
    """The salient aspects cut at commas, brackets and conjunctions, with their aspect's number.

    A part keeps the salience of its aspect; pieces of one word are left out, and an aspect that
    does not fall apart stays whole. At most `MOST_PARTS`, in the order of the aspects.
    """
    parts = [
        (number, part)
        for number, aspect in enumerate(aspects)
        if aspect.salience >= SALIENT_FROM
        for part in _parts_of(aspect)
    ]
    return tuple(parts[:MOST_PARTS])


def _parts_of(aspect: Aspect) -> list[Aspect]:
    pieces = [
        Aspect(
            aspect.text[start:end],
            aspect.start + start,
            aspect.start + end,
            aspect.salience,
            aspect.field,
        )
        for start, end in _pieces(aspect.text)
        if len(aspect.text[start:end].split()) >= _SHORTEST_PART
    ]
    return pieces if len(pieces) > 1 else [aspect]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _BETWEEN.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)
