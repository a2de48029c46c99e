"""Experts stacked into one block that never changes, arranged for one need after the other.

Whatever is computed of a row depends on that row and the need alone, to the last bit: sums run
over the columns in ascending order, and sums of dense products are exact.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from scipy import sparse

    from matcher.lexical import Counts
    from matcher.scoring import NeedRows
    from matcher.stuffing import Look
    from matcher.types import Expert, Flag, Language

    TextKey = tuple[str, Language | None]
    """A text and the language it was said to be in."""

# Steps of 2^-11 and 2^-12: finer ones would not leave room for the sum in 24 bits.
STATEMENT_BITS, NEED_BITS = 11, 12
# Rows of 640 numbers that fit into a core's own cache beside a few vectors.
_BLOCK = 100
TOP_STATEMENTS = 3


class TextRow(NamedTuple):
    """How often terms and n-grams occur in one text of an expert."""

    key: TextKey
    grams: Counts
    terms: Counts


@dataclass(frozen=True)
class ExpertRows:
    """One expert as vectors: a row per statement, after a first row for heading and summary.

    `texts` are what the rows were made of.
    `grams` and `terms` have shape (rows, columns), `profile_grams` and `profile_terms`
    (1, columns) for everything the expert wrote; `dense` has shape (rows, dimensions) or is None.
    Rows of flagged statements are empty; `looks` are by text, as the flags were found.
    """

    expert: Expert
    texts: tuple[TextRow, ...]
    grams: sparse.csr_array
    terms: sparse.csr_array
    profile_grams: sparse.csr_array
    profile_terms: sparse.csr_array
    dense: NDArray[np.float32] | None = None
    flags: tuple[Flag, ...] = ()
    looks: Mapping[str, Look] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.texts)

    def statement_id(self, row: int) -> str | None:
        """The statement in that row; None for heading and summary."""
        return self.expert.statements[row - 1].id if row else None


class Segment:
    """At least one expert, in any order.

    They are stacked for the first need that comes, so that a change that is followed by another
    one costs no stacking.
    """

    def __init__(self, experts: Sequence[ExpertRows]) -> None:
        self.experts = tuple(experts)

    @cached_property
    def offsets(self) -> NDArray[np.intp]:
        """The first row of each expert, shape (experts,); none is without rows."""
        return np.cumsum([0, *(len(rows) for rows in self.experts)])[:-1].astype(np.intp)

    @cached_property
    def grams(self) -> Postings:
        """The character n-grams of all rows."""
        return Postings([rows.grams for rows in self.experts])

    @cached_property
    def terms(self) -> Postings:
        """The terms of all rows."""
        return Postings([rows.terms for rows in self.experts])

    @cached_property
    def profile_grams(self) -> Postings:
        """The character n-grams of all experts."""
        return Postings([rows.profile_grams for rows in self.experts])

    @cached_property
    def profile_terms(self) -> Postings:
        """The terms of all experts."""
        return Postings([rows.profile_terms for rows in self.experts])

    @cached_property
    def dense(self) -> DenseRows | None:
        """All rows; None where a vector is missing."""
        vectors = [rows.dense for rows in self.experts if rows.dense is not None]
        return DenseRows(np.concatenate(vectors)) if len(vectors) == len(self.experts) else None

    @cached_property
    def centroids(self) -> DenseRows | None:
        """One row for each expert; None where a vector is missing."""
        found = [centroid(rows.dense) for rows in self.experts if rows.dense is not None]
        return DenseRows(np.stack(found)) if len(found) == len(self.experts) else None

    def similarities(self, need: NeedRows) -> SegmentSimilarities:
        """Every aspect against every row, and the whole need against every profile."""
        return SegmentSimilarities(
            offsets=self.offsets,
            grams=self.grams.products(need.aspect_grams),
            terms=self.terms.products(need.aspect_terms),
            profile_grams=self.profile_grams.products(need.whole_grams)[0],
            profile_terms=self.profile_terms.products(need.whole_terms)[0],
            profile_translated=self.profile_terms.products(need.translated_terms)[0],
            dense=self.dense.products(need.dense)
            if self.dense is not None and need.dense is not None
            else None,
            profile_dense=self.centroids.products(need.dense[-1:])[0]
            if self.centroids is not None and need.dense is not None
            else None,
        )


@dataclass(frozen=True)
class SegmentSimilarities:
    """A need against one segment.

    `grams` and `terms` have shape (aspects, rows), `dense` (aspects + 1, rows) with the whole text
    last, the others (experts,).
    """

    offsets: NDArray[np.intp]
    grams: NDArray[np.float64]
    terms: NDArray[np.float64]
    profile_grams: NDArray[np.float64]
    profile_terms: NDArray[np.float64]
    profile_translated: NDArray[np.float64]
    dense: NDArray[np.float32] | None
    profile_dense: NDArray[np.float32] | None

    def best(self, similarities: NDArray[np.floating]) -> NDArray[np.float64]:
        """From (n, rows) to (n, experts): each expert's best row."""
        best: NDArray[np.float64] = np.maximum.reduceat(similarities, self.offsets, axis=1)
        return best.astype(np.float64, copy=False)

    def top_mean(self, similarities: NDArray[np.floating]) -> NDArray[np.float64]:
        """From (rows,) to (experts,): the mean of each expert's three best rows, or of all."""
        left = similarities.astype(np.float64)
        lengths = np.diff(self.offsets, append=len(left))
        total = np.zeros(len(lengths))
        for number in range(min(TOP_STATEMENTS, int(lengths.max()))):
            best = np.maximum.reduceat(left, self.offsets)
            total += np.where(number < lengths, best, 0.0)
            holders = np.flatnonzero(left == np.repeat(best, lengths))
            owners = np.searchsorted(self.offsets, holders, side="right")
            # Of equal rows only the first is taken away.
            left[holders[np.diff(owners, prepend=0) > 0]] = -np.inf
        return total / np.minimum(lengths, TOP_STATEMENTS)

    def rows_of(self, place: int) -> slice:
        """The rows of expert number `place`."""
        is_last = place + 1 == len(self.offsets)
        end = self.grams.shape[1] if is_last else self.offsets[place + 1]
        return slice(self.offsets[place], end)


