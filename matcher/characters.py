"""Characters that look like others or like nothing, so that hidden text cannot steer a match.

Copied from a PDF, an umlaut comes as letter and dots; pasted from a chat, words carry invisible
joiners; typed by somebody who wants to hide, a Cyrillic "а" stands for a Latin one. Confusables
after Unicode Technical Standard 39, of those that people mistake for letters of German or English.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
"""Zero-width, joining, bidi and tag characters and the soft hyphen, for a character class."""
MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
"""Marks that combine with the letter before them, for a character class."""

_LATIN = "a-zA-Z\u00c0-\u024f"
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕһԁԛԝкАВЕКМНОРСТУХЅІЈҮԌԜԚ" + "αονρυικγχβΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "օոսհցգ" + "ɑɡıʀɴ",
    "aeopcyxijshdqwkABEKMHOPCTYXSIJYGWQ" + "aovpuikyxßABEZHIKMNOPTYX" + "onuhgq" + "agirn",
)
_FOREIGN = "".join(chr(place) for place in _LOOKALIKES)
_STYLED_RANGES = (
    *(range(0x2100, 0x2150), range(0x24B6, 0x24EA), range(0xFF00, 0xFFF0)),
    range(0x1D400, 0x1D800),
)
_STYLED = {
    place: plain
    for places in _STYLED_RANGES
    for place in places
    if len(plain := unicodedata.normalize("NFKC", chr(place))) == 1 and plain.isalnum()
}
"""Letters and digits that differ from plain ones in style alone: full width, bold, circled."""

_LOOKALIKE = re.compile(f"[{_FOREIGN}]")
_WORD_WITH_LOOKALIKE = re.compile(
    rf"(?:[{_LATIN}{_FOREIGN}]|[{INVISIBLE}{MARKS}])*[{_FOREIGN}]"
    rf"(?:[{_LATIN}{_FOREIGN}]|[{INVISIBLE}{MARKS}])*"
)
# No word is longer; what is joined to more by invisible characters was separate words.
_LONGEST_WORD = 40
_JOINED = re.compile(rf"(?:\w+[{INVISIBLE}]+)+\w+")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_DROPPED = re.compile(f"[{INVISIBLE}{MARKS}]")
_MARK = re.compile(f"[{MARKS}]")
_LETTER = re.compile(f"[{_LATIN}]")
# A word of lookalikes alone is a word of that script, unless it stands in a Latin text.
_SHORTEST_DISGUISE = 3


def unmasked(text: str) -> str:
    """Styled letters as plain ones and lookalikes in Latin words as Latin; same length."""
    if text.isascii():
        return text
    text = text.translate(_STYLED)
    if not _LOOKALIKE.search(text):
        return text
    is_latin = 2 * len(_LETTER.findall(text)) > sum(map(str.isalpha, text))

    def unmask(found: re.Match[str]) -> str:
        word = found.group()
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        if before.isalpha() or after.isalpha():  # A part of a word in another script.
            return word
        is_disguised = _LETTER.search(word) or (is_latin and len(word) >= _SHORTEST_DISGUISE)
        return word.translate(_LOOKALIKES) if is_disguised else word

    return _WORD_WITH_LOOKALIKE.sub(unmask, text)


def composed(text: str) -> tuple[str, Sequence[int]]:
    """The text without what cannot be seen, accents joined to their letters.

    With it come the places of its characters in the text given, and the length of that one. Marks
    that make no letter of their own are dropped.
    """
    if text.isascii() or not _DROPPED.search(text):
        return text, range(len(text) + 1)
    text = _JOINED.sub(_parted, text)
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if not _DROPPED.match(letter):
            letters.append(letter)
            places.append(place)
        elif letters and _MARK.match(letter):
            joined = unicodedata.normalize("NFC", letters[-1] + letter)
            letters[-1] = joined if len(joined) == 1 else letters[-1]
    return "".join(letters), [*places, len(text)]


def _parted(found: re.Match[str]) -> str:
    joined = found.group()
    is_word = len(_INVISIBLE.sub("", joined)) <= _LONGEST_WORD
    return joined if is_word else _INVISIBLE.sub(" ", joined)
