"""The Vier-Augen-Prinzip: what does not happen before a second person agrees."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import (
    Account,
    CaseRules,
    Challenge,
    Confirmation,
    ConfirmationKind,
    ConfirmationState,
    DeskRules,
    Introduction,
    IntroductionState,
    policies,
)
from models.confirmation import confirmations_of, waiting_confirmations
from webapp.audit import record
from webapp.ending import pack_decision
from webapp.leads import acting_deputies
from webapp.mail import queue_mail


def takes_two(session: Session, challenge: Challenge, kind: ConfirmationKind) -> bool:
    """Whether the case itself, or the desk of its lead, wants a second person for it."""
    rules: list[CaseRules | DeskRules | None] = [challenge.rules]  # type: ignore[attr-defined]
    if challenge.lead is not None:
        rules.append(session.get(DeskRules, challenge.lead.university_id))
    is_asking = kind is ConfirmationKind.ASKING
    return any(
        each.confirms_asking if is_asking else each.confirms_no_match
        for each in rules
        if each is not None
    )


def is_free(session: Session, introduction: Introduction) -> bool:
    """Whether somebody may be asked: nobody has to agree, or somebody has."""
    if not takes_two(session, introduction.challenge, ConfirmationKind.ASKING):
        return True
    return any(
        each.introduction_id == introduction.id and each.state is ConfirmationState.CONFIRMED
        for each in confirmations_of(introduction.challenge)
    )


def ask_for_eyes(session: Session, challenge: Challenge, at: datetime, *, by: Account) -> None:
    """Ask a second person about everybody who was chosen and about whom nobody was asked."""
    session.flush()
    if not takes_two(session, challenge, ConfirmationKind.ASKING):
        return
    known = {each.introduction_id for each in confirmations_of(challenge)}
    for each in challenge.introductions:
        if each.state is IntroductionState.PREPARED and each.id not in known:
            _request(session, challenge, ConfirmationKind.ASKING, at, by, introduction=each)


def ask_for_the_end(
    session: Session,
    challenge: Challenge,
    message: str,
    at: datetime,
    *,
    by: Account,
    decision: dict[str, Any],
) -> Confirmation | None:
    """Ask a second person whether the case ends without a match; None when nobody has to agree."""
    if not takes_two(session, challenge, ConfirmationKind.NO_MATCH):
        return None
    for each in waiting_confirmations(challenge):
        if each.kind is ConfirmationKind.NO_MATCH:
            each.take_back(at)
    asked = _request(session, challenge, ConfirmationKind.NO_MATCH, at, by, message=message)
    asked.decision = pack_decision(decision)
    return asked


def take_back_for(introduction: Introduction, at: datetime) -> None:
    """Whoever is not to be asked any more needs no second person."""
    for each in waiting_confirmations(introduction.challenge):
        if each.introduction_id == introduction.id:
            each.take_back(at)


def _request(
    session: Session,
    challenge: Challenge,
    kind: ConfirmationKind,
    at: datetime,
    by: Account,
    *,
    introduction: Introduction | None = None,
    message: str = "",
) -> Confirmation:
    asked = Confirmation(
        challenge=challenge, kind=kind, introduction=introduction, message=message,
        asked_by=by, asked_at=at,
    )  # fmt: skip
    session.add(asked)
    record(session, "bestaetigung_erbeten", challenge, at, by=by, kind=kind.value)
    acting = [each.account for each in acting_deputies(challenge)]
    for each in [challenge.lead, *acting]:
        if each is not None and policies.may_confirm(each, asked, at):
            queue_mail(session, "confirmation_waits", each, at, challenge=challenge)
    return asked
