"""Erase an account, or a company with everything it ever gave."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models import (
    Account,
    Attachment,
    Challenge,
    Company,
    InterimNeed,
    InvalidTransition,
    Visit,
    policies,
)
from models.policies.own_data import colleagues_of
from webapp.audit import record
from webapp.database import hold
from webapp.erasing import erase_challenge
from webapp.own_data import queries
from webapp.seats import erase_registrations
from webapp.visits import refuse_visit


def erase_company(session: Session, at: datetime, *, by: Account) -> None:
    """Everything goes in this transaction: needs, texts, people, addresses, waiting mails."""
    company = _held_company(session, by)
    if not policies.may_erase_company(by, at):
        raise InvalidTransition("somebody else is responsible for this company")
    for challenge in queries.company_challenges(session, by):
        erase_challenge(session, challenge, at, by=by)
    accounts = session.scalars(select(Account).where(Account.company_id == company.id)).all()
    for account in accounts:
        record(session, "konto_geloescht", account, at, by=by)
    record(session, "unternehmen_geloescht", company, at, by=by)
    erase_registrations(session, accounts, at)
    for account in accounts:
        session.delete(account)
    _forget_begun(session, [each.email for each in accounts], at)
    session.delete(company)
    session.flush()


def leave_company(session: Session, at: datetime, *, by: Account) -> None:
    """Erase one account; what it entered for the company passes to a colleague."""
    _held_company(session, by)
    if not policies.may_leave_company(by, at):
        raise InvalidTransition("nobody would be left to look after the company")
    heir = max(colleagues_of(by), key=lambda each: each.is_responsible)
    for column in (Challenge.entered_by_id, Attachment.added_by_id):
        session.execute(update(column.class_).where(column == by.id).values({column.key: heir.id}))
    record(session, "konto_geloescht", by, at, by=by)
    erase_registrations(session, [by], at)
    session.delete(by)
    _forget_begun(session, [by.email], at)


def _forget_begun(session: Session, addresses: list[str], at: datetime) -> None:
    """What was sent to these mailboxes and not handed in; what belongs to accounts goes along."""
    session.flush()
    session.execute(delete(InterimNeed).where(InterimNeed.email.in_(addresses)))
    for visit in session.scalars(select(Visit).where(Visit.email.in_(addresses))).all():
        refuse_visit(session, visit, at)


def _held_company(session: Session, by: Account) -> Company:
    """Wait for whoever else erases at this moment; two who are responsible must not cross."""
    if by.company is None:
        raise InvalidTransition("no company")
    hold(session, by.company)
    session.expire(by.company, ["accounts"])
    return by.company
