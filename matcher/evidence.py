"""Why an expert was proposed: which aspect is covered by which statement, and by which words."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from matcher.hashing import columns_of
from matcher.lexical import COLUMNS, K1, terms_of
from matcher.text import guess_language, words
from matcher.types import Evidence
from matcher.word_pairs import WordVectors, word_pairs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from matcher.encoder import Encoder
    from matcher.scoring import DenseScale
    from matcher.segments import ExpertRows
    from matcher.similarities import Similarities
    from matcher.types import Aspect, Language

# Weaker pairs share a word or two by chance and would make evidence look arbitrary. On the
# development set 57 % of the useful experts cover an aspect by this measure, 18 % of the others.
COVERED_FROM = 0.06
# A cosine counts as much when it lies so many deviations above those of unrelated pairs. On the
# same set 93 % of the useful experts then cover an aspect by the bundled model, 28 % of the others.
DEVIATIONS_TO_COVER = 3.0
# Background says nothing about the problem, so nobody has to cover it.
SALIENT_FROM = 0.3


def salient(aspects: tuple[Aspect, ...]) -> tuple[int, ...]:
    """The numbers of the aspects that speak about the problem."""
    return tuple(i for i, aspect in enumerate(aspects) if aspect.salience >= SALIENT_FROM)


class Coverage:
    """Aspects of one need against the statements of all experts."""

    def __init__(
        self,
        aspects: tuple[Aspect, ...],
        found: Similarities,
        term_idf: NDArray[np.float32],
        dense_scale: DenseScale,
        encoder: Encoder | None = None,
    ) -> None:
        self._aspects = aspects
        self._found = found
        self._term_idf = term_idf
        self._dense_scale = dense_scale
        self._encoder = encoder

    def evidence(self, expert_id: str) -> tuple[Evidence, ...]:
        """The covered aspects of one expert, strongest first, each with its best statement.

        Where no aspect is covered, the strongest pair alone if it shares a telling word or a model
        found it, so that a proposal made of many weak signals still shows one of them.
        """
        pairs = sorted(self._best_rows(expert_id), key=lambda pair: (-pair[2], pair[0]))
        covered = [pair for pair in pairs if pair[2] >= COVERED_FROM]
        found = tuple(self._evidence(expert_id, *pair) for pair in covered or pairs[:1])
        is_telling = covered or self._found.need.dense is not None
        return tuple(evidence for evidence in found if is_telling or evidence.words)

    def covered(self, expert_id: str) -> tuple[int, ...]:
        """The numbers of the aspects this expert covers, ascending."""
        return tuple(
            aspect for aspect, _, strength in self._best_rows(expert_id) if strength >= COVERED_FROM
        )

    def uncovered(self, expert_ids: Iterable[str]) -> tuple[int, ...]:
        """The numbers of the salient aspects that none of these experts covers."""
        found = self._found
        dense = found.best_dense[:-1] if found.has_dense else None
        places = [found.snapshot.places[expert_id] for expert_id in expert_ids]
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
        theirs, lang = self._text(expert_id, row)
        return Evidence(
            aspect=aspect,
            statement_id=self._rows(expert_id).statement_id(row),
            words=self._shared_words(aspect, set(terms_of(theirs, lang))),
            strength=round(strength, 4),
            pairs=self._word_pairs(aspect, theirs),
        )

    def _text(self, expert_id: str, row: int) -> tuple[str, Language | None]:
        expert = self._rows(expert_id).expert
        if row == 0:
            return f"{expert.heading}. {expert.summary}", None
        statement = expert.statements[row - 1]
        return statement.text, statement.lang

    def _rows(self, expert_id: str) -> ExpertRows:
        return self._found.snapshot.rows_of(expert_id)

    def _shared_words(self, aspect: int, theirs: set[str]) -> tuple[str, ...]:
        shared = [word for word, terms in self._words[aspect] if not terms.isdisjoint(theirs)]
        return tuple(dict.fromkeys(shared))

    @cached_property
    def _words(self) -> list[list[tuple[str, set[str]]]]:
        """By aspect, its words with their telling terms; read once for all experts."""
        read = []
        for aspect in self._aspects:
            lang = guess_language(aspect.text)
            found = [(word.text, terms_of(word.text, lang)) for word in words(aspect.text)]
            read.append(found)
        every = list({term for found in read for _, terms in found for term in terms})
        is_telling = self._term_idf[columns_of(every, COLUMNS)] > 0
        telling = {term for term, tells in zip(every, is_telling, strict=True) if tells}
        return [[(word, telling.intersection(terms)) for word, terms in found] for found in read]

    def _word_pairs(self, aspect: int, theirs: str) -> tuple[tuple[str, str], ...]:
        if self._found.need.dense is None or not isinstance(self._encoder, WordVectors):
            return ()
        return word_pairs(
            self._aspects[aspect].text,
            theirs,
            self._encoder,
            lambda word: any(self._is_telling(term) for term in terms_of(word, "de")),
        )

    def _is_telling(self, term: str) -> bool:
        return bool(self._term_idf[columns_of([term], COLUMNS)[0]] > 0)
