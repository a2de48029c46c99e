"""Headings by which people part a page, a CV or a list, in German and English."""

import re
from dataclasses import dataclass

from webapp.reading_papers.found import (
    EQUIPMENT,
    METHOD,
    PROJECT,
    PUBLICATION,
    RESEARCH,
    SERVICE,
    TEACHING,
    THESIS,
)

PROSE = "prose"
"""Below it stand sentences; each says itself what it speaks of."""
DROPPED = "dropped"
"""What stands below it is nobody's competence: the person, the way here, the menu."""
LONGEST_HEADING, MOST_WORDS = 70, 9

HEADINGS: list[tuple[str, re.Pattern[str]]] = [
    (DROPPED, re.compile(
        r"^(?:(?:zur|über die|angaben zur) person\b|lebenslauf|curriculum|vita\b|cv\b|persönlich|"
        r"beruflicher?|berufs|werdegang|ausbildung|bildungsweg|akademischer|studium$|schul|"
        r"education|"
        r"employment|career|academic (?:career|background|positions?)|professional experience|"
        r"work experience|personal|hobb|interessen$|ehrenamt|engagement|mitglied|gremien|"
        r"funktionen und ämter|memberships?|service$|professional service|committees?|awards?|"
        r"preise|auszeichnung|ehrungen|honou?rs|stipendien|sprach|languages?$|kontakt|contact|"
        r"ansprechpartner|anfahrt|adresse|address|anschrift|sprechstunde|sprechzeiten|office|"
        r"öffnungs|"
        r"aktuelles|neuigkeiten|nachrichten|news|latest|events?|termine|veranstaltungshinweise|"
        r"presse|medien|vorträge|talks|presentations|invited|keynotes|gutachter|reviewer|reviews?$|"
        r"editorial|herausgeber|team$|das team|mitarbeit|staff$|people$|members$|alumni|doktorand|"
        r"promovierende|phd students|links?$|weiterführende|downloads?$|dokumente|quicklinks|"
        r"servicelinks|impressum|imprint|datenschutz|privacy|cookie|referenzen$|partner$|"
        r"kooperationspartner|"
        r"partners$|sponsors?|familie|family|promotion$|habilitation$|führungskompetenz|"
        r"weiterbildungen?$|fortbildungen|it-kenntnisse|edv|ihr weg zu|so finden sie|"
        r"(?:how to )?find us|"
        r"folgen sie|follow us|professional appointments?|appointments?$)", re.I)),
    (THESIS, re.compile(
        r"(?:abschlussarbeit|bachelorarbeit|masterarbeit|bachelor-? und master|bachelor[- ]?/|"
        r"studienarbeit|projektarbeit|studentische projekte|studierendenprojekte|diplomarbeit|"
        r"^(?:offene |mögliche |aktuelle |freie )?themen(?: für|$|vorschläge)|"
        r"^abgeschlossene arbeiten|"
        r"^betreute arbeiten|^laufende arbeiten|\bthes[ie]s\b|student projects?|"
        r"^(?:open |available )?topics$|supervised|dissertationsthemen)", re.I)),
    (SERVICE, re.compile(
        r"(?:dienstleistung|leistungsangebot|leistungen für|angebote? für (?:unternehmen|betriebe|"
        r"industrie|firmen)|für (?:unternehmen|betriebe)|labordienst|prüfleistung|prüfungen, die|"
        r"auftragsanalytik|auftragsmessung|messdienst|\bservices?\b|consulting|for (?:companies|"
        r"industry|business)|^analytik$|beratung(?:sangebot)?$|^transfer|^was wir (?:für|"
        r"anbieten|bieten|"
        r"leisten)|^what we offer|^how we (?:can )?help)", re.I)),
    (PUBLICATION, re.compile(
        r"(?:publikation|veröffentlichung|publication|literatur(?:verzeichnis)?$|schriften|"
        r"zeitschriften(?:beiträge|artikel|aufsätze)|konferenz(?:beiträge|bände)|tagungsb|"
        r"buchbeitr|"
        r"buchkapitel|bücher|monogra|aufsätze|artikel$|peer[- ]review|journal (?:articles|papers)|"
        r"conference (?:papers|proceedings|contributions)|book chapters?|^books?$|^papers?$|"
        r"^articles?$|patente?|^references$|beiträge in|fachbeiträge|selected work)", re.I)),
    (EQUIPMENT, re.compile(
        r"(?:ausstattung|geräte|gerätepark|anlagen(?:park)?$|technikum|maschinenpark|equipment|"
        r"facilities|instruments?$|instrumentation|infrastruktur|infrastructure|software$|"
        r"prüfstände|"
        r"^labor(?:e|atorium)?$|^(?:unsere |unser )labor(?:e)?$|^labs?$|"
        r"^laborator(?:y|ies)$)", re.I)),
    (METHOD, re.compile(
        r"(?:methoden|methodik|methodisch|verfahren$|messverfahren|^analysen$|methods?$|methodolog|"
        r"techniques?$|methodenkompetenz|kompetenzen$|^expertise$|\bskills$|fachkompetenz)", re.I)),
    (PROJECT, re.compile(
        r"(?:projekte|drittmittel|forschungsvorhaben|projects?$|projects?:|grants?$|fundings?$|"
        r"funded|vorhaben$|kooperationen$|verbundvorhaben)", re.I)),
    (TEACHING, re.compile(
        r"(?:^lehre\b|lehrveranstaltung|vorlesungen|module$|seminare$|kurse$|lehrgebiete$|"
        r"lehrfächer|"
        r"teaching|courses?$|lectures?$|lehrtätigkeit|lehrangebot|^(?:aus (?:der|unserer) |"
        r"unsere )lehre)",
        re.I)),
    (RESEARCH, re.compile(
        r"(?:forschung|arbeitsgebiet|arbeitsschwerpunkt|schwerpunkte|themengebiete|fachgebiete|"
        r"tätigkeitsfelder|^(?:womit|woran|worüber|was) wir\b|^what we (?:do|study|work)|"
        r"research|areas? of (?:expertise|interest|work)|interests$|focus|topics)",
        re.I)),
    (PROSE, re.compile(
        r"^(?:über (?:uns|das|mich)|about|profil\b|kurzprofil|das (?:lehrgebiet|labor|institut)|"
        r"labor für|laboratory (?:of|for)|institut für|willkommen|welcome|summary|kurzvorstellung|"
        r"arbeitsgruppe|biogra)", re.I)),
]  # fmt: skip
"""The first that fits counts, so what is dropped stands first."""

