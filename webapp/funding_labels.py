"""The German words for what is known of Förderprogramme and noted about them."""

from enum import Enum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from models import (
    FundingApplicant,
    FundingChange,
    FundingLevel,
    FundingPartner,
    FundingRegion,
    FundingStage,
    FundingState,
    FundingStep,
)

FUNDING_LABELS: dict[Enum, LazyString] = {
    FundingLevel.EUROPE: _l("Europäische Union"),
    FundingLevel.FEDERAL: _l("Bund"),
    FundingLevel.STATE: _l("Land"),
    FundingLevel.DISTRICT: _l("Kreis"),
    FundingLevel.OTHER: _l("Andere"),
    FundingApplicant.MICRO: _l("Kleinstunternehmen"),
    FundingApplicant.SMALL: _l("Kleine Unternehmen"),
    FundingApplicant.MEDIUM: _l("Mittlere Unternehmen"),
    FundingApplicant.LARGE: _l("Größere Unternehmen"),
    FundingApplicant.UNIVERSITY: _l("Hochschulen"),
    FundingApplicant.CONSORTIUM: _l("Mehrere Partner zusammen"),
    FundingStage.IDEA: _l("Idee und Machbarkeit"),
    FundingStage.ENTRY: _l("Einstieg: Abschlussarbeit oder Gutschein"),
    FundingStage.DEVELOPMENT: _l("Entwicklung"),
    FundingStage.PILOT: _l("Pilot und Demonstration"),
    FundingStage.INVESTMENT: _l("Investition"),
    FundingStage.QUALIFICATION: _l("Qualifizierung"),
    FundingRegion.EUROPE: _l("Europa"),
    FundingRegion.GERMANY: _l("Deutschland"),
    FundingRegion.STATE: _l("Nordrhein-Westfalen"),
    FundingRegion.DISTRICT: _l("Kreis Unna"),
    FundingRegion.PLACES: _l("Einzelne Städte und Gemeinden"),
    FundingPartner.REQUIRED: _l("Eine Hochschule muss dabei sein"),
    FundingPartner.POSSIBLE: _l("Eine Hochschule kann dabei sein"),
    FundingPartner.NOT_MEANT: _l("Keine Hochschule vorgesehen"),
    FundingState.CHECKED: _l("Geprüft"),
    FundingState.OVERDUE: _l("Prüfung überfällig"),
    FundingState.UNCHECKED: _l("Ungeprüft"),
    FundingState.UPCOMING: _l("Noch nicht gültig"),
    FundingState.EXPIRED: _l("Abgelaufen"),
    FundingChange.ADDED: _l("Eingetragen"),
    FundingChange.CHANGED: _l("Geändert"),
    FundingChange.CHECKED: _l("Geprüft"),
    FundingChange.ARCHIVED: _l("Archiviert"),
    FundingChange.RESTORED: _l("Wieder aufgenommen"),
    FundingStep.SUGGESTED: _l("Angesprochen"),
    FundingStep.UNSUITABLE: _l("Passt nicht"),
    FundingStep.APPLIED: _l("Beantragt"),
    FundingStep.GRANTED: _l("Bewilligt"),
    FundingStep.REFUSED: _l("Abgelehnt"),
}
