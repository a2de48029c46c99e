"""What leads straight to somebody: mail, telephone, web, registers, addresses, files."""

import re
from collections.abc import Iterator

from webapp.identifying.gazetteer import is_place
from webapp.identifying.reading import UPPER, Reading, matches
from webapp.identifying.traces import Trace

# Bounded repetition everywhere, so that no text takes time with the square of its length.
_AT = (
    r"(?:\s{0,2}[@＠﹫]\s{0,2}|\s?[(\[{<]\s?(?:at|ät|ett|@|klammeraffe)\s?[)\]}>]\s?"
    r"|\s(?:at|ät|klammeraffe)\s)"
)
_DOT = (
    r"(?:\.|,(?=(?:de|com|net|org)\b)|\s\.\s|\s?[(\[{<]\s?(?:dot|punkt)\s?[)\]}>]\s?"
    r"|\s(?:dot|punkt)\s)"
)
_EMAIL = re.compile(
    rf"(?<![\w.+-])[\w+%-]{{1,64}}(?:{_DOT}[\w+%-]{{1,64}}){{0,4}}{_AT}"
    rf"[\w–-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{1,4}}",
    re.I,
)
_TOP_LEVEL = (
    "de|com|net|org|eu|info|biz|shop|example|ruhr|nrw|koeln|io|online|store|gmbh|ag|tech|app|at|ch"
    "|nl|email|cloud|dev|company|digital|solutions|energy|eco|bio"
)
_WEB = re.compile(
    rf"\bhttps?://\S{{1,300}}|\bwww[.,]\S{{1,300}}"
    rf"|(?<![\w@.-])[\w-]{{2,63}}(?:\.[\w-]{{1,63}}){{0,3}}[.,](?:{_TOP_LEVEL})\b(?![.,]?\w)"
    r"(?:/\S{0,300})?",
    re.I,
)
_SPOKEN_WEB = re.compile(
    rf"(?<![\w@.-])[\w-]{{2,63}}(?:\s?[(\[{{{{]\s?(?:dot|punkt)\s?[)\]}}}}]\s?|\s(?:dot|punkt)\s)"
    rf"(?:{_TOP_LEVEL})\b|\bwww\s[\w-]{{2,63}}\s(?:{_TOP_LEVEL})\b",
    re.I,
)
_NO_DOMAIN = re.compile(
    r"asp\.net|(?:progres|efre|umwelt|zukunft|gruenderstipendium|in4climate)\.nrw|\d+[.,]\w+|[A-Z]?[a-z]+,[a-z]+$",
    re.I,
)
_NETWORK = re.compile(
    r"\b(?:instagram|facebook|linkedin|xing|tiktok|youtube|twitter|threads|pinterest|x)\.com\b"
    r"|\b(?:t\.me|youtu\.be|fb\.com)\b",
    re.I,
)
_HANDLE = re.compile(r"(?<![\w.@])@[\w][\w.]{2,40}")
_ACCOUNT = re.compile(
    r"\b(?:instagram|insta|tiktok|facebook|linkedin|xing|youtube|whatsapp)\W{1,3}"
    r"(?:(?:unter|als|bei|as|at)\s)?([a-z]\w{0,30}[._]\w{1,30})",
    re.I,
)

_DIGIT_WORD = (
    r"null|eins|ein|zwo|zwei|drei|vier|fünf|fuenf|sechs|sieben|acht|neun|zero|oh|one|two|three|four"
    r"|five|six|seven|eight|nine"
)
_SPOKEN = re.compile(
    rf"\b(?:{_DIGIT_WORD}|\d{{1,12}})(?:[\s,./–-]{{1,3}}(?:{_DIGIT_WORD}|\d{{1,12}})\b){{3,20}}",
    re.I,
)
_SPOKEN_DIGIT = re.compile(rf"\b(?:{_DIGIT_WORD})\b", re.I)
_PHONE = re.compile(r"(?<![\w,.])(?:\+\s?|00\s?|\(\s?(?:\+|0)|0)[\d\s()/.|–—-]{4,34}\d(?!\w)")
_TYPED_WITH_LETTERS = re.compile(r"(?<!\w)[0o]\d{2,4}[\s/-]\d[\do\s/-]{3,14}[\do](?!\w)", re.I)
_ANNOUNCED = re.compile(
    r"\b(?:tel(?:efon)?|fon|phone|mobil|mobile|handy|fax|hotline|ruf|whatsapp|call|plus)\b\W{0,3}"
    r"(?:\w{1,8}\W{1,2})?(\+?\d[\d\s()/.|–—-]{3,30}\d)(?!\w)",
    re.I,
)
_EXTENSION = re.compile(
    r"\b(?:durchwahl|dw|nebenstelle|apparat|ext(?:ension)?)\b[.:]?\s?([–-]?\s?\d{1,5})\b", re.I
)
_NOT_A_PHONE = re.compile(
    r"\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}$|\d{1,2}[./]\s?\d{4}$|0?\s?[–-]\s?\d|0\.\d+$"
)
_UNIT_FOLLOWS = re.compile(r"\s?(?:[%°]|Grad|bar|mm|mg|g/|ppm|K\b|V\b|kW)")
_FEWEST_DIGITS = 6

