"""Mail: a row in the transaction of its cause, words and rights settled when it leaves."""

import re
import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import structlog
from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import (
    Account,
    BrowserSession,
    Challenge,
    InterimNeed,
    Introduction,
    JointMember,
    OutgoingMail,
    Participant,
    Visit,
    policies,
)
from webapp.config import Settings
from webapp.i18n import DEFAULT_LANGUAGE
from webapp.letter_pages import set_letter
from webapp.letters import STILL_RIGHT, Letter
from webapp.reminders import DIGEST, missed_by
from webapp.wordings import filled, words_of_lead

log = structlog.get_logger(__name__)

MAILS = ((3, timedelta(hours=6)), (5, timedelta(days=1)))
"""How many mails of a kind somebody gets whom strangers can make us write to."""


def queue_mail(
    session: Session,
    template: str,
    recipient: Account,
    at: datetime,
    *,
    challenge: Challenge | None = None,
    introduction: Introduction | None = None,
    joint_member: JointMember | None = None,
    browser_session: BrowserSession | None = None,
    address: str | None = None,
) -> OutgoingMail:
    """Write the row; the worker sends it once the transaction is safe."""
    if template not in STILL_RIGHT:
        raise ValueError(f"no mail is called {template}")
    mail = OutgoingMail(
        template=template,
        recipient=recipient,
        challenge_id=challenge.id if challenge else None,
        introduction_id=introduction.id if introduction else None,
        joint_member_id=joint_member.id if joint_member else None,
        browser_session_id=browser_session.id if browser_session else None,
        address=address,
        created_at=at,
    )
    session.add(mail)
    return mail


def people_of(challenge: Challenge) -> list[Account]:
    """Everybody of the company who can sign in and be written to."""
    return [each for each in challenge.company.accounts if policies.is_active(each)]


def write_to_company(
    session: Session, template: str, challenge: Challenge, at: datetime
) -> list[OutgoingMail]:
    """The same mail to each of them."""
    return [
        queue_mail(session, template, account, at, challenge=challenge)
        for account in people_of(challenge)
    ]


def queue_sparingly(session: Session, template: str, recipient: Account, at: datetime) -> None:
    """Write the row, unless whoever asks again and again would fill a mailbox with it."""
    asked = (
        select(func.count())
        .select_from(OutgoingMail)
        .where(OutgoingMail.recipient_id == recipient.id, OutgoingMail.template == template)
    )
    if all(
        (session.scalar(asked.where(OutgoingMail.created_at > at - within)) or 0) < most
        for most, within in MAILS
    ):
        queue_mail(session, template, recipient, at)


def queue_need_mail(session: Session, need: InterimNeed, at: datetime) -> bool:
    """Ask a mailbox whether a need is to be handed in; False if it was asked too often."""
    return _queue_to_mailbox(session, "need_waits", need.email, at, interim_need_id=need.id)


def queue_visit_mail(session: Session, visit: Visit, at: datetime) -> bool:
    """Ask a mailbox about what a scout wrote down; False if it was asked too often."""
    return _queue_to_mailbox(session, "visit_waits", visit.email, at, visit_id=visit.id)


def queue_participant_mail(
    session: Session,
    template: str,
    participant: Participant,
    at: datetime,
    *,
    sparingly: bool = False,
) -> bool:
    """Write to somebody who registered for a workshop; sparingly where strangers can cause it."""
    if template not in STILL_RIGHT:
        raise ValueError(f"no mail is called {template}")
    session.flush()
    if participant.email is None:
        return False
    if sparingly:
        return _queue_to_mailbox(
            session, template, participant.email, at, participant_id=participant.id
        )
    session.add(
        OutgoingMail(
            template=template,
            address=participant.email,
            participant_id=participant.id,
            created_at=at,
        )
    )
    return True


