"""What a sketch begins with, and what of the company may stand in it.

A sketch leaves the service, and nobody here knows whom it reaches. So the name of the company and
its own words stand in it only once it has agreed to be introduced to a professor, and not even then
where it keeps something from somebody: an embargo, an exclusion, an agreement to be signed first.
Until then its place is held by words in square brackets, at best by the Kurzfassung it approved.
"""

import enum
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from models import Challenge
from models.funding_case import PARTS
from webapp.funding.rules import Need
from webapp.funding.wishes import formats_of
from webapp.identifying import TELLING, find_identifying
from webapp.labels import label
from webapp.ledger.rules import RULES

BLANK = re.compile(r"\[[^\[\]\n]{1,200}\]")
"""What is still to be filled in."""
COMPANY = "[Unternehmen]"
EFFECTS = (
    "tonnen", "co2", "euro", "arbeitsplaetze_gesichert", "arbeitsplaetze_neu", "qualifizierte",
)  # fmt: skip
APPROACH = (
    "Stand der Technik: [was es heute gibt und warum es nicht reicht]\n"
    "Lösungsweg: [was erprobt oder entwickelt werden soll]\n"
    "Neu daran: [worin es über den Stand der Technik hinausgeht]\n"
    "Risiko: [was scheitern kann]"
)
WORK_PLAN = (
    "1. Anforderungen und Ausgangslage klären: [Dauer], [wer]\n"
    "2. Untersuchen oder entwickeln: [Dauer], [wer]\n"
    "3. Im Betrieb erproben: [Dauer], [wer]\n"
    "4. Auswerten und übertragen: [Dauer], [wer]"
)
QUESTIONS = (
    "Ist das Programm noch offen, und gelten die Angaben dazu? [prüfen]\n"
    "Wer stellt den Antrag, und wer trägt den Eigenanteil? [klären]\n"
    "Wem gehören die Ergebnisse? [klären]\n"
    "Darf das Vorhaben vor der Bewilligung beginnen? [prüfen]"
)
AIM = "[Was am Ende anders sein soll und woran man es erkennt]"


class Release(enum.Enum):
    """What of the company may stand in a sketch."""

    ALL = "alles"
    """It knows its professor: name and text."""
    TEASER = "kurzfassung"
    """It approved a Kurzfassung."""
    NOTHING = "nichts"
    """It has released nothing yet."""
    BARRED = "gesperrt"
    """It keeps the case from somebody, and a file reaches anybody."""


@dataclass(frozen=True)
class Telling:
    """Words in a part of a sketch that tell who the company is."""

    part: str
    words: str


def release_of(challenge: Challenge, at: datetime) -> Release:
    """What the company has released so far."""
    if challenge.exclusions or challenge.is_embargoed(at) or challenge.nda_required:
        return Release.BARRED
    if any(each.is_mutual for each in challenge.introductions):
        return Release.ALL
    return Release.TEASER if challenge.approved_teaser is not None else Release.NOTHING


def first_words(challenge: Challenge, need: Need, at: datetime) -> dict[str, str]:
    """What a sketch begins with: what is known and released, and blanks for all else."""
    release = release_of(challenge, at)
    is_open = release is Release.ALL
    teaser = challenge.approved_teaser if release is Release.TEASER else None
    formats = [str(label(each)) for each in sorted(formats_of(challenge.support_kinds), key=str)]
    return {
        "title": challenge.title if is_open else "[Arbeitstitel]",
        "company": (
            f"{challenge.company.name}, {challenge.municipality.name}. [Was es herstellt]"
            if is_open
            else f"{COMPANY}. [Was es herstellt, ohne es erkennbar zu machen]"
        ),
        "problem": (
            challenge.description if is_open else teaser.text if teaser else "[Das Problem]"
        ),
        "aim": AIM,
        "approach": APPROACH,
        "partners": "\n".join(_partners(challenge, is_open=is_open)),
        "cooperation": ", ".join(formats) if formats else "[Form der Zusammenarbeit]",
        "themes": ", ".join(need.theme_names.values()) if is_open and need.themes else "[Themen]",
        "effect": "\n".join(
            f"{RULES[code].words} ({RULES[code].unit_words}): [Zahl und wie sie ermittelt ist]"
            for code in EFFECTS
        ),
        "work_plan": WORK_PLAN,
        "questions": QUESTIONS,
    }


def blanks_in(texts: Iterable[str]) -> list[str]:
    """What is still to be filled in, in order."""
    return [blank for text in texts for blank in BLANK.findall(text)]


def telling_in(texts: Mapping[str, str], challenge: Challenge, at: datetime) -> list[Telling]:
    """Words that tell who the company is, as long as it has not released that.

    What it approved itself, it has read; blanks tell nothing.
    """
    if release_of(challenge, at) is Release.ALL:
        return []
    teaser = challenge.approved_teaser
    found = []
    for name in ("title", *PARTS):
        text = BLANK.sub(_hidden, texts[name])
        if teaser is not None:
            text = text.replace(teaser.text, " " * len(teaser.text))
        found += [
            Telling(name, " ".join(text[each.start : each.end].split()))
            for each in find_identifying(text, challenge)
            if each.trace in TELLING
        ]
    return found


def _hidden(blank: re.Match[str]) -> str:
    return " " * len(blank.group())


def _partners(challenge: Challenge, *, is_open: bool) -> list[str]:
    company = challenge.company.name if is_open else COMPANY
    known = [
        f"{each.profile.chair}, {each.profile.department.campus.university.name}: [Beitrag]"
        for each in challenge.introductions
        if is_open and each.is_mutual
    ]
    return [f"{company}: [Beitrag]", *(known or ["[Lehrgebiet und Hochschule]: [Beitrag]"])]
