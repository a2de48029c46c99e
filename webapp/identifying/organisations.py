"""Names of companies, brands and customers: the company's own, and what reads like one."""

import re
from collections.abc import Iterator
from itertools import pairwise

from webapp.identifying.gazetteer import is_place
from webapp.identifying.people import FIRST_NAMES
from webapp.identifying.reading import (
    LETTERS,
    NAME,
    UPPER,
    Reading,
    folded,
    is_typo,
    matches,
    spellings,
)  # fmt: skip
from webapp.identifying.traces import Trace
from webapp.identifying.vocabulary import is_everyday
from webapp.identifying.words import read_words

LEGAL_FORMS = {
    "ag", "co", "eg", "ek", "gbr", "ggmbh", "gmbh", "kg", "kgaa", "mbh", "ohg", "se", "ug", "und",
    "haftungsbeschränkt", "ltd", "inc", "nachf", "sohn", "söhne",
}  # fmt: skip
_FORM = (
    r"(?:g?GmbH(?:\s?&\s?Co\.?\s?KG(?:aA)?)?|mbH|AG(?:\s?&\s?Co\.?\s?KG(?:aA)?)?|KGaA|KG|[oO]HG|GbR"
    r"|UG(?:\s?\(haftungsbeschränkt\))?|eG|e\.\s?K\.|eK|SE|Ltd\.?|Inc\.?|LLC|B\.V\.|S\.A\.|Nachf\.)"
)
_PART = rf"(?:Nachf\.|Gebr\.|{NAME}|[{UPPER}]{{2,8}}|&|\+|und|\d{{1,4}})"
_BY_FORM = re.compile(rf"(?<!\w)(?P<name>{_PART}(?:[\s-]{_PART}){{0,4}}\s{_FORM})(?!\w)")
_PRODUCT = re.compile(rf"(?:\s(?:{NAME}|\d{{1,4}}\b(?![.,]?\d|\s?[%°]))){{1,2}}")
_TRADE = re.compile(
    rf"[{UPPER}]{LETTERS}{{0,20}}(?:[rl]ei|werk|bau|handel|hof|mühle|technik|fabrik|haus|betrieb)\s$"
)
_CRAFT = (
    r"(?:Schreinerei|Tischlerei|Bäckerei|Metzgerei|Schlosserei|Spedition|Druckerei|Gärtnerei|Brauerei"
    r"|Molkerei|Gießerei|Ziegelei|Kelterei|Kanzlei|Autohaus|Gasthof|Hotel|Möbelhaus|Weingut|Sägewerk"
    r"|Mühle|Metallbau|Stahlbau|Holzbau|Formenbau|Maschinenbau)"
)
_BY_CRAFT = re.compile(
    rf"\b(?:[Dd]ie|[Dd]er|[Dd]as|[Dd]em|[Bb]ei|[Vv]o[nm]|[Zz]ur|[Zz]um)\s(?P<name>{_CRAFT}\s{NAME})"
)
_BY_WORD = re.compile(
    rf"\b(?P<name>(?:[Ff]irma|Fa\.|Firmen-?gruppe|Unternehmens-?gruppe)\s+(?:{NAME}|[{UPPER}]{{2,8}})"
    rf"(?:\s(?:&\s)?{NAME}|-{NAME})?)"
)
_SMALL_FIRM = re.compile(rf"\bfirma\s(?P<name>{LETTERS}{{4,30}})\b")
_GROUP = re.compile(rf"(?<!\w)(?P<name>(?:{NAME})-(?:Gruppe|Konzern|Holding|Werken?))(?!\w)")
_FAMILY_FIRM = re.compile(
    rf"(?<!\w)(?P<name>(?:{NAME}\s(?:&|und|\+|and)\s(?:Sohn|Söhne|Töchter|Co\.?|Partner|Cie\.?|Sons|Brüder)"
    rf"|(?:Gebr\.|Gebrüder|Geschwister)\s{NAME}))(?!\w)"
)
_ARTICLE = re.compile(r"(?:Der|Die|Das|Eine?r?|Unsere?|Als|The|An?)\s")
_OWN = re.compile(
    r"\b(?:[Ww]ir|[Ww]e)(?:,\s(?:die|der|das|the)|\s(?:von|bei|vom|at|from|of)(?:\s(?:der|dem|the))?"
    rf"(?:\s(?:Firma|{_CRAFT}))?)\s(?P<name>{NAME}(?:\s{NAME})?)"
)
_CUSTOMER = re.compile(
    r"(?:\bZulieferer\s(?:von|für|der)|\b[Ss]upplier\s(?:to|of|for)|\bTochter(?:firma|gesellschaft)?"
    r"\s(?:von|der)|\b(?:[Kk]unden?|\w{0,5}[Kk]unden?|[Aa]bnehmern?|[Rr]eferenz|Auftraggeber|Lieferant"
    r"|customers?|client)\s(?:ist|sind|zählen|zählt|heißt|is|are|include|includes)(?:\svor\sallem|"
    r"\sunter\sanderem|\smainly|\sauch)?(?:\s(?:die|der|das|the))?|\bim\sAuftrag\s(?:von|der|des)"
    r"|\b[Kk]unden?(?:,\s|\s)(?:die|der|das|zum\sBeispiel|wie|etwa)"
    r"|\b[Hh]auptkunde|\b(?:belief\w{1,4}|supply)|\bbei)"
    rf"\s(?P<name>(?:{NAME}|[{UPPER}]{{2,8}})(?:\s(?:{NAME}|[{UPPER}]{{2,8}}))?)"
)
_CUSTOMER_SURE = re.compile(
    r"Zulieferer|upplier|unde|bnehmer|eferenz|Auftrag|ustomer|client|Tochter"
)
_WORKS_FOR = re.compile(
    r"\b(?:fertigen|liefern|arbeiten|produzieren|waschen|backen|backt|kochen|fertigt|liefert|arbeitet"
    r"|produziert|schickt|work|produce|deliver)\b[^.!?\n]{0,40}?\b(?:für|an|for|to)"
    rf"(?:\s(?:die|das|den|der|dem|the))?\s(?P<name>(?:{NAME}|[{UPPER}]{{2,8}})"
    rf"(?:\s(?:{NAME}|[{UPPER}]{{2,8}}))?)"
)

