"""The German words for Stoffströme and for projects of several companies."""

from enum import Enum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from models import (
    ConsentState,
    DismissReason,
    FlowDirection,
    FlowPeriod,
    FlowShape,
    FlowUnit,
    JointKind,
    JointState,
    JointStepKind,
)

FLOW_LABELS: dict[Enum, LazyString] = {
    FlowDirection.RESIDUE: _l("Reststoff abzugeben"),
    FlowDirection.INPUT: _l("Einsatzstoff gesucht"),
    FlowUnit.KILOGRAM: _l("kg"),
    FlowUnit.TONNE: _l("t"),
    FlowUnit.CUBIC_METRE: _l("m³"),
    FlowPeriod.WEEK: _l("pro Woche"),
    FlowPeriod.MONTH: _l("pro Monat"),
    FlowPeriod.YEAR: _l("pro Jahr"),
    FlowShape.GRANULATE: _l("Granulat, Mahlgut"),
    FlowShape.POWDER: _l("Pulver, Staub"),
    FlowShape.CHIPS: _l("Späne"),
    FlowShape.FIBRES: _l("Fasern"),
    FlowShape.FILM: _l("Folie, Bahnen"),
    FlowShape.PIECES: _l("Stücke, Teile"),
    FlowShape.BULK: _l("Schüttgut"),
    FlowShape.SLUDGE: _l("Schlamm"),
    FlowShape.LIQUID: _l("Flüssigkeit"),
    JointKind.TRIAD: _l("Stoffpaar"),
    JointKind.POOL: _l("Ähnliche Anliegen"),
    JointState.PROPOSED: _l("Vorschlag"),
    JointState.NOTED: _l("Gemerkt"),
    JointState.DISMISSED: _l("Verworfen"),
    JointState.INVITED: _l("Eingeladen"),
    JointState.JOINED: _l("Zustande gekommen"),
    JointState.ENDED: _l("Beendet"),
    DismissReason.MATERIAL: _l("Der Stoff passt nicht"),
    DismissReason.QUANTITY: _l("Die Menge passt nicht"),
    DismissReason.DISTANCE: _l("Zu weit voneinander entfernt"),
    DismissReason.RIVALS: _l("Die Betriebe stehen im Wettbewerb"),
    DismissReason.KNOWN: _l("Die Betriebe arbeiten schon zusammen"),
    DismissReason.NOT_ALIKE: _l("Es geht um Verschiedenes"),
    ConsentState.NOT_ASKED: _l("Noch nicht gefragt"),
    ConsentState.ASKED: _l("Noch keine Antwort"),
    ConsentState.AGREED: _l("Zugestimmt"),
    ConsentState.REFUSED: _l("Möchte nicht"),
    JointStepKind.FOUND: _l("Von der Software gefunden"),
    JointStepKind.NOTED: _l("Gemerkt"),
    JointStepKind.DISMISSED: _l("Verworfen"),
    JointStepKind.ASKED: _l("Einladung verschickt"),
    JointStepKind.AGREED: _l("Zugestimmt"),
    JointStepKind.REFUSED: _l("Abgelehnt"),
    JointStepKind.TAKEN_BACK: _l("Zustimmung zurückgenommen"),
    JointStepKind.JOINED: _l("Alle haben zugestimmt"),
    JointStepKind.ENDED: _l("Ohne Ergebnis beendet"),
}
"""By enum member, for webapp/labels.py."""