def _queue_to_mailbox(
    session: Session, template: str, address: str | None, at: datetime, **about: uuid.UUID
) -> bool:
    asked = (
        select(func.count())
        .select_from(OutgoingMail)
        .where(OutgoingMail.address == address, OutgoingMail.template == template)
    )
    if any(
        (session.scalar(asked.where(OutgoingMail.created_at > at - within)) or 0) >= most
        for most, within in MAILS
    ):
        return False
    session.add(OutgoingMail(template=template, address=address, created_at=at, **about))
    return True


def prepare_mail(session: Session, mail: OutgoingMail, at: datetime) -> EmailMessage | None:
    """Write a claimed mail; None when its reason is gone, and the row says so."""
    letter = Letter(
        recipient=mail.recipient,
        challenge=session.get(Challenge, mail.challenge_id) if mail.challenge_id else None,
        introduction=(
            session.get(Introduction, mail.introduction_id) if mail.introduction_id else None
        ),
        at=at,
        sign_in=(
            session.get(BrowserSession, mail.browser_session_id)
            if mail.browser_session_id
            else None
        ),
        address=mail.address,
        need=(session.get(InterimNeed, mail.interim_need_id) if mail.interim_need_id else None),
        visit=(session.get(Visit, mail.visit_id) if mail.visit_id else None),
        participant=(
            session.get(Participant, mail.participant_id) if mail.participant_id else None
        ),
        joint_member=(
            session.get(JointMember, mail.joint_member_id) if mail.joint_member_id else None
        ),
        queued_at=mail.created_at,
        missed=(
            missed_by(session, mail.recipient, mail.created_at, at)
            if mail.template == DIGEST and mail.recipient
            else ()
        ),
    )
    if not STILL_RIGHT[mail.template](letter):
        mail.cancel(at)
        log.info("mail.cancelled", mail=str(mail.id), template=mail.template)
        return None
    letter = replace(letter, own_words=_own_words(session, mail.template, letter))
    settings: Settings = current_app.extensions["settings"]
    mail.subject, body = compose(mail.template, letter)
    # Links in it open accounts; only the demo's mailbox page needs the words again.
    mail.body = body if settings.is_demo else None
    message = EmailMessage()
    message["Subject"] = mail.subject
    message["From"] = settings.mail_from
    message["To"] = mail.goes_to
    # The same row always carries the same id, so a mail sent twice is recognised as one.
    message["Message-ID"] = f"<{mail.id}@{settings.mail_from.rpartition('@')[2]}>"
    message["Date"] = at
    message["Auto-Submitted"] = "auto-generated"
    # Both parts in characters every mail server passes on, and in lines of a bearable length.
    message.set_content(body, cte="quoted-printable")
    page = set_letter(mail.subject, body, language_of(letter))
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    return message


def _own_words(session: Session, template: str, letter: Letter) -> str | None:
    if letter.recipient is None or letter.challenge is None:
        return None
    words = words_of_lead(session, template, letter.challenge, letter.recipient.language)
    return filled(words, letter.recipient, letter.challenge) if words else None


def deliver(message: EmailMessage) -> None:
    """Hand a message over; raises OSError or SMTPException when nobody takes it."""
    current_app.extensions["transport"](message)


def language_of(letter: Letter) -> str:
    """The language of whoever reads it."""
    addressee = letter.recipient or letter.need
    return addressee.language if addressee else DEFAULT_LANGUAGE


def compose(template: str, letter: Letter, **stand_ins: Any) -> tuple[str, str]:
    """Subject and text in the recipient's language; the subject never names the case's topic.

    A preview gives stand-ins for the links that would otherwise open something.
    """
    with force_locale(language_of(letter)):
        text = render_template(
            f"mail/{template}.txt",
            recipient=letter.recipient,
            challenge=letter.challenge,
            introduction=letter.introduction,
            at=letter.at,
            sign_in=letter.sign_in,
            address=letter.address,
            need=letter.need,
            visit=letter.visit,
            participant=letter.participant,
            joint_member=letter.joint_member,
            missed=letter.missed,
            own_words=lambda standard: letter.own_words or standard,
            **stand_ins,
        )
    subject, _, body = text.partition("\n")
    return subject.strip(), re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"