_JOINED = re.compile(r"(?:[-/][^\W_]{1,30}){0,3}")
_MORE = re.compile(rf"(?:[\s-](?:Nord|Süd|Park|Rhein|Ruhr|{NAME})){{1,2}}")
_SIGN = re.compile(rf"(?P<name>(?:{NAME}|[\w-]{{2,30}})(?:\s?\d{{1,4}})?\s?(?:®|™|©|\((?:R|TM)\)))")
_CAMEL = re.compile(
    r"\b(?P<name>[A-ZÄÖÜa-z][a-zäöüß]{2,20}(?:[A-ZÄÖÜ][a-zäöüß]{2,20}){1,3}"
    rf"(?:\s(?:\d{{1,4}}|[{UPPER}][\w]{{1,12}}))?)\b"
)
_NO_CAMEL = re.compile(
    r"\w+(?:Innen|In)$|LaTeX|PowerPoint|LinkedIn|TikTok|WhatsApp|YouTube|OpenFOAM"
)
_QUOTED = re.compile(
    r"[„“\"»«‚‘](?P<name>[A-ZÄÖÜ\d][\w'’-]{1,30}(?:\s[\w'’&+-]{1,20}){0,3})[“”\"«»‘’]"
)
_SO_CALLED = re.compile(
    r"\b(?:sogenannte\w{0,2}|so-called|Stichwort|Thema|Begriff|Frage|Motto|Antwort|Satz)\W{1,3}$",
    re.I,
)
_MODEL = rf"(?:{NAME}|[{UPPER}][{UPPER}\d]{{1,6}}(?:-\d{{1,5}})?)"
_MODEL_TAIL = rf"(?:\s(?:\d{{1,5}}[a-zA-Z]?|[{UPPER}][{UPPER}\d]{{0,5}}|{NAME})(?!\w)){{0,2}}"
_BY_KIND = re.compile(
    r"\b(?:[Mm]arken?|[Mm]odell|[Tt]yps?|Produkt|Serie|Gerät|Handelsnamen?|\w{0,20}[Bb]aureihe|[Pp]roduktlinie|[Pp]roduktreihe|[Hh]ausmarke"
    r"|[Ll]inie|[Rr]eihe|named|called|brand|namens|genannt|heißen|heißt|product|model)"
    rf"(?:\s(?:die|der|das|wir|unser\w{{0,2}}|unsere\s\w{{3,20}}|Lok))?\s(?P<name>{_MODEL}{_MODEL_TAIL})"
)
_OURS = re.compile(
    rf"\b(?:[Uu]nser(?:e[rsnm]?)?|[Oo]ur)\s(?:[a-zäöüß]{{3,20}}\s)?(?:[{UPPER}][\w-]{{1,30}}\s|[a-z]{{4,20}}\s)"
    rf"[„“\"]?(?P<name>{_MODEL}{_MODEL_TAIL})"
)
_OUR_METHOD = re.compile(
    rf"\b[Uu]nser(?:e[rsnm]?)?\s(?P<name>[{UPPER}]{LETTERS}{{3,30}})"
    r"-(?:Verfahren|Technologie|System|Methode|Prozess)\b"
)
_NUMBERED = re.compile(
    rf"(?<![\w-])(?!Polyamid|Nylon|Euro|Vitamin|Horizont)[{UPPER}]{LETTERS}{{3,30}}\s\d{{3,4}}"
    r"(?![\w.,]*\w|\s?[°%])"
)
_ARTICLE_MODEL = re.compile(
    rf"\b(?:eine?[rmns]?|der|die|das|den|dem|the|a|an)\s(?P<name>{NAME}\s"
    rf"(?:[{UPPER}]{{1,4}}[\s-]?\d{{1,5}}|[{UPPER}]\d{{1,4}}|\d{{2,4}}))(?![\w°%]|\s?[°%])"
)
_LASTING_MATERIAL = re.compile(
    r"(?:DIN|EN|ISO|VDI|Klasse|Stahl|Scope|Kategorie|Typ|Norm|Edelstahl)\b"
)


