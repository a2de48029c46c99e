"""What somebody new does first, by role: on the page their day begins on, until they hide it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, request, url_for
from flask_babel import gettext as _
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from models import Account, Challenge, Role, StandingDeputy, Visit
from webapp.access import current_user
from webapp.database import get_session
from webapp.links import home_url

ENOUGH_COMPETENCES = 5


@dataclass(frozen=True)
class FirstStep:
    """One thing to do, where, and whether it is done; None for what leaves no trace."""

    title: str
    hint: str
    url: str
    is_done: bool | None = None

    @property
    def task(self) -> dict[str, str | None]:
        """As the component of tasks wants it; what leaves no trace has no mark."""
        marks = {True: _("Fertig"), False: _("Offen"), None: None}
        return {
            "title": self.title,
            "hint": self.hint,
            "url": self.url,
            "status": marks[self.is_done],
            "tone": "success" if self.is_done else "neutral",
        }


def init_app(app: Flask) -> None:
    """Let the frame of every page ask whether the steps stand on it."""
    app.jinja_env.globals["first_steps_here"] = first_steps_here


def first_steps_here() -> Sequence[FirstStep]:
    """The steps of whoever is signed in, on the page their day begins on alone."""
    user = current_user()
    if user is None or user.first_steps_hidden_at or request.path != home_url(user):
        return ()
    return steps_of(get_session(), user)


def steps_of(session: Session, user: Account) -> Sequence[FirstStep]:
    """Three or four things, in the order that makes sense; nothing in them is a must."""
    match user.role:
        case Role.COMPANY:
            handed_in = exists().where(
                Challenge.company_id == user.company_id, Challenge.submitted_at.is_not(None)
            )
            return [
                FirstStep(
                    _("Bedarf beschreiben"), _("In eigenen Worten, in drei Minuten."),
                    url_for("challenges.submit"), session.scalar(select(handed_in)),
                ),
                _telephone(user, _("Viele Fragen klärt ein Anruf schneller.")),
                _who_sees_what(),
            ]  # fmt: skip
        case Role.PROFESSOR:
            return _steps_of_professor(user)
        case Role.TRANSFER_MANAGER:
            return _steps_of_manager(session, user)
        case Role.SCOUT:
            visited = exists().where(Visit.scout_id == user.id)
            return [
                FirstStep(
                    _("Besuch notieren"), _("Das Unternehmen reicht den Bedarf selbst ein."),
                    url_for("challenges.begin_visit"), session.scalar(select(visited)),
                ),
                _telephone(user, _("Für Rückfragen des Unternehmens.")),
                _who_sees_what(),
            ]  # fmt: skip
        case Role.SUPPORTER:
            return [
                FirstStep(
                    _("Lücken ansehen"), _("Was gesucht wurde und niemand abdeckt."),
                    url_for("topic_gaps.published"),
                ),
                FirstStep(
                    _("Kompetenzen durchsuchen"), _("Wer an den Hochschulen woran arbeitet."),
                    url_for("profiles.index"),
                ),
                _telephone(user, _("Für Rückfragen der Transferstellen.")),
            ]  # fmt: skip
        case Role.ADMIN:
            return _steps_of_administrator(session)


def _steps_of_professor(user: Account) -> Sequence[FirstStep]:
    profile = user.profile
    known = len(profile.competences) if profile else 0
    return [
        FirstStep(
            _("Kompetenzprofil anlegen"), _("Lehrgebiet und Standort genügen für den Anfang."),
            url_for("profiles.edit"), profile is not None,
        ),
        FirstStep(
            _("Kompetenzen eintragen"), _("Fünf bis zehn Sätze, gern aus Ihren Unterlagen."),
            url_for("importing.read") if profile else url_for("profiles.edit"),
            known >= ENOUGH_COMPETENCES,
        ),
        FirstStep(
            _("Bestimmen, wie viele Anfragen kommen"), _("Auch null ist eine gute Antwort."),
            url_for("profiles.edit", _anchor="angaben"),
        ),
        FirstStep(
            _("Profil veröffentlichen"), _("Erst danach werden Sie vorgeschlagen."),
            url_for("profiles.edit"), profile is not None and profile.is_published,
        ),
    ]  # fmt: skip


def _steps_of_manager(session: Session, user: Account) -> Sequence[FirstStep]:
    has_deputy = exists().where(StandingDeputy.account_id == user.id)
    leads = exists().where(Challenge.lead_id == user.id)
    return [
        FirstStep(
            _("Verbindungen zu Unternehmen angeben"), _("Diese Fälle sehen Sie dann nicht."),
            url_for("review.desk.declare_conflicts"), True if user.conflicts else None,
        ),
        FirstStep(
            _("Ständige Vertretung benennen"), _("Für Urlaub und Krankheit."),
            url_for("casework.standing"), session.scalar(select(has_deputy)),
        ),
        _telephone(user, _("Sie steht bei jedem Fall, den Sie führen.")),
        FirstStep(
            _("Einen Fall übernehmen"), _("Er steht unter „Noch ohne Federführung“."),
            url_for("review.inbox", ansicht="liste", _anchor="offen"),
            session.scalar(select(leads)),
        ),
    ]  # fmt: skip


def _steps_of_administrator(session: Session) -> Sequence[FirstStep]:
    known = dict(
        session.execute(
            select(Account.role, func.count())
            .where(
                Account.role.in_([Role.ADMIN, Role.TRANSFER_MANAGER]), Account.is_active,
                Account.confirmed_at.is_not(None),
            )
            .group_by(Account.role)
        ).all()
    )  # fmt: skip
    invite = url_for("admin.choose_role")
    return [
        FirstStep(
            _("Zweites Konto für die Administration einladen"),
            _("Einen Notfallzugriff genehmigt immer jemand anderes."),
            invite, known.get(Role.ADMIN, 0) > 1,
        ),
        FirstStep(
            _("Transferstellen einladen"), _("Ohne sie bearbeitet niemand einen Bedarf."),
            invite, known.get(Role.TRANSFER_MANAGER, 0) > 0,
        ),
        FirstStep(
            _("Nachsehen, ob alles läuft"), _("Aufträge, E-Mails und das Sprachmodell."),
            url_for("admin.operations"),
        ),
    ]  # fmt: skip


def _telephone(user: Account, hint: str) -> FirstStep:
    return FirstStep(
        _("Telefonnummer angeben"), hint, url_for("accounts.change_details"), bool(user.phone)
    )


def _who_sees_what() -> FirstStep:
    return FirstStep(
        _("Nachlesen, wer was sieht"), _("Von der ersten Zeile bis zum Erstgespräch."),
        url_for("public.who_sees_what"),
    )  # fmt: skip
