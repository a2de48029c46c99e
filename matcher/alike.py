"""Needs of several companies that are close enough for one project.

Two needs are alike for what they say themselves: nearly the same words, or a meaning that is near
and a theme that both have. No third need moves that, so a need that somebody may not know of
changes nothing of what they see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matcher import lexical
from matcher.duplicates import SAME_WORDS_FROM
from matcher.text import whole_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from matcher.encoder import Encoder
    from matcher.types import Need

AT_A_TIME = 50
"""Texts a model is asked for in one go; it has a minute for them."""
NEAR_FROM = 0.33
"""Cosine of the bundled model from which two needs with a common theme are proposed.

Chosen by reading: of the 1,770 pairs of the 60 needs of the demo 12 reach it with a theme in
common, and a manager would look at most of them twice. No decisions are there yet to measure it.
"""


def alike_pairs(
    needs: Sequence[Need], themes: Sequence[AbstractSet[str]], encoder: Encoder | None = None
) -> list[tuple[int, int, float]]:
    """Every two needs that are alike, by their places, with a likeness in (0, 1].

    `themes` are the codes of each need. Without a model only nearly the same words count, because
    n-grams of two companies that have one trouble are hardly nearer than those of any two. Pairs
    come by their places, first the smaller one. Raises EncoderUnavailable when the model fails.
    """
    if len(needs) < 2:
        return []
    texts = [whole_text(each, use_sector=False) for each in needs]
    rows = lexical.tfidf_rows(lexical.count_grams(texts), lexical.bundled_statistics().gram_idf)
    words = (rows @ rows.T).toarray()
    meaning = _cosines(texts, encoder) if encoder else np.zeros_like(words)
    pairs = []
    for one in range(len(needs)):
        for other in range(one + 1, len(needs)):
            is_same = words[one, other] >= SAME_WORDS_FROM
            is_near = meaning[one, other] >= NEAR_FROM and bool(themes[one] & themes[other])
            if is_same or is_near:
                likeness = max(words[one, other], meaning[one, other])
                pairs.append((one, other, float(np.clip(likeness, 0.0, 1.0))))
    return pairs


def _cosines(texts: Sequence[str], encoder: Encoder) -> NDArray[np.float64]:
    """Of the model's vectors, shape (len(texts), len(texts))."""
    portions = [
        encoder.encode(texts[start : start + AT_A_TIME], "need")
        for start in range(0, len(texts), AT_A_TIME)
    ]
    rows = np.vstack(portions).astype(np.float64)
    cosines: NDArray[np.float64] = rows @ rows.T
    return cosines
