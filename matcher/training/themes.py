"""Fits what `matcher.themes` knows of themes, on texts that were written and labelled for it.

Two kinds of texts: short ones labelled one by one, together with the phrases of the vocabulary, and
the everyday problems and competences the bundled model was trained with, labelled by topic. The
network learns from the topics first and then from the short texts; of words each kind gives a map.
A logistic regression over what all say of short texts that they have not seen (stacking, Wolpert
1992) weighs them, and the thresholds come from the same texts: the evaluation set decides nothing.
"""

from __future__ import annotations

import warnings
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from matcher.themes.finding import passages_of
from matcher.themes.learned import Fusion, Network, word_rows
from matcher.training.labelled_themes import digest, phrases_of, read_texts, read_topics

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from matcher.encoder import Encoder
    from matcher.themes import Vocabulary
    from matcher.training.labelled_themes import LabelledText

    Numbers = NDArray[np.float64]
    Flags = NDArray[np.bool_]

_FOLDS = 5
_HIDDEN = 256
# Passes over the topics and then over the short texts, and how fast it learns from them.
_FIRST, _THEN = (6, 2e-3), (20, 1e-3)
_WORD_RIDGES = (0.7, 1.0)
_STEPS = 60
_MOST_WORD_WEIGHTS = 120_000
# Of the texts of no theme at least so many are to be left alone.
_LEFT_ALONE = 2 / 3
_THRESHOLDS = np.arange(-3.0, 1.0, 0.05)


@dataclass(frozen=True)
class _Texts:
    """Vectors, words, and targets (texts, themes + 1), the last of them for no theme."""

    rows: Numbers
    words: sparse.csr_array
    targets: Numbers
    weights: Numbers

    def at(self, places: NDArray[np.intp]) -> _Texts:
        return _Texts(
            self.rows[places], self.words[places], self.targets[places], self.weights[places]
        )

    def with_(self, other: _Texts) -> _Texts:
        return _Texts(
            np.vstack([self.rows, other.rows]),
            sparse.vstack([self.words, other.words]).tocsr(),
            np.vstack([self.targets, other.targets]),
            np.concatenate([self.weights, other.weights]),
        )


def fit_themes(
    encoder: Encoder, vocabulary: Vocabulary, folder: Path, entries: Path, path: Path
) -> str:
    """Writes the weights; returns how they do on texts that they were not fitted on."""
    codes = tuple(theme.code for theme in vocabulary)
    written, earlier = read_texts(folder)
    read = [written, [*earlier, *phrases_of(vocabulary)], read_topics(folder, entries)]
    (short, others, topics), columns = _without_unused([_prepare(encoder, codes, t) for t in read])
    first, topic_words = _first_network(topics), _fit_words(topics, _WORD_RIDGES[1])

    folds = np.random.default_rng(5).permutation(len(written)) % _FOLDS
    said = np.zeros((3, *short.targets.shape))
    for fold in range(_FOLDS):
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        known, unseen = short.at(inside).with_(others), short.at(outside)
        said[0, outside] = _network(first, known)(unseen.rows)
        said[1, outside] = _say(_fit_words(known, _WORD_RIDGES[0]), unseen)
        said[2, outside] = _say(topic_words, unseen)
    labels = short.targets[:, :-1] > 0
    share = _fit_fusion(said[1:], labels)[0].weights[:, 0]
    share /= share.sum()
    words = share[0] * said[1] + share[1] * said[2]
    with_model, report = _fit_fusion(np.stack([said[0], words]), labels)
    words_alone, other_report = _fit_fusion(words[None], labels)

    known = short.with_(others)
    (weights, base), (topic_weights, topic_base) = _fit_words(known, _WORD_RIDGES[0]), topic_words
    _write(
        path,
        _network(first, known),
        share[0] * weights + share[1] * topic_weights,
        columns,
        {
            "codes": np.array(codes),
            "model_sha256": np.array(encoder.sha256),
            "texts_sha256": np.array(digest(folder, vocabulary)),
            "words_base": (share[0] * base + share[1] * topic_base).astype(np.float32),
            "with_model": _row(with_model),
            "words_alone": _row(words_alone),
        },
    )
    return f"with the model: {report}\nwords alone: {other_report}"


def _prepare(encoder: Encoder, codes: Sequence[str], texts: Sequence[LabelledText]) -> _Texts:
    # Of a long text the first passage: it is what the label was given for.
    read = [passages_of(each.text.split("\n"))[0] for each in texts]
    targets = [[*(code in each.codes for code in codes), not each.codes] for each in texts]
    return _Texts(
        encoder.encode(read, "need").astype(np.float64),
        word_rows(read),
        np.array(targets, np.float64),
        np.array([each.weight for each in texts]),
    )


def _without_unused(parts: list[_Texts]) -> tuple[list[_Texts], NDArray[np.intp]]:
    """The same without the columns that no word falls into, and which columns are left."""
    columns = np.unique(np.concatenate([each.words.indices for each in parts]))
    return [replace(each, words=each.words[:, columns].tocsr()) for each in parts], columns


