"""Fits how features become a probability, and judges the fit by cross-validation."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from matcher.calibration import in_scope
from matcher.datasets import read_experts, read_needs, read_qrels
from matcher.encoder import BUNDLED, load_encoder
from matcher.evaluation import Run, auroc, evaluate
from matcher.fusion import LogOdds
from matcher.ranking import Matcher
from matcher.scoring import ALL_FEATURES, LEXICAL_FEATURES
from matcher.training.scope import chances_of, fit_scope, read_messages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from matcher.encoder import Encoder
    from matcher.evaluation import Qrels
    from matcher.training.scope import FittedScope, Message
    from matcher.types import Expert, Need

VERSION = "joint-2"
_FOLDS = 6
_USEFUL = 2
# Strong for words alone: weaker regularisation lost .02 nDCG@10 in cross-validation.
WORDS_REGULARISATION, MEANING_REGULARISATION = 0.01, 0.1
# In deviations of a lexical feature; 2 to 6 were tried and make no difference.
_TELLING_FROM = 3.0
_NO_FLOOR = -1e9
# Of needs that somebody fits, so many may hear that nobody does.
_WRONG_ABSTENTIONS = 0.05


@dataclass(frozen=True)
class Collection:
    """Experts and needs with judgements."""

    experts: list[Expert]
    needs: list[Need]
    qrels: Qrels

    @classmethod
    def read(cls, folder: Path) -> Collection:
        """From experts.jsonl, challenges.jsonl and qrels.tsv. Raises DatasetError."""
        return cls(
            read_experts(folder / "experts.jsonl"),
            read_needs(folder / "challenges.jsonl"),
            read_qrels(folder / "qrels.tsv"),
        )

    @property
    def ids(self) -> list[str]:
        """Of the experts, in the order of features."""
        return sorted(expert.id for expert in self.experts)

    def useful(self) -> NDArray[np.bool_]:
        """Shape (needs, experts)."""
        return np.array(
            [
                [self.qrels.get(need.id, {}).get(expert_id, 0) >= _USEFUL for expert_id in self.ids]
                for need in self.needs
            ]
        )


class Pairs(NamedTuple):
    """Needs against experts, shape (needs, experts, features) and (needs, experts)."""

    features: NDArray[np.float64]
    useful: NDArray[np.bool_]

    def served(self) -> Pairs:
        """Without the needs that nobody fits: the fit is about who fits."""
        kept = self.useful.any(axis=1)
        return Pairs(self.features[kept], self.useful[kept])


def fit_fusion(development: Path, own: Path, bundled: Path) -> str:
    """Writes scope.npz and fusion.json and returns the cross-validated measures as text.

    The development collection is judged fold by fold. The project's own collection takes part in
    every fit of it, and the other way round; thresholds come from the latter alone.
    """
    judged, written = Collection.read(development), Collection.read(own)
    messages = read_messages(own / "scope.jsonl")
    encoder = load_encoder(BUNDLED)
    scope = fit_scope(encoder, messages, written.needs, bundled / "scope.npz")
    words = _fit_channel(judged, written, messages, scope, None)
    meaning = _fit_channel(judged, written, messages, scope, encoder)
    fitted = {
        "version": VERSION,
        "words": {"features": LEXICAL_FEATURES, **words.stored},
        "meaning": {"features": ALL_FEATURES, **meaning.stored},
    }
    (bundled / "fusion.json").write_text(json.dumps(fitted, indent=1) + "\n", "utf-8")
    return "\n\n".join([scope.report, words.report, meaning.report])


class _Channel(NamedTuple):
    stored: dict[str, Any]
    report: str


def _fit_channel(
    judged: Collection,
    written: Collection,
    messages: Sequence[Message],
    scope: FittedScope,
    encoder: Encoder | None,
) -> _Channel:
    name = "words and meaning" if encoder else "words alone"
    regularisation = MEANING_REGULARISATION if encoder else WORDS_REGULARISATION
    matchers = [Matcher(each.experts, encoder) for each in (judged, written)]
    pairs = [
        Pairs(features_of(matcher, each.needs), each.useful())
        for matcher, each in zip(matchers, (judged, written), strict=True)
    ]
    unseen = [
        in_scope(
            held_out(mine, [other], regularisation),
            chances_of(scope.scope, encoder, each.needs)[:, None],
        )
        for mine, other, each in (
            (pairs[0], pairs[1], judged),
            (pairs[1], pairs[0].served(), written),
        )
    ]
    threshold = float(np.quantile(_chance(unseen[1].max(axis=1)), _WRONG_ABSTENTIONS))
    fit = replace(
        calibrated([pairs[0].served(), pairs[1]], regularisation), abstain_below=threshold
    )
    of_messages = in_scope(
        fit.of(features_of(matchers[1], [message.need for message in messages])),
        (scope.both if encoder else scope.words)[:, None],
    )
    return _Channel(
        _as_json(fit),
        f"{name}\n{_measures(judged, unseen[0], threshold)}\n\n"
        f"{name}, own collection\n{_measures(written, unseen[1], threshold)}\n\n"
        f"{name}, messages\n{_refusals(messages, of_messages, threshold)}",
    )


def _refusals(messages: Sequence[Message], scores: NDArray[np.float64], threshold: float) -> str:
    best = _chance(scores.max(axis=1))
    is_in = np.array([message.is_in_scope for message in messages])
    return (
        f"best proposal: AUROC {auroc(best[is_in], best[~is_in]):.3f}; below {threshold:.3f} are "
        f"{(best[~is_in] < threshold).mean():.0%} of those out of scope and "
        f"{(best[is_in] < threshold).mean():.0%} of the others"
    )


def features_of(matcher: Matcher, needs: Sequence[Need]) -> NDArray[np.float64]:
    """Shape (needs, experts, features)."""
    return np.stack([matcher.features(need) for need in needs])


def held_out(judged: Pairs, others: Sequence[Pairs], regularisation: float) -> NDArray[np.float64]:
    """Scores of every need by a fit that has not seen it, shape (needs, experts)."""
    scores = np.zeros(judged.useful.shape)
    order = np.random.default_rng(0).permutation(len(scores))
    for fold in np.array_split(order, _FOLDS):
        rest = np.setdiff1d(order, fold)
        seen = Pairs(judged.features[rest], judged.useful[rest])
        scores[fold] = calibrated([seen, *others], regularisation).of(judged.features[fold])
    return scores


def calibrated(collections: Sequence[Pairs], regularisation: float) -> LogOdds:
    """A regularised fit, stretched so that its probabilities are those of held-out pairs.

    Regularisation draws probabilities together; the second regression on one feature, the held-out
    score, undoes that (Platt 1999) and does not change any order.
    """
    scores, useful = [], []
    for number, pairs in enumerate(collections):
        others = [each for k, each in enumerate(collections) if k != number]
        order = np.random.default_rng(number).permutation(len(pairs.useful))
        for fold in np.array_split(order, _FOLDS):
            rest = np.setdiff1d(order, fold)
            seen = Pairs(pairs.features[rest], pairs.useful[rest])
            scores.append(_fit([seen, *others], regularisation).of(pairs.features[fold]).ravel())
            useful.append(pairs.useful[fold].ravel())
    stretch = LogisticRegression(C=1e6).fit(np.concatenate(scores)[:, None], np.concatenate(useful))
    slope, shift = float(stretch.coef_[0, 0]), float(stretch.intercept_[0])
    fit = _fit(collections, regularisation)
    return replace(fit, weights=fit.weights * slope, intercept=fit.intercept * slope + shift)


def _fit(collections: Sequence[Pairs], regularisation: float) -> LogOdds:
    features = np.concatenate(
        [pairs.features.reshape(-1, pairs.features.shape[-1]) for pairs in collections]
    )
    useful = np.concatenate([pairs.useful.ravel() for pairs in collections])
    floors = floors_of(features)
    features = np.maximum(features, floors)
    means, deviations = features.mean(axis=0), features.std(axis=0)
    model = LogisticRegression(C=regularisation, max_iter=1000)
    model.fit((features - means) / deviations, useful)
    return LogOdds(
        floors, means, deviations, model.coef_[0], float(model.intercept_[0]), abstain_below=0.0
    )


def floors_of(features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shape (features,), from those of shape (pairs, features).

    Beside meaning, words count only where they agree far more than by chance: without floors they
    cost .01 nDCG@10 on both collections; with them they cost nothing, and exact terms still count.
    """
    floors = np.full(features.shape[1], _NO_FLOOR)
    if features.shape[1] == len(ALL_FEATURES):
        words = slice(len(LEXICAL_FEATURES))
        floors[words] = _TELLING_FROM * features[:, words].std(axis=0)
    return floors


