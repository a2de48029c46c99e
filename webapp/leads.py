"""Who answers for a case: lead and deputies, and what happens when one of them goes."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    Account,
    Challenge,
    Deputy,
    DeskRules,
    HandOver,
    HandOverState,
    Message,
    Role,
    StandingDeputy,
    deputies_of,
    policies,
    waiting_hand_over,
)
from models.challenge import OPEN_STATES
from models.deputy import change_lead, remove_deputy
from webapp.audit import record
from webapp.mail import queue_mail, write_to_company


def managers(session: Session) -> Sequence[Account]:
    """Everybody who may work at a desk, with what bars them from cases."""
    return session.scalars(
        select(Account)
        .where(Account.role == Role.TRANSFER_MANAGER)
        .where(Account.is_active, Account.confirmed_at.is_not(None))
        .options(selectinload(Account.conflicts), joinedload(Account.university))
        .order_by(Account.created_at, Account.email)
    ).all()


def nameable(session: Session, challenge: Challenge, at: datetime) -> list[Account]:
    """Who can become lead or deputy; whoever is barred is simply not among them."""
    return [
        each
        for each in managers(session)
        if each.id != challenge.lead_id and policies.may_be_named(each, challenge, at)
    ]


def acting_deputies(challenge: Challenge) -> list[Deputy]:
    """The deputies who may act at this moment."""
    return [
        each
        for each in deputies_of(challenge)
        if each.account_id != challenge.lead_id and policies.counts_as_lead(each.account, challenge)
    ]


def add_deputy(
    session: Session,
    challenge: Challenge,
    account: Account,
    at: datetime,
    *,
    by: Account | None,
    stands_in: bool = False,
) -> Deputy:
    """Somebody acts beside the lead, in the place that their university has for it."""
    for each in list(deputies_of(challenge)):
        is_same_place = each.university_id == account.university_id and each.stands_in == stands_in
        if is_same_place or each.account_id == account.id:
            deputies_of(challenge).remove(each)
    session.flush()
    deputy = Deputy(
        challenge=challenge, account=account, university=account.university,
        named_by_id=by.id if by else None, named_at=at, stands_in=stands_in,
    )  # fmt: skip
    session.add(deputy)
    if stands_in:
        record(session, "ersatzperson_eingesprungen", challenge, at, by=by, whose=str(account.id))
    else:
        record(session, "vertretung_benannt", challenge, at, by=by, whose=str(account.id))
    return deputy


def name_standing_deputies(session: Session, challenge: Challenge, at: datetime) -> None:
    """Whom the lead always wants as deputies, where the place is free and nothing bars them."""
    if challenge.lead is None:
        return
    taken = {each.university_id for each in acting_deputies(challenge) if not each.stands_in}
    standing = session.scalars(
        select(StandingDeputy)
        .where(StandingDeputy.account_id == challenge.lead.id)
        .order_by(StandingDeputy.named_at)
    )
    for each in standing.all():
        wanted = each.deputy
        if wanted.university_id not in taken and policies.may_be_named(wanted, challenge, at):
            add_deputy(session, challenge, wanted, at, by=None)


def pass_on(
    session: Session, challenge: Challenge, to: Account, at: datetime, *, by: Account | None
) -> None:
    """Another manager has the lead from now on; a company that knows the first one is told."""
    take_offer_back(challenge, at)
    change_lead(challenge, to, at)
    record(session, "federfuehrung_uebergeben", challenge, at, by=by, whose=str(to.id))
    name_standing_deputies(session, challenge, at)
    if was_contacted(session, challenge):
        write_to_company(session, "lead_changed", challenge, at)


def give_back(session: Session, challenge: Challenge, at: datetime, *, by: Account | None) -> None:
    """Nobody has the lead any more: the case stands open to everybody whom nothing bars."""
    challenge.release_lead()
    _clear(session, challenge, at)
    record(session, "federfuehrung_abgegeben", challenge, at, by=by)


def give_back_and_tell(
    session: Session, challenge: Challenge, at: datetime, *, by: Account | None
) -> None:
    """The same where nobody chose it: everybody who may take the case on is told."""
    give_back(session, challenge, at, by=by)
    for each in managers(session):
        if policies.may_view_challenge(each, challenge, at):
            queue_mail(session, "case_open_again", each, at, challenge=challenge)


def take_offer_back(challenge: Challenge, at: datetime) -> HandOver | None:
    """An Übergabe nobody answered is not offered any more."""
    offered = waiting_hand_over(challenge)
    if offered is not None:
        offered.decide(HandOverState.TAKEN_BACK, at)
    return offered


def was_contacted(session: Session, challenge: Challenge) -> bool:
    """Whether somebody of the Transferstelle ever turned to the company about the case."""
    if any(each.presented_at for each in challenge.teasers):
        return True
    written = select(Message.id).where(
        Message.challenge_id == challenge.id, Message.is_from_company.is_(False)
    )
    return session.scalar(written.limit(1)) is not None


def leave_cases(
    session: Session,
    account: Account,
    at: datetime,
    *,
    by: Account,
    house: uuid.UUID | None,
) -> None:
    """A manager goes: each open case gets its deputy as lead, or stands open to everybody.

    To be called once the rights of the account have ended, with the university it worked for. Of
    ended cases nobody becomes lead.
    """
    _leave_places(session, account)
    concerned = session.scalars(
        select(Challenge)
        .where(Challenge.state.in_(OPEN_STATES))
        .where(or_(Challenge.lead_id == account.id, _is_deputy(account), _is_offered(account)))
        .order_by(Challenge.submitted_at, Challenge.id)
        .with_for_update()
    ).all()
    for challenge in concerned:
        remove_deputy(challenge, account)
        if _is_offered_to(challenge, account):
            take_offer_back(challenge, at)
        if challenge.lead is not None and challenge.lead_id == account.id:
            replace_lead(session, challenge, at, by=by, house=house)
    session.flush()


def replace_lead(
    session: Session,
    challenge: Challenge,
    at: datetime,
    *,
    by: Account | None,
    house: uuid.UUID | None,
) -> None:
    """The lead cannot go on: a deputy does, or the case stands open to everybody.

    A deputy of the same house goes before one of the other, and a named one before an alternate.
    """
    deputies = sorted(
        acting_deputies(challenge),
        key=lambda each: (each.university_id != house, each.stands_in, each.named_at),
    )
    if not deputies:
        give_back_and_tell(session, challenge, at, by=by)
        return
    heir = deputies[0].account
    pass_on(session, challenge, heir, at, by=by)
    queue_mail(session, "case_handed_over", heir, at, challenge=challenge)


def _clear(session: Session, challenge: Challenge, at: datetime) -> None:
    take_offer_back(challenge, at)
    deputies_of(challenge).clear()
    session.flush()


def _leave_places(session: Session, account: Account) -> None:
    rules = select(DeskRules).where(DeskRules.alternate_id == account.id)
    for each in session.scalars(rules).all():
        each.alternate = None
    standing = select(StandingDeputy).where(
        or_(StandingDeputy.deputy_id == account.id, StandingDeputy.account_id == account.id)
    )
    _delete_all(session, session.scalars(standing).all())


def _delete_all(session: Session, rows: Iterable[object]) -> None:
    for each in rows:
        session.delete(each)


def _is_deputy(account: Account):
    return Challenge.id.in_(select(Deputy.challenge_id).where(Deputy.account_id == account.id))


def _is_offered(account: Account):
    waiting = select(HandOver.challenge_id).where(
        HandOver.to_id == account.id, HandOver.state == HandOverState.WAITING
    )
    return Challenge.id.in_(waiting)


def _is_offered_to(challenge: Challenge, account: Account) -> bool:
    offered = waiting_hand_over(challenge)
    return offered is not None and offered.to_id == account.id
