"""From texts to rows of numbers, in every channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matcher import lexical, stuffing
from matcher.scoring import NeedRows
from matcher.segments import ExpertRows, TextRow
from matcher.text import guess_language, whole_text
from matcher.translation import bundled_translations, translated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from matcher.encoder import TextRole
    from matcher.segments import TextKey
    from matcher.types import Aspect, Expert, Flag, Need

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

    def of_expert(
        self, expert: Expert, known: ExpertRows | None = None, copied: tuple[Flag, ...] = ()
    ) -> ExpertRows:
        """A row for heading and summary, then one for each statement.

        Statements that are odd by themselves, or are named as `copied`, give empty rows. Texts that
        stand in `known`, the expert's rows before, are neither analysed nor encoded again.
        """
        looks = stuffing.looks_at(expert, known.looks if known else None)
        flags = (*stuffing.flags(expert, looks), *copied)
        counted = stuffing.without(expert, flags)
        written: list[TextKey] = [(counted.lead[:_MOST_PROFILE_CHARACTERS], None)]
        left = _MOST_PROFILE_CHARACTERS
        for statement in counted.statements:
            written.append((statement.text[: max(left, 0)], statement.lang))
            left -= len(statement.text)
        texts = self._of_texts(written, known)
        statistics = self._statistics
        grams, terms = [each.grams for each in texts], [each.terms for each in texts]
        return ExpertRows(
            expert=expert,
            texts=tuple(texts),
            grams=lexical.tfidf_rows(lexical.as_rows(grams), statistics.gram_idf),
            terms=lexical.bm25_rows(lexical.as_rows(terms), statistics.statement_length),
            profile_grams=lexical.tfidf_rows(
                lexical.as_rows([lexical.summed(grams)]), statistics.gram_idf
            ),
            profile_terms=lexical.bm25_rows(
                lexical.as_rows([lexical.summed(terms)]), statistics.profile_length
            ),
            dense=self._dense_rows(written, known),
            flags=flags,
            looks=looks,
        )

    def _of_texts(self, written: list[TextKey], known: ExpertRows | None) -> list[TextRow]:
        rows = {row.key: row for row in known.texts} if known else {}
        new = [key for key in dict.fromkeys(written) if key not in rows]
        if new:
            grams = lexical.gram_counts([text for text, _ in new])
            terms = lexical.term_counts([lexical.terms_of(text, lang) for text, lang in new])
            for key, *counts in zip(new, grams, terms, strict=True):
                rows[key] = TextRow(key, *counts)
        return [rows[key] for key in written]

    def _dense_rows(
        self, written: list[TextKey], known: ExpertRows | None
    ) -> NDArray[np.float32] | None:
        vectors: dict[str, NDArray[np.float32]] = {}
        if known is not None and known.dense is not None:
            vectors = {row.key[0]: known.dense[i] for i, row in enumerate(known.texts)}
        new = [text for text in dict.fromkeys(text for text, _ in written) if text not in vectors]
        if new:
            encoded = self._encode(new, "statement")
            if encoded is None:
                return None
            vectors |= zip(new, encoded, strict=True)
        return np.stack([vectors[text] for text, _ in written])

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
            lang=lang,
            aspect_grams=gram_rows[:-1],
            aspect_terms=term_rows[:-1],
            whole_grams=gram_rows[-1:],
            whole_terms=term_rows[-1:],
            translated_terms=translated(
                term_rows[-1:], bundled_translations(), statistics.term_idf
            ),
            dense=self._encode([*texts, whole], "need"),
        )
