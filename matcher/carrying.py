"""The words that several needs share where they tell their problem, and where these words stand."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from matcher import lexical
from matcher.hashing import columns_of
from matcher.salience import SALIENT_FROM
from matcher.text import guess_language, split_aspects, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matcher.types import Language, Need

Spans = tuple[tuple[int, int], ...]
"""Places in title, line break, text: first character, and the one after the last."""
MOST_TERMS = 6
"""So many terms carry a topic at most; the next ones are shared by accident."""


def carrying_words(needs: Sequence[Need]) -> dict[str, Spans]:
    """By need the places of words that at least two of them share, where they tell the problem.

    A word weighs by its rarity (inverse document frequency of its terms, Spärck Jones 1972) and by
    the needs that say it; what is only said in greetings or of the company itself does not count.
    """
    spoken = {each.id: list(_telling_words(each)) for each in needs}
    saying: dict[str, set[str]] = defaultdict(set)
    for need_id, found in spoken.items():
        for terms, _ in found:
            for term in terms:
                saying[term].add(need_id)
    shared = [term for term, by in saying.items() if len(by) > 1]
    weights = dict(zip(shared, _rarity(shared), strict=True))
    ranked = sorted(
        (each for each in shared if weights[each] > 0),
        key=lambda each: (-weights[each] * len(saying[each]), each),
    )
    chosen = set(ranked[:MOST_TERMS])
    return {
        need_id: tuple(sorted({span for terms, span in found if chosen & set(terms)}))
        for need_id, found in spoken.items()
    }


def _telling_words(need: Need) -> Iterator[tuple[tuple[str, ...], tuple[int, int]]]:
    lang: Language = need.lang or guess_language(f"{need.title}\n{need.text}")
    for aspect in split_aspects(need):
        if aspect.salience < SALIENT_FROM:
            continue
        offset = aspect.start + (0 if aspect.field == "title" else len(need.title) + 1)
        for word in words(aspect.text):
            if len(word.text) > 1:
                yield (
                    lexical.word_terms(word.text, lang), (offset + word.start, offset + word.end)
                )  # fmt: skip


def _rarity(terms: Sequence[str]) -> list[float]:
    if not terms:
        return []
    idf: list[float] = (
        lexical.bundled_statistics().term_idf[columns_of(list(terms), lexical.COLUMNS)].tolist()
    )
    return idf
