"""The confidentiality matrix in plain words: who sees what, from when on."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from models.matrix import Matrix, Party, Stage, Verb


@dataclass(frozen=True)
class Sight:
    """One thing a party sees: what, from when until when, and what narrows it down."""

    what: LazyString
    when: LazyString
    narrowed: Sequence[LazyString]


@dataclass(frozen=True)
class View:
    """Everything a party sees of a case."""

    who: LazyString
    sights: Sequence[Sight]


WHO: dict[Party, LazyString] = {
    Party.COMPANY_OWN: _l("Ihr eigenes Unternehmen"),
    Party.COMPANY_OTHER: _l("Andere Unternehmen"),
    Party.MANAGER_LEAD: _l("Die Transferstelle, die Ihren Fall führt"),
    Party.MANAGER_SAME_UNIVERSITY: _l("Andere in derselben Transferstelle"),
    Party.MANAGER_OTHER_UNIVERSITY: _l("Die Transferstelle der anderen Hochschule"),
    Party.PROFESSOR_ASKED: _l("Professorinnen und Professoren, die gefragt werden"),
    Party.PROFESSOR_OTHER: _l("Alle anderen Professorinnen und Professoren"),
    Party.SCOUT: _l("Ein Scout, der den Bedarf aufgeschrieben hat"),
    Party.SUPPORTER: _l("Kammern, Städte und andere Unterstützer"),
    Party.ADMIN: _l("Die Administration"),
    Party.ANONYMOUS: _l("Alle, auch ohne Anmeldung"),
}
"""In the order of the page; who has no product of their own yet is not on it."""

WHAT: dict[str, LazyString] = {
    "O0": _l("dass es den Fall gibt, seine Nummer und seinen Stand"),
    "O1": _l("den Bedarf im vollen Wortlaut und seine Dateien"),
    "O2": _l("die Kurzfassung ohne erkennbare Angaben"),
    "radar": _l("die Kurzfassung im Bedarfsradar"),
    "O3": _l("welches Unternehmen es ist und wen man dort anspricht"),
    "O4": _l("veröffentlichte Kompetenzprofile"),
    "O5": _l("Kapazität und Pausen von Professorinnen und Professoren"),
    "O5_conflict": _l("ob ein Lehrgebiet einen Interessenkonflikt hat"),
    "O5_contact": _l("E-Mail-Adresse und Telefonnummer des Lehrgebiets"),
    "O6": _l("wer für den Fall vorgeschlagen ist"),
    "interest": _l("welches Lehrgebiet im Bedarfsradar Interesse gemeldet hat"),
    "O7": _l("Ränge und Wahrscheinlichkeiten der Software"),
    "O8": _l("Entscheidungen"),
    "comments": _l("Anmerkungen, die Transferstellen füreinander schreiben"),
    "themes": _l("unter welchen Themen der Fall gezählt wird"),
    "flow": _l("welche Stoffe angegeben sind, mit Menge, Reinheit und Ort"),
    "funding": _l("welche Förderprogramme notiert sind, und die Skizze für einen Antrag"),
    "joint": _l("dass Anliegen mehrerer Betriebe zusammenpassen, und die Einladung dazu"),
    "O9": _l("Notizen zum Erstgespräch"),
    "messages": _l("Ihre Fragen an die Transferstelle und die Antworten"),
    "follow_up": _l("was Sie später über das Ergebnis sagen"),
    "indicator": _l("welche Zahlen zum Ergebnis festgehalten sind, mit ihrer Quelle"),
    "referral": _l("an welche andere Stelle das Unternehmen verwiesen wurde"),
    "gap": _l("welches Thema fehlt, in allgemeinen Worten und ohne das Unternehmen"),
    "topic_gap": _l("dass den Bedarf niemand beantwortet, und zu welchem Thema er zählt"),
    "O11": _l("wer wann was mit dem Fall getan hat"),
    "O12": _l("Zahlen für die Region"),
}
"""What a person can see; vectors and caches have no page."""

FROM: dict[Stage, LazyString] = {
    Stage.DRAFT: _l("vom Entwurf an"),
    Stage.SUBMITTED: _l("ab dem Einreichen"),
    Stage.PROPOSALS: _l("sobald Vorschläge vorliegen"),
    Stage.TEASER_SENT: _l("ab der Anfrage mit der Kurzfassung"),
    Stage.INTERESTED: _l("sobald ein Lehrgebiet Interesse hat"),
    Stage.INTRODUCED: _l("erst wenn beide Seiten zugestimmt haben"),
    Stage.CLOSED: _l("nach dem Abschluss"),
}
ALWAYS = _l("immer")
UNTIL_HANDED_IN = _l("nur bis zum Einreichen")
UNTIL_THE_END = _l("bis der Fall endet")
UNTIL_WITHDRAWN = _l("bis Sie den Bedarf zurückziehen")

NARROWED: dict[str, LazyString] = {
    "account": _l("nur Name und Adresse des Kontos"),
    "consented": _l("nur wer Ja gesagt hat"),
    "entered": _l("nur was er selbst aufgeschrieben hat"),
    "k5": _l("keine Zahl unter fünf"),
    "known": _l("nur aus Fällen, von denen sie wissen"),
    "metadata": _l("ohne Inhalte"),
    "outcome": _l("nur das Ergebnis, ohne Gründe und Notizen"),
    "own": _l("nur das Eigene"),
    "subscribed": _l(
        "nur wenn Unternehmen und Transferstelle sie dafür freigeben und nur wer den Bedarfsradar "
        "abonniert hat"
    ),
    "yes-no": _l("nur ja oder nein, nie der Grund"),
    "own-university": _l("nur für Lehrgebiete der eigenen Hochschule"),
    "released": _l("von den Dateien nur, was das Unternehmen dafür freigegeben hat"),
}
"""What the words of a cell mean; a company's own trail needs no such word."""


def views_of(matrix: Matrix) -> list[View]:
    """What the page shows, party by party."""
    return [View(who, list(_sights(matrix, party))) for party, who in WHO.items()]


def _sights(matrix: Matrix, party: Party):
    for thing, what in WHAT.items():
        cell = matrix.cell(thing, Verb.READ, party)
        if cell.is_built and cell.stages:
            narrowed = [NARROWED[each] for each in sorted(cell.scopes)]
            yield Sight(what, _when(cell.stages), [*_end_of(cell.stages), *narrowed])


def _when(stages: frozenset[Stage]) -> LazyString:
    if stages == frozenset(Stage):
        return ALWAYS
    if stages == {Stage.DRAFT}:
        return UNTIL_HANDED_IN
    return FROM[next(each for each in Stage if each in stages)]


def _end_of(stages: frozenset[Stage]) -> list[LazyString]:
    if stages == {Stage.DRAFT}:
        return []
    if Stage.CLOSED not in stages:
        return [UNTIL_THE_END]
    return [] if Stage.WITHDRAWN in stages else [UNTIL_WITHDRAWN]
