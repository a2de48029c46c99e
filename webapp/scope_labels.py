"""The German words for what a program may be used for."""

from enum import Enum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from models import Scope

SCOPE_LABELS: dict[Enum, LazyString] = {
    Scope.NEEDS: _l("Eigene Bedarfe lesen"),
    Scope.CASES: _l("Fälle lesen, ohne Texte und Namen"),
    Scope.FIGURES: _l("Kennzahlen der Region lesen"),
    Scope.GAPS: _l("Ungedeckte Themen ausgeben"),
    Scope.CALENDAR: _l("Termine im eigenen Kalender"),
}
SCOPE_HINTS: dict[Scope, LazyString] = {
    Scope.NEEDS: _l("Titel, Beschreibung, Stand und Ergebnis, wie sie auf Ihren Seiten stehen."),
    Scope.CASES: _l("Fallnummer, Gemeinde, Monat und Stand der Fälle, von denen Sie wissen."),
    Scope.FIGURES: _l("Dieselben Zahlen wie auf der Seite der Region."),
    Scope.GAPS: _l("Themen, die mindestens fünf Unternehmen fehlen, für ein anderes Transfernetz."),
    Scope.CALENDAR: _l("Die Termine Ihrer Erstgespräche."),
}
"""What somebody who asks for a Zugang is told about it."""
