"""The German words for every enum member, in one place; a test keeps them complete."""

from enum import Enum
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms.fields import SelectChoice

from models import (
    Band,
    ChallengeState,
    CompetenceKind,
    CompetenceSource,
    ConfirmationState,
    CooperationFormat,
    DeclineReason,
    FileKind,
    FileReading,
    FilterReason,
    FlagReason,
    FollowUpResult,
    HandOverState,
    IndustryEdition,
    IntroductionState,
    JobKind,
    MatchOrigin,
    NoMatchReason,
    Outcome,
    ProfileState,
    Reading,
    ReferralOutcome,
    RejectionReason,
    Role,
    SizeClass,
    SupportKind,
    TeaserState,
    Verdict,
    VisitState,
    WorkState,
)
from webapp.flow_labels import FLOW_LABELS
from webapp.funding_labels import FUNDING_LABELS
from webapp.indicator_labels import INDICATOR_LABELS
from webapp.scope_labels import SCOPE_LABELS
from webapp.workshop_labels import WORKSHOP_LABELS

LABELS: dict[Enum, LazyString] = {
    Role.COMPANY: _l("Unternehmen"),
    Role.PROFESSOR: _l("Professor:in"),
    Role.TRANSFER_MANAGER: _l("Transferstelle"),
    Role.SUPPORTER: _l("Unterstützer"),
    Role.SCOUT: _l("Scout"),
    Role.ADMIN: _l("Administration"),
    ChallengeState.DRAFT: _l("Entwurf"),
    ChallengeState.SUBMITTED: _l("Eingereicht"),
    ChallengeState.IN_REVIEW: _l("In Prüfung"),
    ChallengeState.CLOSED: _l("Abgeschlossen"),
    ChallengeState.WITHDRAWN: _l("Zurückgezogen"),
    SupportKind.TRAINING: _l("Weiterbildung & Qualifizierung"),
    SupportKind.ADVICE: _l("Beratung & Best Practices"),
    SupportKind.PROTOTYPES: _l("Technologietransfer & Prototypen"),
    SupportKind.INFRASTRUCTURE: _l("Infrastruktur & Synergien"),
    ConfirmationState.WAITING: _l("Wartet auf eine zweite Person"),
    ConfirmationState.CONFIRMED: _l("Bestätigt"),
    ConfirmationState.REFUSED: _l("Abgelehnt"),
    ConfirmationState.TAKEN_BACK: _l("Zurückgenommen"),
    HandOverState.WAITING: _l("Wartet auf Annahme"),
    HandOverState.ACCEPTED: _l("Angenommen"),
    HandOverState.DECLINED: _l("Abgelehnt"),
    HandOverState.TAKEN_BACK: _l("Zurückgenommen"),
    Outcome.PROJECT: _l("Gemeinsames Projekt"),
    Outcome.THESIS: _l("Abschlussarbeit"),
    Outcome.CONSULTING: _l("Beratung"),
    Outcome.TRAINING: _l("Weiterbildung"),
    Outcome.SOLVED_IN_MEETING: _l("Im Gespräch geklärt"),
    Outcome.NO_COOPERATION: _l("Keine Zusammenarbeit"),
    Outcome.NO_MATCH: _l("Kein passender Treffer"),
    NoMatchReason.TOPIC: _l("Das Thema gibt es an beiden Hochschulen nicht"),
    NoMatchReason.NO_CAPACITY: _l("Es gibt jemanden, aber zurzeit ohne Kapazität"),
    NoMatchReason.NONE_WILLING: _l("Interessenkonflikt, oder niemand möchte"),
    NoMatchReason.UNCLEAR: _l("Der Bedarf ist auch nach Rückfragen unklar"),
    NoMatchReason.NO_RESEARCH: _l("Das ist keine Frage für eine Hochschule"),
    NoMatchReason.SERVICE: _l("Gesucht ist eine Dienstleistung oder ein Gerät zum Kaufen"),
    ReferralOutcome.HELPED: _l("Dort wurde geholfen"),
    ReferralOutcome.IN_TOUCH: _l("Wir sind im Gespräch"),
    ReferralOutcome.NOT_HELPED: _l("Dort konnte niemand helfen"),
    ReferralOutcome.NOT_ASKED: _l("Dort wurde nicht gefragt"),
    VisitState.DRAFT: _l("Entwurf"),
    VisitState.SENT: _l("Liegt beim Unternehmen"),
    VisitState.CONFIRMED: _l("Vom Unternehmen eingereicht"),
    VisitState.REFUSED: _l("Vom Unternehmen nicht gewollt"),
    VisitState.EXPIRED: _l("Abgelaufen"),
    FollowUpResult.RUNNING: _l("Es läuft noch"),
    FollowUpResult.IN_USE: _l("Im Betrieb genutzt"),
    FollowUpResult.FURTHER: _l("Es gibt ein weiteres Vorhaben"),
    FollowUpResult.NOTHING: _l("Nichts geworden"),
    TeaserState.DRAFT: _l("Entwurf"),
    TeaserState.PRESENTED: _l("Liegt dem Unternehmen vor"),
    TeaserState.APPROVED: _l("Freigegeben"),
    TeaserState.REFUSED: _l("Nicht freigegeben"),
    IntroductionState.PREPARED: _l("Vorgemerkt"),
    IntroductionState.ASKED: _l("Angefragt"),
    IntroductionState.INTERESTED: _l("Interessiert"),
    IntroductionState.INTRODUCED: _l("Vermittelt"),
    IntroductionState.DECLINED: _l("Abgelehnt"),
    IntroductionState.NOT_WANTED: _l("Nicht zustande gekommen"),
    IntroductionState.EXPIRED: _l("Abgelaufen"),
    IntroductionState.REVOKED: _l("Zurückgenommen"),
    DeclineReason.NO_CAPACITY: _l("Zurzeit keine Kapazität"),
    DeclineReason.WRONG_FIELD: _l("Nicht mein Fachgebiet"),
    DeclineReason.TOO_EARLY: _l("Dafür ist es noch zu früh"),
    DeclineReason.UNCLEAR: _l("Der Bedarf ist mir nicht klar genug"),
    DeclineReason.NO_RESEARCH_INTEREST: _l("Für meine Forschung nicht von Interesse"),
    DeclineReason.CONFLICT: _l("Interessenkonflikt"),
    DeclineReason.WRONG_FORMAT: _l("Diese Form der Zusammenarbeit passt nicht"),
    DeclineReason.OTHER: _l("Anderer Grund"),
    MatchOrigin.PROPOSED: _l("Vorgeschlagen"),
    MatchOrigin.ADDED: _l("Ergänzt"),
    Band.HIGH: _l("Passt gut"),
    Band.MEDIUM: _l("Passt teilweise"),
    Band.LOW: _l("Passt vielleicht"),
    FlagReason.REPEATED: _l("Wiederholt Suchwörter auffällig oft"),
    FlagReason.LISTED: _l("Reiht viele Stichwörter aneinander"),
    FlagReason.LONG: _l("Ist ungewöhnlich lang"),
    FlagReason.COPIED: _l("Stimmt fast wörtlich mit dem Bedarf überein"),
    FlagReason.HIDDEN: _l("Enthält etwas, das man nicht sehen kann"),
    Verdict.APPROVED: _l("Freigegeben"),
    Verdict.REJECTED: _l("Abgelehnt"),
    RejectionReason.OTHER_TOPIC: _l("Anderes Thema"),
    RejectionReason.TOO_GENERAL: _l("Zu allgemein"),
    RejectionReason.NO_CAPACITY: _l("Keine Kapazität"),
    RejectionReason.CONFLICT: _l("Interessenkonflikt"),
    RejectionReason.BETTER_CHOICE: _l("Jemand anderes passt besser"),
    FilterReason.EXCLUDED: _l("Vom Unternehmen ausgeschlossen"),
    FilterReason.CONFLICT: _l("Interessenkonflikt"),
    FilterReason.UNWANTED_TOPIC: _l("Möchte zu diesem Thema nicht gefragt werden"),
    FilterReason.UNPUBLISHED: _l("Nicht veröffentlicht"),
    FilterReason.NO_ENQUIRIES: _l("Nimmt keine Anfragen an"),
    FilterReason.PAUSED: _l("Pausiert"),
    FilterReason.SEMESTER_FULL: _l("In diesem Semester oft genug gefragt"),
    FilterReason.CAPACITY_USED: _l("Hat so viele Anfragen, wie zugleich angenommen werden"),
    ProfileState.DRAFT: _l("Nicht veröffentlicht"),
    ProfileState.PUBLISHED: _l("Veröffentlicht"),
    CompetenceKind.RESEARCH: _l("Forschung"),
    CompetenceKind.METHOD: _l("Methode"),
    CompetenceKind.EQUIPMENT: _l("Ausstattung"),
    CompetenceKind.PROJECT: _l("Projekt"),
    CompetenceKind.PUBLICATION: _l("Veröffentlichung"),
    CompetenceKind.TEACHING: _l("Lehre"),
    CompetenceKind.THESIS_TOPIC: _l("Thema für Abschlussarbeiten"),
    CompetenceKind.LAB_SERVICE: _l("Labordienst"),
    CompetenceSource.OWNER: _l("Selbst angegeben"),
    CompetenceSource.TRANSFER_OFFICE: _l("Von der Transferstelle"),
    CompetenceSource.SEED: _l("Demodaten"),
    CompetenceSource.OWN_PAPERS: _l("Aus eigenen Unterlagen"),
    CooperationFormat.CALL: _l("Telefonat, 30 Minuten"),
    CooperationFormat.LAB_ANALYSIS: _l("Laboranalytik"),
    CooperationFormat.THESIS: _l("Abschlussarbeit"),
    CooperationFormat.VOUCHER: _l("Auftrag mit Fördergutschein"),
    CooperationFormat.CONSULTING: _l("Beratung"),
    CooperationFormat.EXPERT_REPORT: _l("Gutachten"),
    CooperationFormat.PROJECT: _l("F&E-Projekt"),
    CooperationFormat.TRAINING: _l("Weiterbildung"),
    SizeClass.MICRO: _l("Kleinstunternehmen (unter 10 Beschäftigte, bis 2 Mio. €)"),
    SizeClass.SMALL: _l("Kleines Unternehmen (unter 50 Beschäftigte, bis 10 Mio. €)"),
    SizeClass.MEDIUM: _l("Mittleres Unternehmen (unter 250 Beschäftigte, bis 50 Mio. € Umsatz)"),
    SizeClass.LARGE: _l("Größeres Unternehmen"),
    IndustryEdition.WZ_2008: _l("WZ 2008"),
    IndustryEdition.WZ_2025: _l("WZ 2025"),
    JobKind.MATCH_CHALLENGE: _l("Abgleich eines Bedarfs"),
    JobKind.PREPARE_MODEL: _l("Sprachmodell vorbereiten"),
    JobKind.READ_FILE: _l("Datei lesen"),
    JobKind.FIND_THEMES: _l("Themen suchen"),
    JobKind.GATHER_TOPICS: _l("Themenlücken suchen"),
    FileKind.PDF: _l("PDF"),
    FileKind.DOCX: _l("Word"),
    FileKind.JPEG: _l("Foto (JPEG)"),
    FileKind.PNG: _l("Bild (PNG)"),
    FileReading.WAITING: _l("Wird gelesen"),
    FileReading.READ: _l("Gelesen"),
    FileReading.NO_TEXT: _l("Kein Text lesbar"),
    Reading.FULL_TEXT: _l("Voller Text"),
    Reading.FILE: _l("Datei"),
    Reading.TEASER: _l("Kurzfassung"),
    Reading.CONTACTS: _l("Kontaktdaten"),
    Reading.EXPORT: _l("Heruntergeladene Liste"),
    Reading.EMERGENCY: _l("Notfallzugriff"),
    WorkState.QUEUED: _l("Wartet"),
    WorkState.CLAIMED: _l("In Arbeit"),
    WorkState.DONE: _l("Erledigt"),
    WorkState.DEAD: _l("Gescheitert"),
    WorkState.CANCELLED: _l("Hinfällig"),
    **FUNDING_LABELS,
    **FLOW_LABELS,
    **INDICATOR_LABELS,
    **SCOPE_LABELS,
    **WORKSHOP_LABELS,
}


