"""Names of places finer than a district, in and around Kreis Unna."""

import re
from functools import cache

from seed_data.places import DISTRICT, NEIGHBOURS
from webapp.identifying.reading import folded, spellings
from webapp.identifying.words import read_words

PARKS = {
    "inlogparc", "konwerl", "lüntec", "ecoport", "eco port", "phoenix west", "phoenix see",
    "indupark", "kamen karree", "gesundheitscampus",
}  # fmt: skip
"""Industrial parks whose names say so by themselves."""
ALSO_WORDS = frozenset(read_words("places_also_words"))
"""Folded names and their forms that are also words or family names: only their company tells."""


@cache
def spelt_places() -> dict[str, str]:
    """Every spelling of every place of one word, with the name it stands for."""
    names = [*_of_the_district(), *_words_of(*NEIGHBOURS.values()), *read_words("places_around")]
    return {spelling: name for name in reversed(names) for spelling in spellings(name)}


@cache
def long_places() -> dict[str, list[str]]:
    """Folded names that are long enough to be recognised with a slip, by their first letter."""
    by_letter: dict[str, list[str]] = {}
    for spelling, name in spelt_places().items():
        if spelling == folded(name) and len(spelling) > 7:
            by_letter.setdefault(spelling[0], []).append(spelling)
    return by_letter


def is_place(word: str) -> bool:
    """Whether a word is the name of a place, in any spelling."""
    return bool(spellings(word) & spelt_places().keys())


def is_in_district(words: str) -> bool:
    """Whether a place, or one that it is a part of, lies in Kreis Unna."""
    forms = {each for part in re.findall(r"[^\W\d_]+", words) for each in spellings(part)}
    names = {spelt_places()[each] for each in forms & spelt_places().keys()}
    return not names.isdisjoint(_of_the_district())


@cache
def _of_the_district() -> tuple[str, ...]:
    return (*_words_of(*DISTRICT.values()), *read_words("places_of_the_district"))


def _words_of(*names: str) -> list[str]:
    """The words of names, without the rivers and mountains that tell namesakes apart."""
    return re.sub(r"\(.*?\)|/\w+|-", " ", " ".join(names)).split()
