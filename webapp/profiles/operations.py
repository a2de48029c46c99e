"""What a professor does with the own Kompetenzprofil."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from models import Account, Competence, CompetenceKind, CooperationFormat, Profile
from models.base import local_date
from webapp.audit import record
from webapp.matching import KnownNeeds, note_topics_of_profile


def create_profile(
    session: Session, at: datetime, *, by: Account, department: uuid.UUID, chair: str
) -> Profile:
    """Begin a profile that nobody else sees yet."""
    profile = Profile(account_id=by.id, department_id=department, chair=chair, updated_at=at)
    session.add(profile)
    record(session, "profil_angelegt", profile, at, by=by)
    return profile


def change_profile(
    session: Session,
    profile: Profile,
    at: datetime,
    *,
    by: Account,
    chair: str,
    summary: str,
    department: uuid.UUID,
    formats: Iterable[CooperationFormat],
    capacity: int,
    semester_limit: int | None,
    paused_until: date | None,
    conflicts: Iterable[str],
    unwanted_topics: Sequence[str],
    reads_radar: bool,
    known_needs: KnownNeeds,
) -> Profile:
    """Write down what the owner says; capacity, pause, topics and ties count at once."""
    profile.chair, profile.summary, profile.department_id = chair, summary, department
    profile.capacity, profile.paused_until = capacity, paused_until
    profile.semester_limit = semester_limit
    profile.offer_formats(formats)
    profile.account.declare_conflicts(conflicts, at)
    if list(unwanted_topics) != profile.unwanted_topics:
        profile.unwanted_topics = list(unwanted_topics)
        note_topics_of_profile(session, profile, known_needs)
    profile.updated_at = at
    record(session, "profil_geaendert", profile, at, by=by, capacity=capacity)
    if reads_radar and not profile.reads_radar:
        record(session, "radar_abonniert", profile, at, by=by)
    if profile.reads_radar and not reads_radar:
        record(session, "radar_abbestellt", profile, at, by=by)
    profile.reads_radar = reads_radar
    return profile


def publish_profile(session: Session, profile: Profile, at: datetime, *, by: Account) -> bool:
    """Show the profile to companies; False while there is nothing to find in it."""
    if not profile.competences:
        return False
    profile.publish(at)
    record(session, "profil_veroeffentlicht", profile, at, by=by)
    return True


def unpublish_profile(session: Session, profile: Profile, at: datetime, *, by: Account) -> Profile:
    """Hide the profile at once."""
    profile.unpublish()
    record(session, "profil_zurueckgenommen", profile, at, by=by)
    return profile


def add_competence(
    session: Session,
    profile: Profile,
    at: datetime,
    *,
    by: Account,
    kind: CompetenceKind,
    language: str,
    text: str,
) -> Competence:
    """Put one more statement at the end."""
    competence = Competence(kind=kind, language=language, text=text, confirmed_on=local_date(at))
    profile.competences.append(competence)
    profile.updated_at = at
    record(session, "kompetenz_ergaenzt", competence, at, by=by)
    return competence


def change_competence(
    session: Session,
    competence: Competence,
    at: datetime,
    *,
    by: Account,
    kind: CompetenceKind,
    language: str,
    text: str,
) -> Competence:
    """Put a statement into other words."""
    competence.kind, competence.language, competence.text = kind, language, text
    competence.confirmed_on = local_date(at)
    competence.profile.updated_at = at
    record(session, "kompetenz_geaendert", competence, at, by=by)
    return competence


def confirm_competences(
    session: Session, profile: Profile, competences: Iterable[Competence], at: datetime,
    *, by: Account,
) -> int:  # fmt: skip
    """The owner says that these statements still hold; returns how many there were."""
    confirmed = list(competences)
    for competence in confirmed:
        competence.confirmed_on = local_date(at)
    if confirmed:
        profile.updated_at = at
        record(session, "kompetenzen_bestaetigt", profile, at, by=by, number=len(confirmed))
    return len(confirmed)


def remove_competence(
    session: Session, competence: Competence, at: datetime, *, by: Account
) -> bool:
    """Take a statement away; False when a published profile would have none left."""
    profile = competence.profile
    if profile.is_published and len(profile.competences) == 1:
        return False
    record(session, "kompetenz_entfernt", competence, at, by=by)
    profile.competences.remove(competence)
    profile.updated_at = at
    return True
