"""The two lexical channels: BM25 over analysed words, and character n-grams.

Both use statistics frozen in the bundled file, so the vector of a text depends on that text
alone: adding a profile changes no other pair's score.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from matcher.german import index_terms
from matcher.hashing import columns_of, gram_columns
from matcher.text import cleaned, guess_language, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy import sparse

    from matcher.types import Language

    Counts = tuple[NDArray[np.int32], NDArray[np.int32]]
    """Columns in ascending order, and how often each occurs."""

COLUMNS = 2**20
NGRAMS = (4, 6)
# The usual values of Robertson & Zaragoza 2009, section 3.4.
K1, B = 1.2, 0.75


@dataclass(frozen=True)
class Statistics:
    """Inverse document frequencies by hash column, shape (COLUMNS,), and mean lengths in terms.

    `term_idf` is 0 for stop words; `gram_idf` is raised to the power that training found best.
    `statement_length` and `profile_length` are the mean numbers of terms of one statement and
    of a whole profile.
    """

    term_idf: NDArray[np.float32]
    gram_idf: NDArray[np.float32]
    statement_length: float
    profile_length: float
    sha256: str


@cache
def bundled_statistics() -> Statistics:
    """The statistics shipped with the package; see `matcher.training` for how they are made."""
    content = (files("matcher") / "bundled" / "statistics.npz").read_bytes()
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        return Statistics(
            term_idf=stored["term_idf"].astype(np.float32),
            gram_idf=stored["gram_idf"].astype(np.float32),
            statement_length=float(stored["statement_length"]),
            profile_length=float(stored["profile_length"]),
            sha256=hashlib.sha256(content).hexdigest(),
        )


def terms_of(text: str, lang: Language | None = None) -> list[str]:
    """The index terms of a text in order, with repetitions."""
    lang = lang or guess_language(text)
    return [
        term
        for word in words(cleaned(text))
        if len(word.text) > 1
        for term in index_terms(word.text, lang)
    ]


@lru_cache(maxsize=50_000)
def word_terms(word: str, lang: Language) -> tuple[str, ...]:
    """The index terms of one word."""
    return tuple(terms_of(word, lang))


def telling_columns(found: Sequence[str], lang: Language) -> list[frozenset[int]]:
    """Of each word the columns of its terms, without those of stop words."""
    terms = [word_terms(word, lang) for word in found]
    columns = columns_of(list(chain.from_iterable(terms)), COLUMNS)
    is_telling = bundled_statistics().term_idf[columns] > 0
    every = iter(np.where(is_telling, columns, -1).tolist())
    return [frozenset(next(every) for _ in each) - {-1} for each in terms]


def are_telling(found: Sequence[str]) -> list[bool]:
    """Of each word, in whatever language, whether it says more than a stop word does."""
    return [bool(columns) for columns in telling_columns(found, "de")]


def term_counts(token_lists: Sequence[Sequence[str]]) -> list[Counts]:
    """Of each list, how often each term occurs."""
    columns = columns_of(list(chain.from_iterable(token_lists)), COLUMNS)
    ends = np.cumsum([len(tokens) for tokens in token_lists])
    return [_counted(found) for found in np.split(columns, ends[:-1])]


def gram_counts(
    texts: Sequence[str], lengths: tuple[int, int] = NGRAMS, columns: int = COLUMNS
) -> list[Counts]:
    """Of each text, how often each character n-gram occurs inside words."""
    found = gram_columns([cleaned(text) for text in texts], lengths, columns)
    return [_counted(each) for each in found]


def summed(counts: Sequence[Counts]) -> Counts:
    """The counts of several texts taken as one."""
    columns, inverse = np.unique(np.concatenate([c for c, _ in counts]), return_inverse=True)
    numbers = np.bincount(inverse, np.concatenate([n for _, n in counts]), len(columns))
    return columns, numbers.astype(np.int32)


def as_rows(counts: Sequence[Counts], columns: int = COLUMNS) -> sparse.csr_array:
    """One row each, shape (len(counts), columns); columns ascend within a row."""
    from scipy.sparse import csr_array  # Half of the import time of this package, if at the top.

    return csr_array(
        (
            np.concatenate([numbers for _, numbers in counts]).astype(np.float64),
            np.concatenate([found for found, _ in counts]),
            np.cumsum([0, *(len(found) for found, _ in counts)], dtype=np.int32),
        ),
        shape=(len(counts), columns),
    )


def count_terms(token_lists: Sequence[Sequence[str]]) -> sparse.csr_array:
    """Term counts by hash column, shape (len(token_lists), COLUMNS)."""
    return as_rows(term_counts(token_lists))


def count_grams(
    texts: Sequence[str], lengths: tuple[int, int] = NGRAMS, columns: int = COLUMNS
) -> sparse.csr_array:
    """Counts of the character n-grams inside words, shape (len(texts), columns)."""
    return as_rows(gram_counts(texts, lengths, columns), columns)


def bm25_rows(
    counts: sparse.csr_array, mean_length: float, *, k1: float = K1, b: float = B
) -> sparse.csr_array:
    """The document side of BM25 (Robertson & Zaragoza 2009): saturated term frequencies.

    `counts` has shape (documents, COLUMNS), `mean_length` is in terms. The product with rows of
    `bm25_query` is the score.
    """
    rows = counts.astype(np.float64)
    lengths = _row_sums(rows, rows.data)
    norms = np.repeat(k1 * (1 - b + b * lengths / mean_length), np.diff(rows.indptr))
    rows.data = rows.data * (k1 + 1) / (rows.data + norms)
    return rows


def bm25_query(counts: sparse.csr_array, idf: NDArray[np.float32]) -> sparse.csr_array:
    """The query side of BM25, divided by the sum of its weights.

    So scores lie in [0, k1 + 1) whatever the length of the query, and compare across needs.
    """
    rows = counts.astype(np.float64)
    rows.data = np.minimum(rows.data, 1.0) * idf[rows.indices]
    return _divided(rows, _row_sums(rows, rows.data))


def tfidf_rows(counts: sparse.csr_array, idf: NDArray[np.float32]) -> sparse.csr_array:
    """TF-IDF vectors of length 1 (Salton & Buckley 1988); their product is the cosine."""
    rows = counts.astype(np.float64)
    rows.data = rows.data * idf[rows.indices]
    return unit_length(rows)


def unit_length(rows: sparse.csr_array) -> sparse.csr_array:
    """Every row divided by its length; empty rows stay empty."""
    return _divided(rows, np.sqrt(_row_sums(rows, rows.data * rows.data)))


def _counted(found: NDArray[np.int32]) -> Counts:
    columns, numbers = np.unique(found, return_counts=True)
    return columns, numbers.astype(np.int32)


def _row_sums(rows: sparse.csr_array, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of numbers that stand where those of `rows` do, shape (rows,)."""
    places = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    return np.bincount(places, numbers, rows.shape[0]).astype(np.float64, copy=False)


def _divided(rows: sparse.csr_array, divisors: NDArray[np.float64]) -> sparse.csr_array:
    safe = np.where(divisors > 0, divisors, 1.0)
    rows.data = rows.data / np.repeat(safe, np.diff(rows.indptr))
    return rows
