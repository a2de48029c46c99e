"""What the company's pages and the manager's telephone form read."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    Account,
    AuditEntry,
    Challenge,
    Company,
    Department,
    Introduction,
    Municipality,
    Profile,
    Role,
    Teaser,
    University,
    Visit,
    policies,
    sort_key,
    standing_promise,
)
from models.organisation import Campus
from webapp.addresses import as_stored
from webapp.promises import KIND_OF
from webapp.stages import Stage, stage_of
from webapp.teasers import readable_teaser


@dataclass(frozen=True)
class Case:
    """A Bedarf with what one reader may know of it."""

    challenge: Challenge
    teaser: Teaser | None
    introductions: Sequence[Introduction]

    @property
    def stage(self) -> Stage:
        """The furthest the case has come; whatever waits for the company comes first."""
        return stage_of(self.challenge, self.teaser, self.introductions)

    @property
    def due_on(self) -> date | None:
        """The day that was named for what comes next."""
        promise = standing_promise(self.challenge)
        if promise is not None and promise.kind is KIND_OF.get(self.stage):
            return promise.due_on
        return self.challenge.answer_due_on if self.stage is Stage.UNDER_REVIEW else None

    @property
    def waits_for_company(self) -> bool:
        """Whether nothing goes on until she has answered."""
        return self.stage in {Stage.TEASER_WAITS, Stage.INTEREST}


@dataclass(frozen=True)
class Event:
    """Something that happened to a case, in words for its company."""

    at: datetime
    title: LazyString
    by: LazyString | str | None = None


EVENTS: dict[str, LazyString] = {
    "entwurf_gespeichert": _l("Entwurf angelegt"),
    "telefonisch_aufgenommen": _l("Am Telefon aufgenommen"),
    "eingereicht": _l("Eingereicht"),
    "geaendert": _l("Geändert"),
    "datei_angefuegt": _l("Datei angefügt"),
    "datei_entfernt": _l("Datei entfernt"),
    "datei_freigegeben": _l("Datei für Professorinnen und Professoren freigegeben"),
    "freigabe_der_datei_zurueckgenommen": _l("Freigabe einer Datei zurückgenommen"),
    "von_scout_aufgenommen": _l("Von einem Scout aufgenommen"),
    "vertraulichkeit_festgehalten": _l("Vertraulichkeitserklärung festgehalten"),
    "abgeglichen": _l("Erste Durchsicht der Kompetenzprofile abgeschlossen"),
    "federfuehrung_uebernommen": _l("Jemand in der Transferstelle kümmert sich um Ihren Bedarf"),
    "kurzfassung_vorgelegt": _l("Kurzfassung zur Freigabe vorgelegt"),
    "kurzfassung_freigegeben": _l("Kurzfassung freigegeben"),
    "kurzfassung_telefonisch_freigegeben": _l("Kurzfassung am Telefon freigegeben"),
    "kurzfassung_abgelehnt": _l("Kurzfassung nicht freigegeben"),
    "radar_freigegeben": _l("Kurzfassung für den Bedarfsradar freigegeben"),
    "radar_zurueckgenommen": _l("Kurzfassung aus dem Bedarfsradar zurückgenommen"),
    "radar_gezeigt": _l("Kurzfassung steht im Bedarfsradar"),
    "radar_entfernt": _l("Kurzfassung steht nicht mehr im Bedarfsradar"),
    "zugesagt": _l("Ein Lehrgebiet hat Interesse"),
    "zugestimmt": _l("Vermittlung zugestimmt: Beide Seiten kennen jetzt die Kontakte"),
    "telefonisch_zugestimmt": _l("Vermittlung am Telefon zugestimmt"),
    "nicht_gewuenscht": _l("Eine Vermittlung abgelehnt"),
    "erstgespraech_notiert": _l("Erstgespräch festgehalten"),
    "termin_genannt": _l("Termin für das Erstgespräch genannt"),
    "termin_zugesagt": _l("Termin des Erstgesprächs zugesagt"),
    "termin_abgesagt": _l("Termin des Erstgesprächs abgesagt"),
    "frage_gestellt": _l("Frage gestellt"),
    "nachricht_geschrieben": _l("Nachricht der Transferstelle"),
    "rueckblick_erbeten": _l("Nach dem Ergebnis gefragt"),
    "rueckblick_gegeben": _l("Über das Ergebnis berichtet"),
    "termin_erneuert": _l("Ein neuer Termin ist genannt"),
    "termin_verstrichen": _l("Ein genannter Termin ist verstrichen"),
    "verweis_gegeben": _l("An eine andere Stelle verwiesen"),
    "verweis_ergebnis": _l("Gesagt, ob der Verweis geholfen hat"),
    "kein_treffer": _l("Abgeschlossen: kein passender Treffer"),
    "abgeschlossen": _l("Abgeschlossen"),
    "stoffstrom_ergaenzt": _l("Stoffstrom ergänzt"),
    "gemeinsame_einladung": _l("Einladung zu einem gemeinsamen Vorhaben"),
    "gemeinsames_zustande": _l("Ein gemeinsames Vorhaben ist zustande gekommen"),
    "zurueckgezogen": _l("Zurückgezogen"),
}
"""What a company reads of the audit trail; every verb that is not here stays inside."""

ONLY_ONCE = {"entwurf_gespeichert", "abgeglichen", "federfuehrung_uebernommen"}


def own_cases(session: Session, user: Account, at: datetime) -> list[Case]:
    """Every Bedarf of the user's company: what waits for her, what is open, drafts, what ended."""
    challenges = session.scalars(
        select(Challenge)
        .where(policies.visible_challenges(user, at))
        .options(selectinload(Challenge.teasers), selectinload(Challenge.promises))
        .order_by(func.coalesce(Challenge.submitted_at, Challenge.created_at).desc(), Challenge.id)
    ).all()
    return sorted(as_cases(session, challenges, user, at), key=_urgency)


