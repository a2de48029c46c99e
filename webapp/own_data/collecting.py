"""Everything of somebody as one tree with German words for its keys, and as files beside it."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models import (
    Account,
    AuditEntry,
    Challenge,
    Introduction,
    Participant,
    Profile,
    SupportKind,
    policies,
)
from models.base import LOCAL_ZONE
from webapp.deeds import deed_label
from webapp.labels import label
from webapp.ledger.rules import RULES
from webapp.own_data import queries
from webapp.own_data.files import path_of, readable_files
from webapp.own_data.joint import flow_trees, invitation_trees

Tree = dict[str, Any]


def collect(session: Session, user: Account, at: datetime) -> Tree:
    """What is kept; of others only what the reader's own pages show."""
    tree: Tree = {_("Stand"): _moment(at), _("Ihr Konto"): _account(user)}
    if user.company is not None:
        tree[_("Unternehmen")] = _company(user)
        tree[_("Konten des Unternehmens")] = [
            _account(each) for each in user.company.accounts if each.is_active
        ]
        tree[_("Bedarfe")] = [
            _challenge(session, each, user, at)
            for each in queries.own_challenges(session, user, at)
        ]
    begun = queries.begun_need(session, user)
    if begun is not None:
        tree[_("Begonnener Bedarf")] = begun.fields
    visits = queries.visits(session, user, at)
    if visits:
        tree[_("Besuche")] = [
            {
                _("Notiert"): _moment(each.begun_at),
                _("Stand"): str(label(each.state)),
                _("E-Mail-Adresse"): each.email,
                _("Text"): each.fields,
            }
            for each in visits
        ]
    tokens = queries.tokens(session, user)
    if tokens:
        tree[_("Zugänge für Programme")] = [
            {
                _("Programm"): each.name,
                _("Zweck"): sorted(str(label(scope)) for scope in each.known_scopes),
                _("Angelegt"): _moment(each.created_at),
                _("Gültig bis"): _moment(each.expires_at),
                _("Beendet"): _moment(each.revoked_at),
                _("Zuletzt benutzt"): _moment(each.last_used_at),
            }
            for each in tokens
        ]
    registrations = queries.registrations(session, user)
    if registrations:
        tree[_("Veranstaltungen")] = [_registration(session, each) for each in registrations]
    profile = queries.own_profile(session, user)
    if profile is not None:
        tree[_("Kompetenzprofil")] = {
            **_profile(profile),
            _("Frühere Fassungen"): [
                {
                    _("Lehrgebiet"): each.heading,
                    _("Zusammenfassung"): each.summary,
                    _("Kompetenzen"): [row[-1] for row in each.statements],
                }
                for each in queries.earlier_profiles(session, profile)
            ],
        }
    tree[_("Protokoll")] = [_entry(each) for each in queries.own_entries(session, user)]
    return tree


def _account(account: Account) -> Tree:
    return {
        _("Funktion"): account.display_name,
        _("E-Mail-Adresse"): account.email,
        _("Telefon"): account.phone,
        _("Rolle"): str(label(account.role)),
        _("Sprache"): account.language,
        _("Angelegt"): _moment(account.created_at),
        _("Bestätigt"): _moment(account.confirmed_at),
        _("Für die Konten verantwortlich"): _yes(account.is_responsible),
    }


def _registration(session: Session, participant: Participant) -> Tree:
    return {
        _("Veranstaltung"): participant.workshop.title,
        _("Tag"): _day(participant.workshop.starts_at.astimezone(LOCAL_ZONE).date()),
        _("Stand"): str(label(participant.state)),
        _("Name"): participant.name,
        _("Einrichtung"): participant.organisation,
        _("E-Mail-Adresse"): participant.email,
        _("Kommt wofür?"): [str(label(SupportKind(each))) for each in participant.areas],
        _("Möchte Einzelgespräche führen."): _yes(participant.wants_talks),
        _("Angemeldet"): _moment(participant.registered_at),
        _("Gekommen"): _moment(participant.checked_in_at),
        _("Notizen"): [each.text for each in queries.notes_of(session, participant)],
    }


def _company(user: Account) -> Tree:
    company = user.company
    if company is None:
        return {}
    return {
        _("Name"): company.name,
        _("Gemeinde"): company.municipality.name,
        _("Größe"): str(label(company.size_class)) if company.size_class else None,
        _("Wirtschaftszweig"): company.industry_code,
        _("Ansprechstelle"): company.contact_name,
        _("Telefon"): company.contact_phone,
        _("Registriert"): _moment(company.registered_at),
    }


