"""What only one company can say of itself: superlatives, dates of its history, exact figures."""

import re
from collections.abc import Iterator

from webapp.identifying.reading import Reading, matches
from webapp.identifying.traces import Trace

_MAKER = (
    r"\w{0,30}(?:hersteller|anbieter|betrieb|unternehmen|produzent|werk|fabrik|firma|mosterei|mühle"
    r"|erei|anlage|händler|lieferant|verarbeiter|beschichter|recycler|entsorger|manufaktur|elektrolyseur"
    r"|planer|büro|genossenschaft|dienstleister|händlerin|anwender|betreiber|maker|producer|manufacturer|supplier|company|plant"
    r"|provider|operator|spedition|labor|hof)\w{0,6}"
)
_SCOPE = (
    r"(?:Deutschlands?|Europas?|der\sWelt|weltweit|NRWs?|Nordrhein-Westfalens?|Westfalens?|Westphalia"
    r"|Ruhrgebiets?|Münsterlands?|Westmünsterlands?|Sauerlands?|Südwestfalens?|Reviers?|der\sRegion"
    r"|im\sUmkreis|im\sKreis|am\sPlatz|am\sMarkt|Kreise?s?\sUnna|im\sLande?|Germany|Europe|the\sworld|worldwide|North\sRhine|the\sregion"
    r"|the\sRuhr)"
)
_FAR = r"(?:welt|europa|deutschland|bundes|landes|nrw)weit\w{0,2}"
_TOP = r"(?:größte|groesste|älteste|führende|erste|letzte|kleinste|modernste|bekannteste)[rsnm]?"
_TOP_ENGLISH = r"(?:largest|oldest|leading|first|last|biggest|smallest)"
_HARMLESS = (
    r"(?:Bedingung|Möglichkeit|Lösung|Problem|Weg|Grund|Frage|Ziel|Ausnahme|Voraussetzung|Unterschied"
    r"|Nachteil|Vorteil|Sorge|Option|Chance|Quelle|Mal|Teil|Anteil|Schritt|Versuch|Test|Erfahrung"
    r"|Ergebnis|Kontakt|Gespräch|Prototyp|Jahr|Zeit|Linie|Phase|Idee|Hürde|Hebel|Kosten|Schwierigkeit"
    r"|Einsparung|Wunsch|Muster|Stufe|Stelle|Rest|Punkt|Mensch|Posten|Verbrauch|Messung|way|problem"
    r"|condition|option|question|solution|requirement|thing|issue|reason|step|tests?|trials?|challenge"
    r"|part|share)"
)
_BEFORE = rf"(?:(?:{_FAR}\s)?(?:der|die|das|dem|den|als|eine?[rsnm]?|the)\s)?"
_CLAIM = re.compile(
    rf"\b(?:{_FAR}\s)?(?:der|die|das|dem|den|des|als|eine?[rsnm]?|eine)?\s?\beinzig\w{{0,3}}\b"
    rf"(?!(?:\s\w{{1,20}}){{0,2}}\s{_HARMLESS}|\s?artig)"
    rf"|\bthe\sonly\b(?!(?:\s\w{{1,20}}){{0,2}}\s{_HARMLESS})"
    rf"|\b{_BEFORE}(?:{_TOP}|{_TOP_ENGLISH})\b(?=(?:\s[\w-]{{1,30}}){{0,3}}\s{_MAKER}\b)"
    rf"|\b{_BEFORE}(?:{_TOP}|{_TOP_ENGLISH})\b(?!(?:\s\w{{1,20}}){{0,1}}\s{_HARMLESS})"
    rf"(?=[^.!?\n]{{0,60}}?\b{_SCOPE}\b)"
    rf"|\b{_SCOPE}\s(?:{_TOP}|einzige[rsnm]?)\b"
    rf"|\b{_FAR}\s(?:führend|einzig|größt|erst)\w{{0,3}}\b"
    r"|\b(?:der|die|das)\s(?:letzte|erste|einzige)n?\s(?:seiner|ihrer)\sArt\b"
    r"|\b(?:Welt|Europa|Technologie)?-?[Mm]arktführer\w{0,4}\b|\bHidden\sChampions?\b"
    r"|\b(?:world\s)?market\sleaders?\b|\bworld[\s-]leading\b"
    rf"|\beinzigartig\w{{0,2}}(?=[^.!?\n]{{0,40}}?\b{_SCOPE}\b)|\bTechnologieführer\w{{0,4}}\b"
    r"|\bletzte[rsnm]?\sverbliebene[rsnm]?\b|\blast\sremaining\b|\bniemand\ssonst\b|\bnur\swir\b"
    r"|\bkein(?:e|er)?\sandere[rsnm]?(?=\s\w{0,20}(?:[Bb]etrieb|[Hh]ersteller|[Uu]nternehmen|[Ff]irma"
    r"|[Aa]nbieter|[Ww]erk))"
    r"|\bNummer\s(?:eins|1)\b|\bnumber\sone\b|\bAlleinstellung\w{0,12}\b|\bMonopol\w{0,8}\b"
    r"|\b(?:Umwelt|Innovations|Gründer|Nachhaltigkeits|Design|Effizienz|Staats|Unternehmer|Transfer)"
    r"preis\w{0,8}\b",
    re.I,
)
_GENERATION = re.compile(
    r"\b(?:in|seit|schon|of|the|über)\s(?:\w{1,8}\s){0,2}?"
    r"((?:(?:zweiter|dritter|vierter|fünfter|sechster|siebter|\d\.|second|third|fourth|fifth|sixth)n?"
    r"|(?:zweiten|dritten|vierten|fünften|sechsten|drei|vier|fünf|sechs|three|four|five))"
    r"\s[Gg]enerations?(?:en)?)\b",
    re.I,
)
_JUBILEE = re.compile(
    r"\b\d{2,3}-?(?:jährige[nmrs]?|jähriges)\b(?=\s(?:\w{0,10}[Jj]ubil|\w{0,10}[Bb]esteh|\w{0,10}Gesch))"
    r"|\bseit\s(?:über\s|mehr\sals\s|rund\s|fast\s|gut\s)?\d{2,3}\sJahren\b"
    r"|\bfor\s(?:over\s|more\sthan\s)?\d{2,3}\syears\b"
)

