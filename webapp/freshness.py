"""Asks owners of published profiles, once a year, whether their old statements still hold."""

from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from models import Competence, Profile, ProfileState
from models.base import local_date
from models.profile import FRESH_FOR
from webapp.audit import record
from webapp.clock import now
from webapp.database import database
from webapp.mail import queue_mail

MOST_A_NIGHT = 100
"""So that a first night after years does not send a thousand mails at once."""


def ask_owners() -> int:
    """Write the mails that are due; the worker sends them, unless their reason is gone by then."""
    with database().writing() as session:
        return _ask(session, now())


def _ask(session: Session, at: datetime) -> int:
    today = local_date(at)
    is_old = exists().where(
        Competence.profile_id == Profile.id, Competence.confirmed_on <= today - FRESH_FOR
    )
    due = session.scalars(
        select(Profile)
        .where(
            Profile.state == ProfileState.PUBLISHED,
            is_old,
            or_(
                Profile.asked_to_confirm_on.is_(None),
                Profile.asked_to_confirm_on <= today - FRESH_FOR,
            ),
        )
        .order_by(Profile.asked_to_confirm_on, Profile.id)
        .limit(MOST_A_NIGHT)
        .with_for_update()
    ).all()
    for profile in due:
        profile.asked_to_confirm_on = today
        queue_mail(session, "confirm_statements", profile.account, at)
        record(session, "um_bestaetigung_gebeten", profile, at, by=None)
    return len(due)
