"""What the second person says: yes, and it happens; no, and it does not."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Account, Challenge, Confirmation, ConfirmationKind, InvalidTransition, policies
from webapp.audit import record
from webapp.database import hold
from webapp.ending import end_without_match, unpack_decision
from webapp.enquiries import ask_prepared
from webapp.promises import keep_clock


def confirm(
    session: Session, confirmation: Confirmation, at: datetime, *, by: Account
) -> Challenge:
    """Agree: what waited for it happens in the same step."""
    challenge = _hold(session, confirmation)
    if not policies.may_confirm(by, confirmation, at):
        raise InvalidTransition("somebody else of the desk agrees, and once")
    confirmation.confirm(by, at)
    record(session, "zu_zweit_bestaetigt", challenge, at, by=by, kind=confirmation.kind.value)
    if confirmation.kind is ConfirmationKind.ASKING:
        ask_prepared(session, challenge, at, by=by)
        keep_clock(session, challenge, at)
    else:
        _refuse_after_introduction(challenge)
        decision = unpack_decision(session, confirmation.decision)
        end_without_match(
            session, challenge, at, by=by, message=confirmation.message, decision=decision
        )
    return challenge


def refuse(
    session: Session, confirmation: Confirmation, reason: str, at: datetime, *, by: Account
) -> Challenge:
    """Do not agree, and say why; nobody is asked, and the case goes on."""
    challenge = _hold(session, confirmation)
    if not policies.may_confirm(by, confirmation, at):
        raise InvalidTransition("somebody else of the desk refuses, and once")
    confirmation.refuse(by, reason, at)
    record(session, "bestaetigung_abgelehnt", challenge, at, by=by, kind=confirmation.kind.value)
    _revoke_prepared(confirmation)
    return challenge


def take_back(
    session: Session, confirmation: Confirmation, at: datetime, *, by: Account
) -> Challenge:
    """Do not want it any more."""
    challenge = _hold(session, confirmation)
    if not policies.may_take_confirmation_back(by, confirmation, at):
        raise InvalidTransition("somebody has agreed or refused already")
    confirmation.take_back(at)
    record(session, "bestaetigung_zurueckgenommen", challenge, at, by=by)
    _revoke_prepared(confirmation)
    return challenge


def _revoke_prepared(confirmation: Confirmation) -> None:
    introduction = confirmation.introduction
    if introduction is not None and introduction.is_pending:
        introduction.revoke()


def _refuse_after_introduction(challenge: Challenge) -> None:
    if any(each.is_mutual for each in challenge.introductions):
        raise InvalidTransition("somebody was introduced meanwhile")


def _hold(session: Session, confirmation: Confirmation) -> Challenge:
    hold(session, confirmation.challenge)
    session.refresh(confirmation)
    session.expire(confirmation.challenge, ["deputies", "introductions", "confirmations"])
    return confirmation.challenge