def find_organisations(reading: Reading, company: str) -> Iterator[tuple[Trace, int, int]]:
    """The company's name, names of other companies, brands, products and customers."""
    for find in (_own_name(reading, company), _other_companies(reading), _customers(reading)):
        for trace, start, end in find:
            yield trace, start, _end_of_compound(reading.text, end)
    for trace, start, end in _brands(reading):
        yield trace, start, _end_of_compound(reading.text, end)


def _end_of_compound(text: str, end: int) -> int:
    """Where a name ends with what hyphens join to it."""
    return _JOINED.match(text, end).end()


def _own_name(reading: Reading, name: str) -> Iterator[tuple[Trace, int, int]]:
    words = re.findall(r"\w+", name)
    parts = [part for part in words if part.casefold() not in LEGAL_FORMS]
    # A name of one everyday word, such as „Werkzeugbau“, only warns.
    if len(parts) > 1:
        for variant in {tuple(parts), tuple(map(folded, parts))}:
            core = r"[\W_]{0,3}".join(re.escape(part) for part in variant)
            pattern = re.compile(rf"(?<!\w){core}(?:s|er)?(?!\w)(?:[\s,]{{1,2}}{_FORM})?", re.I)
            yield from ((Trace.COMPANY, *span) for span in matches(pattern, reading.text))
    if words != parts:
        whole = r"[\W_]{0,3}".join(re.escape(word) for word in words)
        pattern = re.compile(rf"(?<!\w){whole}(?!\w)", re.I)
        yield from ((Trace.COMPANY, *span) for span in matches(pattern, reading.text))
    initials = "".join(part[0] for part in parts).upper()
    if len(initials) > 2:
        pattern = re.compile(rf"(?<!\w){re.escape(initials)}(?!\w)")
        yield from ((Trace.COMPANY_PART, *span) for span in matches(pattern, reading.text))
    for part in parts:
        if len(part) > 3 and not is_everyday(part) and not is_place(part):
            yield from ((Trace.COMPANY_PART, *span) for span in _part(reading, part))
    for pair in pairwise(parts):
        if sum(map(len, pair)) > 6 and not all(map(is_everyday, pair)):
            both = r"[\s&+-]{1,3}".join(map(re.escape, pair))
            pattern = re.compile(rf"(?<!\w){both}(?!\w)", re.I)
            yield from ((Trace.COMPANY_PART, *span) for span in matches(pattern, reading.text))


