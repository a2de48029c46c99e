"""What in a Kurzfassung could tell a reader who the company is."""

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

from models import Challenge

EMAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.I)
WEB_ADDRESS = re.compile(
    r"\bhttps?://\S+|\bwww\.\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:de|com|net|org|eu|info|biz|shop|example)\b",
    re.I,
)
PHONE = re.compile(r"(?:\+|\b0)[\d][\d\s()/.–-]{5,}\d\b")
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
LEGAL_FORMS = {
    "ag", "co", "eg", "ek", "gbr", "ggmbh", "gmbh", "kg", "kgaa", "mbh", "ohg", "se", "ug", "und",
    "haftungsbeschränkt",
}  # fmt: skip
EVERYDAY_WORDS = {
    "about", "alles", "alten", "brauchen", "durch", "eigenem", "eigentlich", "einer", "gebrauchte",
    "gesucht", "haben", "immer", "jeder", "keiner", "kunden", "looking", "machen", "neuen", "nicht",
    "partner", "partners", "schon", "sollen", "statt", "suche", "suchen", "sucht", "their", "unser",
    "unsere", "unserem", "unseren", "viele", "wanted", "where", "which", "wieder", "wohin",
    "wollen", "would",
}  # fmt: skip
LONGEST_SHARED_PHRASE = 5
"""More words than these in the same order as in the need is copying."""


class Trace(enum.Enum):
    """What kind of detail points to the company."""

    COMPANY = "unternehmen"
    EMAIL = "e-mail"
    WEB_ADDRESS = "internetadresse"
    PHONE = "telefon"
    COMPANY_PART = "namensteil"
    MUNICIPALITY = "ort"
    FIGURE = "zahl"
    TITLE_WORD = "titelwort"
    PHRASE = "wortlaut"

    @property
    def forbids(self) -> bool:
        """Whether no reading of the text can make it harmless."""
        return self in FORBIDDEN


FORBIDDEN = {Trace.COMPANY, Trace.EMAIL, Trace.WEB_ADDRESS, Trace.PHONE}


@dataclass(frozen=True)
class Finding:
    """One place in the text, and why it is suspicious."""

    trace: Trace
    words: str


def find_identifying(text: str, challenge: Challenge) -> list[Finding]:
    """Everything in the text that literally points to the company or its need, worst first.

    For texts of the length of a Kurzfassung: some patterns take time with the square of it.
    """
    findings = dict.fromkeys(_find(text, challenge))
    order = list(Trace)
    return sorted(findings, key=lambda each: order.index(each.trace))


def telling_words(challenge: Challenge) -> set[str]:
    """Words of company, municipality and title, in small letters, that point to the company."""
    names = WORD.findall(" ".join((challenge.company.name, *_places(challenge))))
    parts = {word.casefold() for word in names if len(word) > 3} - LEGAL_FORMS
    return parts | {word.casefold() for word in _title_words(challenge)}


def _places(challenge: Challenge, text: str | None = None) -> list[str]:
    """Where the need and the company are at home, as far as the text says so."""
    names = {challenge.municipality.name, challenge.company.municipality.name}
    return sorted(name for name in names if text is None or _mentions(text, name))


def _title_words(challenge: Challenge) -> list[str]:
    return [
        word
        for word in WORD.findall(challenge.title)
        if len(word) > 4 and word.casefold() not in EVERYDAY_WORDS
    ]


def _find(text: str, challenge: Challenge) -> Iterator[Finding]:
    for trace, pattern in (
        (Trace.EMAIL, EMAIL),
        (Trace.WEB_ADDRESS, WEB_ADDRESS),
        (Trace.PHONE, PHONE),
    ):
        yield from (Finding(trace, each.group().strip()) for each in pattern.finditer(text))
    yield from _find_company(text, challenge.company.name)
    yield from (Finding(Trace.MUNICIPALITY, each) for each in _places(challenge, text))
    need = f"{challenge.title}\n{challenge.description}"
    known = {figure for figure in FIGURE.findall(need) if len(figure) > 1}
    yield from (Finding(Trace.FIGURE, each) for each in FIGURE.findall(text) if each in known)
    mentioned = {word.casefold() for word in WORD.findall(text)}
    yield from (
        Finding(Trace.TITLE_WORD, word)
        for word in _title_words(challenge)
        if word.casefold() in mentioned
    )
    yield from _find_phrases(text, need)


def _find_company(text: str, name: str) -> Iterator[Finding]:
    parts = [part for part in re.findall(r"\w+", name) if part.casefold() not in LEGAL_FORMS]
    core = r"[\W_]*".join(re.escape(part) for part in parts)
    # A name of one everyday word, such as „Werkzeugbau“, only warns.
    is_named = len(parts) > 1 and re.search(rf"(?<!\w){core}(?!\w)", text, re.I)
    if is_named or _mentions(text, name):
        yield Finding(Trace.COMPANY, name)
        return
    mentioned = {word.casefold() for word in re.findall(r"\w+", text)}
    for part in parts:
        if len(part) > 3 and part.casefold() in mentioned:
            yield Finding(Trace.COMPANY_PART, part)


def _find_phrases(text: str, need: str) -> Iterator[Finding]:
    size = LONGEST_SHARED_PHRASE + 1
    said = [word.casefold() for word in WORD.findall(need)]
    known = {tuple(said[at : at + size]) for at in range(len(said) - size + 1)}
    words = WORD.findall(text)
    at = 0
    while at <= len(words) - size:
        end = at + size
        if tuple(word.casefold() for word in words[at:end]) not in known:
            at += 1
            continue
        while end < len(words) and _is_known(words[end - size + 1 : end + 1], known):
            end += 1
        yield Finding(Trace.PHRASE, " ".join(words[at:end]))
        at = end


def _is_known(words: list[str], known: set[tuple[str, ...]]) -> bool:
    return tuple(word.casefold() for word in words) in known


def _mentions(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.I) is not None
