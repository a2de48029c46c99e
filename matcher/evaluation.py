"""How good a ranking is against judgements, with honest intervals.

Grades: 3 the person to call first, 2 clearly useful, 1 adjacent. Equal scores are ordered by
expert id, ascending. A need without any judged expert is out of domain: nobody fits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    Qrels = Mapping[str, Mapping[str, int]]
    """Grade by expert id by need id; experts that do not appear have grade 0."""

    Grades = Sequence[int]
    """Grades in ranked order, best first."""

_USEFUL, _FIRST = 2, 3


@dataclass(frozen=True, slots=True)
class Run:
    """Scores (and probabilities, where there are any) by need id and expert id."""

    scores: dict[str, dict[str, float]]
    probabilities: dict[str, dict[str, float]]
    abstained: set[str]

    def order(self, need_id: str) -> list[str]:
        """Expert ids, best first, ties by id."""
        scores = self.scores.get(need_id, {})
        return sorted(scores, key=lambda expert_id: (-scores[expert_id], expert_id))

    def top(self, need_id: str) -> float:
        """The highest probability, or the highest score where there is none; -inf if empty."""
        values = self.probabilities.get(need_id) or self.scores.get(need_id, {})
        return max(values.values(), default=-math.inf)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure in [0, 1] with a 95 % bootstrap interval over the `needs` it was taken on."""

    value: float
    low: float
    high: float
    needs: int


def ndcg(ranked: Grades, judged: Grades, k: int) -> float:
    """Normalised discounted cumulative gain (Järvelin & Kekäläinen 2002), gain 2^grade - 1.

    `judged` are all grades of the need; the result is 0 where none is above 0.
    """
    ideal = _dcg(sorted(judged, reverse=True)[:k])
    return _dcg(ranked[:k]) / ideal if ideal else 0.0


def recall(ranked: Grades, judged: Grades, k: int) -> float:
    """The share of the experts of grade >= 2 that stand among the first k."""
    useful = _count(judged, _USEFUL)
    return _count(ranked[:k], _USEFUL) / useful if useful else 0.0


def reciprocal_rank(ranked: Grades) -> float:
    """1 / rank of the first expert of grade >= 2, or 0."""
    return next((1 / rank for rank, grade in enumerate(ranked, 1) if grade >= _USEFUL), 0.0)


def hit(ranked: Grades, k: int) -> float:
    """1 if an expert of grade >= 2 stands among the first k, else 0."""
    return float(_count(ranked[:k], _USEFUL) > 0)


def first(ranked: Grades, k: int) -> float:
    """1 if an expert of grade 3 stands among the first k, else 0."""
    return float(_count(ranked[:k], _FIRST) > 0)


def overlap(ranked: Sequence[str], others: Sequence[str], k: int) -> float:
    """The share of the first k ids of one ranking that stand among the first k of the other.

    1 where the first ranking is empty.
    """
    top = set(ranked[:k])
    return len(top.intersection(others[:k])) / len(top) if top else 1.0


def kendall_tau(ranked: Sequence[str], others: Sequence[str]) -> float:
    """How far two orders of the same ids agree, in [-1, 1] (Kendall 1938); 1 for fewer than two.

    Raises KeyError where an id of `ranked` is missing from `others`.
    """
    from scipy.stats import kendalltau  # Takes most of a second to import.

    if len(ranked) < 2:
        return 1.0
    places = {each: place for place, each in enumerate(others)}
    return float(kendalltau(range(len(ranked)), [places[each] for each in ranked]).statistic)


def auroc(positives: NDArray[np.float64], negatives: NDArray[np.float64]) -> float:
    """The chance that a positive is above a negative, equal ones counting half (Fawcett 2006).

    Shapes (positives,) and (negatives,). NaN where either is empty.
    """
    if not len(positives) or not len(negatives):
        return math.nan
    wins = (positives[:, None] > negatives).mean()
    return float(wins + (positives[:, None] == negatives).mean() / 2)


def calibration_error(
    probabilities: NDArray[np.float64], useful: NDArray[np.bool_], bins: int = 10
) -> float:
    """Expected calibration error (Naeini et al. 2015) over bins of equal width.

    Both of shape (pairs,), probabilities in [0, 1]. NaN where there is no pair.
    """
    if not len(probabilities):
        return math.nan
    places = np.minimum((probabilities * bins).astype(int), bins - 1)
    gaps = np.bincount(places, probabilities - useful, minlength=bins)
    return float(np.abs(gaps).sum() / len(probabilities))


