"""What is no competence: who somebody is and how to reach them, money, menus and small print."""

import re

CONTACT = re.compile(
    r"\b(?:tel(?:efon)?|fon|phone|fax|mobil|mobile|handy)\s*(?:\.|:|nr|\+|\(?\d)"
    r"|[\w.+-]{1,64}(?:@|\s?[(\[]at[)\]]\s?)[\w-]{1,64}(?:\.|\s?[(\[]dot[)\]]\s?)\w"
    r"|\b(?:raum|büro|zimmer|gebäude|room|building) [A-Z]?[\w.]{0,3}\d"
    r"|\b(?:zimmer|sekretariat)\b",
    re.I,
)
PRIVATE = re.compile(
    r"\b(?:sprechstunde|sprechzeit|office hours?|öffnungszeit)"
    r"|\b(?:geboren|geb\.|geburts(?:tag|datum|ort)|born (?:on|in)|date of birth|staatsangehörig"
    r"|nationality|verheiratet|ledig|geschieden|married|familienstand|marital|konfession|kinder$"
    r"|(?:ein|zwei|drei|vier|\d) (?:kind(?:er)?|children)\b|children$|iban|steuernummer|matrikel"
    r"|hobb(?:y|ies)\b|hobbys|orcid|researchgate|google scholar|linkedin)"
    r"|\b\w+(?:straße|strasse|str\.|weg|platz|allee|gasse|ring) \d{1,4}\s?[a-z]?\b"
    r"|\b(?:D-)?\d{5} [A-ZÄÖÜ]\w+"
    r"|\b(?:mitglied (?:im|in|der|des)|member of|gutachter(?:in)? für|reviewer for)\b"
    r"|\b(?:promotion|habilitation|ph\.?d\.?|berufung|studium (?:der|des)|abitur|grundschule"
    r"|gymnasium)\b(?:[,:]| an der| in | zum | zur )"
    r"|\b(?:seit|since) (?:19|20)\d\d\b.{0,20}\b(?:professor|leiter|head|dozent|lecturer)",
    re.I,
)
MENU = re.compile(
    r"^(?:zum inhalt|zur navigation|zur suche|skip to|springen|startseite|home|home ?page|studium|"
    r"forschung und transfer|hochschule|fakultät(?:en)?|fachbereiche?|personen|personal|suche|"
    r"search|"
    r"menü|menu|login|anmelden|abmelden|logout|intranet|moodle|sitemap|site map|impressum|imprint|"
    r"datenschutz\w*|privacy(?: policy)?|barrierefreiheit|accessibility|leichte sprache|"
    r"gebärdensprache|drucken|print|teilen|share\b.*|nach oben|back to top|top|zurück|back|weiter|"
    r"next|previous|mehr(?: erfahren| lesen)?|weiterlesen|read more|learn more|show more|"
    r"details|english|deutsch|de|en|facebook|twitter|x|instagram|youtube|xing|accept all.*|"
    r"alle akzeptieren.*|ablehnen|reject.*|kontakt|contact|news|aktuelles|veranstaltungen|events|"
    r"bibliothek|library|jobs?|karriere|business|study|research|about us|über uns|download|pdf)$",
    re.I,
)
SMALL_PRINT = re.compile(
    r"©|\(c\) \d|\bcookies?\b|all rights reserved|alle rechte vorbehalten|letzte (?:änderung|"
    r"aktualisierung)|"
    r"last (?:updated|modified)|zuletzt (?:geändert|aktualisiert)|^stand\b|siehe moodle|"
    r"^sie sind hier|^sie erreichen uns|^we are hiring|"
    r"^you are here|^folgen sie|klausureinsicht|mwst|^seite \d+|^page \d+|"
    r"\d+ ?/ ?\d+$|^https?://|^www\.|^anfahrt|"
    r"^prof(?:\.|essor)|^dr\.|^dipl\.|^\w+, den \d|"
    r"^(?:anmeldung|kontakt|contact|adresse|bürozeiten):",
    re.I,
)
DATED = re.compile(r"^\d{1,2}\.? ?(?:\d{1,2}\.|[A-Za-zäÄ]+\.?) ?\d{4}\b\s*[:–|-]")
PATH = re.compile(r"^[^.]{0,120}(?:\s[>›»|]\s[^.]{1,80}){2,}$|^home\s?[/>›»|]", re.I)

MONEY = r"(?:\d{1,3}(?:[.,\s]\d{3})+|\d+(?:[.,]\d+)?)"
CURRENCY = r"(?:€|euro?\b|eur\b|t€|k€|mio\.?\s?(?:€|euro?)|million(?:en)? euros?)"
SUM = re.compile(
    rf"[,;–(]?\s*\(?(?:projektvolumen|volumen|fördersumme|förderung|budget|drittmittel|insgesamt"
    rf"|funding|total)?:?\s*(?:ca\.\s*)?(?:{CURRENCY}\s*{MONEY}|{MONEY}\s*{CURRENCY}"
    rf"|{MONEY}\s*mio\.?(?:\s*€)?)\s*\)?",
    re.I,
)
FUNDER = re.compile(
    r"[,;.(]\s*\(?(?:gefördert (?:vom?|durch|von)|funded by|förderung durch|mittelgeber"
    r"|auftraggeber|financed by|fördergeber|sponsored by)\b.*$",
    re.I,
)


def is_no_competence(line: str) -> bool:
    """Whether a line speaks of the person, of reaching them, or only of the page it stands on."""
    text = line.strip(" \t•·*–-|")
    return (
        not re.search(r"[^\W\d_]{2}", text)
        or bool(MENU.match(text))
        or bool(CONTACT.search(text))
        or bool(PRIVATE.search(text))
        or bool(SMALL_PRINT.search(text))
        or bool(DATED.match(text))
        or bool(PATH.match(text))
    )


ROLE = re.compile(
    r"[,;(]\s*\(?(?:principal investigator|co-?investigator|co-?pi|pi|projektleit(?:ung|er(?:in)?)|"
    r"teilprojektleitung|antragsteller(?:in)?|project (?:lead|leader|manager))\)?\s*(?=[,;(]|$)",
    re.I,
)


def without_money(text: str) -> str:
    """A statement without who paid, how much, and who was in charge."""
    return ROLE.sub("", SUM.sub("", FUNDER.sub("", text))).strip(" ,;–-")
