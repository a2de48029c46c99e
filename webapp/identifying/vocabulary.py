"""Capitalised words that are no names: what needs of companies speak of every day."""

import re

from webapp.identifying.reading import folded
from webapp.identifying.words import read_words

_COMMON_ENDINGS = re.compile(
    r"(?:ung|ungen|heit|heiten|keit|keiten|ion|ionen|tät|täten|ismus|schaft|schaften|industrie"
    r"|branche|hersteller|betriebe?n?|unternehmens?|technik|technologien?|verfahrens?|stoffen?"
    r"|stoffe?|mitteln?|anlagen?|maschinen?|betreiber|anbieter|händler|kunden|wirtschaft|wesen"
    r"|messung|prozesse?s?|produkten?|materialien?|systemen?|systeme?|werkstatt|werken?|bau)$",
    re.I,
)
_BENDINGS = ("n", "en", "e", "s", "es")
_TRADE = re.compile(r"(?:werke?|fabrik|muehle|waescherei|hof|kueche|zucht|haus)$")
NOUNS = frozenset(map(folded, read_words("nouns")))
EVERYDAY = NOUNS | frozenset(map(folded, read_words("small_words")))


def is_everyday(word: str) -> bool:
    """Whether a capitalised word is most probably no name."""
    plain = folded(word.strip("'’"))
    if plain in EVERYDAY or _COMMON_ENDINGS.search(plain):
        return True
    if any(plain.endswith(end) and plain[: -len(end)] in NOUNS for end in _BENDINGS):
        return True
    trade = _TRADE.search(plain)
    return trade is not None and any(
        plain[: trade.start()].removesuffix(link) in NOUNS for link in ("", "s", "n", "en")
    )
