"""Adds to the ledger what the service knows and the ledger does not: at night, and on a button.

Nothing is rebuilt: a fact that stands there as it is stays untouched, one that changed gets an
entry that supersedes the one before, and one that does not hold any more an entry that voids it.
"""

from collections.abc import Iterable
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, not_, select
from sqlalchemy.orm import Session, aliased

from models import Challenge, IndicatorEntry, IndicatorReporter, IndicatorSource
from webapp.ledger.facts import Dimensions, Fact, facts
from webapp.ledger.rules import RULES

LEDGER_LOCK = 5_801_327_460_119_273
"""The advisory lock of PostgreSQL under which one transaction at a time adds to the ledger."""
Standing = dict[tuple[str, Any], IndicatorSource]
"""What counts by rule and row."""


def note_facts(session: Session, at: datetime) -> int:
    """Add everything that is missing; returns how many entries that took."""
    lock(session)
    known = _known(session, IndicatorEntry.reporter == IndicatorReporter.SOFTWARE)
    return _note(session, known, facts(session, at), at)


def note_case(session: Session, challenge: Challenge, at: datetime) -> int:
    """The same for one case: before it is erased, so that its numbers are right for good."""
    lock(session)
    known = _known(
        session,
        IndicatorEntry.reporter == IndicatorReporter.SOFTWARE,
        IndicatorSource.challenge_id == challenge.id,
    )
    return _note(session, known, facts(session, at, challenge), at)


def is_superseded(before: datetime | None = None) -> ColumnElement[bool]:
    """Whether a newer IndicatorEntry takes its place, of those that came by a moment."""
    newer = aliased(IndicatorEntry)
    condition = exists().where(newer.supersedes_id == IndicatorEntry.id)
    if before is not None:
        condition = condition.where(newer.recorded_at <= before)
    return condition.correlate(IndicatorEntry)


def lock(session: Session) -> None:
    """Wait for whoever adds at this moment; two who count the same would add it twice."""
    if session.get_bind().dialect.name == "postgresql":
        # SQLite's writers come one after the other anyway.
        session.execute(select(func.pg_advisory_xact_lock(LEDGER_LOCK)))


def _known(session: Session, *those: ColumnElement[bool]) -> Standing:
    query = (
        select(IndicatorSource)
        .join(IndicatorEntry, IndicatorSource.entry_id == IndicatorEntry.id)
        .where(not_(is_superseded()), *those)
    )
    rows = session.scalars(query).all()
    # Entries come in one statement; the session then finds each by its key.
    session.scalars(
        select(IndicatorEntry).where(IndicatorEntry.id.in_(select(query.subquery().c.entry_id)))
    ).all()
    return {(each.rule, each.source_id): each for each in rows}


def _note(session: Session, known: Standing, found: Iterable[Fact], at: datetime) -> int:
    added, seen = 0, set()
    for fact in found:
        seen.add(fact.key)
        before = known.get(fact.key)
        if before is None or _differs(before.entry, fact):
            _add(session, fact, at, before)
            added += 1
    for key, before in known.items():
        # Somebody who came to a workshop has come, whatever became of the registration.
        if key not in seen and before.challenge_id is not None and not before.entry.is_void:
            _void(session, before, at)
            added += 1
    session.flush()
    return added


def _differs(entry: IndicatorEntry, fact: Fact) -> bool:
    """Whether it is another fact, its theme was found since, or it is kept from somebody now."""
    is_same_fact = _is_same(entry, fact)
    return not is_same_fact or (entry.theme, entry.is_known_to_all) != (
        fact.dimensions.theme,
        fact.is_known_to_all,
    )


def _is_same(entry: IndicatorEntry, fact: Fact) -> bool:
    return (entry.is_void, entry.occurred_on, entry.thousandths) == (
        False,
        fact.occurred_on,
        fact.thousandths,
    )


def _add(session: Session, fact: Fact, at: datetime, before: IndicatorSource | None) -> None:
    rule, dimensions = RULES[fact.rule], fact.dimensions
    if before is not None and _is_same(before.entry, fact):
        dimensions = replace(_dimensions_of(before.entry), theme=dimensions.theme)
    entry = IndicatorEntry(
        rule=rule.code, rule_version=rule.version, occurred_on=fact.occurred_on, recorded_at=at,
        thousandths=fact.thousandths, unit=rule.unit.value, reporter=IndicatorReporter.SOFTWARE,
        supersedes_id=before.entry_id if before else None,
        is_known_to_all=fact.is_known_to_all, **asdict(dimensions),
    )  # fmt: skip
    add_entry(
        session, entry, before,
        source_id=fact.source_id, challenge_id=fact.challenge_id, workshop_id=fact.workshop_id,
    )  # fmt: skip


def _dimensions_of(entry: IndicatorEntry) -> Dimensions:
    """As they were when it was noted."""
    return Dimensions(*(getattr(entry, each.name) for each in fields(Dimensions)))


def _void(session: Session, before: IndicatorSource, at: datetime) -> None:
    add_entry(
        session, void_of(before.entry, at), before,
        source_id=before.source_id, challenge_id=before.challenge_id,
    )  # fmt: skip


def void_of(entry: IndicatorEntry, at: datetime) -> IndicatorEntry:
    """An entry that says that another one does not hold any more."""
    return IndicatorEntry(
        rule=entry.rule, rule_version=RULES[entry.rule].version, occurred_on=entry.occurred_on,
        recorded_at=at, thousandths=0, unit=entry.unit, is_void=True, reporter=entry.reporter,
        basis=entry.basis, municipality_ags=entry.municipality_ags, sector=entry.sector,
        size_class=entry.size_class, theme=entry.theme, university_id=entry.university_id,
        is_first_of_company=False, is_known_to_all=entry.is_known_to_all, supersedes_id=entry.id,
    )  # fmt: skip


def add_entry(
    session: Session, entry: IndicatorEntry, before: IndicatorSource | None, **source: Any
) -> None:
    """An entry with what it rests on."""
    revision = before.revision + 1 if before else 1
    session.add(IndicatorSource(entry=entry, rule=entry.rule, revision=revision, **source))
