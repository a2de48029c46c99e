"""A university's own words in its mails and letters; what is fixed in them stays fixed.

Own words replace the first paragraph alone. Greeting, dates, links and what has to be said for
the sake of confidentiality come from the template, so that nobody can write them away.
"""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, Challenge, Wording

NAME, REFERENCE = "[Name]", "[Fallnummer]"
PLACEHOLDER = re.compile(r"\[[^\[\]\n]{1,40}\]")


@dataclass(frozen=True)
class Kind:
    """A mail or letter whose words may be a university's own."""

    title: LazyString
    placeholders: Sequence[str]
    is_letter: bool = False


TO_COMPANY, TO_PROFESSOR = (NAME, REFERENCE), (NAME,)
KINDS: dict[str, Kind] = {
    "teaser_waits": Kind(_l("An das Unternehmen: Kurzfassung prüfen"), TO_COMPANY),
    "reply_waits": Kind(_l("An das Unternehmen: freundliche Erinnerung"), TO_COMPANY),
    "professor_interested": Kind(_l("An das Unternehmen: jemand hat zugesagt"), TO_COMPANY),
    "meeting_waits": Kind(_l("An das Unternehmen: Erstgespräch noch nicht notiert"), TO_COMPANY),
    "no_match": Kind(_l("An das Unternehmen: kein passender Treffer"), TO_COMPANY),
    "case_closed": Kind(_l("An das Unternehmen: Fall abgeschlossen"), TO_COMPANY),
    "follow_up": Kind(_l("An das Unternehmen: Was ist daraus geworden?"), TO_COMPANY),
    "enquiry": Kind(_l("An das Lehrgebiet: neue Anfrage"), TO_PROFESSOR),
    "answer_waits": Kind(_l("An das Lehrgebiet: Erinnerung an eine Anfrage"), TO_PROFESSOR),
    "letter_no_match": Kind(_l("Brief: niemand passt"), (REFERENCE,), is_letter=True),
    "letter_closing": Kind(_l("Brief: Abschluss eines Falls"), (REFERENCE,), is_letter=True),
}
"""Professors do not learn a case's number before both sides know each other."""


def own_words(
    session: Session, kind: str, university_id: uuid.UUID | None, language: str
) -> str | None:
    """What a university says there in this language, if it has words of its own."""
    if kind not in KINDS or university_id is None:
        return None
    return session.scalar(
        select(Wording.text).where(
            Wording.university_id == university_id,
            Wording.kind == kind,
            Wording.language == language,
        )
    )


def words_of_lead(session: Session, kind: str, challenge: Challenge, language: str) -> str | None:
    """The words of the university that has the lead of a case."""
    lead = challenge.lead
    return own_words(session, kind, lead.university_id if lead else None, language)


def filled(text: str, recipient: Any = None, challenge: Any = None) -> str:
    """The text with name and number of the case in place of their marks."""
    if recipient is not None:
        text = text.replace(NAME, recipient.display_name)
    if challenge is not None:
        text = text.replace(REFERENCE, challenge.reference)
    return text


def unknown_placeholders(kind: str, text: str) -> list[str]:
    """Marks that nothing would be filled in for."""
    found = dict.fromkeys(PLACEHOLDER.findall(text))
    return [each for each in found if each not in KINDS[kind].placeholders]


def letter_words(session: Session, kind: str, by: Account, challenge: Challenge) -> str | None:
    """The beginning of a letter in the words of its writer's university, ready to be rewritten."""
    words = own_words(session, kind, by.university_id, "de")
    return filled(words, challenge=challenge) if words else None
