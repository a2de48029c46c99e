"""What participants change of their own registration."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import Participant, Side
from webapp.audit import record
from webapp.database import hold


def change_details(
    session: Session, participant: Participant, facts: dict[str, Any], at: datetime
) -> Participant:
    """Write down what they say now; the address stays, because the link hangs on it."""
    hold(session, participant)
    for name, value in facts.items():
        setattr(participant, name, value)
    if participant.side is not Side.PROFESSOR:
        participant.profile_id = None
    record(session, "anmeldung_geaendert", participant, at, by=None)
    return participant
