"""A Kurzfassung as it is searched: no hidden characters, no lookalikes, words with their places."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from webapp.matching import readable

UPPER = "".join(letter for letter in map(chr, range(0x250)) if letter.isupper())
"""Capital letters of European names, for a character class."""
LETTERS = r"[^\W\d_]"
NAME = (
    rf"(?:[{UPPER}]['’])?[{UPPER}]{LETTERS}{{1,30}}"
    rf"(?:['’-](?:[{UPPER}]{LETTERS}{{0,30}}|s\b)){{0,3}}"
)
"""A capitalised word, also O'Connor, Schulte-Bories and Korte's; a pattern without groups."""

_WORD = re.compile(rf"{LETTERS}+(?:['’]{LETTERS}+)?")
_SENTENCE_END = re.compile(r"[.!?:…\n]\W*$")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_BARRED = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
_SHORTEST_FUZZY = 6


@dataclass(frozen=True, slots=True)
class Token:
    """A word and its place in the text as it is searched."""

    text: str
    start: int
    end: int

    @property
    def is_capitalised(self) -> bool:
        """Whether it begins like a name."""
        return self.text[0].isupper()


class Reading:
    """A text made legible, with the way back to what was written."""

    def __init__(self, written: str) -> None:
        self.written = written
        self.text, self._places = readable(written)

    @cached_property
    def tokens(self) -> list[Token]:
        """The words in order; a hyphenated one is given in its parts."""
        return [Token(each.group(), each.start(), each.end()) for each in _WORD.finditer(self.text)]

    @cached_property
    def is_small(self) -> bool:
        """Whether somebody writes without capitals, so that a small letter says nothing."""
        return 20 * sum(token.is_capitalised for token in self.tokens) <= len(self.tokens)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A span of the text that is searched as one of the text as it was written."""
        return self._places[start], self._places[end - 1] + 1

    def before(self, place: int, size: int = 40) -> str:
        """What stands before a place."""
        return self.text[max(0, place - size) : place]

    def after(self, place: int, size: int = 40) -> str:
        """What stands behind a place."""
        return self.text[place : place + size]

    def begins_sentence(self, place: int) -> bool:
        """Whether a capital there says nothing."""
        before = self.before(place, 8)
        return not before.strip() or _SENTENCE_END.search(before) is not None


def folded(word: str) -> str:
    """In small letters without accents, umlauts as two letters."""
    return bare(unicodedata.normalize("NFC", word).casefold().translate(_UMLAUTS))


def bare(word: str) -> str:
    """In small letters without accents, umlauts without their dots, as abroad."""
    if word.isascii():
        return word.casefold()
    parted = unicodedata.normalize("NFKD", word.casefold().translate(_BARRED))
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def spellings(word: str) -> set[str]:
    """How a name may be typed: with and without umlauts, and bent as German bends names."""
    roots = {folded(word), bare(word)}
    stems = roots | {root[:-1] for root in roots if root.endswith("e")}
    bent = {stem + ending for stem in stems for ending in ("er", "ers")}
    return roots | bent | {root + ending for root in roots for ending in ("s", "es")}


def is_typo(typed: str, name: str) -> bool:
    """Whether a folded word is a long name with one slip, or two where it is very long."""
    is_cut = name.startswith(typed)  # One Formteil is no slip for Formteile.
    if len(name) < _SHORTEST_FUZZY or typed[:1] != name[:1] or is_cut:
        return False
    allowed = 2 if len(name) > 9 else 1
    return abs(len(typed) - len(name)) <= allowed and _slips(typed, name, allowed) <= allowed


def _slips(typed: str, name: str, most: int) -> int:
    """Letters too many, missing, wrong or swapped (Damerau-Levenshtein); stops beyond `most`."""
    above: list[int] = []
    row = list(range(len(name) + 1))
    for place, letter in enumerate(typed, 1):
        twice_above, above, row = above, row, [place]
        for other, wanted in enumerate(name, 1):
            cost = min(above[other] + 1, row[-1] + 1, above[other - 1] + (letter != wanted))
            if place > 1 < other and letter == name[other - 2] and typed[place - 2] == wanted:
                cost = min(cost, twice_above[other - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def matches(pattern: re.Pattern[str], text: str, group: int | str = 0) -> Iterator[tuple[int, int]]:
    """The spans of a group of a pattern, where that group took part."""
    for found in pattern.finditer(text):
        if found.start(group) >= 0:
            yield found.span(group)