def as_cases(
    session: Session, challenges: Sequence[Challenge], user: Account, at: datetime
) -> list[Case]:
    """Each with the Kurzfassung and the introductions that the user may see."""
    introductions = _visible_introductions(session, user, at, [each.id for each in challenges])
    return [
        Case(
            challenge=challenge,
            teaser=readable_teaser(challenge, user, at),
            introductions=[each for each in introductions if each.challenge_id == challenge.id],
        )
        for challenge in challenges
    ]


def case_of(session: Session, challenge: Challenge, user: Account, at: datetime) -> Case:
    """One Bedarf with the Kurzfassung and the introductions that the user may see."""
    return Case(
        challenge=challenge,
        teaser=readable_teaser(challenge, user, at),
        introductions=_visible_introductions(session, user, at, [challenge.id]),
    )


def history(session: Session, case: Case) -> list[Event]:
    """The audit trail in human words, newest first, without what professors refused or left."""
    entries = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.challenge_id == case.challenge.id)
        .where(AuditEntry.verb.in_(EVENTS))
        .options(joinedload(AuditEntry.actor).joinedload(Account.university))
        .order_by(AuditEntry.sequence)
    ).all()
    known = {each.id for each in case.introductions}
    events: list[Event] = []
    seen: set[str] = set()
    for entry in entries:
        hidden = entry.object_type == Introduction.__tablename__ and entry.object_id not in known
        if hidden or (entry.verb in ONLY_ONCE and entry.verb in seen):
            continue
        seen.add(entry.verb)
        events.append(Event(at=entry.at, title=EVENTS[entry.verb], by=_who(entry.actor)))
    return events[::-1]


def municipalities(session: Session) -> Sequence[Municipality]:
    """Every municipality a need or a company can be in."""
    return session.scalars(select(Municipality).order_by(Municipality.sort_key)).all()


