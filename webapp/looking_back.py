"""When a company is asked what became of its case, and what it said."""

import calendar
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Challenge, ChallengeState, FollowUp
from models.base import local_date
from models.follow_up import AT_THE_END, MONTHS, NOTHING_TO_ASK
from webapp.audit import record
from webapp.database import database
from webapp.mail import people_of, write_to_company

TOO_LATE = timedelta(days=45)
"""After so long nobody is asked any more for a day that was missed."""


def add_months(first: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month.

    >>> add_months(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + year, month + 1
    return date(year, month, min(first.day, calendar.monthrange(year, month)[1]))


def months_of(challenge: Challenge, today: date) -> int:
    """Of which asking an answer given today is: at the end, or so many months later."""
    due = [each for each in MONTHS if _due_on(challenge, each) <= today]
    return due[-1] if due and challenge.outcome not in NOTHING_TO_ASK else AT_THE_END


def next_asking(challenge: Challenge, today: date) -> date | None:
    """The day on which the company is asked again."""
    if challenge.state is not ChallengeState.CLOSED or challenge.outcome in NOTHING_TO_ASK:
        return None
    days = [_due_on(challenge, each) for each in MONTHS]
    return next((each for each in days if each > today), None)


def follow_up_now(challenge: Challenge, today: date) -> FollowUp | None:
    """What was said at the present asking, if anything."""
    months = months_of(challenge, today)
    known: list[FollowUp] = challenge.follow_ups  # type: ignore[attr-defined]
    return next((each for each in known if each.months == months), None)


def ask_what_became(at: datetime) -> int:
    """Write to every company whose three, six or twelve months are over, once each."""
    today, asked = local_date(at), 0
    with database().writing() as session:
        closed = session.scalars(
            select(Challenge)
            .where(Challenge.state == ChallengeState.CLOSED)
            .where(Challenge.closed_at > at - timedelta(days=366) - TOO_LATE)
            .order_by(Challenge.closed_at, Challenge.id)
        ).all()
        for challenge in closed:
            asked += _ask(session, challenge, today, at)
    return asked


def _ask(session: Session, challenge: Challenge, today: date, at: datetime) -> bool:
    months = months_of(challenge, today)
    is_late = today - _due_on(challenge, months) > TOO_LATE
    if (
        months == AT_THE_END
        or is_late
        or not people_of(challenge)
        or follow_up_now(challenge, today)
    ):
        return False
    session.add(FollowUp(challenge=challenge, months=months, asked_at=at))
    record(session, "rueckblick_erbeten", challenge, at, by=None, months=months)
    write_to_company(session, "follow_up", challenge, at)
    return True


def _due_on(challenge: Challenge, months: int) -> date:
    return add_months(local_date(challenge.closed_at), months) if challenge.closed_at else date.max
