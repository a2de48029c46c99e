"""Fills the ledger of the demo: what its cases count, what companies reported, what is aimed at."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Account,
    Challenge,
    IndicatorBasis,
    IndicatorTarget,
    Role,
    University,
)
from models.base import local_date
from seed_data.funding_cases import GRANTED
from seed_data.keys import stable_id
from seed_data.outcomes import AIMS, REPORTED, Reported
from webapp.ledger.noting import note_facts
from webapp.ledger.reported import report_values
from webapp.ledger.rules import thousandths_of

BY_TELEPHONE = "Telefonat mit dem Unternehmen"
"""The source where nobody of the company has an account."""


def load_outcomes(session: Session, at: datetime) -> None:
    """Report and aim once; a demo that has targets keeps what its visitors made of them."""
    session.flush()
    if session.scalars(select(IndicatorTarget.id).limit(1)).first() is not None:
        return
    note_facts(session, at)
    for each in REPORTED:
        challenge = session.get(Challenge, stable_id("challenges", each.need))
        if challenge is not None and challenge.closed_at is not None:
            _report(session, challenge, each, at)
    _report_grant(session, at)
    _aim(session, at)


def _report_grant(session: Session, at: datetime) -> None:
    need, cents = GRANTED
    challenge = session.get(Challenge, stable_id("challenges", need))
    if challenge is not None and challenge.lead is not None:
        report_values(
            session, challenge, {"foerdermittel": Decimal(cents) / 100}, at, by=challenge.lead,
            basis=IndicatorBasis.MEASURED, occurred_on=local_date(at),
            note="Bescheid, am Telefon vorgelesen",
        )  # fmt: skip


def _report(session: Session, challenge: Challenge, said: Reported, at: datetime) -> None:
    day = min(
        local_date(challenge.closed_at or at) + timedelta(days=said.days_later), local_date(at)
    )
    by = challenge.lead if said.source else challenge.entered_by
    if by is None:
        return
    basis = IndicatorBasis.MEASURED if said.is_measured else IndicatorBasis.ESTIMATED
    note = said.source if by.role is Role.COMPANY else said.source or BY_TELEPHONE
    report_values(
        session, challenge, said.values, at, by=by, basis=basis, occurred_on=day, note=note
    )


def _aim(session: Session, at: datetime) -> None:
    year = local_date(at).year
    for each in AIMS:
        university = session.scalars(
            select(University).where(University.short == each.university)
        ).one()
        setter = session.scalars(
            select(Account)
            .where(Account.role == Role.TRANSFER_MANAGER, Account.university_id == university.id)
            .order_by(Account.email)
        ).first()
        if setter is None:
            continue
        session.add(
            IndicatorTarget(
                university_id=university.id, rule=each.rule,
                thousandths=thousandths_of(each.value), first_on=date(year, 1, 1),
                last_on=date(year, 12, 31), due_on=date(year, 12, 31), set_at=at,
                set_by_id=setter.id,
            )
        )  # fmt: skip
