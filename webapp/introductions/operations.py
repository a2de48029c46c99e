"""The steps of a Vermittlung, each of them one person's decision."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from models import Account, DeclineReason, Introduction, Profile
from webapp.audit import record
from webapp.database import hold
from webapp.introductions import queries
from webapp.mail import queue_mail
from webapp.promises import keep_clock


def accept_enquiry(
    session: Session,
    introduction: Introduction,
    text_version: str,
    at: datetime,
    *,
    by: Account,
    by_link: bool = False,
) -> Introduction:
    """The professor is interested; now the company is asked."""
    _hold_with_case(session, introduction)
    introduction.accept(text_version, at)
    record(session, "zugesagt", introduction, at, by=by, text_version=text_version, **_way(by_link))
    keep_clock(session, introduction.challenge, at)
    for reader in queries.company_readers(introduction):
        _write(session, "professor_interested", reader, introduction, at)
    _tell_lead(session, "enquiry_answered", introduction, at)
    return introduction


def decline_enquiry(
    session: Session,
    introduction: Introduction,
    at: datetime,
    *,
    by: Account,
    reason: DeclineReason,
    note: str,
    suggested: Profile | None = None,
    by_link: bool = False,
) -> Introduction:
    """The professor says no; only the lead hears of it, and of who would fit better.

    The trail does not tell whether somebody was suggested: whom the company has excluded leaves no
    trace at the lead's desk either.
    """
    _hold_with_case(session, introduction)
    introduction.decline(reason, note, suggested)
    record(session, "abgesagt", introduction, at, by=by, reason=reason.value, **_way(by_link))
    _tell_lead(session, "enquiry_answered", introduction, at)
    return introduction


def consent_to_introduction(
    session: Session, introduction: Introduction, text_version: str, at: datetime, *, by: Account
) -> Introduction:
    """The company agrees: both sides see each other's contact."""
    _hold_with_case(session, introduction)
    introduction.consent(text_version, at)
    record(session, "zugestimmt", introduction, at, by=by, text_version=text_version)
    _introduce(session, introduction, at)
    return introduction


def record_phone_consent(
    session: Session,
    introduction: Introduction,
    text_version: str,
    at: datetime,
    *,
    by: Account,
    note: str,
) -> Introduction:
    """The lead notes that a company without an account agreed on the telephone."""
    _hold_with_case(session, introduction)
    introduction.consent(text_version, at, note)
    record(session, "telefonisch_zugestimmt", introduction, at, by=by, text_version=text_version)
    _introduce(session, introduction, at)
    return introduction


def turn_down_introduction(
    session: Session, introduction: Introduction, at: datetime, *, by: Account
) -> Introduction:
    """The company does not want it; nobody is told why."""
    _hold_with_case(session, introduction)
    introduction.turn_down()
    record(session, "nicht_gewuenscht", introduction, at, by=by)
    keep_clock(session, introduction.challenge, at)
    return introduction


def record_agreement(
    session: Session,
    introduction: Introduction,
    at: datetime,
    *,
    by: Account,
    company_on: date | None,
    professor_on: date | None,
) -> Introduction:
    """The lead notes who signed when; with both, the professor may read the full text."""
    _hold_with_case(session, introduction)
    introduction.record_nda(company_on, professor_on)
    record(session, "vertraulichkeit_festgehalten", introduction, at, by=by)
    return introduction


def note_meeting(
    session: Session,
    introduction: Introduction,
    at: datetime,
    *,
    by: Account,
    met_on: date,
    note: str,
) -> Introduction:
    """The Erstgespräch took place."""
    _hold_with_case(session, introduction)
    introduction.note_meeting(met_on, note)
    record(session, "erstgespraech_notiert", introduction, at, by=by, met_on=met_on.isoformat())
    keep_clock(session, introduction.challenge, at)
    return introduction


def _hold_with_case(session: Session, introduction: Introduction) -> None:
    """Wait for whoever changes the case, then for the other side; always in this order."""
    hold(session, introduction.challenge)
    hold(session, introduction)


def _way(by_link: bool) -> dict[str, bool]:
    """What the trail says of an answer from the mail: whoever has the mailbox has the link."""
    return {"by_link": True} if by_link else {}


def _introduce(session: Session, introduction: Introduction, at: datetime) -> None:
    keep_clock(session, introduction.challenge, at)
    for reader in queries.company_readers(introduction):
        _write(session, "introduced", reader, introduction, at)
    _write(session, "introduced", introduction.profile.account, introduction, at)
    _tell_lead(session, "introduced", introduction, at)


def _tell_lead(session: Session, template: str, introduction: Introduction, at: datetime) -> None:
    if introduction.challenge.lead is not None:
        _write(session, template, introduction.challenge.lead, introduction, at)


def _write(
    session: Session, template: str, recipient: Account, introduction: Introduction, at: datetime
) -> None:
    queue_mail(
        session, template, recipient, at,
        challenge=introduction.challenge, introduction=introduction,
    )  # fmt: skip