def estimated(values: list[float], samples: int = 2000, seed: int = 0) -> Estimate:
    """The mean of one value for each need, with a percentile bootstrap interval over needs.

    NaN where there is no value.
    """
    if not values:
        return Estimate(math.nan, math.nan, math.nan, 0)
    array = np.array(values)
    draws = np.random.default_rng(seed).integers(len(array), size=(samples, len(array)))
    low, high = np.quantile(array[draws].mean(axis=1), [0.025, 0.975])
    return Estimate(float(array.mean()), float(low), float(high), len(array))


_MEASURES: dict[str, tuple[int, Callable[[Grades, Grades], float]]] = {
    "nDCG@10": (1, lambda ranked, judged: ndcg(ranked, judged, 10)),
    "nDCG@5": (1, lambda ranked, judged: ndcg(ranked, judged, 5)),
    "recall@10": (_USEFUL, lambda ranked, judged: recall(ranked, judged, 10)),
    "MRR": (_USEFUL, lambda ranked, _: reciprocal_rank(ranked)),
    "hit@3": (_USEFUL, lambda ranked, _: hit(ranked, 3)),
    "hit@5": (_USEFUL, lambda ranked, _: hit(ranked, 5)),
    "first@1": (_FIRST, lambda ranked, _: first(ranked, 1)),
    "first@3": (_FIRST, lambda ranked, _: first(ranked, 3)),
}
"""By name: the least grade a need must hold to be counted, and the measure of one need."""


def evaluate(qrels: Qrels, run: Run, *, samples: int = 2000, seed: int = 0) -> dict[str, Estimate]:
    """All measures of a run by name, over the needs of the run.

    Intervals come from resampling needs with replacement (percentile bootstrap, Efron 1979) and
    are the same for the same seed. A measure that no need can be counted for is NaN.
    """
    per_need = {name: per_need_values(qrels, run, name) for name in _MEASURES}
    estimates = {
        name: estimated(list(values.values()), samples, seed) for name, values in per_need.items()
    }
    relevant = np.array([run.top(need_id) for need_id in run.scores if qrels.get(need_id)])
    out = np.array([run.top(need_id) for need_id in run.scores if not qrels.get(need_id)])
    estimates["out-of-domain AUROC"] = _estimated_auroc(relevant, out, samples, seed)
    for name, inside in (("abstains, somebody fits", True), ("abstains, nobody fits", False)):
        counted = [
            float(need_id in run.abstained)
            for need_id in run.scores
            if bool(qrels.get(need_id)) == inside
        ]
        estimates[name] = estimated(counted, samples, seed)
    if run.probabilities:
        estimates["ECE, first ten"] = _estimated_calibration(qrels, run, samples, seed)
    return estimates


def per_need_values(qrels: Qrels, run: Run, measure: str) -> dict[str, float]:
    """One measure for each need that can be counted for it, e.g. for paired comparisons."""
    least_grade, function = _MEASURES[measure]
    values: dict[str, float] = {}
    for need_id in run.scores:
        grades = qrels.get(need_id, {})
        if max(grades.values(), default=0) >= least_grade:
            ranked = [grades.get(expert_id, 0) for expert_id in run.order(need_id)]
            values[need_id] = function(ranked, list(grades.values()))
    return values


def _estimated_auroc(
    relevant: NDArray[np.float64], out: NDArray[np.float64], samples: int, seed: int
) -> Estimate:
    value = auroc(relevant, out)
    if math.isnan(value):
        return Estimate(math.nan, math.nan, math.nan, 0)
    generator = np.random.default_rng(seed)
    draws = [
        auroc(generator.choice(relevant, len(relevant)), generator.choice(out, len(out)))
        for _ in range(samples)
    ]
    low, high = np.quantile(draws, [0.025, 0.975])
    return Estimate(value, float(low), float(high), len(relevant) + len(out))


def _estimated_calibration(qrels: Qrels, run: Run, samples: int, seed: int) -> Estimate:
    """Of the proposals people see; over all pairs the many hopeless ones would hide every error."""
    shown = [
        (
            np.array([run.probabilities[need_id][each] for each in first_ten]),
            np.array([qrels.get(need_id, {}).get(each, 0) >= _USEFUL for each in first_ten]),
        )
        for need_id in run.probabilities
        if (first_ten := run.order(need_id)[:10])
    ]

    def error(rows: NDArray[np.intp]) -> float:
        return calibration_error(
            np.concatenate([shown[row][0] for row in rows]),
            np.concatenate([shown[row][1] for row in rows]),
        )

    draws = np.random.default_rng(seed).integers(len(shown), size=(samples, len(shown)))
    low, high = np.quantile([error(rows) for rows in draws], [0.025, 0.975])
    return Estimate(error(np.arange(len(shown))), float(low), float(high), len(shown))


def _dcg(grades: Grades) -> float:
    return sum((2.0**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))


def _count(grades: Grades, least: int) -> int:
    return sum(grade >= least for grade in grades)
