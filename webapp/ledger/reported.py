"""What people report of a case: its company when it looks back, or the Transferstelle for it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import not_, select
from sqlalchemy.orm import Session

from models import (
    Account,
    Challenge,
    IndicatorBasis,
    IndicatorEntry,
    IndicatorReporter,
    IndicatorSource,
    Role,
)
from webapp.audit import record
from webapp.database import hold
from webapp.half_years import HalfYear
from webapp.ledger.facts import dimensions_of, kept_from_some
from webapp.ledger.noting import add_entry, is_superseded, lock, void_of
from webapp.ledger.rules import REPORTED, RULES, thousandths_of


def reported_values(session: Session, challenge: Challenge) -> dict[str, IndicatorSource]:
    """What counts at present, by rule."""
    query = (
        select(IndicatorSource)
        .join(IndicatorEntry, IndicatorSource.entry_id == IndicatorEntry.id)
        .where(
            IndicatorSource.source_id == challenge.id,
            IndicatorSource.rule.in_([each.code for each in REPORTED]),
            not_(is_superseded()),
        )
    )
    return {each.rule: each for each in session.scalars(query)}


def reports_of(session: Session, challenge: Challenge) -> Sequence[IndicatorSource]:
    """Everything that was ever reported of a case, the newest first."""
    query = (
        select(IndicatorSource)
        .join(IndicatorEntry, IndicatorSource.entry_id == IndicatorEntry.id)
        .where(
            IndicatorSource.source_id == challenge.id,
            IndicatorSource.rule.in_([each.code for each in REPORTED]),
        )
        .order_by(IndicatorEntry.recorded_at.desc(), IndicatorSource.rule)
    )
    return session.scalars(query).all()


def report_values(
    session: Session,
    challenge: Challenge,
    values: Mapping[str, Decimal | None],
    at: datetime,
    *,
    by: Account,
    basis: IndicatorBasis,
    occurred_on: date,
    note: str = "",
) -> int:
    """Keep what is new, as entries that supersede those before; returns how many.

    A value that was there and is left out does not count any more; one that stays the same is no
    new report.
    """
    hold(session, challenge)
    lock(session)
    known, added = reported_values(session, challenge), 0
    for code, value in values.items():
        before = known.get(code)
        stands = before is not None and not before.entry.is_void
        if value is None and not stands:
            continue
        if value is None and before is not None:
            entry = void_of(before.entry, at)
            entry.reporter, entry.basis = _reporter(by), basis
        else:
            entry = _entry(
                session, challenge, code, value or Decimal(0), at, by, basis, occurred_on
            )
            if before is not None and stands and _is_same(before, entry, note):
                continue
            entry.supersedes_id = before.entry_id if before else None
        add_entry(
            session, entry, before,
            source_id=challenge.id, challenge_id=challenge.id, note=note, reported_by_id=by.id,
        )  # fmt: skip
        record(
            session, "kennzahl_gemeldet", challenge, at, by=by,
            rule=code, thousandths=None if entry.is_void else entry.thousandths,
        )  # fmt: skip
        added += 1
    return added


def _entry(
    session: Session,
    challenge: Challenge,
    code: str,
    value: Decimal,
    at: datetime,
    by: Account,
    basis: IndicatorBasis,
    occurred_on: date,
) -> IndicatorEntry:
    rule, dimensions = RULES[code], dimensions_of(session, challenge)
    return IndicatorEntry(
        rule=code, rule_version=rule.version, occurred_on=occurred_on, recorded_at=at,
        thousandths=thousandths_of(value), unit=rule.unit.value, reporter=_reporter(by),
        basis=basis, municipality_ags=dimensions.municipality_ags, sector=dimensions.sector,
        size_class=dimensions.size_class, university_id=dimensions.university_id,
        theme=dimensions.theme,
        is_first_of_company=_is_first(session, challenge, code, occurred_on),
        is_known_to_all=not kept_from_some(session, Challenge.id == challenge.id),
    )  # fmt: skip


def _is_same(before: IndicatorSource, entry: IndicatorEntry, note: str) -> bool:
    old = before.entry
    return (old.thousandths, old.basis, before.note) == (entry.thousandths, entry.basis, note) and (
        old.reporter is entry.reporter
    )


def _is_first(session: Session, challenge: Challenge, code: str, occurred_on: date) -> bool:
    """Whether nothing of another case of this company counts for the rule in the half-year."""
    first, after = HalfYear.of(occurred_on).days
    others = (
        select(IndicatorSource.entry_id)
        .join(IndicatorEntry, IndicatorSource.entry_id == IndicatorEntry.id)
        .join(Challenge, IndicatorSource.challenge_id == Challenge.id)
        .where(
            IndicatorEntry.rule == code,
            IndicatorEntry.is_void.is_(False),
            IndicatorEntry.is_first_of_company,
            IndicatorEntry.occurred_on >= first,
            IndicatorEntry.occurred_on < after,
            Challenge.company_id == challenge.company_id,
            Challenge.id != challenge.id,
            not_(is_superseded()),
        )
    )
    return session.execute(others.limit(1)).first() is None


def _reporter(by: Account) -> IndicatorReporter:
    if by.role is Role.COMPANY:
        return IndicatorReporter.COMPANY
    return IndicatorReporter.TRANSFER_OFFICE
