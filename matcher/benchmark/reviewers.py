"""The gold standard of Stelmakh, Wieting, Neubig & Shah 2023 (arXiv 2303.16750).

Reviewers said how well they could review papers, from 1 to 5; a system compares each paper with
those the reviewer wrote. Only the order of papers within a reviewer counts, so it shows whether
similarities compare across needs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.benchmark.measures import SHARES
from matcher.benchmark.readers import Texts
from matcher.datasets import DatasetError, read_records
from matcher.evaluation import Estimate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]
    Predictions = list[NDArray[np.float64]]
    """Per reviewer one score for each graded paper."""

AGGREGATIONS: dict[str, Callable[[Matrix], Matrix]] = {
    "max": lambda similar: similar.max(axis=1),
    "top2": lambda similar: _mean_of_best(similar, 2),
    "top3": lambda similar: _mean_of_best(similar, 3),
    "mean": lambda similar: similar.mean(axis=1),
}
"""From similarities of shape (graded papers, own papers) to one per graded paper."""

MEASURES = ("loss", "easy", "hard")
_SAMPLES = 2000
_CLEARLY, _HARDLY = 4, 2


@dataclass(frozen=True, slots=True)
class Reviewer:
    """`graded` are numbers of submissions and `grades` theirs; `own` are numbers of papers."""

    graded: NDArray[np.intp]
    grades: Matrix
    own: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class GoldStandard:
    """Reviewers, the papers they graded and the papers they wrote."""

    reviewers: tuple[Reviewer, ...]
    submissions: Texts
    papers: Texts

    def predictions(self, similar: Matrix, aggregation: str) -> Predictions:
        """From similarities of shape (submissions, papers)."""
        combine = AGGREGATIONS[aggregation]
        return [combine(similar[np.ix_(each.graded, each.own)]) for each in self.reviewers]

    def mixtures(self, dense: Matrix, words: Matrix, aggregation: str) -> dict[float, Predictions]:
        """Predictions of both together, by the share of the dense ones."""
        meaning = self.predictions(dense, aggregation)
        word = self.predictions(words, aggregation)
        return {share: mix(meaning, word, share) for share in SHARES}

    def sums(self, predictions: Predictions) -> Matrix:
        """Two numbers for each of MEASURES, whose ratio it is; shape (reviewers, 3, 2)."""
        return np.stack(
            [
                _sums(each.grades, predicted)
                for each, predicted in zip(self.reviewers, predictions, strict=True)
            ]
        )


def read_gold_standard(folder: Path) -> GoldStandard:
    """From papers.jsonl and evaluations.jsonl; a paper's text is title and abstract.

    Raises DatasetError.
    """
    place = folder / "reviewer_gold"
    texts = dict(read_records(place / "papers.jsonl", _paper))
    judged = list(
        read_records(place / "evaluations.jsonl", lambda record: _judgements(record, texts))
    )
    if not judged:
        raise DatasetError(f"{place / 'evaluations.jsonl'} is empty")
    submissions = _numbered(pid for grades, _ in judged for pid in grades)
    papers = _numbered(pid for _, own in judged for pid in own)
    return GoldStandard(
        reviewers=tuple(
            Reviewer(
                graded=np.array([submissions[pid] for pid in grades], np.intp),
                grades=np.array(list(grades.values()), np.float64),
                own=np.array([papers[pid] for pid in own], np.intp),
            )
            for grades, own in judged
        ),
        submissions=Texts("en", tuple(texts[pid] for pid in submissions)),
        papers=Texts("en", tuple(texts[pid] for pid in papers)),
    )


def mix(dense: Predictions, words: Predictions, share: float) -> Predictions:
    """Both added, each divided by its deviation over all reviewers' papers."""
    by_dense, by_words = (max(np.concatenate(each).std(), 1e-12) for each in (dense, words))
    return [
        share * meaning / by_dense + (1 - share) * word / by_words
        for meaning, word in zip(dense, words, strict=True)
    ]


def chosen_without_the_reviewer(sums: Matrix) -> Matrix:
    """For each reviewer the sums of the configuration with the least loss on all others.

    `sums` has shape (configurations, reviewers, 3, 2); of equal ones the first is taken. That is
    nested cross-validation that leaves out one reviewer at a time.
    """
    losses = sums[:, :, 0]
    others = losses.sum(axis=1, keepdims=True) - losses
    best = np.argmin(others[..., 0] / others[..., 1], axis=0)
    chosen: Matrix = sums[best, np.arange(sums.shape[1])]
    return chosen


def estimates(sums: Matrix) -> Mapping[str, Estimate]:
    """Each of MEASURES over all reviewers, with a percentile bootstrap over reviewers.

    NaN where no pair counts for it.
    """
    count = len(sums)
    draws = np.random.default_rng(0).integers(count, size=(_SAMPLES, count))
    totals, drawn = sums.sum(axis=0), sums[draws].sum(axis=1)
    found = {}
    for number, name in enumerate(MEASURES):
        # A drawn sample may hold no easy or no hard pair at all.
        counted = drawn[drawn[:, number, 1] > 0, number]
        if not len(counted):
            found[name] = Estimate(math.nan, math.nan, math.nan, 0)
            continue
        low, high = np.quantile(counted[:, 0] / counted[:, 1], [0.025, 0.975])
        value = totals[number, 0] / totals[number, 1]
        found[name] = Estimate(float(value), float(low), float(high), count)
    return found


def _sums(grades: Matrix, predicted: Matrix) -> Matrix:
    """Pairs of papers of different grade; equal predictions are half an error, and not right.

    The loss weighs every error by the difference of the grades; "easy" counts the right pairs of
    one paper from 4 and one up to 2, "hard" those of two papers from 4.
    """
    left, right = np.triu_indices(len(grades), k=1)
    gap = grades[left] - grades[right]
    agreement = np.sign(gap) * np.sign(predicted[left] - predicted[right])
    weight = np.abs(gap)
    higher = np.maximum(grades[left], grades[right])
    lower = np.minimum(grades[left], grades[right])
    is_easy = (higher >= _CLEARLY) & (lower <= _HARDLY)
    is_hard = (lower >= _CLEARLY) & (weight > 0)
    is_right = agreement > 0
    return np.array(
        [
            [(weight * (1 - agreement) / 2).sum(), weight.sum()],
            [(is_right & is_easy).sum(), is_easy.sum()],
            [(is_right & is_hard).sum(), is_hard.sum()],
        ],
        np.float64,
    )


def _mean_of_best(similar: Matrix, most: int) -> Matrix:
    best: Matrix = np.sort(similar, axis=1)[:, -most:].mean(axis=1)
    return best


def _paper(record: dict[str, Any]) -> tuple[str, str]:
    title, abstract = record["title"], record.get("abstract")
    if not isinstance(title, str) or not isinstance(abstract, str | None):
        raise TypeError("title and abstract must be texts")
    return str(record["pid"]), f"{title}. {abstract or ''}".strip()


def _judgements(
    record: dict[str, Any], texts: Mapping[str, str]
) -> tuple[dict[str, float], list[str]]:
    grades = {str(pid): float(grade) for pid, grade in record["evals"]}
    own = [str(pid) for pid in record["profile_papers"]]
    unknown = next((pid for pid in (*grades, *own) if pid not in texts), None)
    if unknown is not None:
        raise ValueError(f"there is no paper {unknown!r}")
    if not grades or not own:
        raise ValueError("a reviewer needs graded papers and own papers")
    return grades, own


def _numbered(ids: Iterable[str]) -> dict[str, int]:
    return {each: number for number, each in enumerate(dict.fromkeys(ids))}
