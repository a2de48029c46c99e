"""The fusion: a logistic regression over the lexical features, judged by cross-validation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression

from matcher.datasets import read_experts, read_needs, read_qrels
from matcher.encoder import BUNDLED, load_encoder
from matcher.evaluation import Run, auroc, evaluate
from matcher.ranking import Matcher
from matcher.scoring import LEXICAL_FEATURES

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from matcher.evaluation import Qrels
    from matcher.types import Expert, Need

VERSION = "lexical-1"
_FOLDS = 6
_USEFUL = 2
# Strong: with 52 needs, weaker regularisation lost .02 nDCG@10 in cross-validation.
_INVERSE_REGULARISATION = 0.01
# Shares of useful experts among all pairs at or above a band's threshold, cross-validated.
_HIGH_PRECISION, _MEDIUM_PRECISION = 0.5, 0.25
# Below this the score does not tell needs that nobody fits from others.
_LEAST_AUROC = 0.8


def fit_fusion(development: Path, bundled: Path) -> str:
    """Writes fusion.json and returns the cross-validated measures as text."""
    experts = read_experts(development / "experts.jsonl")
    matcher = Matcher(experts)
    needs = read_needs(development / "challenges.jsonl")
    qrels = read_qrels(development / "qrels.tsv")
    ids = [proposal.expert_id for proposal in matcher.rank(needs[0])]
    ids.sort()
    features = np.stack([matcher.lexical_features(need) for need in needs])
    useful = np.array(
        [[qrels.get(need.id, {}).get(i, 0) >= _USEFUL for i in ids] for need in needs]
    )
    means, deviations = features.mean(axis=(0, 1)), features.std(axis=(0, 1))
    standardised = (features - means) / deviations

    held_out = _cross_validated(standardised, useful)
    run = Run(
        {
            need.id: dict(zip(ids, row, strict=True))
            for need, row in zip(needs, held_out.tolist(), strict=True)
        },
        {},
        set(),
    )
    model = _fitted(standardised, useful)
    fitted = {
        "version": VERSION,
        "features": LEXICAL_FEATURES,
        "means": _rounded(means),
        "deviations": _rounded(deviations),
        "weights": _rounded(model.coef_[0]),
        "intercept": round(float(model.intercept_[0]), 6),
        "high_from": _threshold(held_out, useful, _HIGH_PRECISION),
        "medium_from": _threshold(held_out, useful, _MEDIUM_PRECISION),
        "abstain_below": _abstention(run, qrels),
    }
    fitted |= _dense_bands(experts, needs, useful, ids)
    (bundled / "fusion.json").write_text(json.dumps(fitted, indent=1) + "\n", "utf-8")
    return "".join(
        f"{name:22} {e.value:.3f} [{e.low:.3f}, {e.high:.3f}]  n={e.needs}\n"
        for name, e in evaluate(qrels, run).items()
    )


def _dense_bands(
    experts: list[Expert], needs: list[Need], useful: NDArray[np.bool_], ids: list[str]
) -> dict[str, float]:
    """Thresholds of the bands when the bundled model takes part; its weights saw none of this."""
    matcher = Matcher(experts, load_encoder(BUNDLED))
    ranked = [{each.expert_id: each.score for each in matcher.rank(need)} for need in needs]
    scores = np.array([[row[expert_id] for expert_id in ids] for row in ranked])
    return {
        "dense_high_from": _threshold(scores, useful, _HIGH_PRECISION),
        "dense_medium_from": _threshold(scores, useful, _MEDIUM_PRECISION),
    }


def _cross_validated(
    features: NDArray[np.float64], useful: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Scores of every need by a model that has not seen it, shape (needs, experts)."""
    scores = np.zeros(useful.shape)
    order = np.random.default_rng(0).permutation(len(features))
    for fold in np.array_split(order, _FOLDS):
        others = np.setdiff1d(order, fold)
        model = _fitted(features[others], useful[others])
        scores[fold] = features[fold] @ model.coef_[0] + model.intercept_[0]
    return scores


def _fitted(features: NDArray[np.float64], useful: NDArray[np.bool_]) -> LogisticRegression:
    model = LogisticRegression(C=_INVERSE_REGULARISATION, max_iter=1000)
    return model.fit(features.reshape(-1, features.shape[-1]), useful.ravel())


def _threshold(scores: NDArray[np.float64], useful: NDArray[np.bool_], precision: float) -> float:
    """The lowest score from which on upwards that share of pairs is useful."""
    order = np.argsort(-scores, axis=None)
    precisions = np.cumsum(useful.ravel()[order]) / np.arange(1, order.size + 1)
    last = int(np.flatnonzero(precisions >= precision)[-1])
    return round(float(scores.ravel()[order][last]), 4)


def _abstention(run: Run, qrels: Qrels) -> float | None:
    """A threshold on the best score, or None where it separates too badly to be honest."""
    relevant = np.array([run.top(need_id) for need_id in run.scores if qrels.get(need_id)])
    out = np.array([run.top(need_id) for need_id in run.scores if not qrels.get(need_id)])
    if not auroc(relevant, out) >= _LEAST_AUROC:
        return None
    return round(float(np.quantile(relevant, 0.05)), 4)


def _rounded(values: NDArray[np.float64]) -> list[float]:
    return [round(float(value), 6) for value in values]