_MONTH = (
    r"(?:Jan(?:uar|uary)?|Feb(?:ruar|ruary)?|März|Mrz|March|Apr(?:il)?|Mai|May|Jun[ie]?|Jul[iy]?"
    r"|Aug(?:ust)?|Sep(?:t|tember)?|Okt(?:ober)?|Oct(?:ober)?|Nov(?:ember)?|De[zc](?:ember)?)"
)
_DAY = re.compile(
    r"(?<![\d.])(?:[0-3]?\d\.\s?[01]?\d\.\s?(?:\d{4}|\d{2})(?!\d)"
    rf"|[0-3]?\d\.?\s{_MONTH}\b\.?(?:\s\d{{4}}\b)?|{_MONTH}\s[0-3]?\d(?:st|nd|rd|th)?,?\s\d{{4}}\b"
    r"|\d{4}-[01]\d-[0-3]\d(?!\d))"
)
_FRAME = re.compile(r"\b(?:bis|ab|by|until|from|zum)(?:\s(?:zum|dem|den))?\s$", re.I)
_TURN_OF_YEAR = re.compile(r"0?1\.\s?(?:Jan|0?1\.)|31\.\s?(?:Dez|12\.)|\w*\s?1(?:st)?,")
_OLD_YEAR = re.compile(
    r"(?<![\w.:/,-])1[6-9]\d\d(?!\d|er\b|[.,]\d|/|\s?(?:°|mm|kW|m²|K\b|bar|Euro|%|h?Pa))"
)
_NEW_YEAR = re.compile(r"(?<![\w.:/,-])20[0-3]\d(?![\d/]|[.,]\d)")
_HISTORY = re.compile(
    r"\b(?:seit|besteh\w*|\w*gr[üu]nd\w*|found\w*|since|established|start\w*|angefangen|begonnen|began"
    r"|eröffn\w*|gewann\w*|gewonnen|won|umgezogen|Umzug|Brand|übernommen|opened)\b",
    re.I,
)
_NORM_BEFORE = re.compile(
    r"(?:\b(?:ISO|EN|DIN|IEC|VDI|VDE|ASTM|EU|Nr\.|Norm|CAS|DVGW|DWA|TRGS|BImSchV|Klasse|class|Scope"
    r"|Teil|Typ|Stufe|pH)(?:[\s/-]{1,2}[A-Z]{1,4}){0,2}[\s-]?|[\w.]-|/|:)$"
)

