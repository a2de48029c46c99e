"""From sentences to themes: how near each comes to the phrases of each theme, fused to a chance.

A text may speak of several themes or of none. Per sentence, each theme is compared by meaning
(cosines of a model), by words (inverse document frequencies of the words of a phrase that occur,
as in BM25) and by characters; a linear map from vectors to themes, learned from the phrases
themselves (ridge regression, Hoerl & Kennard 1970), says which of them a sentence resembles most.
A logistic regression over these few features, the same for all themes, joins them, so that nothing
has to be known of a theme but its phrases. `python -m tests.benchmarks.themes` fits and measures.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher import lexical
from matcher.text import cleaned

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from matcher.encoder import Encoder
    from matcher.themes.vocabulary import Vocabulary

    Numbers = NDArray[np.float64]

WORD_FEATURES = ("words", "words_mean", "words_apart", "characters", "characters_apart")
MEANING_FEATURES = ("nearest", "near", "apart", "learned", "whole_apart", "whole_learned")
FEATURES = (*WORD_FEATURES, *MEANING_FEATURES)
MOST_SENTENCES = 200
_TOP = 3
_RIDGE = 3.0


@dataclass(frozen=True, slots=True)
class FoundTheme:
    """A theme of a text: its code, a chance in (0, 1), and the place of the sentence carrying it.

    `sentence` counts in the sequence that was given.
    """

    code: str
    score: float
    sentence: int


@dataclass(frozen=True)
class Weights:
    """A logistic regression over features; arrays have shape (features,).

    A theme counts from log-odds `threshold` on.
    """

    means: Numbers
    deviations: Numbers
    weights: Numbers
    intercept: float
    threshold: float

    def log_odds(self, features: Numbers) -> Numbers:
        """Of features (…, features), shape (…,)."""
        odds: Numbers = ((features - self.means) / self.deviations) @ self.weights + self.intercept
        return odds


class ThemeFinder:
    """Puts texts under the themes of one vocabulary, by one model or, without, by words alone.

    The phrases are encoded once, when the first text comes. Raises EncoderUnavailable when the
    model fails; whoever calls may then ask a finder without one.
    """

    def __init__(self, vocabulary: Vocabulary, encoder: Encoder | None = None) -> None:
        self.vocabulary = vocabulary
        self._encoder = encoder
        texts = [(number, text) for number, theme in enumerate(vocabulary) for text in theme.texts]
        texts += [(len(vocabulary.themes), text) for text in vocabulary.beside]
        self._texts = [text for _, text in texts]
        self._owners = np.array([number for number, _ in texts], np.intp)

    def find(self, sentences: Sequence[str]) -> tuple[FoundTheme, ...]:
        """The themes of a text that is given in sentences, the likeliest first; perhaps none."""
        if not any(cleaned(each).strip() for each in sentences):
            return ()
        features, by_sentence = self.measure(sentences)
        weights = stored_weights(has_model=self._encoder is not None)
        odds = weights.log_odds(features)
        carrying = weights.log_odds(by_sentence).argmax(axis=0)
        found = [
            FoundTheme(theme.code, round(float(1 / (1 + np.exp(-odds[number]))), 4), int(place))
            for number, (theme, place) in enumerate(zip(self.vocabulary, carrying, strict=True))
            if odds[number] >= weights.threshold
        ]
        return tuple(sorted(found, key=lambda each: (-each.score, each.code)))

    def measure(self, sentences: Sequence[str]) -> tuple[Numbers, Numbers]:
        """Features of the whole, shape (themes, features), and (sentences, themes, features).

        The features are those of `FEATURES`, or of `WORD_FEATURES` without a model.
        """
        texts = list(sentences[:MOST_SENTENCES])
        parts = [*self._word_features(texts)]
        whole: list[Numbers] = []
        if self._encoder is not None:
            rows = self._encoder.encode([*texts, "\n".join(texts)], "need").astype(np.float64)
            parts += self._meaning_features(rows[:-1])
            _, _, apart, learned = self._meaning_features(rows[-1:])
            whole = [apart[0], learned[0]]
        by_sentence = np.stack(
            [*parts, *(np.broadcast_to(each, parts[0].shape) for each in whole)], axis=-1
        )
        return by_sentence.max(axis=0), by_sentence

    def _word_features(self, texts: Sequence[str]) -> list[Numbers]:
        statistics = lexical.bundled_statistics()
        counts = lexical.count_terms([lexical.terms_of(each) for each in texts]).astype(np.float64)
        counts.data = np.minimum(counts.data, 1.0)
        covered = (counts @ self._phrase_terms.T).toarray()
        grams = lexical.tfidf_rows(lexical.count_grams(texts), statistics.gram_idf)
        alike = (grams @ self._phrase_grams.T).toarray()
        words, characters = self._best(covered), self._best(alike)
        return [words, self._best(covered, _TOP), _apart(words), characters, _apart(characters)]

    def _meaning_features(self, rows: Numbers) -> list[Numbers]:
        cosines = rows @ self._phrase_rows.T
        near = self._best(cosines, _TOP)
        learned = (rows - self._map[1]) @ self._map[0]
        return [self._best(cosines), near, _apart(near), learned]

    def _best(self, likeness: Numbers, most: int = 1) -> Numbers:
        """From (sentences, phrases) to (sentences, themes): the mean of so many best phrases."""
        best = [
            np.sort(likeness[:, self._owners == number], axis=1)[:, -most:].mean(axis=1)
            for number in range(len(self.vocabulary.themes))
        ]
        return np.stack(best, axis=1)

    @cached_property
    def _phrase_terms(self) -> Any:
        counts = lexical.count_terms([lexical.terms_of(each) for each in self._texts])
        return lexical.bm25_query(counts, lexical.bundled_statistics().term_idf)

    @cached_property
    def _phrase_grams(self) -> Any:
        statistics = lexical.bundled_statistics()
        return lexical.tfidf_rows(lexical.count_grams(self._texts), statistics.gram_idf)

    @cached_property
    def _phrase_rows(self) -> Numbers:
        if self._encoder is None:
            raise ValueError("a finder by words alone has no vectors")
        return self._encoder.encode(self._texts, "need").astype(np.float64)

    @cached_property
    def _map(self) -> tuple[Numbers, Numbers]:
        """From centred vectors to themes, shape (dimensions, themes), and the centre."""
        rows = self._phrase_rows
        centre = rows.mean(axis=0)
        targets = np.eye(len(self.vocabulary.themes) + 1)[self._owners][:, :-1]
        centred = rows - centre
        square = centred.T @ centred + _RIDGE * np.eye(rows.shape[1])
        return np.linalg.solve(square, centred.T @ (targets - targets.mean(axis=0))), centre


@cache
def stored_weights(*, has_model: bool) -> Weights:
    """The fit that comes with the package: for words and meaning, or for words alone."""
    text = (files("matcher") / "themes" / "weights.json").read_text("utf-8")
    return read_weights(json.loads(text), has_model=has_model)


def read_weights(stored: Mapping[str, Any], *, has_model: bool) -> Weights:
    """From what the fit wrote. Raises ValueError where it was made for other features."""
    part = stored["meaning" if has_model else "words"]
    if tuple(part["features"]) != (FEATURES if has_model else WORD_FEATURES):
        raise ValueError("these weights were fitted for other features: fit them again")
    arrays = {key: np.array(part[key], np.float64) for key in ("means", "deviations", "weights")}
    return Weights(**arrays, intercept=part["intercept"], threshold=part["threshold"])


def _apart(likeness: Numbers) -> Numbers:
    """In deviations from the mean of all themes, by sentence: what resembles all says nothing."""
    spread = likeness.std(axis=1, keepdims=True)
    centred: Numbers = likeness - likeness.mean(axis=1, keepdims=True)
    return centred / np.where(spread > 0, spread, 1.0)