_REGISTER = re.compile(
    r"\b(?:HR[AB]|GnR|VR|PR)[\s:.-]{0,3}(?:Nr\.?\s?)?\d{1,6}\b"
    r"|\b(?:DE|ATU|NL|FR|PL)\s?\d{3}\s?\d{3}\s?\d{3}\b"
    r"|\b[A-Z]{2}\d{2}(?:\s?[\dA-Z]{4}){3,7}(?:\s?[\dA-Z]{1,3})?\b"
    r"|\b(?:DE|EP|US|WO)\s?\d{1,4}(?:[\s/.]{0,1}\d){5,11}(?:\s?[A-Z]\d)?\b"
    r"|\b\d{2,3}/\d{3,4}/\d{4,5}\b"
)
_ANGLE = (
    r"\d{1,3}\s?°\s?\d{1,2}(?:[.,]\d{1,5})?\s?['′’]\s?"
    r"(?:\d{1,2}(?:[.,]\d{1,4})?\s?(?:[\"″”]|'')\s?)?[NSEWO]"
)
_DEGREES = r"-?\d{1,3}[.,]\d{3,10}\s?°?"
_COORDINATES = re.compile(
    rf"(?<![\d.,]){_DEGREES}\s?[NS]?\s?[,;/ ]\s?{_DEGREES}\s?[EWO]?\b(?![\d.,]*\d)"
    rf"|\b[NS]\s?{_DEGREES}[\s,;]{{1,3}}[EWO]\s?{_DEGREES}|{_ANGLE}(?:[\s,;]{{1,3}}{_ANGLE})?"
)
_MANY_THOUSANDS = re.compile(r"-?\d{1,2}[.,]\d{3}\s?[,;/ ]\s?-?\d{1,3}[.,]\d{3}\s?")

_STREET = r"(?:stra(?:ß|ss)e|str\b\.?|weg|allee|platz|gasse|damm|ufer|chaussee|pfad|promenade)"
_NUMBER = r"\s?\d{1,4}(?:\s?[a-z]\b)?(?![\d.,]*\d|\s?(?:%|°|Grad|Tonnen|Meter|mm|km|kW))"
_ADDRESS = re.compile(
    rf"\b[\w-]{{2,40}}?{_STREET}{_NUMBER}"
    rf"|\b(?:Nord|Süd|Ost|West|Stadt|Wall)ring{_NUMBER}"
    r"|\b\d{1,4}\s(?-i:[A-Z])\w{2,30}\s(?:street|road|lane|avenue)\b"
    rf"|\b[\w-]{{2,40}}\s(?:\w{{0,12}}{_STREET}|ring|markt|street|road|lane|avenue){_NUMBER}"
    rf"|\b(?:Am|An\sder|Auf\sder|Auf\sdem|Im|In\sder|Hinter\sder|Zum|Zur)"
    rf"\s(?-i:[{UPPER}])[^\W\d_]{{2,30}}"
    rf"\s\d{{1,3}}(?:\s?[a-z]\b)?(?=\s*(?:[,;.)\n]|$))"
    r"|\bPostfach\s[\d ]{2,9}\d"
    r"|\bA\s?\d{1,3}[\s-](?:Ausfahrt|Anschlussstelle|Abfahrt)\b(?:\s\w{1,30})?",
    re.I,
)
_NO_STREET = {
    "anlage", "beispiel", "bereich", "durchschnitt", "ende", "fall", "halle", "jahr", "klasse",
    "kreis", "labor", "lager", "mai", "mittel", "monat", "projekt", "raum", "regel", "schnitt",
    "sommer", "standort", "tag", "umkreis", "verhältnis", "versuch", "werk", "winter", "woche",
    "jahre", "stufe", "phase", "arbeitsplatz", "stellplatz", "scope",
}  # fmt: skip
_NO_ROAD = re.compile(
    r"(?:arbeits|stell|lade|park|lager|paletten|produktions|fertigungs|transport|liefer|liege)"
    r"(?:platz|weg|stra(?:ß|ss)e)|\b(?:auf|der|die|das|ein|einen|neuen|zweiten)\s(?:weg|platz)",
    re.I,
)
_POSTCODE = re.compile(r"\b(?:D-\s?)?(\d{5})\s{1,2}([^\W\d_]{3,30})")
_FILE = re.compile(
    r"\b[A-Z]:\\\S{1,200}"
    rf"|(?<![\w(+-])(?:[{UPPER}\d][\w-]{{0,40}}\x20){{0,2}}[\w()+-]{{1,80}}(?:\.[\w-]{{1,40}}){{0,4}}"
    r"\.(?:docx?|xlsx?|pptx?|pdf|csv|txt|dwg|dxf|stp|step|jpe?g|png|zip|od[st]|mp4|tiff?)\b"
)
_CLOSING = ".,;:!?)]}>\"'“”’"


