"""Names of persons: those the case knows, and whatever stands where names stand."""

import re
from collections.abc import Iterable, Iterator

from webapp.identifying.reading import (
    LETTERS,
    NAME,
    UPPER,
    Reading,
    Token,
    folded,
    is_typo,
    matches,
    spellings,
)  # fmt: skip
from webapp.identifying.traces import Trace
from webapp.identifying.vocabulary import is_everyday
from webapp.identifying.words import read_words

_ACADEMIC = (
    r"(?:(?:Dr|Prof|Dipl|Ing|M\.?\s?Sc|B\.?\s?Sc|rer|nat|phil|med|habil|h|c|Mag)\.?"
    r"(?:-?(?:Ing|Chem|Phys|Kfm|Biol)\.?)?\s?){0,4}"
)
_PARTICLE = r"(?:(?:von|van|de|der|den|zu|zum|zur|di|da|del|el|al|bin)\s){0,2}"
_TITLED = re.compile(
    rf"\b(?:[Hh]errn?|[Ff]rau|Hr\.|Fr\.|Mrs?\.?|Ms\.?|Miss)\s{{1,2}}{_ACADEMIC}"
    rf"(?P<name>{_PARTICLE}(?:{NAME}|[{UPPER}]\.)(?:\s{{1,2}}{_PARTICLE}{NAME})?)"
)
_TITLED_SMALL = re.compile(rf"\b(?:herrn?|frau)\s(?:dr\.\s)?(?P<name>{LETTERS}{{3,30}})\b")
_DOCTOR = re.compile(
    r"\b(?:Dr|Prof|Dipl\.-\w{2,5}|Ing)\.(?:\s?(?:rer|nat|Ing|Dr|phil|med|habil|h\.\s?c)\.?)?\s{1,2}"
    rf"(?P<name>{_PARTICLE}{NAME}(?:\s{{1,2}}{NAME})?)"
)
_ROLE = re.compile(
    r"\b(?:Geschäftsführer(?:in)?|Geschäftsleiter(?:in)?|Inhaber(?:in)?|Chef(?:in)?|[Cc]hef|"
    r"\w{0,20}[Ll]eiter(?:in)?|Ansprechpartner(?:in)?|Ansprechperson|Gründer(?:in)?|Meister(?:in)?"
    r"|Prokurist(?:in)?|Landwirt(?:in)?|Vorstand|Vorsitzende[r]?|Eigentümer(?:in)?|Kontakt|Familie"
    r"|Betreiber(?:in)?|Leitung|CEO|CTO|owner|founder|manager|director|contact|ask for)\b"
    r"(?:\s(?:ist|heißt|bei uns|unser(?:er|es)?|von|of|is|war|dort))?(?:\s(?:der|die|das))?"
    rf"[:,]?\s(?:{_ACADEMIC})(?P<name>{_PARTICLE}{NAME}(?:\s{_PARTICLE}{NAME})?)"
)
_SIGNED = re.compile(
    r"(?:\b[Gg]r(?:ü|ue)(?:ß|ss)en?|\bGru(?:ß|ss)|\b[Rr]egards|\b[Gg]reetings|\bgez\.|\bi\.\s?[AV]\.)"
    rf"[,!]?\s{{1,4}}(?:aus\s\w{{2,30}},?\s)?(?P<name>{_ACADEMIC}{NAME}(?:\s{NAME}){{0,2}})"
)
_INITIAL = re.compile(rf"(?<![\w.])(?P<name>[{UPPER}]\.(?:[\s-]?[{UPPER}]\.)?\s?{NAME})(?!\.\w)")
_ABBREVIATION_BEFORE = re.compile(r"(?:\b\w\.\s?|\b(?:Klasse|Vitamin|Typ|Kategorie|Anhang)\s)$")
_REVERSED = re.compile(rf"(?<!\w)(?P<name>{NAME},\s(?P<first>{NAME}))(?!\w)")
_FULL = re.compile(rf"(?<!\w)(?P<first>{NAME})\s{{1,2}}(?P<last>{_PARTICLE}(?:{NAME}|[{UPPER}]\.))")
_COMPOUND = re.compile(rf"(?:-{NAME})?")
_YOUNGER = re.compile(r"\s(?:junior|senior|jun\.|sen\.|jr\.?|sr\.?)")
_NO_NAMES = {
    "professor", "professorin", "doktor", "doktorin", "kollege", "kollegin", "kollegen", "minister",
    "praesident", "buergermeister", "buergermeisterin", "und", "oder", "rat", "meister", "rer",
    "ing", "berlin", "gott",
}  # fmt: skip
FIRST_NAMES = frozenset(map(folded, read_words("first_names")))
_AMBIGUOUS = frozenset(map(folded, read_words("first_names_also_words")))
_FAMILY_NAMES = frozenset(map(folded, read_words("family_names")))


