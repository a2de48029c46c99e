"""Which pages are visited how: every two of page, role, language, width and scheme meet."""

import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tests.browser.views import View

LANGUAGES, DEVICES, SCHEMES = ("de", "en"), ("desktop", "phone"), ("light", "dark")
WAYS = list(itertools.product(LANGUAGES, DEVICES, SCHEMES))


class Visit(NamedTuple):
    """One page looked at in one way."""

    role: str
    endpoint: str
    language: str
    device: str
    scheme: str


def all_visits(views: Iterable[View]) -> list[Visit]:
    """Every page in every way."""
    return [Visit(*view, *way) for view in views for way in WAYS]


def chosen_visits(views: Sequence[View]) -> list[Visit]:
    """Few visits in which every two values of different kinds meet, where they can at all.

    Greedy, as in AETG (Cohen et al., IEEE TSE 1997): the next visit is always the one that brings
    most pairs together that have not met; of equals the first in order, so the choice is stable.
    Pages and roles meet at least once where the page exists for the role only; one role more
    than needed to see a page in both languages, widths and schemes adds nothing a page could hide.
    """
    possible = all_visits(views)
    open_pairs = set().union(*(_pairs(visit) for visit in possible))
    chosen = []
    while open_pairs:
        best = max(possible, key=lambda visit: len(_pairs(visit) & open_pairs))
        chosen.append(best)
        open_pairs -= _pairs(best)
    return chosen


def _pairs(visit: Visit) -> set[tuple[str, ...]]:
    role, endpoint, *way = visit
    kinds = [("page", endpoint), ("role", role), *(("way", each) for each in way)]
    return {
        (*one, *other)
        for one, other in itertools.combinations(kinds, 2)
        if {one[0], other[0]} != {"page", "role"}
    }
