"""What a company says became of its case."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from models import Account, Challenge, FollowUp, FollowUpResult, InvalidTransition, policies
from webapp.audit import record
from webapp.database import hold
from webapp.looking_back import follow_up_now, months_of


def say_result(
    session: Session,
    challenge: Challenge,
    result: FollowUpResult,
    at: datetime,
    today: date,
    *,
    by: Account,
) -> FollowUp:
    """Keep one of four answers; the last one counts."""
    follow_up = _begin(session, challenge, at, today, by)
    follow_up.say_result(result, at)
    return follow_up


def say_satisfaction(
    session: Session,
    challenge: Challenge,
    satisfaction: int,
    remark: str,
    at: datetime,
    today: date,
    *,
    by: Account,
) -> FollowUp:
    """Keep one of five steps, and what was said to it."""
    follow_up = _begin(session, challenge, at, today, by)
    follow_up.say_satisfaction(satisfaction, remark, at)
    return follow_up


def _begin(
    session: Session, challenge: Challenge, at: datetime, today: date, by: Account
) -> FollowUp:
    hold(session, challenge)
    if not policies.may_answer_follow_up(by, challenge, at):
        raise InvalidTransition("only its company looks back, once the case is closed")
    follow_up = follow_up_now(challenge, today)
    if follow_up is None:
        follow_up = FollowUp(challenge=challenge, months=months_of(challenge, today), asked_at=at)
        session.add(follow_up)
    if follow_up.answered_at is None:
        record(session, "rueckblick_gegeben", challenge, at, by=by, months=follow_up.months)
    return follow_up
