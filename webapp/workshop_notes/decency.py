"""What makes a note wait for a person: rude words, ways to reach somebody, links.

The list is short and its words are read generously: a note that waits without need costs a manager
one look, and nobody in the room reads what should not stand on the wall.
"""

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

from models import HoldReason
from webapp.identifying import Trace, find_details

PERSONAL = {Trace.EMAIL, Trace.PHONE}
LINKS = {Trace.WEB_ADDRESS, Trace.HANDLE}
DISGUISES = str.maketrans("013457@$!", "oieastasi")
UMLAUTS = {"ß": "ss", "ä": "ae", "ö": "oe", "ü": "ue"}
LETTERED = re.compile(r"\b(?:\w[\s.*_-]){3,}\w\b")
"""A word of which every letter stands alone."""


def reason_to_hold(text: str) -> HoldReason | None:
    """Why a person should look first; None if there is no reason."""
    if _is_rude(text):
        return HoldReason.RUDE
    found = {each.trace for each in find_details(text)}
    if found & PERSONAL:
        return HoldReason.PERSONAL
    return HoldReason.LINK if found & LINKS else None


def _is_rude(text: str) -> bool:
    plain = _plain(text)
    joined = LETTERED.sub(lambda word: re.sub(r"[\s.*_-]", "", word[0]), plain)
    undisguised = plain.translate(DISGUISES)
    return any(_rude().search(each) for each in (plain, joined, undisguised))


def _plain(text: str) -> str:
    small = unicodedata.normalize("NFKC", text).casefold()
    for umlaut, spelt in UMLAUTS.items():
        small = small.replace(umlaut, spelt)
    decomposed = unicodedata.normalize("NFKD", small)
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    # Scheiiiße is rude as well; no word of ours has a letter three times in a row.
    return re.sub(r"([^\W\d_])\1{2,}", r"\1", bare)


@lru_cache(maxsize=1)
def _rude() -> re.Pattern[str]:
    source = files("webapp.workshop_notes") / "rude_words.txt"
    lines = source.read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if line and not line.startswith("#")]
    return re.compile("|".join(_as_pattern(each) for each in words))


def _as_pattern(line: str) -> str:
    word = re.escape(line.lstrip("*=")).replace(r"\ ", r"\s+")
    if line.startswith("*"):
        return word
    return rf"\b{word}\b" if line.startswith("=") else rf"\b{word}"
