"""Which technical words stand for which everyday ones: IBM model 1 (Brown et al. 1993).

One entry is one pair of sentences: all its everyday texts on one side, all its competences on the
other, each word once. An empty word takes what nothing explains.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matcher.hashing import columns_of
from matcher.lexical import COLUMNS, bundled_statistics, terms_of
from matcher.training.bilingual.pairs import is_held_out
from matcher.training.bilingual.sources import read_entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from matcher.training.bilingual.sources import Entry

_ROUNDS = 4
# Below lies chance: an entry has some fifty technical words. Of .02 to .08 this was the best.
_LEAST_PROBABILITY = 0.05
_EMPTY_WORD = COLUMNS


def fit_translations(data: Path, out: Path) -> None:
    """Writes the table of the entries in the data folder that are not withheld."""
    entries = [entry for entry in read_entries(data) if not is_held_out(entry)]
    everyday = [_columns(_everyday_texts(entry)) for entry in entries]
    technical = [_columns(_technical_texts(entry)) for entry in entries]
    columns, words, probability = word_translations(everyday, technical)
    kept = (columns != _EMPTY_WORD) & (probability >= _LEAST_PROBABILITY)
    kept &= columns != words  # A word that stays the same is found without a table.
    np.savez_compressed(
        out,
        everyday=columns[kept].astype(np.int32),
        technical=words[kept].astype(np.int32),
        probability=probability[kept].astype(np.float16),
    )


def word_translations(
    everyday: Sequence[NDArray[np.int32]], technical: Sequence[NDArray[np.int32]]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Pairs of columns that occur together, and the probability of the second given the first.

    Number i of both lists belong together. All three arrays have shape (pairs,).
    """
    sources, targets, places, first = [], [], [], 0
    for ours, theirs in zip(everyday, technical, strict=True):
        with_empty = np.append(ours, _EMPTY_WORD)
        sources.append(np.repeat(with_empty, len(theirs)))
        targets.append(np.tile(theirs, len(with_empty)))
        places.append(np.tile(np.arange(first, first + len(theirs)), len(with_empty)))
        first += len(theirs)
    keys = np.concatenate(sources).astype(np.int64) * COLUMNS + np.concatenate(targets)
    place = np.concatenate(places)
    pairs, pair = np.unique(keys, return_inverse=True)
    source = pairs // COLUMNS
    expected = np.ones(len(pairs))
    for _ in range(_ROUNDS):
        share = _normalised(expected, source)[pair]
        expected = np.bincount(pair, _normalised(share, place), len(pairs)).astype(np.float64)
    return source, pairs % COLUMNS, _normalised(expected, source)


def _normalised(weights: NDArray[np.float64], groups: NDArray[np.int64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = weights / np.bincount(groups, weights)[groups]
    return found


def _columns(texts: Iterable[str]) -> NDArray[np.int32]:
    terms = sorted({term for text in texts for term in terms_of(text)})
    found = np.unique(columns_of(terms, COLUMNS))
    tells: NDArray[np.bool_] = bundled_statistics().term_idf[found] > 0
    return found[tells]


def _everyday_texts(entry: Entry) -> list[str]:
    return [*entry.lay, entry.en_lay, *(lay for lay, _ in entry.terms)]


def _technical_texts(entry: Entry) -> list[str]:
    return [*entry.tech, entry.en_tech, entry.topic, *(technical for _, technical in entry.terms)]