def _first_network(topics: _Texts) -> Any:
    passes, rate = _FIRST
    network = MLPClassifier(
        (_HIDDEN,), alpha=1e-3, max_iter=passes, learning_rate_init=rate,
        batch_size=min(64, len(topics.rows)),
        random_state=0, warm_start=True,
    )  # fmt: skip
    return _fitted(network, topics)


def _network(first: Any, texts: _Texts) -> Network:
    passes, rate = _THEN
    network = deepcopy(first).set_params(max_iter=passes, learning_rate_init=rate)
    (inner, outer), (inner_base, outer_base) = (
        _fitted(network, texts).coefs_,
        network.intercepts_,
    )
    return Network(inner, inner_base, outer, outer_base)


def _fitted(network: Any, texts: _Texts) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # It is to stop early.
        return network.fit(texts.rows, texts.targets)


def _fit_words(texts: _Texts, ridge: float) -> tuple[Numbers, Numbers]:
    """Ridge regression by conjugate gradients: (columns, themes + 1), and what is added."""
    root = np.sqrt(texts.weights)[:, None]
    base = (texts.weights[:, None] * texts.targets).sum(axis=0) / texts.weights.sum()
    rows = texts.words.multiply(root).tocsr()
    found = np.zeros((rows.shape[1], texts.targets.shape[1]))
    left = rows.T @ ((texts.targets - base) * root)
    way, size = left.copy(), (left**2).sum(axis=0)
    for _ in range(_STEPS):
        pushed = rows.T @ (rows @ way) + ridge * way
        step = size / np.maximum((way * pushed).sum(axis=0), 1e-12)
        found += step * way
        left -= step * pushed
        before, size = size, (left**2).sum(axis=0)
        way = left + size / np.maximum(before, 1e-12) * way
    return found, base


def _say(words: tuple[Numbers, Numbers], texts: _Texts) -> Numbers:
    return np.asarray(texts.words @ words[0] + words[1])


def _fit_fusion(said: Numbers, labels: Flags) -> tuple[Fusion, str]:
    """From what channels say (channels, texts, themes + 1) of texts they have not seen."""
    of_theme, of_none = said[..., :-1], np.broadcast_to(said[..., -1:], said[..., :-1].shape)
    features = np.stack([of_theme, of_none], axis=1).reshape(2 * len(said), -1).T
    scale = features.std(axis=0)
    model = LogisticRegression(max_iter=1000).fit(features / scale, labels.ravel())
    fusion = Fusion(
        (model.coef_[0] / scale).reshape(-1, 2), float(model.intercept_[0]), 0.0, -np.inf
    )
    odds = fusion.log_odds(list(said))
    of_nothing = odds[~labels.any(axis=1)]
    chosen = [
        Fusion(fusion.weights, fusion.intercept, float(least), float(least_best))
        for least, least_best in product(_THRESHOLDS, _THRESHOLDS)
        if (of_nothing.max(axis=1) < max(least, least_best)).mean() >= _LEFT_ALONE
    ]
    best = max(chosen, key=lambda each: sum(f1_scores(labels, each.chosen(odds))))
    macro, micro = f1_scores(labels, best.chosen(odds))
    left_alone = (~best.chosen(of_nothing).any(axis=1)).mean()
    return best, f"macro-F1 {macro:.3f}, micro-F1 {micro:.3f}, left alone {left_alone:.2f}"


def f1_scores(labels: Flags, said: Flags) -> tuple[float, float]:
    """Macro-F1 over the themes that occur, and micro-F1; both arguments (texts, themes)."""
    right = (labels & said).sum(axis=0)
    whole = labels.sum(axis=0) + said.sum(axis=0)
    by_theme = 2 * right / np.maximum(whole, 1)
    return float(by_theme[labels.any(axis=0)].mean()), float(2 * right.sum() / max(whole.sum(), 1))


def _row(fusion: Fusion) -> NDArray[np.float64]:
    return np.array([*fusion.weights.ravel(), fusion.intercept, fusion.least, fusion.least_best])


def _write(
    path: Path,
    network: Network,
    words: Numbers,
    columns: NDArray[np.intp],
    others: dict[str, Any],
) -> None:
    """Half precision, and of the weights of words only the largest."""
    sizes = np.abs(words)
    least = np.sort(sizes[sizes > 0])[-_MOST_WORD_WEIGHTS:][0]
    rows, themes = np.nonzero(sizes >= least)
    parts = (network.inner, network.inner_base, network.outer, network.outer_base)
    arrays: dict[str, Any] = {
        **{f"meaning_{number}": part.astype(np.float16) for number, part in enumerate(parts)},
        "words": words[rows, themes].astype(np.float16),
        "word_columns": columns[rows].astype(np.int32),
        "word_themes": themes.astype(np.uint8),
        **others,
    }
    np.savez_compressed(path, **arrays)
