"""Deputies, Übergabe and the rules of a desk; each step holds the case, so that two never cross."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models import (
    Account,
    CaseRules,
    Challenge,
    DeskRules,
    HandOver,
    HandOverState,
    InvalidTransition,
    StandingDeputy,
    deputies_of,
    policies,
    waiting_hand_over,
)
from webapp.audit import record
from webapp.database import hold
from webapp.leads import (
    acting_deputies,
    add_deputy,
    give_back_and_tell,
    pass_on,
)
from webapp.mail import queue_mail


def arrange_team(
    session: Session,
    challenge: Challenge,
    at: datetime,
    *,
    by: Account,
    deputies: Sequence[Account],
    confirms_asking: bool,
    confirms_no_match: bool,
) -> Challenge:
    """Say who acts beside the lead from now on, and what takes two people."""
    _hold_for_hand_over(session, challenge, at, by)
    wanted = {each.id for each in deputies}
    acting = {each.account_id for each in acting_deputies(challenge)}
    for each in list(deputies_of(challenge)):
        # Whoever is barred does not stand in the form, and stays as unseen as before.
        if each.account_id in acting - wanted:
            deputies_of(challenge).remove(each)
            record(session, "vertretung_entfernt", challenge, at, by=by, whose=str(each.account_id))
    session.flush()
    for account in deputies:
        if account.id not in acting:
            _refuse_unnameable(account, challenge, at)
            add_deputy(session, challenge, account, at, by=by)
            queue_mail(session, "deputy_named", account, at, challenge=challenge)
    _set_rules(session, challenge, at, by, confirms_asking, confirms_no_match)
    return challenge


def hand_over(
    session: Session, challenge: Challenge, taker: Account, note: str, at: datetime, *, by: Account
) -> HandOver:
    """Give the case to another manager: to a deputy at once, to others once they accept."""
    _hold_for_hand_over(session, challenge, at, by)
    if waiting_hand_over(challenge) is not None:
        raise InvalidTransition("the case is offered to somebody already")
    _refuse_unnameable(taker, challenge, at)
    offer = HandOver(challenge=challenge, giver=by, taker=taker, note=note, offered_at=at)
    session.add(offer)
    record(session, "uebergabe_angeboten", challenge, at, by=by, whose=str(taker.id))
    if any(each.account_id == taker.id for each in acting_deputies(challenge)):
        offer.decide(HandOverState.ACCEPTED, at)
        pass_on(session, challenge, taker, at, by=by)
        queue_mail(session, "case_handed_over", taker, at, challenge=challenge)
    else:
        queue_mail(session, "hand_over_waits", taker, at, challenge=challenge)
    return offer


def accept_hand_over(session: Session, offer: HandOver, at: datetime, *, by: Account) -> Challenge:
    """Take the case on; whoever had it loses it in the same step."""
    challenge = _hold_offer(session, offer)
    if not policies.may_answer_hand_over(by, offer, at):
        raise InvalidTransition("the case is not offered any more")
    offer.decide(HandOverState.ACCEPTED, at)
    giver = challenge.lead
    pass_on(session, challenge, by, at, by=by)
    record(session, "uebergabe_angenommen", challenge, at, by=by)
    _answer(session, giver, challenge, at)
    return challenge


def decline_hand_over(session: Session, offer: HandOver, at: datetime, *, by: Account) -> HandOver:
    """Leave the case where it is."""
    challenge = _hold_offer(session, offer)
    if not policies.may_answer_hand_over(by, offer, at):
        raise InvalidTransition("the case is not offered any more")
    offer.decide(HandOverState.DECLINED, at)
    record(session, "uebergabe_abgelehnt", challenge, at, by=by)
    _answer(session, challenge.lead, challenge, at)
    return offer


def take_hand_over_back(
    session: Session, offer: HandOver, at: datetime, *, by: Account
) -> HandOver:
    """Keep the case after all."""
    challenge = _hold_offer(session, offer)
    if not policies.may_take_hand_over_back(by, offer, at):
        raise InvalidTransition("somebody has answered already")
    offer.decide(HandOverState.TAKEN_BACK, at)
    record(session, "uebergabe_zurueckgenommen", challenge, at, by=by)
    return offer


def take_over(session: Session, challenge: Challenge, at: datetime, *, by: Account) -> Challenge:
    """A deputy becomes the lead; who had it is told."""
    hold(session, challenge)
    _refresh(session, challenge)
    if not policies.may_take_over(by, challenge, at):
        raise InvalidTransition("only a deputy takes a case over")
    before = challenge.lead
    pass_on(session, challenge, by, at, by=by)
    _answer(session, before, challenge, at)
    return challenge


def return_case(session: Session, challenge: Challenge, at: datetime, *, by: Account) -> Challenge:
    """Put a case into everybody's inbox that its lead does not look after."""
    hold(session, challenge)
    _refresh(session, challenge)
    if not policies.may_return_case(by, challenge, at):
        raise InvalidTransition("somebody has looked after the case meanwhile")
    give_back_and_tell(session, challenge, at, by=by)
    return challenge