class Postings:
    """Sparse rows arranged by column, so that a need touches only the columns it has."""

    def __init__(self, stacked: Sequence[sparse.csr_array]) -> None:
        from scipy.sparse import csc_array, csr_array  # Slow to import, see `matcher.lexical`.

        indices = np.concatenate([rows.indices for rows in stacked])
        lengths = np.concatenate([np.diff(rows.indptr) for rows in stacked])
        self._columns, local = np.unique(indices, return_inverse=True)
        by_row = csr_array(
            (
                np.concatenate([rows.data for rows in stacked]),
                local.astype(np.int32),
                np.concatenate(([0], np.cumsum(lengths))).astype(np.int32),
            ),
            shape=(len(lengths), len(self._columns)),
        )
        self._by_column = csc_array(by_row).T

    def products(self, rows: sparse.csr_array) -> NDArray[np.float64]:
        """Dot products, shape (rows given, rows here)."""
        wanted, local = np.unique(rows.indices, return_inverse=True)
        places = np.searchsorted(self._columns, wanted)
        is_here = places < len(self._columns)
        is_here[is_here] = self._columns[places[is_here]] == wanted[is_here]
        # The rows given are few, so they are filled up with zeros: every posting of a column then
        # meets all of them at once.
        given = np.zeros((len(wanted), rows.shape[0]))
        given[local, np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))] = rows.data
        touched = self._by_column[places[is_here]]
        products: NDArray[np.float64] = np.ascontiguousarray((touched.T @ given[is_here]).T)
        return products


class DenseRows:
    """Vectors of length 1 on a grid that is fine enough for cosines to three digits.

    On it a product of two vectors is exact in 32 bits: every sum of products is a multiple of
    2^-23 and, by Cauchy and Schwarz, below 2. So neither the library, its threads nor the other
    rows change a bit of it, at the full speed of 32-bit numbers.
    """

    def __init__(self, rows: NDArray[np.floating]) -> None:
        self._length = len(rows)
        height = min(_BLOCK, len(rows))
        blocks = -(-len(rows) // height)
        padded = np.zeros((blocks * height, rows.shape[1]), np.float32)
        padded[: len(rows)] = on_grid(rows, STATEMENT_BITS)
        self._blocks = padded.reshape(blocks, 1, height, rows.shape[1])

    def products(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Dot products, shape (vectors, rows here)."""
        # Vector by vector while a block stays in the core's cache: for so few vectors a product of
        # matrices would spend half of its time on rearranging the rows.
        by_block = self._blocks @ on_grid(vectors, NEED_BITS)[:, :, None]
        products: NDArray[np.float32] = by_block.swapaxes(0, 1).reshape(len(vectors), -1)
        return products[:, : self._length]


def on_grid(vectors: NDArray[np.floating], bits: int) -> NDArray[np.float32]:
    """The vectors in steps of 2^-bits."""
    grid: NDArray[np.float32] = (np.rint(vectors * 2.0**bits) / 2.0**bits).astype(np.float32)
    return grid


def centroid(rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """The mean of the rows, of length 1, shape (dimensions,)."""
    mean: NDArray[np.float64] = rows.mean(axis=0, dtype=np.float64)
    length = np.linalg.norm(mean)
    return mean / length if length > 0 else mean
