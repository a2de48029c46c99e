"""What the pages about programs and the calendar feed read."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Account, ApiToken, Appointment, Challenge, Introduction, policies

LOOKED_BACK = timedelta(days=90)
"""How long a date that is over stays in the calendar feed."""
MOST_DATES = 500


def own_tokens(session: Session, owner: Account) -> Sequence[ApiToken]:
    """Every Zugang of an account, the newest first, with those that ended."""
    return session.scalars(
        select(ApiToken)
        .where(ApiToken.account_id == owner.id)
        .options(joinedload(ApiToken.account))
        .order_by(ApiToken.created_at.desc(), ApiToken.id)
    ).all()


def open_tokens(session: Session, owner: Account, at: datetime) -> list[ApiToken]:
    """Those whose keys still open something."""
    return [each for each in own_tokens(session, owner) if each.is_open(at)]


def own_appointments(session: Session, user: Account, at: datetime) -> list[Appointment]:
    """The dates that stand on the user's pages, each only while they may read it there."""
    found = session.scalars(
        select(Appointment)
        .join(Introduction, Appointment.introduction_id == Introduction.id)
        .where(policies.visible_introductions(user, at), Appointment.starts_at > at - LOOKED_BACK)
        .options(
            joinedload(Appointment.introduction)
            .joinedload(Introduction.challenge)
            .selectinload(Challenge.exclusions)
        )
        .order_by(Appointment.starts_at, Appointment.id)
        .limit(MOST_DATES)
    ).all()
    return [each for each in found if policies.may_see_contacts(user, each.introduction, at)]
