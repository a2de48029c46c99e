"""Every indicator once: its name, in one sentence how it is counted, and on what that rests.

Who changes how something is counted gives the rule its next version: entries keep the one they were
counted by. Who adds an indicator writes it here, and where the service itself knows it, in `facts`;
pages, files and docs/indicators.md follow.
"""

import enum
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from webapp.counting import FIRST_ANSWER_RULE, PROFESSOR_ANSWER_RULE


class Unit(enum.Enum):
    """In what an indicator is counted."""

    COUNT = "anzahl"
    PEOPLE = "personen"
    JOBS = "arbeitsplaetze"
    EUROS = "euro"
    TONNES = "tonnen"
    TONNES_CO2 = "tonnen_co2"
    DAYS = "tage"


class Kind(enum.Enum):
    """How its entries become one figure."""

    COUNTED = "gezaehlt"
    """Each entry is one of them."""
    ADDED = "addiert"
    """Reported values are added up."""
    MEDIAN = "median"
    """Half of them are below, half above."""


UNIT_WORDS: dict[Unit, LazyString] = {
    Unit.COUNT: _l("Anzahl"),
    Unit.PEOPLE: _l("Personen"),
    Unit.JOBS: _l("Arbeitsplätze"),
    Unit.EUROS: _l("Euro"),
    Unit.TONNES: _l("Tonnen"),
    Unit.TONNES_CO2: _l("Tonnen CO2"),
    Unit.DAYS: _l("Tage (Median)"),
}
WHOLE_UNITS = {Unit.COUNT, Unit.PEOPLE}
"""Nobody is half a person; a job may be part-time."""


@dataclass(frozen=True)
class Rule:
    """How one indicator is counted."""

    code: str
    version: int
    words: LazyString
    rule: LazyString
    unit: Unit
    kind: Kind
    evidence: LazyString
    question: LazyString | None = None
    """What is asked in a form; only of what is reported."""

    @property
    def is_reported(self) -> bool:
        """Whether people say it, and not the service itself."""
        return self.kind is Kind.ADDED

    @property
    def unit_words(self) -> LazyString:
        """In what it is counted."""
        return UNIT_WORDS[self.unit]


def thousandths_of(value: Decimal) -> int:
    """A value as the ledger keeps it, rounded half to even.

    >>> thousandths_of(Decimal("2.5"))
    2500
    """
    return int((value * 1000).to_integral_value())


