"""Every figure once: its name, its words, and in one sentence how it is counted.

Who adds a figure writes it here and shows it in a table of `tables`; page, files and the words „So
wird gezählt“ follow.
"""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from webapp.counting import FIRST_ANSWER_RULE, PROFESSOR_ANSWER_RULE


@dataclass(frozen=True)
class Figure:
    """What is counted."""

    words: LazyString
    rule: LazyString


FIGURES: dict[str, Figure] = {
    "eingereicht": Figure(
        _l("Eingereicht"),
        _l(
            "Bedarfe, die in diesem Zeitraum eingereicht wurden und die Sie einsehen dürfen; "
            "Entwürfe und zurückgezogene Bedarfe zählen nicht."
        ),
    ),
    "vorgeschlagen": Figure(
        _l("Mit Vorschlägen"),
        _l("Davon die Bedarfe, zu denen mindestens ein Lehrgebiet vorgeschlagen oder ergänzt ist."),
    ),
    "freigegeben": Figure(
        _l("Vorschlag freigegeben"),
        _l(
            "Davon die Bedarfe, bei denen eine Transfermanagerin oder ein Transfermanager "
            "mindestens ein Lehrgebiet freigegeben hat."
        ),
    ),
    "angefragt": Figure(
        _l("Angefragt"),
        _l("Davon die Bedarfe, zu denen mindestens ein Lehrgebiet angefragt wurde."),
    ),
    "interessiert": Figure(
        _l("Interesse"),
        _l(
            "Davon die Bedarfe, für die sich mindestens ein angefragtes Lehrgebiet interessiert; "
            "nach einer neuen Kurzfassung zählt die neue Antwort."
        ),
    ),
    "vermittelt": Figure(
        _l("Vermittelt"),
        _l("Davon die Bedarfe, bei denen auch das Unternehmen einer Vermittlung zugestimmt hat."),
    ),
    "gesprochen": Figure(
        _l("Erstgespräch"),
        _l("Davon die Bedarfe, zu denen mindestens ein Erstgespräch festgehalten ist."),
    ),
    "zusammenarbeit": Figure(
        _l("Zusammenarbeit"),
        _l(
            "Davon die Bedarfe, die mit einem Ergebnis abgeschlossen sind, außer „Keine "
            "Zusammenarbeit“ und „Kein passender Treffer“."
        ),
    ),
    "anteil_davor": Figure(
        _l("Anteil am Schritt davor"),
        _l("Bedarfe in diesem Schritt, geteilt durch die Bedarfe im Schritt davor."),
    ),
    "anteil_alle": Figure(
        _l("Anteil an allen"),
        _l("Bedarfe in diesem Schritt, geteilt durch alle eingereichten."),
    ),
    "schrittdauer": Figure(
        _l("Tage seit dem Schritt davor (Median)"),
        _l(
            "Die mittlere Dauer vom Schritt davor bis zu diesem, jeweils beim ersten Mal; vor der "
            "Einreichung liegt der Beginn des Entwurfs."
        ),
    ),
    "erste_antwort": Figure(
        _l("Unternehmen wartet auf die erste Antwort"),
        FIRST_ANSWER_RULE,
    ),
    "antwort_lehrgebiet": Figure(
        _l("Lehrgebiet antwortet auf eine Anfrage"),
        PROFESSOR_ANSWER_RULE,
    ),
    "zustimmung": Figure(
        _l("Unternehmen stimmt einer Vermittlung zu"),
        _l("Vom Interesse des Lehrgebiets bis zur Zustimmung des Unternehmens."),
    ),
    "antworten": Figure(
        _l("Antworten"), _l("Wie oft beides bekannt ist: wann gefragt und wann geantwortet wurde.")
    ),
    "median": Figure(
        _l("Median in Tagen"), _l("Die Hälfte der Antworten kam schneller, die andere später.")
    ),
    "neunzig": Figure(
        _l("Tage für neun von zehn"),
        _l("In dieser Zeit kamen neun von zehn Antworten."),
    ),
    "median_arbeitstage": Figure(
        _l("Median in Arbeitstagen"),
        _l(
            "Dasselbe in Arbeitstagen, wie sie den Unternehmen genannt werden: ohne Wochenenden "
            "und Feiertage in Nordrhein-Westfalen, der Tag des Beginns zählt nicht mit."
        ),
    ),
    "neunzig_arbeitstage": Figure(
        _l("Arbeitstage für neun von zehn"),
        _l("In so vielen Arbeitstagen kamen neun von zehn Antworten."),
    ),
    "zusagen": Figure(
        _l("Genannte Termine"),
        _l("Termine, die dem Unternehmen in einem der gezählten Fälle genannt wurden."),
    ),
    "gehalten": Figure(
        _l("Gehalten"), _l("Bis zum Ende des genannten Tages ist eingetreten, worum es ging.")
    ),
    "versaeumt": Figure(
        _l("Versäumt"), _l("Der genannte Tag ist vorbei, ohne dass es bis dahin eingetreten war.")
    ),
    "offen": Figure(_l("Noch offen"), _l("Der genannte Tag liegt noch vor uns.")),
    "anfragen": Figure(
        _l("Vermittlungen"),
        _l("Lehrgebiete, die für einen der gezählten Fälle freigegeben wurden, je Fall einmal."),
    ),
    "absagen": Figure(
        _l("Absagen"),
        _l("Absagen von Lehrgebieten in den gezählten Fällen, nach dem genannten Grund."),
    ),
    "ablehnungen": Figure(
        _l("Abgelehnte Vorschläge"),
        _l("Vorschläge, die in den gezählten Fällen abgelehnt wurden, nach dem genannten Grund."),
    ),
    "ergebnisse": Figure(
        _l("Abgeschlossene Fälle"),
        _l("Die gezählten Fälle, die abgeschlossen sind, nach ihrem Ergebnis."),
    ),
    "u_angefragt": Figure(
        _l("Anfragen"), _l("Anfragen an Lehrgebiete dieser Hochschule in den gezählten Fällen.")
    ),
    "u_interessiert": Figure(
        _l("Zusagen"), _l("Davon die Anfragen, zu denen das Lehrgebiet Interesse zugesagt hat.")
    ),
    "u_vermittelt": Figure(
        _l("Zustandegekommene Vermittlungen"),
        _l("Davon die Anfragen, bei denen auch das Unternehmen zugestimmt hat."),
    ),
    "u_gesprochen": Figure(
        _l("Erstgespräche"), _l("Davon die Vermittlungen mit festgehaltenem Erstgespräch.")
    ),
}
