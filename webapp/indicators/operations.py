"""Set and give up targets, keep what stands in the ledger at a moment, add what is missing."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from models import (
    Account,
    FrozenEntry,
    IndicatorFreeze,
    IndicatorTarget,
    InvalidTransition,
    University,
)
from webapp.audit import record
from webapp.database import hold
from webapp.indicators import queries
from webapp.indicators.documents import write_document
from webapp.indicators.figures import figures, standing_targets
from webapp.indicators.queries import Choice
from webapp.indicators.reports import REPORTS
from webapp.ledger.noting import note_facts
from webapp.ledger.rules import thousandths_of


def set_target(
    session: Session,
    rule: str,
    value: Decimal,
    first_on: date,
    last_on: date,
    due_on: date,
    at: datetime,
    *,
    by: Account,
) -> IndicatorTarget:
    """Aim at a value; an aim of the same indicator and time is replaced by it."""
    _hold_university(session, by)
    span = rule, first_on, last_on
    before = next(
        (
            each
            for each in _standing(session, by)
            if (each.rule, each.first_on, each.last_on) == span
        ),
        None,
    )
    target = IndicatorTarget(
        university_id=by.university_id, rule=rule, first_on=first_on, last_on=last_on,
        thousandths=thousandths_of(value), due_on=due_on, set_at=at, set_by_id=by.id,
        replaces_id=before.id if before else None,
    )  # fmt: skip
    return _add_target(session, target, at, by)


def give_up_target(
    session: Session, target: IndicatorTarget, at: datetime, *, by: Account
) -> IndicatorTarget:
    """Aim at nothing any more; what was aimed at stays in the history."""
    _hold_university(session, by)
    if target not in _standing(session, by):
        raise InvalidTransition("it was replaced or given up before")
    given_up = IndicatorTarget(
        university_id=target.university_id, rule=target.rule, first_on=target.first_on,
        last_on=target.last_on, due_on=target.due_on, set_at=at, set_by_id=by.id,
        replaces_id=target.id,
    )  # fmt: skip
    return _add_target(session, given_up, at, by)


def take_freeze(
    session: Session,
    purpose: str,
    report: str,
    first_on: date,
    last_on: date,
    at: datetime,
    *,
    by: Account,
) -> IndicatorFreeze:
    """Keep the figures as they are, with every entry they are made of."""
    kind, choice = REPORTS[report], Choice(first_on, last_on + timedelta(days=1))
    evidence = queries.evidence(session, kind.codes, choice, by, at)
    figures_then = figures(kind, evidence)
    document = write_document(kind, purpose, first_on, last_on, at, figures_then, evidence)
    freeze = IndicatorFreeze(
        purpose=purpose, report=report, first_on=first_on, last_on=last_on, taken_at=at,
        taken_by_id=by.id, university_id=by.university_id, document=document,
        sha256=hash_of(document),
        frozen=[
            FrozenEntry(entry=each, position=place) for place, each in enumerate(evidence, start=1)
        ],
    )  # fmt: skip
    session.add(freeze)
    record(session, "kennzahlen_eingefroren", freeze, at, by=by, entries=len(evidence))
    return freeze


def hash_of(document: str) -> str:
    """SHA-256 of the file as it is given out."""
    return hashlib.sha256(document.encode()).hexdigest()


def bring_up_to_date(session: Session, at: datetime, *, by: Account) -> int:
    """Do now what the night would do; returns how many entries were missing."""
    added = note_facts(session, at)
    university = session.get_one(University, by.university_id)
    record(session, "kennzahlen_nachgetragen", university, at, by=by, entries=added)
    return added


def _standing(session: Session, by: Account) -> Sequence[IndicatorTarget]:
    return standing_targets(queries.targets(session, by))


def _add_target(
    session: Session, target: IndicatorTarget, at: datetime, by: Account
) -> IndicatorTarget:
    session.add(target)
    record(
        session, "kennzahl_ziel_gesetzt", target, at, by=by,
        rule=target.rule, thousandths=target.thousandths,
    )  # fmt: skip
    return target


def _hold_university(session: Session, by: Account) -> None:
    """Wait for whoever of the same Transferstelle sets targets at this moment."""
    hold(session, session.get_one(University, by.university_id))
