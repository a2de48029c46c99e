"""What the owner took of the proposals becomes part of the profile."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models import Account, Competence, CompetenceKind, CompetenceSource, Profile
from models.base import local_date
from webapp.audit import record
from webapp.database import hold
from webapp.matching import guess_language
from webapp.reading_papers.likeness import is_alike, words_of


@dataclass(frozen=True)
class Accepted:
    """A proposal as its owner left it."""

    kind: CompetenceKind
    text: str
    origin: str


@dataclass(frozen=True)
class Taken:
    """How many statements are new, and how many stood there before."""

    added: int
    known: int


def take_over(
    session: Session, profile: Profile, accepted: Iterable[Accepted], at: datetime, *, by: Account
) -> Taken:
    """Put each new statement at the end; what the profile says already stays as it is."""
    hold(session, profile)
    seen = [words_of(each.text) for each in profile.competences]
    added = known = 0
    for each in accepted:
        words = words_of(each.text)
        if any(is_alike(words, other) for other in seen):
            known += 1
            continue
        seen.append(words)
        profile.competences.append(
            Competence(
                kind=each.kind,
                language="en" if guess_language(each.text) == "en" else "de",
                text=each.text,
                source=CompetenceSource.OWN_PAPERS,
                origin=each.origin,
                confirmed_on=local_date(at),
            )
        )
        added += 1
    if added:
        profile.updated_at = at
        record(session, "kompetenzen_uebernommen", profile, at, by=by, number=added)
    return Taken(added, known)