def _part(reading: Reading, part: str) -> Iterator[tuple[int, int]]:
    wanted, root = spellings(part), folded(part)
    for token in reading.tokens:
        typed = folded(token.text)
        is_meant = typed in wanted or (is_typo(typed, root) and not is_everyday(typed))
        if is_meant and (token.is_capitalised or reading.is_small):
            trade = _TRADE.search(reading.before(token.start))
            product = _PRODUCT.match(reading.text, token.end)
            end = product.end() if product else token.end
            yield token.start - len(trade.group()) if trade else token.start, end
    if len(part) > 4:  # S p a c e d, or parted at the end of a line.
        letters = r"[\s_.·-]{0,2}".join(re.escape(letter) for letter in part)
        pattern = re.compile(rf"(?<!\w){letters}(?!\w)", re.I)
        yield from matches(pattern, reading.text)


def _other_companies(reading: Reading) -> Iterator[tuple[Trace, int, int]]:
    text = reading.text
    for pattern in (_BY_FORM, _GROUP, _FAMILY_FIRM, _BY_CRAFT, _BY_WORD, _SMALL_FIRM, _OWN):
        for start, end in matches(pattern, text, "name"):
            words = re.findall(rf"{LETTERS}{{2,}}", text[start:end])
            telling = [
                word
                for word in words
                if folded(word) not in LEGAL_FORMS | {"firma", "fa"} and not is_everyday(word)
            ]
            if telling:
                begin = _ARTICLE.match(text, start, end)
                yield Trace.ORGANISATION, begin.end() if begin else start, end


def _customers(reading: Reading) -> Iterator[tuple[Trace, int, int]]:
    text = reading.text
    for pattern in (_CUSTOMER, _WORKS_FOR):
        for found in pattern.finditer(text):
            name = found["name"]
            first = name.split()[0]
            is_sure = pattern is _CUSTOMER and _CUSTOMER_SURE.search(found.group())
            if is_everyday(first) or not (is_sure or folded(first) in _KNOWN):
                continue
            start, end = found.span("name")
            if " " in name and is_everyday(name.split()[1]):
                end = start + len(first)
            yield Trace.CUSTOMER, found.start() if found.group().startswith("Z") else start, end
    for token in reading.tokens:
        if folded(token.text) in _KNOWN and (
            token.is_capitalised or folded(token.text) not in _ALSO_WORDS
        ):
            more = _MORE.match(reading.text, token.end)
            yield Trace.CUSTOMER, token.start, more.end() if more else token.end


def _brands(reading: Reading) -> Iterator[tuple[Trace, int, int]]:
    text = reading.text
    yield from ((Trace.BRAND, *span) for span in matches(_SIGN, text, "name"))
    for start, end in matches(_CAMEL, text, "name"):
        if not _NO_CAMEL.match(text[start:end]):
            yield Trace.BRAND, start, end
    for found in _QUOTED.finditer(text):
        is_term = _SO_CALLED.search(text, max(0, found.start() - 20), found.start())
        if not is_term and not is_everyday(found["name"]):
            yield Trace.BRAND, found.start("name"), found.end("name")
    for start, end in matches(_NUMBERED, text):
        name, number = text[start:end].rsplit(maxsplit=1)
        is_year = re.fullmatch(r"(?:19|20)\d\d", number)
        if not (is_year or is_everyday(name) or reading.begins_sentence(start)):
            yield Trace.BRAND, start, end
    for pattern in (_BY_KIND, _OURS, _OUR_METHOD, _ARTICLE_MODEL):
        for found in pattern.finditer(text):
            start, end = found.span("name")
            words = found["name"].split()
            while len(words) > 1 and is_everyday(words[-1]):
                end = start + len(" ".join(words[:-1]))
                words.pop()
            is_term = is_everyday(words[0]) or folded(words[0]) in FIRST_NAMES
            if not is_term and not _LASTING_MATERIAL.match(found["name"]):
                yield Trace.BRAND, start, end


_KNOWN = frozenset(map(folded, read_words("companies")))
_ALSO_WORDS = {"continental", "metro", "penny", "real", "shell", "total", "man", "opel"}
