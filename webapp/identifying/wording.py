"""What a Kurzfassung took over from the need: figures, words of the title, whole phrases."""

import re
from collections.abc import Iterator

from webapp.identifying.reading import Reading
from webapp.identifying.traces import Trace
from webapp.identifying.vocabulary import is_everyday

FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
EVERYDAY_WORDS = {
    "about", "alles", "alten", "brauchen", "durch", "eigenem", "eigentlich", "einer", "gebrauchte",
    "gesucht", "haben", "immer", "jeder", "keiner", "kunden", "looking", "machen", "neuen", "nicht",
    "partner", "partners", "schon", "sollen", "statt", "suche", "suchen", "sucht", "their", "unser",
    "unsere", "unserem", "unseren", "viele", "wanted", "where", "which", "wieder", "wohin",
    "wollen", "would",
}  # fmt: skip
LONGEST_SHARED_PHRASE = 5
"""More words than these in the same order as in the need is copying."""


def title_words(title: str) -> set[str]:
    """Words of a title, in small letters, that may point to the company."""
    words = {word.casefold() for word in WORD.findall(title) if len(word) > 4}
    return words - EVERYDAY_WORDS


def find_wording(reading: Reading, title: str, need: str) -> Iterator[tuple[Trace, int, int]]:
    """Exact figures, words of the title and long phrases that stand in the need as well."""
    text = reading.text
    known = {figure for figure in FIGURE.findall(need) if len(figure) > 1}
    for found in FIGURE.finditer(text):
        if found.group() in known:
            yield Trace.FIGURE, *found.span()
    telling = title_words(title)
    words = list(WORD.finditer(text))
    for word in words:
        if word.group().casefold() in telling and not is_everyday(word.group()):
            yield Trace.TITLE_WORD, *word.span()
    yield from ((Trace.PHRASE, *span) for span in _phrases(words, need))


def _phrases(words: list[re.Match[str]], need: str) -> Iterator[tuple[int, int]]:
    size = LONGEST_SHARED_PHRASE + 1
    said = [word.casefold() for word in WORD.findall(need)]
    known = {tuple(said[at : at + size]) for at in range(len(said) - size + 1)}
    plain = [word.group().casefold() for word in words]
    at = 0
    while at <= len(plain) - size:
        if tuple(plain[at : at + size]) not in known:
            at += 1
            continue
        end = at + size
        while end < len(plain) and tuple(plain[end - size + 1 : end + 1]) in known:
            end += 1
        yield words[at].start(), words[end - 1].end()
        at = end