def _challenge(session: Session, challenge: Challenge, user: Account, at: datetime) -> Tree:
    return {
        _("Fallnummer"): challenge.reference,
        _("Titel"): challenge.title,
        _("Beschreibung"): challenge.description,
        _("Frühere Fassungen"): [
            {_("Titel"): each.title, _("Beschreibung"): each.description}
            for each in queries.earlier_needs(session, challenge)
        ],
        _("Gesuchte Hilfe"): [
            str(label(each)) for each in sorted(challenge.support_kinds, key=str)
        ],
        _("Gemeinde"): challenge.municipality.name,
        _("Lösung gebraucht bis"): _day(challenge.needed_by),
        _("Niemand erfährt davon bis"): _moment(challenge.embargo_until),
        _("Vertraulichkeitserklärung gewünscht"): _yes(challenge.nda_required),
        _("Stand"): str(label(challenge.state)),
        _("Angelegt"): _moment(challenge.created_at),
        _("Eingereicht"): _moment(challenge.submitted_at),
        _("Zurückgezogen"): _moment(challenge.withdrawn_at),
        _("Abgeschlossen"): _moment(challenge.closed_at),
        _("Ergebnis"): str(label(challenge.outcome)) if challenge.outcome else None,
        _("Nachricht zum Abschluss"): challenge.message_to_company if challenge.outcome else None,
        _("Verwiesen an"): _referral(challenge, user, at),
        _("Ausgeschlossen"): [
            each.organisation
            or (each.university.name if each.university else None)
            or (each.profile.chair if each.profile else None)
            for each in challenge.exclusions
        ],
        _("Kurzfassungen"): [
            {
                _("Fassung"): each.version,
                _("Text"): each.text,
                _("Stand"): str(label(each.state)),
                _("Vorgelegt"): _moment(each.presented_at),
                _("Entschieden"): _moment(each.decided_at),
                _("Ihr Hinweis dazu"): each.comment,
            }
            for each in queries.shown_teasers(challenge, user, at)
        ],
        _("Ergebnis in Zahlen"): [
            {
                _("Gemeldet"): _moment(each.recorded_at),
                _("Kennzahl"): str(RULES[each.rule].words),
                _("Wert"): None if each.is_void else str(each.value),
                _("Einheit"): str(RULES[each.rule].unit_words),
                _("Woher wissen Sie das?"): str(label(each.basis)) if each.basis else None,
            }
            for each in queries.own_reports(session, challenge)
        ],
        _("Stoffströme"): flow_trees(challenge),
        _("Einladungen zu gemeinsamen Vorhaben"): invitation_trees(session, challenge, user, at),
        _("Dateien"): [
            {
                _("Name"): each.name,
                _("In diesem Archiv"): path_of(challenge, number, each),
                _("Angefügt"): _moment(each.added_at),
                _("Für Professorinnen und Professoren freigegeben"): _moment(each.released_at),
            }
            for number, each in enumerate(readable_files(challenge, user, at), 1)
        ],
        _("Vermittlungen"): [
            _introduction(each)
            for each in queries.shown_introductions(session, challenge, user, at)
        ],
        _("Was daraus geworden ist"): [
            {
                _("Am"): _moment(each.answered_at),
                _("Antwort"): str(label(each.result)) if each.result else None,
                _("Zufriedenheit"): each.satisfaction,
                _("Bemerkung"): each.remark,
            }
            for each in challenge.follow_ups  # type: ignore[attr-defined]
            if policies.may_view_follow_up(user, each, at)
        ],
        _("Fragen und Antworten"): [
            {
                _("Von"): _("Unternehmen") if each.is_from_company else _("Transferstelle"),
                _("Am"): _moment(each.written_at),
                _("Text"): each.text,
            }
            for each in queries.messages(session, challenge, user, at)
        ],
    }


def _referral(challenge: Challenge, user: Account, at: datetime) -> Tree | None:
    no_match = challenge.no_match  # type: ignore[attr-defined]
    if no_match is None or not policies.may_view_referral(user, no_match, at):
        return None
    if no_match.neighbour is None:
        return None
    return {
        _("Stelle"): no_match.neighbour.name,
        _("Am"): _moment(no_match.noted_at),
        _("Was daraus wurde"): str(label(no_match.outcome)) if no_match.outcome else None,
    }


def _introduction(introduction: Introduction) -> Tree:
    """What the company's own page of it shows; a yes of both, and what was noted then."""
    is_mutual = introduction.is_mutual
    return {
        _("Lehrgebiet"): introduction.profile.chair,
        _("Interesse am"): _moment(introduction.professor_consented_at),
        _("Zugestimmt am"): _moment(introduction.company_consented_at),
        _("Erstgespräch am"): _day(introduction.met_on) if is_mutual else None,
        _("Notiz zum Erstgespräch"): introduction.meeting_note if is_mutual else None,
        _("Termin"): _appointment(introduction) if is_mutual else None,
    }


def _appointment(introduction: Introduction) -> Tree | None:
    appointment = introduction.appointment  # type: ignore[attr-defined]
    if appointment is None:
        return None
    return {
        _("Beginn"): _moment(appointment.starts_at),
        _("Minuten"): appointment.minutes,
        _("Ort oder Link"): appointment.place,
        _("Abgesagt"): _moment(appointment.cancelled_at),
    }


def _profile(profile: Profile) -> Tree:
    return {
        _("Lehrgebiet"): profile.chair,
        _("Fachbereich"): profile.department.name,
        _("Zusammenfassung"): profile.summary,
        _("Stand"): str(label(profile.state)),
        _("Anfragen zugleich"): profile.capacity,
        _("Pausiert bis"): _day(profile.paused_until),
        _("Bedarfsradar abonniert"): _yes(profile.reads_radar),
        _("Kompetenzen"): [
            {_("Art"): str(label(each.kind)), _("Text"): each.text} for each in profile.competences
        ],
        _("Verbindungen"): [each.organisation for each in profile.account.conflicts],
    }


def _entry(entry: AuditEntry) -> Tree:
    return {_("Am"): _moment(entry.at), _("Was"): str(deed_label(entry.verb))}


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(LOCAL_ZONE).isoformat(timespec="minutes") if at else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _yes(fact: bool) -> str:
    return _("ja") if fact else _("nein")
