"""Places finer than a district."""

import re
from collections.abc import Iterable, Iterator

from webapp.identifying.gazetteer import ALSO_WORDS, PARKS, is_place, long_places, spelt_places
from webapp.identifying.reading import (
    NAME,
    UPPER,
    Reading,
    Token,
    bare,
    folded,
    is_typo,
    matches,
    spellings,
)  # fmt: skip
from webapp.identifying.vocabulary import is_everyday

_PLACE_FOLLOWS = re.compile(
    r"\b(?:in|aus|bei|nach|um|nahe|raum|großraum|standort|sitz|stadt|gemeinde|werk|near|from|at|of"
    r"|von|richtung|stadtteil|ortsteil|region|city|town|alten?)\s$",
    re.I,
)
_AND = re.compile(r"([^\W\d_]{3,30})(?:,|\s(?:und|oder|sowie|and|or))\s$")
_DISTRICT = re.compile(
    r"(?:\b(?:Land)?[Kk]reis(?:es|e)?|\b[Dd]istrict of|\bRegierungsbezirk"
    r"|\b(?:Hochschule|Universität|University of|FH|TU|TH|IHK(?:\szu)?|HWK|Handwerkskammer"
    r"|Fachhochschule|Ruhr-Universität|Uni|University)(?:\s(?:für\s\w{1,30}\s)?in)?)\s$"
)
_DISTRICT_BEHIND = re.compile(r"(?:er)?\s(?:district|Kreis\b|University)")
_QUARTER = re.compile(
    rf"\b(?:Ortsteil|Stadtteil|Stadtbezirk|Bauerschaft|Ortschaft|Vorort|Weiler)s?\s({NAME})"
)
_PARK = re.compile(
    r"\b(?:Gewerbe|Industrie|Technologie|Logistik|Business|Innovations?|Gründer|Wissenschafts|Hafen"
    rf"|Chemie)-?(?:gebiet|park|zentrum|hof|campus|quartier)(?:e?s)?\s({NAME}(?:\s{NAME})?)",
)
_LANDMARK = re.compile(
    rf"\b(?:Marina|Bahnhof|Schloss|Zeche|Kraftwerk|Haus|Hafen|Kanal|Flughafen|Gut|Burg)\s({NAME}(?:\s{NAME})?)"
)
_NAMED_PARK = re.compile(rf"\b(?:{'|'.join(re.escape(each) for each in sorted(PARKS))})\b", re.I)
_PART_FOLLOWS = re.compile(rf"[-–](?:{NAME}|[Mm]itte|[Ss]üd|[Nn]ord|[Oo]st|[Ww]est)")
_NEXT_NAME = re.compile(rf"\s({NAME})")


def find_places(reading: Reading, own: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Municipalities, their parts, industrial parks; `own` are those the case names itself."""
    own_spellings = {spelling for name in own for spelling in _own_spellings(name)}
    for token in reading.tokens:
        if _is_place(reading, token, own_spellings):
            yield token.start, _end_with_parts(reading, token)
    text = reading.text
    yield from matches(_QUARTER, text)
    yield from matches(_NAMED_PARK, text)
    for pattern in (_PARK, _LANDMARK):
        for found in pattern.finditer(text):
            if not is_everyday(found[1].split()[-1]):
                yield found.span()


def _own_spellings(name: str) -> set[str]:
    words = re.sub(r"\(.*?\)|/.*", "", name).replace("-", " ").split()
    return {spelling for word in words if len(word) > 3 for spelling in spellings(word)}


def _is_place(reading: Reading, token: Token, own: set[str]) -> bool:
    forms = {folded(token.text), bare(token.text)}
    if len(token.text) < 3 or _is_district(reading, token):
        return False
    is_named = not own.isdisjoint(forms) or not forms.isdisjoint(spelt_places())
    if not is_named:
        return any(_is_nearly_place(form, own) for form in forms) and token.is_capitalised
    if forms.isdisjoint(ALSO_WORDS):
        return token.is_capitalised or not forms.isdisjoint(own) or _is_led_to(reading, token)
    if not own.isdisjoint(forms):
        return _is_led_to(reading, token) or _is_adjective(reading, token)
    return token.is_capitalised and _is_led_to(reading, token) and not _is_compound(reading, token)


def _is_nearly_place(form: str, own: set[str]) -> bool:
    if len(form) < 6 or is_everyday(form):
        return False
    candidates = [each for each in own if each[0] == form[0]] + long_places().get(form[0], [])
    return any(is_typo(form, each) for each in candidates)


def _is_led_to(reading: Reading, token: Token) -> bool:
    before = reading.before(token.start)
    another = _AND.search(before)
    return bool(
        _PLACE_FOLLOWS.search(before)
        or re.search(r"\d{5}\s{1,2}$|[^\W\d_]-$", before)
        or (another and is_place(another[1]))
    )


def _is_adjective(reading: Reading, token: Token) -> bool:
    """Schwerter before a name is no weapon."""
    is_bent = token.is_capitalised and token.text.endswith("er")
    return is_bent and _NEXT_NAME.match(reading.text, token.end) is not None


def _is_compound(reading: Reading, token: Token) -> bool:
    return reading.after(token.end, 1) == "-"


def _is_district(reading: Reading, token: Token) -> bool:
    before, after = reading.before(token.start), reading.after(token.end)
    return bool(_DISTRICT.search(before) or _DISTRICT_BEHIND.match(after))


def _end_with_parts(reading: Reading, token: Token) -> int:
    """Unna-Massen is one place, and so is what follows Lünener."""
    part = _PART_FOLLOWS.match(reading.text, token.end)
    if part:
        return part.end()
    follower = _NEXT_NAME.match(reading.text, token.end)
    if follower and token.text.endswith("er") and token.text[0] in UPPER:
        return follower.end()
    return token.end
