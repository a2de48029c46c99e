"""Ending a case without a match, once everybody who has to agree has agreed."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import (
    Account,
    Challenge,
    Confirmation,
    Gap,
    Neighbour,
    NoMatchReason,
    Outcome,
    policies,
)
from webapp.audit import record
from webapp.mail import write_to_company
from webapp.no_matches import note_no_match
from webapp.promises import keep_clock


def end_without_match(
    session: Session,
    challenge: Challenge,
    at: datetime,
    *,
    by: Account,
    message: str,
    decision: dict[str, Any],
) -> None:
    """Tell the company honestly that nobody fits; the decision is what note_no_match takes."""
    challenge.close(Outcome.NO_MATCH, at, message=message)
    if decision:
        note_no_match(session, challenge, at, by=by, **decision)
    keep_clock(session, challenge, at)
    record(session, "abgeschlossen", challenge, at, by=by, outcome=Outcome.NO_MATCH.value)
    write_to_company(session, "no_match", challenge, at)


def pack_decision(decision: dict[str, Any]) -> dict[str, Any]:
    """A decision as it waits for a second person: words and keys, no rows."""
    if not decision:
        return {}
    neighbour, gap = decision.get("neighbour"), decision.get("gap")
    return {
        "reason": decision["reason"].value,
        "neighbour": str(neighbour.id) if neighbour else None,
        "gap": str(gap.id) if gap else None,
        "topic": decision.get("topic") or "",
        "covering": [str(each) for each in decision.get("covering") or ()],
    }


def unpack_decision(session: Session, packed: dict[str, Any]) -> dict[str, Any]:
    """The same with its rows; what is not there any more is left out."""
    if not packed:
        return {}
    neighbour, gap = packed["neighbour"], packed["gap"]
    return {
        "reason": NoMatchReason(packed["reason"]),
        "neighbour": session.get(Neighbour, uuid.UUID(neighbour)) if neighbour else None,
        "gap": session.get(Gap, uuid.UUID(gap)) if gap else None,
        "topic": packed["topic"],
        "covering": [uuid.UUID(each) for each in packed["covering"]],
    }


def decision_to_confirm(
    session: Session, confirmation: Confirmation, user: Account, at: datetime
) -> dict[str, Any]:
    """What a second person agrees to beside the words: the reason, the Verweis and the topic.

    A known topic whose other cases they may not know of is left out without a trace; it opens to
    them with the end of this case, which then is one of its own.
    """
    decision = unpack_decision(session, confirmation.decision)
    gap = decision.get("gap")
    if gap is None or not policies.may_view_gap(user, gap, at):
        return decision
    return {**decision, "topic": gap.topic}
