"""Which word of a need met which word of a statement, also where they share none.

The static half of the bundled model adds up the vectors of words, so its cosine is a sum over
pairs of words: each pair's part of it is exact, not an estimate after the fact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from matcher.text import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

_MOST_PAIRS = 3
# Of the cosine: what adds less, or less than half of the strongest, is one of many.
_LEAST_PART = 0.06
_LEAST_LETTERS = 3


@runtime_checkable
class WordVectors(Protocol):
    """An encoder whose vector of a text is, in part, a sum over its words."""

    def word_vectors(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Vectors before the sum is brought to length 1, shape (len(words), dimensions)."""
        ...


def word_pairs(
    need: str, statement: str, model: WordVectors, is_telling: Callable[[str], bool]
) -> tuple[tuple[str, str], ...]:
    """Up to three pairs (word of the need, word of the statement), strongest first.

    Every word appears once. Words for which `is_telling` is false, such as stop words, take part
    in the cosine but are not shown.
    """
    left, right = _words(need), _words(statement)
    if not left or not right:
        return ()
    parts = model.word_vectors(left) @ model.word_vectors(right).T
    whole = float(parts.sum())
    if whole <= 0:
        return ()
    shown = np.outer(
        [_may_show(w, is_telling) for w in left], [_may_show(w, is_telling) for w in right]
    )
    parts = np.where(shown, parts / whole, 0.0)
    least = max(_LEAST_PART, float(parts.max()) / 2)
    pairs: list[tuple[str, str]] = []
    while len(pairs) < _MOST_PAIRS and parts.max() >= least:
        row, column = np.unravel_index(parts.argmax(), parts.shape)
        pairs.append((left[row], right[column]))
        parts[[word == left[row] for word in left]] = 0.0
        parts[:, [word == right[column] for word in right]] = 0.0
    return tuple(pairs)


def _words(text: str) -> list[str]:
    return [word.text for word in words(text)]


def _may_show(word: str, is_telling: Callable[[str], bool]) -> bool:
    return len(word) >= _LEAST_LETTERS and not word.isdigit() and is_telling(word)