def choose_standing_deputies(
    session: Session, deputies: Sequence[Account], at: datetime, *, by: Account
) -> None:
    """Whom a manager wants as deputies in every case to come."""
    session.execute(delete(StandingDeputy).where(StandingDeputy.account_id == by.id))
    for each in deputies:
        if not policies.is_manager(each) or each.id == by.id:
            raise InvalidTransition("only another manager stands in")
        session.add(
            StandingDeputy(
                account_id=by.id, university_id=each.university_id, deputy=each, named_at=at
            )
        )
    record(session, "staendige_vertretung_gewaehlt", by, at, by=by)


def set_desk_rules(
    session: Session,
    at: datetime,
    *,
    by: Account,
    alternate: Account | None,
    confirms_asking: bool,
    confirms_no_match: bool,
) -> DeskRules:
    """How the desk of the manager's own university works from now on."""
    if alternate is not None and not (
        policies.is_manager(alternate) and alternate.university_id == by.university_id
    ):
        raise InvalidTransition("the alternate works at the same desk")
    rules = session.get(DeskRules, by.university_id)
    if rules is None:
        rules = DeskRules(university_id=by.university_id, changed_at=at)
        session.add(rules)
    rules.alternate, rules.changed_at = alternate, at
    rules.confirms_asking, rules.confirms_no_match = confirms_asking, confirms_no_match
    record(
        session, "regeln_geaendert", by, at, by=by,
        confirms_asking=confirms_asking, confirms_no_match=confirms_no_match,
    )  # fmt: skip
    return rules


def _set_rules(
    session: Session,
    challenge: Challenge,
    at: datetime,
    by: Account,
    confirms_asking: bool,
    confirms_no_match: bool,
) -> None:
    rules: CaseRules | None = challenge.rules  # type: ignore[attr-defined]
    before = (rules.confirms_asking, rules.confirms_no_match) if rules else (False, False)
    if before == (confirms_asking, confirms_no_match):
        return
    if rules is None:
        rules = CaseRules(challenge=challenge)
        session.add(rules)
    rules.confirms_asking, rules.confirms_no_match = confirms_asking, confirms_no_match
    record(
        session, "regeln_geaendert", challenge, at, by=by,
        confirms_asking=confirms_asking, confirms_no_match=confirms_no_match,
    )  # fmt: skip


def _answer(session: Session, giver: Account | None, challenge: Challenge, at: datetime) -> None:
    if giver is not None and policies.is_active(giver):
        queue_mail(session, "hand_over_answered", giver, at, challenge=challenge)


def _refuse_unnameable(account: Account, challenge: Challenge, at: datetime) -> None:
    if account.id == challenge.lead_id or not policies.may_be_named(account, challenge, at):
        raise InvalidTransition("somebody who can be chosen takes part")


def _hold_for_hand_over(session: Session, challenge: Challenge, at: datetime, by: Account) -> None:
    hold(session, challenge)
    _refresh(session, challenge)
    if not policies.may_hand_over(by, challenge, at):
        raise InvalidTransition("only the lead of an open case may do this")


def _hold_offer(session: Session, offer: HandOver) -> Challenge:
    hold(session, offer.challenge)
    session.refresh(offer)
    _refresh(session, offer.challenge)
    return offer.challenge


def _refresh(session: Session, challenge: Challenge) -> None:
    """What somebody else arranged while we waited."""
    session.expire(challenge, ["deputies", "hand_overs", "rules"])
