"""Short texts that say the same, put together: average-linkage clustering of cosines.

Sokal & Michener (1958): every text begins alone, and again and again the two groups come together
whose texts are nearest on average, until no two groups are near enough. Nothing has to be known of
how many groups there are, and a text that nothing resembles stays alone.

How alike two texts are depends on these two texts only: it is the cosine of a model's vectors, or,
without a model, that of their character n-grams weighted by the rarity that the package brings
along. So a text that nothing resembles changes no group of others, whenever it arrives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from matcher import lexical
from matcher.text import cleaned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.encoder import Encoder

MOST_TEXTS = 2_000
"""Of so many the cosines fill 32 MB; no room writes as much in an afternoon."""


MODEL_THRESHOLD = 0.29
WORDS_THRESHOLD = 0.04
"""Cosines in [0, 1] that two groups must reach on average, for the bundled model and for n-grams.

Chosen by cross-validation over themes: `python -m tests.benchmarks.clustering`.
"""


@dataclass(frozen=True, slots=True)
class Group:
    """Places of the texts that belong together, ascending, and the place of the one for a heading.

    The heading is the text that is on average nearest to the others, of equals the shorter one.
    """

    members: tuple[int, ...]
    heading: int


def group_texts(
    texts: Sequence[str], encoder: Encoder | None = None, threshold: float | None = None
) -> list[Group]:
    """Every text in exactly one group; the order of the texts decides nothing but their places.

    `threshold` in [0, 1] is the cosine that two groups must reach on average to become one.
    Groups come by their first member. Raises ValueError for more than `MOST_TEXTS` texts and
    EncoderUnavailable when the model fails.
    """
    if threshold is None:
        threshold = MODEL_THRESHOLD if encoder else WORDS_THRESHOLD
    return groups_of(texts, likeness(texts, encoder), threshold)


def likeness(texts: Sequence[str], encoder: Encoder | None = None) -> NDArray[np.float64]:
    """How alike every two texts are: symmetric, shape (len(texts), len(texts)), in [0, 1].

    Texts of the same words are alike by 1, also those of no words at all. Raises ValueError for
    more than `MOST_TEXTS` texts and EncoderUnavailable when the model fails.
    """
    if len(texts) > MOST_TEXTS:
        raise ValueError(f"{len(texts)} texts are more than {MOST_TEXTS}")
    plain = [" ".join(cleaned(each).casefold().split()) for each in texts]
    original = dict(zip(reversed(plain), reversed(texts), strict=True))
    different = sorted(original)
    if not different:
        return np.zeros((0, 0))
    if encoder:
        rows = encoder.encode([original[each] for each in different], "need").astype(np.float64)
        cosines = rows @ rows.T
    else:
        cosines = _cosines_of_grams(different)
    np.fill_diagonal(cosines, 1.0)
    places = [different.index(each) for each in plain]
    alike: NDArray[np.float64] = np.clip(cosines, 0.0, 1.0)[np.ix_(places, places)]
    return alike


def groups_of(texts: Sequence[str], cosines: NDArray[np.float64], threshold: float) -> list[Group]:
    """The groups whose average cosine reaches `threshold`; `cosines` as `likeness` gives them."""
    if len(texts) < 2:
        return [Group((place,), place) for place in range(len(texts))]
    # Of equal distances the earlier one counts, so the texts go in by an order of their own.
    order = sorted(range(len(texts)), key=lambda place: (texts[place], place))
    ordered = 1.0 - cosines[np.ix_(order, order)]
    np.fill_diagonal(ordered, 0.0)
    tree = linkage(squareform((ordered + ordered.T) / 2, checks=False), "average")
    numbers = fcluster(tree, 1.0 - threshold, "distance")
    by_number: dict[int, list[int]] = {}
    for place, number in zip(order, numbers, strict=True):
        by_number.setdefault(int(number), []).append(place)
    found = [tuple(sorted(each)) for each in by_number.values()]
    return [Group(each, _heading(each, texts, cosines)) for each in sorted(found)]


def _heading(members: tuple[int, ...], texts: Sequence[str], cosines: NDArray[np.float64]) -> int:
    nearness = np.round(cosines[np.ix_(members, members)].mean(axis=1), 9)
    return min(
        zip(-nearness, (len(texts[each]) for each in members), (texts[each] for each in members),
            members, strict=True)
    )[-1]  # fmt: skip


def _cosines_of_grams(texts: Sequence[str]) -> NDArray[np.float64]:
    rows = lexical.tfidf_rows(lexical.count_grams(texts), lexical.bundled_statistics().gram_idf)
    cosines: NDArray[np.float64] = (rows @ rows.T).toarray().astype(np.float64)
    return cosines
