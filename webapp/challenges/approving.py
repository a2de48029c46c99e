"""What a company says about the Kurzfassung of its Bedarf, itself or on the telephone."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Account, Teaser
from webapp.audit import record
from webapp.database import hold
from webapp.enquiries import ask_again, ask_prepared
from webapp.mail import queue_mail
from webapp.promises import keep_clock
from webapp.teasers import release_to_radar


def approve_teaser(
    session: Session,
    teaser: Teaser,
    text_version: str,
    *,
    by: Account,
    at: datetime,
    for_radar: bool = False,
) -> Teaser:
    """The company allows exactly this text; everybody the manager chose is asked now.

    That every subscribed professor reads it as well is a choice of its own.
    """
    _hold_with_case(session, teaser)
    teaser.approve(text_version, at)
    record(session, "kurzfassung_freigegeben", teaser, at, by=by, version=teaser.version)
    _ask(session, teaser, at, by)
    if for_radar:
        release_to_radar(session, teaser, text_version, at, by=by)
    _tell_lead(session, teaser, at)
    return teaser


def record_phone_approval(
    session: Session,
    teaser: Teaser,
    text_version: str,
    note: str,
    *,
    by: Account,
    at: datetime,
    for_radar: bool = False,
) -> Teaser:
    """The lead read the text out, and the company agreed to exactly this text."""
    _hold_with_case(session, teaser)
    teaser.approve(text_version, at, comment=note)
    record(
        session, "kurzfassung_telefonisch_freigegeben", teaser, at, by=by, version=teaser.version
    )
    _ask(session, teaser, at, by)
    if for_radar:
        release_to_radar(session, teaser, text_version, at, by=by)
    return teaser


def refuse_teaser(
    session: Session, teaser: Teaser, comment: str, *, by: Account, at: datetime
) -> Teaser:
    """The company wants other words; the lead writes a new version."""
    _hold_with_case(session, teaser)
    teaser.refuse(comment, at)
    record(session, "kurzfassung_abgelehnt", teaser, at, by=by, version=teaser.version)
    keep_clock(session, teaser.challenge, at)
    _tell_lead(session, teaser, at)
    return teaser


def _ask(session: Session, teaser: Teaser, at: datetime, by: Account) -> None:
    ask_again(session, teaser.challenge, at, by=by)
    ask_prepared(session, teaser.challenge, at, by=by)
    keep_clock(session, teaser.challenge, at)


def _hold_with_case(session: Session, teaser: Teaser) -> None:
    """Wait for whoever changes the case or the Kurzfassung at this moment."""
    hold(session, teaser.challenge)
    hold(session, teaser)


def _tell_lead(session: Session, teaser: Teaser, at: datetime) -> None:
    if teaser.challenge.lead is not None:
        queue_mail(session, "teaser_decided", teaser.challenge.lead, at, challenge=teaser.challenge)
