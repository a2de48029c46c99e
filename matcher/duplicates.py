"""Whether somebody sends the same need once more.

A company that hears nothing for a week writes again: with a new greeting, other slips of the pen,
one sentence less. Whether two needs may be compared at all is for the caller to decide: that
another company has the same trouble is a secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher import lexical
from matcher.text import whole_text

if TYPE_CHECKING:
    from matcher.types import Need

# Of 170 needs no two different ones are more alike than .2; a shortened, misspelt or rearranged
# one stays above .5. What is told in other words altogether is not recognised.
_DUPLICATES_FROM = 0.35


def likeness(first: Need, second: Need) -> float:
    """Cosine in [0, 1] of the character n-grams of both texts, weighted by rarity."""
    texts = [whole_text(need, use_sector=False) for need in (first, second)]
    counts = lexical.count_grams(texts)
    rows = lexical.tfidf_rows(counts, lexical.bundled_statistics().gram_idf)
    return float((rows[:1] @ rows[1:].T).toarray()[0, 0])


def are_near_duplicates(first: Need, second: Need) -> bool:
    """Whether one need is the other in nearly the same words."""
    return likeness(first, second) >= _DUPLICATES_FROM