def _measures(judged: Collection, scores: NDArray[np.float64], threshold: float) -> str:
    return "\n".join(
        f"{name:22} {e.value:.3f} [{e.low:.3f}, {e.high:.3f}]  n={e.needs}"
        for name, e in evaluate(judged.qrels, as_run(judged, scores, threshold)).items()
    )


def as_run(collection: Collection, scores: NDArray[np.float64], threshold: float = 0.0) -> Run:
    """Log-odds of shape (needs, experts) as a run that abstains below a probability."""
    chances = _chance(scores)
    names = [need.id for need in collection.needs]
    return Run(
        _table(names, collection.ids, scores),
        _table(names, collection.ids, chances),
        {name for name, row in zip(names, chances, strict=True) if row.max() < threshold},
    )


def _table(
    rows: list[str], columns: list[str], values: NDArray[np.float64]
) -> dict[str, dict[str, float]]:
    return {
        row: dict(zip(columns, line, strict=True))
        for row, line in zip(rows, values.tolist(), strict=True)
    }


def _chance(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    chances: NDArray[np.float64] = 1 / (1 + np.exp(-log_odds))
    return chances


def _as_json(fit: LogOdds) -> dict[str, Any]:
    return {
        "floors": _rounded(fit.floors),
        "means": _rounded(fit.means),
        "deviations": _rounded(fit.deviations),
        "weights": _rounded(fit.weights),
        "intercept": round(fit.intercept, 6),
        "abstain_below": round(fit.abstain_below, 4),
    }


def _rounded(values: NDArray[np.float64]) -> list[float]:
    return [round(float(value), 6) for value in values]