def find_contacts(reading: Reading) -> Iterator[tuple[Trace, int, int]]:
    """Everything that leads straight to somebody."""
    text = reading.text
    yield from ((Trace.EMAIL, *span) for span in matches(_EMAIL, text))
    yield from _web(text)
    yield from ((Trace.WEB_ADDRESS, *span) for span in matches(_SPOKEN_WEB, text))
    yield from ((Trace.HANDLE, start, _trimmed(text, start, end)) for start, end in _handles(text))
    yield from ((Trace.PHONE, *span) for span in _phones(reading))
    yield from ((Trace.REGISTER, *span) for span in matches(_REGISTER, text))
    for start, end in matches(_COORDINATES, text):
        if not _MANY_THOUSANDS.fullmatch(text, start, end):
            yield Trace.COORDINATES, start, end
    yield from _addresses(text)
    yield from (
        (Trace.FILE, start, _trimmed(text, start, end)) for start, end in matches(_FILE, text)
    )


def _web(text: str) -> Iterator[tuple[Trace, int, int]]:
    for start, end in matches(_WEB, text):
        end = _trimmed(text, start, end)
        if _NO_DOMAIN.fullmatch(text, start, end) and "/" not in text[start:end]:
            continue
        is_network = _NETWORK.search(text, start, end)
        yield (Trace.HANDLE if is_network else Trace.WEB_ADDRESS), start, end


def _handles(text: str) -> Iterator[tuple[int, int]]:
    yield from matches(_HANDLE, text)
    yield from matches(_ACCOUNT, text, 1)


def _phones(reading: Reading) -> Iterator[tuple[int, int]]:
    text = reading.text
    yield from matches(_EXTENSION, text, 1)
    yield from matches(_TYPED_WITH_LETTERS, text)
    for start, end in (*matches(_PHONE, text), *matches(_ANNOUNCED, text, 1)):
        number = text[start:end]
        is_long = sum(map(str.isdigit, number)) >= _FEWEST_DIGITS
        if is_long and not _NOT_A_PHONE.match(number) and not _UNIT_FOLLOWS.match(text, end):
            yield start, end
    for start, end in matches(_SPOKEN, text):
        if len(_SPOKEN_DIGIT.findall(text, start, end)) > 2:
            yield start, end


def _addresses(text: str) -> Iterator[tuple[Trace, int, int]]:
    for found in _ADDRESS.finditer(text):
        words = found.group().casefold().split()
        is_none = any(word.rstrip("0123456789") in _NO_STREET for word in words[:-1])
        if not is_none and not _NO_ROAD.search(found.group()):
            yield Trace.ADDRESS, found.start(), found.end()
    for found in _POSTCODE.finditer(text):
        if is_place(found[2]):
            yield Trace.ADDRESS, found.start(), found.end(1)


def _trimmed(text: str, start: int, end: int) -> int:
    """Where an address ends without the punctuation of its sentence."""
    return start + len(text[start:end].rstrip(_CLOSING))
