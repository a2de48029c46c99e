"""Why an expert was proposed: which aspect is covered by which statement, and by which words."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from matcher.lexical import K1, telling_columns
from matcher.salience import SALIENT_FROM
from matcher.text import words
from matcher.types import Evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.scoring import DenseScale
    from matcher.similarities import Similarities
    from matcher.types import Aspect
    from matcher.word_pairs import WordPairs

# Weaker pairs share a word or two by chance and would make evidence look arbitrary. On the
# development set 57 % of the useful experts cover an aspect by this measure, 18 % of the others.
COVERED_FROM = 0.06
# A cosine counts as much when it lies so many deviations above those of unrelated pairs. On the
# same set 82 % of the useful experts then cover an aspect by the bundled model, 22 % of the
# others.
DEVIATIONS_TO_COVER = 3.5


def salient(aspects: tuple[Aspect, ...]) -> tuple[int, ...]:
    """The numbers of the aspects that speak about the problem."""
    return tuple(i for i, aspect in enumerate(aspects) if aspect.salience >= SALIENT_FROM)


class Coverage:
    """Aspects of one need against the statements of all experts."""

    def __init__(
        self,
        aspects: tuple[Aspect, ...],
        found: Similarities,
        dense_scale: DenseScale,
        word_pairs: WordPairs | None = None,
    ) -> None:
        self._aspects = aspects
        self._found = found
        self._dense_scale = dense_scale
        self._word_pairs = word_pairs

    def of_expert(
        self, expert_id: str, most: int | None = None
    ) -> tuple[tuple[Evidence, ...], tuple[int, ...]]:
        """Evidence, strongest first and at most so much, and all covered aspects, ascending.

        Every covered aspect comes with its best statement. Where none is covered, the strongest
        pair stands alone if it shares a telling word or a model found it, so that a proposal made
        of many weak signals still shows one of them.
        """
        best = self._best_rows(expert_id)
        covered = [pair for pair in best if pair[2] >= COVERED_FROM]
        strongest = sorted(covered or best, key=lambda pair: (-pair[2], pair[0]))
        shown = [
            self._evidence(expert_id, *pair)
            for pair in (strongest if covered else strongest[:1])[:most]
        ]
        if not covered and self._found.need.dense is None:
            shown = [evidence for evidence in shown if evidence.words]
        return tuple(shown), tuple(aspect for aspect, _, _ in covered)

    def uncovered(self, places: Sequence[int]) -> tuple[int, ...]:
        """The numbers of the salient aspects that none of the experts in these places covers."""
        found = self._found
        dense = found.best_dense[:-1] if found.has_dense else None
        best = self._strengths(found.best_grams, found.best_terms, dense)[:, places]
        return tuple(i for i in salient(self._aspects) if best[i].max(initial=0.0) < COVERED_FROM)

    def _strengths(
        self,
        grams: NDArray[np.float64],
        terms: NDArray[np.float64],
        dense: NDArray[np.float64] | None = None,
    ) -> NDArray[np.float64]:
        """The stronger of the channels, in [0, 1], in the shape given."""
        strengths = np.maximum(grams, terms / (K1 + 1))
        if dense is not None:
            deviations = self._dense_scale.standardised(dense)
            strengths = np.maximum(strengths, COVERED_FROM * deviations / DEVIATIONS_TO_COVER)
        return np.clip(strengths, 0.0, 1.0)

    def _best_rows(self, expert_id: str) -> list[tuple[int, int, float]]:
        """Salient aspect, best row among the expert's, and its strength; by aspect."""
        strengths = self._strengths(*self._found.rows_of(expert_id))
        best = strengths.argmax(axis=1)
        return [
            (aspect, int(best[aspect]), float(strengths[aspect, best[aspect]]))
            for aspect in salient(self._aspects)
        ]

    def _evidence(self, expert_id: str, aspect: int, row: int, strength: float) -> Evidence:
        rows = self._found.snapshot.rows_of(expert_id)
        theirs = rows.texts[row]
        columns = set(theirs.terms[0].tolist())
        shared = [word for word, ours in self._words[aspect] if not ours.isdisjoint(columns)]
        pairs: tuple[tuple[str, str], ...] = ()
        if self._word_pairs is not None and self._found.need.dense is not None:
            pairs = self._word_pairs.between(self._aspects[aspect].text, theirs.key[0])
        return Evidence(
            aspect=aspect,
            statement_id=rows.statement_id(row),
            words=tuple(dict.fromkeys(shared)),
            strength=round(strength, 4),
            pairs=pairs,
        )

    @cached_property
    def _words(self) -> list[list[tuple[str, frozenset[int]]]]:
        """By aspect, its words with the columns of their telling terms; read once for all."""
        found = [[word.text for word in words(aspect.text)] for aspect in self._aspects]
        every = list(dict.fromkeys(chain.from_iterable(found)))
        columns = telling_columns(every, self._found.need.lang)
        by_word = dict(zip(every, columns, strict=True))
        return [[(word, by_word[word]) for word in each] for each in found]
