"""What stands in the ledger: for managers what they may count, for others what all may count."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    Account,
    Challenge,
    FrozenEntry,
    IndicatorEntry,
    IndicatorFreeze,
    IndicatorSource,
    IndicatorTarget,
    Introduction,
    SizeClass,
    policies,
)
from webapp.ledger.noting import is_superseded
from webapp.ledger.rows import COLUMNS, Row, read_rows

ENTRIES_PER_PAGE = 50


@dataclass(frozen=True)
class Choice:
    """What is counted."""

    first_on: date
    after: date
    ags: str | None = None
    sector: str | None = None
    size_class: SizeClass | None = None
    university_id: uuid.UUID | None = None
    theme: str | None = None


def counted(session: Session, choice: Choice, user: Account | None, at: datetime) -> list[Row]:
    """What counts for this reader, the oldest first."""
    query = select(*COLUMNS).where(
        _chosen(choice), _stands(), policies.visible_indicator_entries(user, at)
    )
    return read_rows(session, query.order_by(IndicatorEntry.occurred_on, IndicatorEntry.id))


def of_erased_cases(session: Session, choice: Choice) -> list[Row]:
    """What counts and leads to no case any more, so that nobody counts it exactly."""
    kept = select(IndicatorSource.entry_id)
    query = select(*COLUMNS).where(_chosen(choice), _stands(), IndicatorEntry.id.not_in(kept))
    return read_rows(session, query)


def entries_behind(
    session: Session, rule: str, choice: Choice, user: Account, at: datetime, page: int
) -> tuple[Sequence[IndicatorEntry], int]:
    """One page of what stands behind a figure, newest first, and how many there are."""
    behind = and_(
        IndicatorEntry.rule == rule,
        _chosen(choice),
        _stands(),
        policies.visible_indicator_entries(user, at),
    )
    count = session.scalar(select(func.count()).select_from(IndicatorEntry).where(behind)) or 0
    source = joinedload(IndicatorEntry.source)
    case = source.joinedload(IndicatorSource.challenge)
    query = (
        select(IndicatorEntry)
        .where(behind)
        .options(
            joinedload(IndicatorEntry.municipality),
            joinedload(IndicatorEntry.university),
            source.joinedload(IndicatorSource.workshop),
            case.joinedload(Challenge.company),
            case.joinedload(Challenge.lead),
            case.selectinload(Challenge.exclusions),
            case.selectinload(Challenge.introductions).joinedload(Introduction.teaser),
        )
        .order_by(IndicatorEntry.occurred_on.desc(), IndicatorEntry.id)
        .limit(ENTRIES_PER_PAGE)
        .offset(ENTRIES_PER_PAGE * (page - 1))
    )
    return session.scalars(query).all(), count


def newest_entry_at(session: Session) -> datetime | None:
    """When the ledger was last added to."""
    return session.scalar(select(func.max(IndicatorEntry.recorded_at)))


def themes(session: Session, user: Account, at: datetime) -> Sequence[str]:
    """Those that occur in what the reader may count."""
    query = (
        select(IndicatorEntry.theme)
        .where(IndicatorEntry.theme.is_not(None), _stands())
        .where(policies.visible_indicator_entries(user, at))
        .distinct()
    )
    return sorted(each for each in session.scalars(query) if each)


def targets(session: Session, user: Account) -> Sequence[IndicatorTarget]:
    """Every aim of the reader's Transferstelle, the newest first."""
    query = (
        select(IndicatorTarget)
        .where(IndicatorTarget.university_id == user.university_id)
        .order_by(IndicatorTarget.set_at.desc(), IndicatorTarget.id)
    )
    return session.scalars(query).all()


def freezes(session: Session, user: Account, at: datetime) -> Sequence[IndicatorFreeze]:
    """What was kept for an application, newest first."""
    query = (
        select(IndicatorFreeze)
        .where(policies.visible_freezes(user, at))
        .order_by(IndicatorFreeze.taken_at.desc(), IndicatorFreeze.id)
    )
    return session.scalars(query).all()


def frozen_entries(session: Session, freeze: IndicatorFreeze) -> Sequence[FrozenEntry]:
    """What a freeze holds, in its order."""
    query = (
        select(FrozenEntry)
        .where(FrozenEntry.freeze_id == freeze.id)
        .options(
            selectinload(FrozenEntry.entry)
            .joinedload(IndicatorEntry.source)
            .options(
                joinedload(IndicatorSource.workshop),
                joinedload(IndicatorSource.challenge).options(
                    joinedload(Challenge.company), selectinload(Challenge.exclusions)
                ),
            )
        )
        .order_by(FrozenEntry.position)
    )
    return session.scalars(query).all()


def evidence(
    session: Session, rules: Sequence[str], choice: Choice, user: Account, at: datetime
) -> Sequence[IndicatorEntry]:
    """Every entry behind some indicators, in the order of their days, with their municipalities."""
    query = (
        select(IndicatorEntry)
        .where(
            IndicatorEntry.rule.in_(rules),
            _chosen(choice),
            _stands(),
            policies.visible_indicator_entries(user, at),
        )
        .options(joinedload(IndicatorEntry.municipality))
        .order_by(IndicatorEntry.occurred_on, IndicatorEntry.rule, IndicatorEntry.id)
    )
    return session.scalars(query).all()


def _stands() -> ColumnElement[bool]:
    return and_(IndicatorEntry.is_void.is_(False), not_(is_superseded()))


def _chosen(choice: Choice) -> ColumnElement[bool]:
    conditions = [
        IndicatorEntry.occurred_on >= choice.first_on, IndicatorEntry.occurred_on < choice.after,
    ]  # fmt: skip
    narrowed: list[tuple[Any, Any]] = [
        (IndicatorEntry.municipality_ags, choice.ags),
        (IndicatorEntry.sector, choice.sector),
        (IndicatorEntry.size_class, choice.size_class),
        (IndicatorEntry.university_id, choice.university_id),
        (IndicatorEntry.theme, choice.theme),
    ]
    conditions += [column == value for column, value in narrowed if value is not None]
    return and_(*conditions)