def label(member: Enum) -> LazyString:
    """The German word for an enum member."""
    return LABELS[member]


def choices(*members: Any) -> list[SelectChoice]:
    """The values and their words for a select or radio field."""
    return [SelectChoice(member.value, label(member)) for member in members]


EFFORTS: dict[CooperationFormat, LazyString] = {
    CooperationFormat.CALL: _l(
        "Eine halbe Stunde am Telefon. Der Betrieb bereitet seine Frage vor, das Lehrgebiet sagt, "
        "was möglich ist."
    ),
    CooperationFormat.LAB_ANALYSIS: _l(
        "Proben im Labor prüfen, meist einige Tage. Der Betrieb schickt das Material und zahlt "
        "nach Aufwand."
    ),
    CooperationFormat.THESIS: _l(
        "Drei bis sechs Monate. Das Lehrgebiet betreut, der Betrieb stellt eine Ansprechperson, "
        "Daten und Zugang."
    ),
    CooperationFormat.VOUCHER: _l(
        "Ein kleiner Auftrag über einige Wochen, den ein Förderprogramm zum Teil bezahlt. Den "
        "Antrag stellt der Betrieb."
    ),
    CooperationFormat.CONSULTING: _l(
        "Einige Tage, auch als Nebentätigkeit. Der Betrieb beauftragt und bezahlt."
    ),
    CooperationFormat.EXPERT_REPORT: _l(
        "Eine Frage untersuchen und das Ergebnis aufschreiben, einige Wochen. Der Betrieb liefert "
        "die Unterlagen und bezahlt."
    ),
    CooperationFormat.PROJECT: _l(
        "Gemeinsam forschen, ein bis drei Jahre, meist gefördert. Beide Seiten stellen Personal "
        "und schreiben den Antrag."
    ),
    CooperationFormat.TRAINING: _l(
        "Beschäftigte schulen, einen Tag oder mehrere. Der Betrieb stellt sie dafür frei und "
        "bezahlt."
    ),
}
"""What each step of the ladder takes, on both sides; docs/formats.md says where the words go."""