BARE_HEADING = re.compile(
    r"^(?:abschnitt|kapitel|section)?\s*(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]+\.)\s+"
)
VERB = re.compile(
    r"\b(?:ist|sind|war|wird|werden|wurde|hat|haben|wir|ich|is|are|was|were|has|have|we|I"
    r"|our team)\b"
)
LOOSELY: list[tuple[str, re.Pattern[str]]] = [
    (DROPPED, re.compile(r"kontakt|contact|erreich|news|\bjobs?\b|stellen|join|hiring", re.I)),
    (THESIS, re.compile(r"abschlussarbeit|\bstudent|thes[ie]s\b|bachelor|master", re.I)),
    (PUBLICATION, re.compile(r"\bpapers?\b|publi[ck]|veröffentl|literatur", re.I)),
    (TEACHING, re.compile(r"\blehre\b|teach|vorlesung", re.I)),
    (PROJECT, re.compile(r"projekt|project|vorhaben", re.I)),
    (SERVICE, re.compile(r"angebot|service|leistung|für sie\b|für partner|for partners", re.I)),
    (METHOD, re.compile(r"analyse|methode|messung|prüfung|technique|möglichkeiten", re.I)),
    (EQUIPMENT, re.compile(r"anlage|gerät|technikum|werkstatt|workshop|equipment|\blabs?\b", re.I)),
    (RESEARCH, re.compile(r"themen|topics|fields? of|schwerpunkt|gebiete|focus", re.I)),
]
"""Enough for a line that stands like a heading: space above it, its lines right below."""

ASKING = re.compile(r"^(?:was|womit|woran|worüber|wie|themen|what|how|topics)\b", re.I)
"""Headings of pages that speak to people begin so, and may hold a verb."""
NOTE = re.compile(r"\s*\([^()]*\)\s*$")
RUN_TIME = re.compile(r"\b(?:19|20)\d\d\s*[–-]\s*(?:(?:19|20)\d\d|heute|today)")
LEADING = re.compile(r"^[#*_\s]+|[*_\s]+$")


@dataclass(frozen=True)
class Heading:
    """What the lines below it speak of, and what stands on its own line."""

    kind: str
    rest: str = ""


def heading_in(line: str, *, is_marked: bool = False, opens_block: bool = False) -> Heading | None:
    """The heading that a line is; None for a line that says something itself.

    A line with a bullet is a heading only where a colon ends it.
    """
    text = LEADING.sub("", line)
    if RUN_TIME.search(text):
        return None
    name, colon, rest = text.partition(":")
    is_open = bool(colon) and not rest.strip()
    if is_marked and not is_open:
        return None
    if colon and rest.strip():
        return _with_items(name, rest.strip())
    name = NOTE.sub("", BARE_HEADING.sub("", name)).strip(" –-:")
    if not 2 < len(name) <= LONGEST_HEADING or len(name.split()) > MOST_WORDS:
        return None
    stands_like_one = is_open or (opens_block and not re.search(r"[\d,:]", text))
    if stands_like_one and not is_marked and name.endswith("!") and len(name.split()) < 5:
        return Heading(PROSE)
    if not is_open and name.endswith((".", "!", "?", ";")):
        return None
    if not is_open and VERB.search(name) and not ASKING.match(name):
        return None
    kind = _kind_of(name)
    if kind is None and stands_like_one and len(name.split()) < 6:
        kind = _kind_of(name, LOOSELY)
        return Heading(kind) if kind else None
    if kind is None and name.isupper() and len(name) > 5 and not re.search(r"\d", name):
        return Heading(PROSE)  # shouted, so it is a heading, of whatever
    return Heading(kind) if kind and (is_open or _stands_alone(name, kind)) else None


def _with_items(name: str, rest: str) -> Heading | None:
    """„Unsere Arbeitsgebiete: A, B, C“ is a heading and its list."""
    name = name.strip()
    if len(name.split()) > 4 or not re.search(r"[,;]", rest) or re.search(r"[.!?]\s", rest):
        return None
    kind = _kind_of(name)
    return Heading(kind, rest) if kind in {RESEARCH, METHOD, EQUIPMENT, TEACHING, SERVICE} else None


def _kind_of(name: str, cues: list[tuple[str, re.Pattern[str]]] | None = None) -> str | None:
    for kind, cue in cues or HEADINGS:
        if cue.search(name):
            return kind
    return None


def _stands_alone(name: str, kind: str) -> bool:
    """Whether a short line is more likely a heading than the first statement of a list."""
    return kind in {DROPPED, PROSE} or len(name.split()) <= 6
