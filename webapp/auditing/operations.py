"""Emergency access: one asks with a reason, a second one agrees, everybody concerned is told."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Account, Challenge, Emergency, InvalidTransition, policies
from webapp.audit import record
from webapp.auditing import queries
from webapp.database import hold
from webapp.mail import queue_mail


def ask_for_emergency(
    session: Session, challenge: Challenge, reason: str, at: datetime, *, by: Account
) -> Emergency:
    """Ask the other administrators; without one nobody could agree."""
    others = queries.other_administrators(session, by)
    if not others:
        raise InvalidTransition("a second administrator is needed")
    emergency = Emergency(challenge=challenge, asked_by_id=by.id, reason=reason, asked_at=at)
    session.add(emergency)
    record(session, "notfallzugriff_erbeten", emergency, at, by=by)
    for each in others:
        queue_mail(session, "emergency_asked", each, at)
    return emergency


def grant_emergency(
    session: Session, emergency: Emergency, at: datetime, *, by: Account
) -> Emergency:
    """Agree as the second person; the company and the lead hear of it at once."""
    hold(session, emergency)
    emergency.grant(by, at)
    record(session, "notfallzugriff_gewaehrt", emergency, at, by=by)
    queue_mail(session, "emergency_granted", emergency.asked_by, at)
    challenge = emergency.challenge
    concerned = [each for each in challenge.company.accounts if policies.is_active(each)]
    for each in [*concerned, *([challenge.lead] if challenge.lead else [])]:
        queue_mail(session, "emergency_notice", each, at, challenge=challenge)
    return emergency