CASES = _l("Der Fall: Einreichung, Zustimmungen, Termin und Abschluss stehen im Protokoll.")
REPORTS = _l(
    "Die Meldung: von wem und wann, ob geschätzt oder gemessen, und bei Angaben der Transferstelle "
    "die genannte Quelle. Je Fall zählt die letzte Meldung, für alles seit Beginn der "
    "Zusammenarbeit."
)
_ALL = (
    Rule(
        "kontakte", 1, _l("Kontakte mit Unternehmen"),
        _l(
            "Jeder eingereichte Bedarf und jede Person aus einem Unternehmen, die zu einer "
            "Veranstaltung gekommen und am Eingang begrüßt worden ist, ist ein Kontakt."
        ),
        Unit.COUNT, Kind.COUNTED,
        _l("Der Fall oder die Veranstaltung."),
    ),
    Rule(
        "bedarfe", 1, _l("Bedarfe eingereicht"),
        _l(
            "Bedarfe, die eingereicht wurden; sie zählen am Tag der Einreichung. Entwürfe und "
            "zurückgezogene Bedarfe zählen nicht."
        ),
        Unit.COUNT, Kind.COUNTED, CASES,
    ),
    Rule(
        "vermittlungen", 1, _l("Vermittlungen"),
        _l(
            "Vermittlungen, denen beide Seiten zugestimmt haben; sie zählen am Tag, an dem auch "
            "das Unternehmen zugestimmt hat, und für die Hochschule des Lehrgebiets."
        ),
        Unit.COUNT, Kind.COUNTED, CASES,
    ),
    Rule(
        "erstgespraeche", 1, _l("Erstgespräche"),
        _l("Vermittlungen mit festgehaltenem Erstgespräch; sie zählen am Tag des Gesprächs."),
        Unit.COUNT, Kind.COUNTED, CASES,
    ),
    Rule(
        "kooperationen", 1, _l("Kooperationen"),
        _l(
            "Fälle, die mit einem Ergebnis abgeschlossen sind, außer „Keine Zusammenarbeit“ und "
            "„Kein passender Treffer“; sie zählen am Tag des Abschlusses."
        ),
        Unit.COUNT, Kind.COUNTED, CASES,
    ),
    Rule(
        "abschlussarbeiten", 1, _l("Abschlussarbeiten"),
        _l(
            "Fälle, die mit dem Ergebnis „Abschlussarbeit“ abgeschlossen sind; sie zählen auch als "
            "Kooperation."
        ),
        Unit.COUNT, Kind.COUNTED, CASES,
    ),
    Rule(
        "ohne_treffer", 1, _l("Ohne passenden Treffer"),
        _l(
            "Fälle, die mit „Kein passender Treffer“ abgeschlossen sind; sie zählen am Tag des "
            "Abschlusses."
        ),
        Unit.COUNT, Kind.COUNTED, CASES,
    ),
    Rule(
        "thema_fehlt", 1, _l("Davon: Thema fehlt an beiden Hochschulen"),
        _l("Fälle ohne passenden Treffer, bei denen als Grund steht, dass das Thema fehlt."),
        Unit.COUNT, Kind.COUNTED, CASES,
    ),
    Rule(
        "antwort_unternehmen", 1, _l("Unternehmen wartet auf die erste Antwort"),
        FIRST_ANSWER_RULE, Unit.DAYS, Kind.MEDIAN, CASES,
    ),
    Rule(
        "antwort_lehrgebiet", 1, _l("Lehrgebiet antwortet auf eine Anfrage"),
        PROFESSOR_ANSWER_RULE, Unit.DAYS, Kind.MEDIAN, CASES,
    ),
    Rule(
        "qualifizierte", 1, _l("Qualifizierte Personen"),
        _l("Personen, die nach Angabe in einer Weiterbildung oder Schulung etwas gelernt haben."),
        Unit.PEOPLE, Kind.ADDED, REPORTS,
        _l("Wie viele Personen haben dabei etwas gelernt?"),
    ),
    Rule(
        "arbeitsplaetze_gesichert", 1, _l("Gesicherte Arbeitsplätze"),
        _l("Arbeitsplätze, die nach Angabe durch die Zusammenarbeit erhalten geblieben sind."),
        Unit.JOBS, Kind.ADDED, REPORTS,
        _l("Wie viele Arbeitsplätze sind dadurch erhalten geblieben?"),
    ),
    Rule(
        "arbeitsplaetze_neu", 1, _l("Neue Arbeitsplätze"),
        _l("Arbeitsplätze, die nach Angabe durch die Zusammenarbeit entstanden sind."),
        Unit.JOBS, Kind.ADDED, REPORTS,
        _l("Wie viele Arbeitsplätze sind dadurch neu entstanden?"),
    ),
    Rule(
        "euro", 1, _l("Investiert oder eingespart"),
        _l(
            "Beträge, die nach Angabe durch die Zusammenarbeit investiert oder eingespart wurden; "
            "Fördermittel zählen nicht mit."
        ),
        Unit.EUROS, Kind.ADDED, REPORTS,
        _l("Wie viel Euro haben Sie dadurch investiert oder eingespart?"),
    ),
    Rule(
        "foerdermittel", 1, _l("Bewilligte Fördermittel"),
        _l(
            "Summen, die die Transferstelle in einem Fall als bewilligt notiert hat, über alle "
            "Förderprogramme des Falls; je Programm zählt die letzte Notiz. Ohne genannte Summe "
            "zählt nichts."
        ),
        Unit.EUROS, Kind.ADDED, REPORTS,
    ),
    Rule(
        "tonnen", 1, _l("Eingespartes Material"),
        _l(
            "Tonnen Material oder Abfall, die nach Angabe nicht mehr gebraucht wurden oder im "
            "Kreislauf geblieben sind."
        ),
        Unit.TONNES, Kind.ADDED, REPORTS,
        _l("Wie viele Tonnen Material oder Abfall haben Sie dadurch gespart?"),
    ),
    Rule(
        "co2", 1, _l("Vermiedenes CO2"),
        _l(
            "Tonnen CO2, die nach Angabe vermieden wurden. Der Dienst rechnet nichts um und kennt "
            "keine Emissionsfaktoren."
        ),
        Unit.TONNES_CO2, Kind.ADDED, REPORTS,
        _l("Wie viele Tonnen CO2 haben Sie dadurch vermieden?"),
    ),
)  # fmt: skip
RULES: dict[str, Rule] = {each.code: each for each in _ALL}
ASKED: tuple[Rule, ...] = tuple(each for each in _ALL if each.question is not None)
"""What a form asks for; the other reported values are noted where they come from."""
REPORTED: tuple[Rule, ...] = tuple(each for each in _ALL if each.is_reported)