_FIGURE = re.compile(
    r"(?<![\w.,/:-])\d{1,3}(?:[.\u202f,]\d{3})+(?:,\d{1,3})?(?![\d.,]*\d|\w)"
    r"|(?<![\w.,/:-])\d{1,9}(?:[.,]\d{1,6})?(?![\d.,]*\d|\w)"
)
_ROUGHLY = re.compile(
    r"\b(?:rund|etwa|ca\.?|circa|knapp|gut|über|fast|als|bis|zu|about|around|approximately|up\sto|some"
    r"|mindestens|höchstens|maximal|ungefähr|etwas|over|nearly|zwischen|between)\s$",
    re.I,
)
_INTENSIVE = re.compile(
    r"\s?(?:°|%|‰|K\b|bar\b|h?Pa\b|MPa|kPa|GPa|mm|µm|nm\b|cm\b|rpm|U/min|k?Hz|MHz|GHz|k?V\b|m?A\b|pH|ppm"
    r"|ppb|[mµ]?g/|g/|kJ|mol|Prozent|Grad|Stunden|Minuten|Sekunden|Tagen?\b|Wochen|Monate|Jahre|hours|days"
    r"|weeks|months|years|minutes|Volt|Ampere|Ohm|dB|Mal\b|mal\b|[-–](?!mal)|bis\s\d|and\s\d|und\s\d)"
)
_SCALE = re.compile(
    r"\s?(?:\(?\w{0,14}\)?\s)?(?:\w{0,20}(?:[Mm]itarbeite|beschäftigte|Beschäftigte|Leute|Angestellte"
    r"|Personen|Köpfe|Kolleg|employees|people|staff|workers|Mitglieder|Kund(?:en|innen)|customers"
    r"|Filialen|Standorte|Lkw|LKW|trucks|Fahrzeuge|Maschinen|Geräte|Stapler|anlagen|straßen|plätze"
    r"|Öfen|Linien|Tonnen|tonnes|tons|Kubikmeter|Quadratmeter|Liter|Stück|Euro|Essen|Meter)"
    r"|t\b|€|EUR|Mio|Mrd|Millionen|million|m²|m³|MWh|GWh|kWh|ha\b|Hektar)"
)
_PEOPLE = re.compile(
    r"\s(?:\w{0,14}\s)?\w{0,6}(?:[Mm]itarbeite|Beschäftigte|Leute|Angestellte|Köpfe|Kolleg|employees"
    r"|people|staff)"
)


def find_claims(reading: Reading) -> Iterator[tuple[Trace, int, int]]:
    """What only one company can say, the days of its history, its exact figures."""
    text = reading.text
    yield from ((Trace.UNIQUE, *span) for span in matches(_CLAIM, text))
    yield from ((Trace.UNIQUE, *span) for span in matches(_GENERATION, text, 1))
    yield from ((Trace.UNIQUE, *span) for span in matches(_JUBILEE, text))
    yield from ((Trace.DATE, *span) for span in _dates(reading))
    yield from ((Trace.FIGURE, *span) for span in _figures(reading))


def _dates(reading: Reading) -> Iterator[tuple[int, int]]:
    text = reading.text
    for start, end in matches(_DAY, text):
        if not _FRAME.search(reading.before(start)) and not _TURN_OF_YEAR.match(text, start, end):
            yield start, end
    for start, end in matches(_OLD_YEAR, text):
        if not _NORM_BEFORE.search(reading.before(start)) and not _INTENSIVE.match(text, end):
            yield start, end
    for start, end in matches(_NEW_YEAR, text):
        around = reading.before(start) + reading.after(end)
        if _HISTORY.search(around) and not _NORM_BEFORE.search(reading.before(start)):
            yield start, end


def _figures(reading: Reading) -> Iterator[tuple[int, int]]:
    text = reading.text
    for start, end in matches(_FIGURE, text):
        number = text[start:end]
        if re.fullmatch(r"(?:1[6-9]|20)\d\d|\d\.\d{4}", number):  # A year or a kind of steel.
            continue
        before = reading.before(start)
        if _NORM_BEFORE.search(before) or _INTENSIVE.match(text, end):
            continue
        if _is_exact(number, text, end, is_rough=_ROUGHLY.search(before) is not None):
            yield start, end


def _is_exact(number: str, text: str, end: int, *, is_rough: bool) -> bool:
    digits = re.sub(r"\D", "", number)
    significant = len(digits.strip("0")) if "," not in number[-3:] else len(digits.lstrip("0"))
    if significant > 3:
        return True
    if is_rough:
        return False
    if _PEOPLE.match(text, end):
        return not (len(digits) > 1 and digits.endswith("0"))
    is_round = len(digits) > 1 and digits.endswith("0")
    is_exact = significant == 2 and not is_round
    return significant > 2 or (is_exact and _SCALE.match(text, end) is not None)
