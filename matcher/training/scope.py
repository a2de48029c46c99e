"""Fits whether a message asks for what professors do at all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from matcher.calibration import GRAM_COLUMNS, Scope, gram_rows, read_scope
from matcher.evaluation import auroc
from matcher.text import whole_text
from matcher.types import Need

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from matcher.encoder import Encoder

_FOLDS = 8
_INVERSE_REGULARISATION = 10.0


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote, and whether it asks for what professors do."""

    need: Need
    is_in_scope: bool


def read_messages(path: Path) -> list[Message]:
    """Messages from lines with id, title, text, sector and scope ("in" or "out")."""
    return [
        Message(
            Need(record["id"], record["title"], record["text"], record["sector"], record["lang"]),
            record["scope"] == "in",
        )
        for record in map(json.loads, path.read_text("utf-8").splitlines())
    ]


@dataclass(frozen=True)
class FittedScope:
    """What was written, and the chances of each message when the fit had not seen it.

    `words` without a model, `both` with it; both of shape (messages,).
    """

    scope: Scope
    words: NDArray[np.float64]
    both: NDArray[np.float64]
    report: str


def chances_of(scope: Scope, encoder: Encoder | None, needs: Sequence[Need]) -> NDArray[np.float64]:
    """Shape (needs,)."""
    texts = [whole_text(need, use_sector=True) for need in needs]
    vectors = encoder.encode(texts, "need") if encoder else [None] * len(texts)
    sha256 = encoder.sha256 if encoder else ""
    return np.array(
        [scope.chance(text, vector, sha256) for text, vector in zip(texts, vectors, strict=True)]
    )


def fit_scope(
    encoder: Encoder, messages: Sequence[Message], needs: Sequence[Need], path: Path
) -> FittedScope:
    """Writes the regressions of both channels.

    Fitted on the messages; slopes and intercepts come from held-out messages and from `needs`,
    which are plainer and all in scope (stacking, Wolpert 1992; Platt 1999).
    """
    texts = [whole_text(message.need, use_sector=True) for message in messages]
    labels = np.array([message.is_in_scope for message in messages])
    counts = gram_rows(texts)
    seen = np.bincount(counts.indices, minlength=GRAM_COLUMNS)
    idf = (np.log((1 + len(texts)) / (1 + seen)) + 1).astype(np.float16).astype(np.float32)
    grams = _Channel.fitted(gram_rows(texts, idf), labels)
    dense = _Channel.fitted(encoder.encode(texts, "need"), labels)
    other_texts = [whole_text(need, use_sector=True) for need in needs]
    others = np.stack(
        [
            gram_rows(other_texts, idf) @ grams.weights,
            encoder.encode(other_texts, "need") @ dense.weights,
        ],
        axis=1,
    )
    held_out = np.stack([grams.held_out, dense.held_out], axis=1)
    rows = np.concatenate([held_out, others])
    is_in = np.concatenate([labels, np.ones(len(needs), bool)])
    words, both = (LogisticRegression(C=100).fit(rows[:, :channels], is_in) for channels in (1, 2))
    np.savez_compressed(
        path,
        model_sha256=encoder.sha256,
        gram_idf=idf.astype(np.float16),
        gram_weights=grams.weights.astype(np.float16),
        dense_weights=dense.weights.astype(np.float32),
        words=np.round([*words.coef_[0], *words.intercept_], 5),
        both=np.round([*both.coef_[0], *both.intercept_], 5),
    )
    separations = [
        auroc(values[labels], values[~labels])
        for values in (
            grams.held_out,
            dense.held_out,
            both.decision_function(held_out),
        )
    ]
    return FittedScope(
        read_scope(path),
        words.predict_proba(held_out[:, :1])[:, 1],
        both.predict_proba(held_out)[:, 1],
        f"scope of {len(messages)} messages, {_FOLDS} folds: AUROC by wording "
        f"{separations[0]:.3f}, by meaning {separations[1]:.3f}, by both {separations[2]:.3f}",
    )


@dataclass(frozen=True)
class _Channel:
    weights: NDArray[np.float64]
    held_out: NDArray[np.float64]

    @classmethod
    def fitted(cls, rows: Any, labels: NDArray[np.bool_]) -> _Channel:
        """Without intercept: the second regression sets it."""
        model = LogisticRegression(C=_INVERSE_REGULARISATION, max_iter=2000, fit_intercept=False)
        # Two lines each were written as a contrast and must not be on both sides.
        pairs = np.arange(len(labels)) // 2
        folds = GroupKFold(_FOLDS, shuffle=True, random_state=0).split(labels, labels, pairs)
        held_out = cross_val_predict(
            model, rows, labels, cv=list(folds), method="decision_function"
        )
        return cls(model.fit(rows, labels).coef_[0], held_out)
