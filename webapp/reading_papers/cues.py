"""Words by which a sentence says what it speaks of, in German and English."""

import re

from webapp.reading_papers.found import (
    EQUIPMENT,
    METHOD,
    PROJECT,
    RESEARCH,
    SERVICE,
    TEACHING,
    THESIS,
)

LONGEST_SENTENCE = 400
ABBREVIATED = re.compile(
    r"(?:\b(?:ca|bzw|usw|etc|inkl|ggf|z\.\s?B|d\.\s?h|u\.\s?a|Prof|Dr|Ing|Nr|Abs|vgl|vs|al|St|Std|"
    r"approx|e\.g|i\.e|resp|Fig|Vol|No|pp|Hrsg|Eds?)|\b[A-Z]|\b\d{1,2})\.$"
)

SENTENCES: list[tuple[str, re.Pattern[str]]] = [
    (SERVICE, re.compile(
        r"\bwir (?:helfen|unterstützen|beraten|begleiten|prüfen|untersuchen|messen|analysieren|"
        r"bestimmen|bieten|führen)\b"
        r"|\b(?:analysieren|messen|prüfen|untersuchen|bestimmen|beraten) wir\b"
        r"|\b(?:im|in) Auftrag\b|\bfür (?:Betriebe|Unternehmen|Firmen|KMU|die Industrie)\b"
        r"|\blabor\w* (?:prüft|untersucht|misst|analysiert|bestimmt|bietet)\b"
        r"|\bwe (?:help|support|advise|test|measure|offer|analy[sz]e|assist|document)\b"
        r"|\blab(?:orator(?:y|ies))? (?:tests?|offers?|measures?|analy[sz]es|provides?)\b"
        r"|\bfor (?:companies|industry|industrial partners|SMEs)\b", re.I)),
    (THESIS, re.compile(
        r"\b(?:Bachelor|Master|Abschluss)arbeiten? (?:zu|über|im Bereich|können)\b"
        r"|\b(?:theses|thesis topics) (?:on|in|about)\b", re.I)),
    (EQUIPMENT, re.compile(
        r"\b(?:verfügt über|ausgestattet mit|steht (?:ein|eine|uns)|stehen (?:uns|dafür|zur))\b"
        r"|\b(?:is|are) equipped with\b|\bour (?:equipment|facilities) (?:includes?|comprises?)\b",
        re.I)),
    (PROJECT, re.compile(
        r"\b(?:im|in dem|unser) (?:Forschungs|Verbund)?(?:projekt|vorhaben)\b"
        r"|\bin (?:the|our) (?:research )?project\b", re.I)),
    (TEACHING, re.compile(
        r"\b(?:ich lehre|wir lehren|die lehre umfasst|lehrveranstaltungen (?:zu|in))\b"
        r"|\b(?:I|we) teach\b", re.I)),
    (METHOD, re.compile(
        r"\b(?:wir|ich) (?:setzen?|nutzen?|verwenden?|wenden?)\b|\bmit Hilfe von\b"
        r"|\b(?:we|I) (?:use|apply|employ)\b", re.I)),
    (RESEARCH, re.compile(
        r"\b(?:forsch(?:t|en|e)|befass(?:t|en|e) (?:sich|uns|mich)|beschäftig(?:t|en|e) "
        r"(?:sich|uns|mich)|arbeite[nt]? (?:an|zu|auf)|entwick(?:elt|eln|le)|untersuch(?:t|en|e)|"
        r"erforsch(?:t|en|e)|(?:Forschungs|Arbeits)(?:schwerpunkte?|gebiete?|felder)\b.{0,40}"
        r"\b(?:ist|sind|liegt|liegen|umfass))"
        r"|\b(?:research(?:es)?|works?|working|focus(?:es)?|speciali[sz]es?) on\b"
        r"|\b(?:investigates?|develops?|studies|explores?)\b"
        r"|\bresearch (?:focus|interests?|areas?) (?:is|are|include|lie)", re.I)),
]  # fmt: skip
"""Looked at in this order: what is done for others says more than that it is research."""


def kind_of_sentence(sentence: str) -> str | None:
    """What a sentence speaks of; None when it says nothing about the work."""
    for kind, cue in SENTENCES:
        if cue.search(sentence):
            return kind
    return None


def sentences(text: str) -> list[str]:
    """The sentences of a text; an abbreviation ends none."""
    parted: list[str] = []
    for piece in re.split(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ„“\"(])", " ".join(text.split())):
        if parted and ABBREVIATED.search(parted[-1]):
            parted[-1] += f" {piece}"
        else:
            parted.append(piece)
    return [each for each in parted if each and len(each) <= LONGEST_SENTENCE]
