"""Whether somebody sends the same need once more.

A company that hears nothing for a week writes again: with a new greeting, other slips of the pen,
one sentence less. Whether two needs may be compared at all is for the caller to decide: that
another company has the same trouble is a secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matcher import lexical
from matcher.text import whole_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.types import Need

# Of 170 needs no two different ones are more alike than .2; a shortened, misspelt or rearranged
# one stays above .5. What is told in other words altogether is not recognised.
SAME_WORDS_FROM = 0.35


def likeness(need: Need, others: Sequence[Need]) -> NDArray[np.float64]:
    """Cosines in [0, 1] of the character n-grams of a need and each other, weighted by rarity.

    Shape (len(others),).
    """
    texts = [whole_text(each, use_sector=False) for each in (need, *others)]
    rows = lexical.tfidf_rows(lexical.count_grams(texts), lexical.bundled_statistics().gram_idf)
    cosines: NDArray[np.float64] = (rows[1:] @ rows[:1].T).toarray().ravel()
    return cosines


def near_duplicates(need: Need, others: Sequence[Need]) -> list[Need]:
    """Those of the others that say the same in nearly the same words, the most alike first."""
    cosines = likeness(need, others)
    order = np.argsort(-cosines, kind="stable")
    return [others[place] for place in order if cosines[place] >= SAME_WORDS_FROM]


def are_near_duplicates(first: Need, second: Need) -> bool:
    """Whether one need is the other in nearly the same words."""
    return bool(near_duplicates(first, [second]))
