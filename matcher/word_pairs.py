"""Which word of a need met which word of a statement, also where they share none.

The static half of the bundled model adds up the vectors of words, so its cosine is a sum over
pairs of words: each pair's part of it is exact, not an estimate after the fact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

import numpy as np

from matcher.text import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    AreTelling = Callable[[Sequence[str]], Sequence[bool]]

_MOST_PAIRS = 3
# Of the cosine: what adds less, or less than half of the strongest, is one of many.
_LEAST_PART = 0.06
_LEAST_LETTERS = 3
# About ten megabytes of vectors, and the vocabulary of some thousand statements.
_MOST_WORDS = 10_000


@runtime_checkable
class WordVectors(Protocol):
    """An encoder whose vector of a text is, in part, a sum over its words."""

    def word_vectors(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Vectors before the sum is brought to length 1, shape (len(words), dimensions)."""
        ...


class _KnownWord(NamedTuple):
    vector: NDArray[np.float32]
    may_show: bool


class WordPairs:
    """Finds the pairs, and remembers the words it has met: reading them takes most of the time.

    Words that are not telling, such as stop words, take part in the cosine but are not shown.
    """

    def __init__(self, model: WordVectors, are_telling: AreTelling) -> None:
        self._model = model
        self._are_telling = are_telling
        self._known: dict[str, _KnownWord] = {}

    def between(self, need: str, statement: str) -> tuple[tuple[str, str], ...]:
        """Up to three pairs (word of the need, word of the statement), strongest first.

        Every word appears once.
        """
        left, right = _words(need), _words(statement)
        if not left or not right:
            return ()
        known = self._read([*left, *right])
        ours, theirs = [known[word] for word in left], [known[word] for word in right]
        parts = np.stack([w.vector for w in ours]) @ np.stack([w.vector for w in theirs]).T
        whole = float(parts.sum())
        if whole <= 0:
            return ()
        shown = np.outer([w.may_show for w in ours], [w.may_show for w in theirs])
        parts = np.where(shown, parts / whole, 0.0)
        least = max(_LEAST_PART, float(parts.max()) / 2)
        pairs: list[tuple[str, str]] = []
        while len(pairs) < _MOST_PAIRS and parts.max() >= least:
            row, column = np.unravel_index(parts.argmax(), parts.shape)
            pairs.append((left[row], right[column]))
            parts[[word == left[row] for word in left]] = 0.0
            parts[:, [word == right[column] for word in right]] = 0.0
        return tuple(pairs)

    def _read(self, texts: Sequence[str]) -> dict[str, _KnownWord]:
        """At least these words."""
        known = self._known
        new = [word for word in dict.fromkeys(texts) if word not in known]
        if len(known) + len(new) > _MOST_WORDS:
            # A new one, because other threads may be reading from the old one.
            self._known = known = {}
            new = list(dict.fromkeys(texts))
        if new:
            vectors, telling = self._model.word_vectors(new), self._are_telling(new)
            for word, vector, tells in zip(new, vectors, telling, strict=True):
                is_word = len(word) >= _LEAST_LETTERS and not word.isdigit()
                known[word] = _KnownWord(vector, is_word and tells)
        return known


def _words(text: str) -> list[str]:
    return [word.text for word in words(text)]