def find_people(reading: Reading, known: Iterable[str]) -> Iterator[tuple[Trace, int, int]]:
    """Names of persons; the `known` ones, of people in the company, may not appear at all."""
    people = [name for name in known if name]
    yield from _known(reading, people)
    yield from _guessed(reading, people)


def _known(reading: Reading, people: list[str]) -> Iterator[tuple[Trace, int, int]]:
    for name in people:
        parts = [part for part in re.findall(rf"{LETTERS}+", name) if len(part) > 3]
        for part in parts:
            # An everyday word is somebody only with a title or in the whole name.
            if not is_everyday(part):
                yield from _parts(reading, part, is_last=part is parts[-1])
        letters = re.findall(rf"{LETTERS}+", name)
        if len(letters) > 1:
            whole = r"[\W_]{1,4}".join(re.escape(folded(each)) for each in letters)
            yield from (
                (Trace.MEMBER, start, end) for start, end in _folded_matches(reading, whole)
            )


def _folded_matches(reading: Reading, pattern: str) -> Iterator[tuple[int, int]]:
    """Where a pattern of folded words stands, by the places of the words."""
    line, places = "", []
    for token in reading.tokens:
        word = folded(token.text)
        line += word + " "
        places += [token] * (len(word) + 1)
    for found in re.finditer(rf"(?<!\w){pattern}s?(?!\w)", line):
        yield places[found.start()].start, places[found.end() - 1].end


def _parts(reading: Reading, part: str, *, is_last: bool) -> Iterator[tuple[Trace, int, int]]:
    wanted, root = spellings(part), folded(part)
    before = None
    for token in reading.tokens:
        typed = folded(token.text)
        is_meant = typed in wanted or (is_last and is_typo(typed, root) and not is_everyday(typed))
        if is_meant and (token.is_capitalised or reading.is_small):
            is_full = before is not None and folded(before.text) in FIRST_NAMES
            end = _COMPOUND.match(reading.text, token.end).end()
            yield Trace.PERSON, before.start if is_last and is_full else token.start, end
            younger = _YOUNGER.match(reading.text, token.end)
            if younger:
                yield Trace.PERSON, token.end, younger.end()
        before = token


def _guessed(reading: Reading, people: list[str]) -> Iterator[tuple[Trace, int, int]]:
    yield from _titled(reading.text, people)
    text = reading.text
    for pattern in (_ROLE, _SIGNED, _INITIAL):
        for start, end in matches(pattern, text, "name"):
            words = re.findall(rf"{LETTERS}+", text[start:end])
            if _is_name_like(words) and not _ABBREVIATION_BEFORE.search(reading.before(start)):
                yield Trace.PERSON, start, end
    yield from _by_first_name(text)
    for token in reading.tokens:
        if token.is_capitalised and _stands_alone(reading, token):
            yield Trace.PERSON, token.start, token.end


def _titled(text: str, people: list[str]) -> Iterator[tuple[Trace, int, int]]:
    members = {folded(part) for name in people for part in re.findall(rf"{LETTERS}+", name)}
    for pattern in (_TITLED, _DOCTOR):
        for start, end in matches(pattern, text, "name"):
            last = folded(text[start:end].split()[-1])
            if last in _NO_NAMES or last.startswith("koll"):
                continue
            yield (Trace.MEMBER if last in members else Trace.PERSON), start, end
    for start, end in matches(_TITLED_SMALL, text, "name"):
        if not is_everyday(text[start:end]) and folded(text[start:end]) not in _NO_NAMES:
            yield Trace.PERSON, start, end


def _is_name_like(words: list[str]) -> bool:
    plain = [word for word in words if len(word) > 1]
    return bool(plain) and not any(
        is_everyday(word) or folded(word) in _NO_NAMES for word in plain[:1] + plain[-1:]
    )


def _by_first_name(text: str) -> Iterator[tuple[Trace, int, int]]:
    for found in _FULL.finditer(text):
        firsts = [folded(each) for each in found["first"].split("-")]
        if any(each not in FIRST_NAMES for each in firsts):
            continue
        last = found["last"].split()[-1]
        if _AMBIGUOUS.isdisjoint(firsts) or not is_everyday(last):
            yield Trace.PERSON, found.start(), found.end()
    for found in _REVERSED.finditer(text):
        first = folded(found["first"])
        name = found["name"].split(",")[0]
        if (
            first in FIRST_NAMES - _AMBIGUOUS
            and not is_everyday(name)
            and folded(name) not in FIRST_NAMES
        ):
            yield Trace.PERSON, found.start(), found.end()


def _stands_alone(reading: Reading, token: Token) -> bool:
    """Whether a common name needs no other beside it; in Karl-Fischer-Titration it is none."""
    plain = folded(token.text)
    is_family = plain in _FAMILY_NAMES or plain.removesuffix("s") in _FAMILY_NAMES
    is_one = is_family or plain in FIRST_NAMES - _AMBIGUOUS
    return is_one and "-" not in (reading.before(token.start, 1), reading.after(token.end, 1))