def universities(session: Session) -> Sequence[University]:
    """Both universities by name."""
    return session.scalars(select(University).order_by(University.sort_key)).all()


def published_chairs(session: Session, at: datetime) -> dict[str, list[uuid.UUID]]:
    """The profiles everybody may read, by the key of their name; names may occur twice."""
    chairs: dict[str, list[uuid.UUID]] = {}
    rows = session.execute(
        select(Profile.sort_key, Profile.id).where(policies.visible_profiles(None, at))
    )
    for key, profile_id in rows:
        chairs.setdefault(key, []).append(profile_id)
    return chairs


def companies(session: Session, user: Account, at: datetime) -> Sequence[Company]:
    """The companies whose needs the user may enter."""
    return session.scalars(
        select(Company)
        .where(policies.visible_companies(user, at))
        .options(joinedload(Company.municipality))
        .order_by(Company.sort_key, Company.id)
    ).all()


def company_called(session: Session, text: str, user: Account, at: datetime) -> Company | None:
    """The one company that „Name, Ort“ or a name alone stands for; never a guess."""
    wanted = sort_key(text)
    called = [
        each
        for each in companies(session, user, at)
        if wanted in {each.sort_key, sort_key(company_label(each))}
    ]
    return called[0] if len(called) == 1 else None


def company_label(company: Company) -> str:
    """How a company is offered for choosing."""
    return f"{company.name}, {company.municipality.name}"


def company_exists(session: Session, name: str, municipality_ags: str) -> bool:
    """Whether the place has a company of that name already."""
    return company_named(session, name, municipality_ags) is not None


def company_named(session: Session, name: str, municipality_ags: str) -> Company | None:
    """The company of that name in that place."""
    query = select(Company).where(
        Company.sort_key == sort_key(name), Company.municipality_ags == municipality_ags
    )
    return session.scalars(query).first()


def entered_cases(session: Session, user: Account, at: datetime) -> Sequence[Challenge]:
    """The needs somebody wrote down for companies, as far as they may know of them."""
    return session.scalars(
        select(Challenge)
        .where(Challenge.entered_by_id == user.id, policies.visible_cases(user, at))
        .order_by(Challenge.created_at.desc(), Challenge.id)
    ).all()


def scouted_visits(session: Session, user: Account, at: datetime) -> Sequence[Visit]:
    """The own visits, those first that wait for somebody."""
    return session.scalars(
        select(Visit)
        .where(policies.visible_visits(user, at))
        .options(joinedload(Visit.challenge))
        .order_by(Visit.decided_at.is_not(None), Visit.begun_at.desc(), Visit.id)
    ).all()


def account_exists(session: Session, email: str) -> bool:
    """Whether somebody signs in with that address."""
    query = select(Account.id).where(Account.email == as_stored(email))
    return session.scalars(query).first() is not None


def _urgency(case: Case) -> int:
    if case.waits_for_company:
        return 0
    if case.challenge.is_open:
        return 1
    return 2 if case.stage is Stage.DRAFT else 3


def _visible_introductions(
    session: Session, user: Account, at: datetime, challenge_ids: Sequence
) -> Sequence[Introduction]:
    return session.scalars(
        select(Introduction)
        .where(Introduction.challenge_id.in_(challenge_ids))
        .where(policies.visible_introductions(user, at))
        .options(
            joinedload(Introduction.profile)
            .joinedload(Profile.department)
            .joinedload(Department.campus)
            .joinedload(Campus.university)
        )
        .order_by(Introduction.professor_consented_at, Introduction.id)
    ).all()


def _who(actor: Account | None) -> LazyString | str | None:
    if actor is None:
        return None
    if actor.role is Role.COMPANY:
        return _l("Ihr Unternehmen")
    if actor.role is Role.TRANSFER_MANAGER and actor.university is not None:
        return _l("Transferstelle %(university)s", university=actor.university.short)
    return None
