"""Everyday words as the technical words that stand for them.

Statistical translation for retrieval (Berger & Lafferty 1999): the words of a need bring along
those that professionals use instead, with the probabilities of IBM model 1 (Brown et al. 1993).
The table is made of everyday problems and competences written for this project; see
`matcher.training.translations`.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

import numpy as np

from matcher.lexical import COLUMNS

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse


@cache
def bundled_translations() -> sparse.csr_array:
    """Probability of a technical term given an everyday one, shape (COLUMNS, COLUMNS)."""
    with (
        as_file(files("matcher") / "bundled" / "translations.npz") as path,
        np.load(path, allow_pickle=False) as stored,
    ):
        return translation_table(stored["everyday"], stored["technical"], stored["probability"])


def translation_table(
    everyday: NDArray[np.int32],
    technical: NDArray[np.int32],
    probability: NDArray[np.floating],
) -> sparse.csr_array:
    """Pairs of columns with their probabilities as a matrix, shape (COLUMNS, COLUMNS)."""
    from scipy.sparse import csr_array

    return csr_array(
        (probability.astype(np.float64), (everyday, technical)), shape=(COLUMNS, COLUMNS)
    )


def translated(
    query: sparse.csr_array, table: sparse.csr_array, idf: NDArray[np.float32]
) -> sparse.csr_array:
    """Queries as weights of the technical terms, shape that of `query`: (needs, COLUMNS).

    A technical term counts by its own inverse document frequency, shape (COLUMNS,), as well.
    """
    rows = (query @ table).tocsr()
    rows.data = rows.data * idf[rows.indices]
    return rows
