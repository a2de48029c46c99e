"""Changing the words of the own university."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from models import Account, InvalidTransition, University, Wording
from webapp.audit import record
from webapp.database import hold
from webapp.documents.queries import wordings_of


def write_wording(
    session: Session,
    kind: str,
    texts: Mapping[str, str],
    at: datetime,
    *,
    by: Account,
    seen: str,
) -> None:
    """Keep the words of each language; no words mean the standard again.

    Whoever began before a colleague changed them is refused.
    """
    university = session.get_one(University, by.university_id)
    hold(session, university)
    known = wordings_of(session, by).get(kind, {})
    if version_of(known) != seen:
        raise InvalidTransition("a colleague has changed these words meanwhile")
    for language, text in texts.items():
        wording = known.get(language)
        if not text:
            if wording is not None:
                session.delete(wording)
            continue
        if wording is None:
            wording = Wording(university=university, kind=kind, language=language)
            session.add(wording)
        wording.text, wording.written_by, wording.written_at = text, by, at
    record(session, "wortlaut_geaendert", university, at, by=by, kind=kind)


def version_of(known: Mapping[str, Wording]) -> str:
    """When the words were last changed, as a form keeps it."""
    return max((each.written_at.isoformat() for each in known.values()), default="")
