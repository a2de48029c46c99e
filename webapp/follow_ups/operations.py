"""What a company says became of its case."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from models import (
    Account,
    Challenge,
    FollowUp,
    FollowUpResult,
    IndicatorBasis,
    IndicatorReporter,
    InvalidTransition,
    policies,
)
from webapp.audit import record
from webapp.database import hold
from webapp.ledger.reported import report_values, reported_values
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


def say_values(
    session: Session,
    challenge: Challenge,
    values: Mapping[str, Decimal | None],
    basis: IndicatorBasis,
    at: datetime,
    today: date,
    *,
    by: Account,
) -> int:
    """Keep what came of it in numbers; a field left empty takes back what the company said."""
    follow_up = _begin(session, challenge, at, today, by)
    follow_up.say_values(at)
    own = own_values(session, challenge)
    said = {code: each for code, each in values.items() if each is not None or code in own}
    return report_values(session, challenge, said, at, by=by, basis=basis, occurred_on=today)


def own_values(session: Session, challenge: Challenge) -> dict[str, Decimal]:
    """What the company itself reported and still holds; the Transferstelle's words are its own."""
    return {
        code: each.entry.value
        for code, each in reported_values(session, challenge).items()
        if each.entry.reporter is IndicatorReporter.COMPANY and not each.entry.is_void
    }


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
