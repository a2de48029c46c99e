"""How good similarities are for a task, with honest intervals and an honestly chosen weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matcher.evaluation import Estimate

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from matcher.benchmark.readers import Task

    Matrix = NDArray[np.float64]
    Score = Callable[[NDArray[np.intp]], float]
    """The measure of some queries, given by their numbers."""

SHARES = tuple(np.linspace(0, 1, 11).round(1).tolist())
"""Of the vectors beside the words, among which a weight is chosen."""
_FOLDS = 5
_SAMPLES = 1000
_DEEPEST = 10
_TINY = 1e-12


def score_of(task: Task, similar: Matrix) -> Score:
    """The task's measure of similarities of shape (queries, documents)."""
    if task.measure == "Spearman":
        pairs = similar.diagonal()
        return lambda rows: rank_correlation(pairs[rows], task.goal[rows])
    gains = 1 / np.arange(1, _DEEPEST + 1) if task.measure == "MRR@10" else np.ones(1)
    values = expected_gains(similar, task.goal.astype(np.intp), gains)
    return lambda rows: float(values[rows].mean())


def rank_correlation(left: Matrix, right: Matrix) -> float:
    """Spearman's, both of shape (pairs,); 0 where one side is constant and shows no order."""
    from scipy.stats import rankdata

    first, second = (rankdata(side) - (len(side) + 1) / 2 for side in (left, right))
    lengths = np.linalg.norm(first) * np.linalg.norm(second)
    return float(first @ second / lengths) if lengths else 0.0


def expected_gains(similar: Matrix, goal: NDArray[np.intp], gains: Matrix) -> Matrix:
    """The gain of the right document's rank, averaged over all orders of equal similarities.

    `goal` holds the number of each query's right document, `gains` what its ranks 1, 2, … are
    worth, 0 below. Shape (queries,). So a system that finds all documents equal scores by chance.
    """
    own = similar[np.arange(len(goal)), goal][:, None]
    above = (similar > own).sum(axis=1)
    equal = (similar == own).sum(axis=1)
    sums = np.zeros(similar.shape[1] + 1)
    sums[1 : len(gains) + 1] = gains[: similar.shape[1]]
    sums = sums.cumsum()
    expected: Matrix = (sums[above + equal] - sums[above]) / equal
    return expected


def fuse(task: Task, dense: Matrix, words: Matrix) -> Matrix:
    """Both added at a share that was chosen without the queries it is measured on.

    Each is scaled once over all pairs, not per query, so that sums compare across queries. The
    queries are cut into five folds along their groups; each fold gets the share that is best on
    the other four, of equal ones the one with the most words.
    """
    dense, words = dense / max(dense.std(), _TINY), words / max(words.std(), _TINY)
    scores = [score_of(task, share * dense + (1 - share) * words) for share in SHARES]
    fused = np.empty_like(dense)
    folds = task.groups % _FOLDS
    for fold in np.unique(folds):
        others = np.flatnonzero(folds != fold)
        share = SHARES[int(np.argmax([score(others) for score in scores]))]
        rows = folds == fold
        fused[rows] = share * dense[rows] + (1 - share) * words[rows]
    return fused


def estimate(task: Task, similar: Matrix) -> Estimate:
    """The measure on all queries, with a percentile bootstrap over queries (Efron 1979)."""
    score, count = score_of(task, similar), len(task.queries)
    draws = np.random.default_rng(0).integers(count, size=(_SAMPLES, count))
    low, high = np.quantile([score(draw) for draw in draws], [0.025, 0.975])
    return Estimate(score(np.arange(count)), float(low), float(high), count)
