"""What the parts of the report are called."""

from enum import Enum
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from models import Municipality
from webapp.industries import sector_words
from webapp.labels import label
from webapp.workshop_reports.report import OTHERS

NOT_SAID = _l("Keine Angabe")
REST = _l("Übrige")
SPLITS: dict[str, LazyString] = {
    "branche": _l("Unternehmen nach Branche"),
    "groesse": _l("Unternehmen nach Größe"),
    "gemeinde": _l("Unternehmen nach Gemeinde"),
}
STEPS: dict[str, LazyString] = {
    "drafts": _l("Notizen, aus denen ein Entwurf wurde"),
    "needs": _l("vom Unternehmen als Bedarf bestätigt"),
    "with_proposals": _l("mit Vorschlägen"),
    "introduced": _l("mit Vermittlung"),
    "closed": _l("abgeschlossen"),
    "cooperations": _l("mit einer Zusammenarbeit abgeschlossen"),
}


def subject_words(subject: Any) -> LazyString | str:
    """What one row of a table is about."""
    if subject is None:
        return NOT_SAID
    if subject == OTHERS:
        return REST
    if isinstance(subject, Enum):
        return label(subject)
    return subject.name if isinstance(subject, Municipality) else sector_words(subject)
