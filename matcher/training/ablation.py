"""What each part of the ranking brings: the same fit without it, judged by cross-validation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from matcher.bundled_encoder import BundledEncoder
from matcher.calibration import bundled_scope, in_scope
from matcher.encoder import unit_rows
from matcher.evaluation import evaluate
from matcher.ranking import Matcher
from matcher.scoring import ALL_FEATURES, DENSE_FEATURES, LEXICAL_FEATURES
from matcher.similarities import Similarities
from matcher.training.fusion import (
    MEANING_REGULARISATION,
    WORDS_REGULARISATION,
    Collection,
    Pairs,
    as_run,
    features_of,
    floors_of,
    held_out,
)
from matcher.training.scope import chances_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from matcher.encoder import Encoder, TextRole

_MEASURES = ("nDCG@10", "first@3", "out-of-domain AUROC")


@dataclass(frozen=True)
class _Half:
    """One of the two models inside the bundled one: columns `first` to `last` of its vectors."""

    whole: BundledEncoder
    first: int
    last: int | None

    @property
    def name(self) -> str:
        return f"{self.whole.name}[{self.first}:{self.last}]"

    @property
    def sha256(self) -> str:
        return self.whole.sha256

    def encode(self, texts: Sequence[str], role: TextRole) -> NDArray[np.float32]:
        return unit_rows(self.whole.encode(texts, role)[:, self.first : self.last])


class _WithoutSalience(Matcher):
    """Every sentence counts the same."""

    def _features(self, found: Similarities) -> NDArray[np.float64]:
        weights = np.full(len(found.need.weights), 1 / len(found.need.weights))
        need = replace(found.need, weights=weights)
        return super()._features(Similarities(need, found.snapshot))


def ablate(development: Path, own: Path) -> str:
    """A Markdown table over both collections; each is judged held out, the other is learned from.

    Bands below the values are 95 % bootstrap intervals over needs.
    """
    collections = (Collection.read(development), Collection.read(own))
    whole = BundledEncoder()
    deep_columns = whole.deep_dimensions
    complete = [_pairs(Matcher(each.experts, whole), each) for each in collections]
    chances = [chances_of(bundled_scope(), whole, each.needs) for each in collections]

    def rows_for(encoder: Encoder) -> list[Pairs]:
        return [_pairs(Matcher(each.experts, encoder), each) for each in collections]

    static = rows_for(_Half(whole, deep_columns, None))
    deep = rows_for(_Half(whole, 0, deep_columns))
    plain = [_pairs(_WithoutSalience(each.experts, whole), each) for each in collections]
    ones = [np.ones(len(each.needs)) for each in collections]
    systems: list[tuple[str, list[Pairs], Sequence[str], list[NDArray[np.float64]]]] = [
        ("words and character n-grams alone", complete, LEXICAL_FEATURES, chances),
        ("… without translated words", complete, LEXICAL_FEATURES[:-1], chances),
        ("static table alone", static, DENSE_FEATURES, chances),
        ("transformer alone", deep, DENSE_FEATURES, chances),
        ("both models, no words", complete, DENSE_FEATURES, chances),
        ("**as shipped**", complete, ALL_FEATURES, chances),
        ("… without scope", complete, ALL_FEATURES, ones),
        ("… without the best statements", complete, _without("top_dense"), chances),
        ("… without the profile's centroid", complete, _without("profile_dense"), chances),
        ("… without aspects", complete, _without("aspect_dense"), chances),
        ("… without salience", plain, ALL_FEATURES, chances),
    ]
    lines = [
        "| | development set: " + " | ".join(_MEASURES) + " | own collection: nDCG@10 | first@3 |",
        "|---|" + "---|" * (len(_MEASURES) + 2),
    ]
    for name, pairs, features, scopes in systems:
        cells = _cells(collections, pairs, features, scopes)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _without(feature: str) -> list[str]:
    return [each for each in ALL_FEATURES if each != feature]


def _pairs(matcher: Matcher, collection: Collection) -> Pairs:
    return Pairs(features_of(matcher, collection.needs), collection.useful())


def _cells(
    collections: Sequence[Collection],
    pairs: Sequence[Pairs],
    features: Sequence[str],
    scopes: Sequence[NDArray[np.float64]],
) -> list[str]:
    columns = [ALL_FEATURES.index(each) for each in features]
    words_alone = not set(features) & set(DENSE_FEATURES)
    # The fit sets floors where it sees all features; where one is left out, they are set here.
    floors = -np.inf if words_alone else floors_of(pairs[0].features.reshape(-1, len(ALL_FEATURES)))
    chosen = [
        Pairs(
            each.features
            if len(columns) == len(ALL_FEATURES)
            else np.maximum(each.features, floors)[..., columns],
            each.useful,
        )
        for each in pairs
    ]
    regularisation = WORDS_REGULARISATION if words_alone else MEANING_REGULARISATION
    cells = []
    for k, collection in enumerate(collections):
        scores = in_scope(
            held_out(chosen[k], [chosen[1 - k].served()], regularisation), scopes[k][:, None]
        )
        measures = evaluate(collection.qrels, as_run(collection, scores))
        for name in _MEASURES if k == 0 else _MEASURES[:2]:
            e = measures[name]
            cells.append(f"{e.value:.3f} [{e.low:.2f}, {e.high:.2f}]")
    return cells
