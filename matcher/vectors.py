"""From texts to rows of numbers, in every channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matcher import lexical
from matcher.index import ExpertRows
from matcher.scoring import NeedRows
from matcher.text import guess_language, whole_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from matcher.encoder import TextRole
    from matcher.types import Aspect, Expert, Need

    Encode = Callable[[Sequence[str], TextRole], NDArray[np.float32] | None]
    """None where no model takes part."""

# Of one expert, so that a pasted publication list cannot slow every match.
_MOST_PROFILE_CHARACTERS = 60_000


class Vectors:
    """Makes the rows of experts and needs; each depends on its own text alone."""

    def __init__(self, encode: Encode, *, use_sector: bool) -> None:
        self._encode = encode
        self._use_sector = use_sector
        self._statistics = lexical.bundled_statistics()

    def of_expert(self, expert: Expert) -> ExpertRows:
        """A row for heading and summary, then one for each statement."""
        lead = f"{expert.heading}. {expert.summary}"
        texts, left = [lead[:_MOST_PROFILE_CHARACTERS]], _MOST_PROFILE_CHARACTERS
        langs = [None, *(statement.lang for statement in expert.statements)]
        for statement in expert.statements:
            texts.append(statement.text[: max(left, 0)])
            left -= len(statement.text)
        terms = [lexical.terms_of(text, lang) for text, lang in zip(texts, langs, strict=True)]
        statistics = self._statistics
        return ExpertRows(
            expert=expert,
            grams=lexical.tfidf_rows(lexical.count_grams(texts), statistics.gram_idf),
            terms=lexical.bm25_rows(lexical.count_terms(terms), statistics.statement_length),
            profile_grams=lexical.tfidf_rows(
                lexical.count_grams(["\n".join(texts)]), statistics.gram_idf
            ),
            profile_terms=lexical.bm25_rows(
                lexical.count_terms([[term for row in terms for term in row]]),
                statistics.profile_length,
            ),
            dense=self._encode(texts, "statement"),
        )

    def of_need(self, need: Need, aspects: tuple[Aspect, ...]) -> NeedRows:
        """A row for each aspect, and one for the whole text."""
        whole = whole_text(need, use_sector=self._use_sector)
        lang = need.lang or guess_language(whole)
        texts = [aspect.text for aspect in aspects] or [""]
        saliences = np.array([aspect.salience for aspect in aspects] or [1.0])
        statistics = self._statistics
        terms = [lexical.terms_of(text, lang) for text in [*texts, whole]]
        term_rows = lexical.bm25_query(lexical.count_terms(terms), statistics.term_idf)
        gram_rows = lexical.tfidf_rows(lexical.count_grams([*texts, whole]), statistics.gram_idf)
        return NeedRows(
            weights=saliences / max(saliences.sum(), 1e-9),
            whole=whole,
            aspect_grams=gram_rows[:-1],
            aspect_terms=term_rows[:-1],
            whole_grams=gram_rows[-1:],
            whole_terms=term_rows[-1:],
            dense=self._encode([*texts, whole], "need"),
        )
