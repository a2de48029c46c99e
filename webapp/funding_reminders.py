"""Asks once a month whether the list of Förderprogramme still holds, and only while it may not."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, FundingProgramme, OutgoingMail
from models.base import local_date
from webapp.database import database
from webapp.leads import managers
from webapp.mail import queue_mail

TEMPLATE = "funding_unchecked"
EVERY = timedelta(days=30)


def ask_managers(at: datetime) -> int:
    """Write the mails that are due; they leave unless somebody has looked by then."""
    with database().writing() as session:
        return _ask(session, at)


def _ask(session: Session, at: datetime) -> int:
    listed = session.scalars(
        select(FundingProgramme).where(FundingProgramme.archived_at.is_(None))
    ).all()
    if not any(each.is_stale(local_date(at)) for each in listed):
        return 0
    told = set(
        session.scalars(
            select(OutgoingMail.recipient_id).where(
                OutgoingMail.template == TEMPLATE, OutgoingMail.created_at > at - EVERY
            )
        )
    )
    asked = [each for each in _responsible(managers(session)) if each.id not in told]
    for each in asked:
        queue_mail(session, TEMPLATE, each, at)
    return len(asked)


def _responsible(everybody: Sequence[Account]) -> list[Account]:
    """Those who answer for their Transferstelle; where nobody does, everybody of it."""
    houses = {each.university_id for each in everybody if each.is_responsible}
    return [each for each in everybody if each.is_responsible or each.university_id not in houses]
