"""Inverse document frequencies and mean lengths, frozen once for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matcher.lexical import COLUMNS, count_grams, count_terms, terms_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from scipy import sparse

    from matcher.training.texts import BackgroundText

# A word in more than one of twenty texts (exp(-3)) says nothing about the subject.
_STOP_IDF = 3.0
# Parts of words are shared by chance far more often than words, so rare ones have to count more.
# On the development set 1.5 gave .578 alone, 1 gave .559 and 2 gave .573.
_GRAM_EXPONENT = 1.5
_STATEMENTS_PER_PROFILE = 10


def fit_statistics(texts: Sequence[BackgroundText], path: Path) -> None:
    """Writes the statistics of the background texts."""
    terms = [terms_of(text.text, text.lang) for text in texts]
    lengths = [len(row) for row, text in zip(terms, texts, strict=True) if text.is_statement]
    term_idf = _idf(count_terms(terms))
    statement_length = float(np.mean(lengths))
    np.savez_compressed(
        path,
        term_idf=np.where(term_idf < _STOP_IDF, 0.0, term_idf).astype(np.float16),
        gram_idf=(_idf(count_grams([t.text for t in texts])) ** _GRAM_EXPONENT).astype(np.float16),
        statement_length=np.float64(statement_length),
        profile_length=np.float64(statement_length * _STATEMENTS_PER_PROFILE),
    )


def _idf(counts: sparse.csr_array) -> NDArray[np.float64]:
    """ln((1 + texts) / (1 + texts with the column)), shape (COLUMNS,)."""
    frequencies = np.bincount(counts.indices, minlength=COLUMNS)
    idf: NDArray[np.float64] = np.log((1 + counts.shape[0]) / (1 + frequencies))
    return idf
