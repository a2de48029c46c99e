"""From raw text to aspects and words, every one with its place in the original.

What disturbs is taken away before anything is compared: markup, control characters, what cannot be
seen, letters in disguise. Where a span is found in the cleaned text, its place in the text the
company wrote is kept.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from matcher.characters import INVISIBLE, MARKS, composed, unmasked
from matcher.noise import without_noise
from matcher.salience import SALIENT_FROM, salience
from matcher.types import Aspect, Language, Need

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# A need of three minutes has 15 sentences; beyond these limits a text is a pasted document, and
# reading its beginning keeps the answer within two seconds.
MOST_CHARACTERS = 12_000
MOST_TITLE_CHARACTERS = 300
MOST_ASPECTS = 64
# No judged need is a third as long. What is written below such a text speaks of everything.
_LONG_TEXT = 3_000
# What people in the region write besides German and English; more languages only confuse.
_OTHER_LANGUAGES = ("ar", "es", "fr", "it", "nl", "pl", "pt", "ro", "ru", "tr", "uk")
_SHORTEST_ASPECT = 12
_LONGEST_ASPECT = 240

_MARKUP = re.compile(
    r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|</?[a-zA-Z][^<>]{0,500}>", re.S | re.I
)
_ENTITY = re.compile(r"&(?:nbsp|amp|lt|gt|quot|#\d{1,6});")
# Whether a man or a woman asks or answers says nothing about the problem.
_FEMININE = re.compile(
    r"\b(\w*(?:mitarbeiter|ingenieur|professor|techniker|meister|leiter|unternehmer|forscher|chef"
    r"|wissenschaftler|berater|gründer|entwickler|mechaniker|elektriker|chemiker|physiker|nutzer"
    r"|informatiker|handwerker|verbraucher|bewohner|fahrer|bürger|landwirt|student|lieferant"
    r"|produzent|händler|hersteller|betreiber|partner))(?:[:*_/]-?)?inn?(?:en)?\b"
    r"|\b(\w*mitarbeit)ende[nr]?\b",
    re.IGNORECASE,
)
_UNPRINTABLE = re.compile(r"[^\S\n ]|[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{INVISIBLE}{MARKS}])*")
_END = re.compile(r"[.!?…]+[\"“”’')\]]*(?=\s)|\n\s*\n|\n(?=\s*(?:[-–•*]|\d+[.)])\s)|;(?=\s)")
_CLAUSE = re.compile(
    r"\s[–—]\s|:\s|\?\s|,\s(?=(?:aber|und|oder|sondern|denn|weil|dass|but|and|so|because)\b)"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:ca|bzw|usw|etc|inkl|exkl|evtl|ggf|vllt|max|min|Nr|Std|Str|Dr|Prof|Tel|Bj|Abs|Art|"
    r"Mio|Mrd|sog|gem|approx|vs|e\.g|i\.e|z\.\s?B|d\.\s?h|u\.\s?a|v\.\s?a|o\.\s?ä|i\.\s?d\.\s?R)"
    r"|\b\d{1,2}|(?:^|\s)[A-Za-z])\.$"
)


class Word(NamedTuple):
    """A word and its place: `text[start:end]` of the text it was found in."""

    text: str
    start: int
    end: int


def cleaned(text: str) -> str:
    """The text as it is compared: spaces for markup, control characters and `matcher.noise`.

    What cannot be seen is gone, and people have one gender.
    """
    return _cleaned_with_places(text)[0]


def words(text: str) -> list[Word]:
    """The words and numbers of a text in order; a hyphenated word is given in its parts."""
    return [Word(match.group(), *match.span()) for match in _WORD.finditer(text)]


def guess_language(text: str) -> Language:
    """German or English; German where the text is too short to tell."""
    sample = cleaned(text[:2000])
    if len(sample.split()) < 3:
        return "de"
    return "en" if _identifier("de", "en").classify(sample)[0] == "en" else "de"


def recognise_language(text: str) -> str:
    """The ISO 639-1 code of a text, also of one in a language that nothing here analyses.

    German where the text is too short to tell, German or English where it is unclear.
    """
    sample = cleaned(text[:2000])
    code, certainty = _identifier("de", "en", *_OTHER_LANGUAGES).classify(sample)
    return str(code) if certainty > 0.95 and len(sample.split()) > 2 else guess_language(text)


def split_aspects(need: Need) -> tuple[Aspect, ...]:
    """Title and sentences of a need, long sentences cut at clauses, at most `MOST_ASPECTS`.

    The title names the problem, so its salience is 1; see `matcher.salience` for the others.
    """
    title, places = _cleaned_with_places(need.title[:MOST_TITLE_CHARACTERS])
    # The text is quoted as it was written, not as it was cleaned.
    aspects = [
        Aspect(need.title[start:end], start, end, 1.0, "title")
        for start, end in _places(_trimmed(title, 0, len(title)), places)
    ]
    text, places = _cleaned_with_places(need.text[:MOST_CHARACTERS])
    spans = sentence_spans(text)[: MOST_ASPECTS - len(aspects)]
    weights = [round(salience(text[start:end]), 4) for start, end in spans]
    aspects += [
        Aspect(need.text[start:end], start, end, weight, "text")
        for (start, end), weight in zip(_places(spans, places), weights, strict=True)
    ]
    return tuple(aspects)


def whole_text(need: Need, *, use_sector: bool) -> str:
    """Title, text and line of business as they are compared as a whole, cut where too long.

    Of a long text only those sentences that speak about the problem, if there are any.
    """
    sector = need.sector[:MOST_TITLE_CHARACTERS] if use_sector else ""
    text = need.text[:MOST_CHARACTERS]
    if len(text) > _LONG_TEXT:
        told = [each for each in split_aspects(need) if each.field == "text"]
        text = "\n".join(each.text for each in told if each.salience >= SALIENT_FROM) or text
    return "\n".join((need.title[:MOST_TITLE_CHARACTERS], text, sector))


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans of sentences and clauses in order, without overlap and without outer blanks.

    Pieces shorter than a few words are joined to their neighbour.
    """
    pieces = [
        clause
        for sentence in _cut(text, 0, len(text), _END)
        for clause in _clauses(text, *sentence)
    ]
    merged: list[tuple[int, int]] = []
    for start, end in pieces:
        if merged and (
            end - start < _SHORTEST_ASPECT or merged[-1][1] - merged[-1][0] < _SHORTEST_ASPECT
        ):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _cleaned_with_places(text: str) -> tuple[str, Sequence[int]]:
    """The cleaned text, and where its characters and its end are in the text as it was written."""
    text, places = composed(unmasked(text))
    for pattern in (_MARKUP, _ENTITY):
        text = pattern.sub(lambda found: " " * len(found.group()), text)
    text = _FEMININE.sub(_masculine, _UNPRINTABLE.sub(" ", text))
    return without_noise(text), places


def _masculine(found: re.Match[str]) -> str:
    word = found[1] or f"{found[2]}er"
    return word + " " * (len(found.group()) - len(word))


def _places(spans: Iterable[tuple[int, int]], places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Spans of a cleaned text as spans of the text as it was written."""
    for start, end in spans:
        yield places[start], places[end]


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if end - start <= _LONGEST_ASPECT:
        yield start, end
        return
    for clause_start, clause_end in _cut(text, start, end, _CLAUSE):
        # A text without any punctuation is still cut, between words where there are words.
        while clause_end - clause_start > 2 * _LONGEST_ASPECT:
            blank = text.rfind(" ", clause_start + 1, clause_start + _LONGEST_ASPECT)
            cut = blank if blank > clause_start else clause_start + _LONGEST_ASPECT
            yield from _trimmed(text, clause_start, cut)
            clause_start = cut
        yield from _trimmed(text, clause_start, clause_end)


def _cut(text: str, start: int, end: int, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text, start, end):
        if _ABBREVIATION.search(text, max(start, match.start() - 12), match.end()):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    if _WORD.search(piece):
        left = len(piece) - len(piece.lstrip())
        yield start + left, start + len(piece.rstrip())


@cache
def _identifier(*languages: str) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(languages))
    return identifier
