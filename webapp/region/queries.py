"""What happened in the region: events by place and time, and the cases behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    Account,
    Challenge,
    Introduction,
    IntroductionState,
    Municipality,
    Outcome,
    policies,
)
from webapp.counting import days_between, first_answer, first_presented_at
from webapp.cursors import behind
from webapp.periods import Month, Period

CASES_PER_PAGE = 50

NEEDS, INTRODUCTIONS, MEETINGS, OUTCOMES = KINDS = (
    "bedarfe",
    "vermittlungen",
    "erstgespraeche",
    "ergebnisse",
)
"""What is counted, as it stands in addresses."""


@dataclass(frozen=True)
class Happening:
    """Something that is counted: where, in which month, and how a case ended."""

    ags: str
    month: Month
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Choice:
    """Which cases stand behind a figure."""

    kind: str
    period: Period
    ags: str | None = None
    outcome: Outcome | None = None


def municipalities(session: Session) -> Sequence[Municipality]:
    """All of them, those of the district first."""
    query = select(Municipality).order_by(Municipality.is_in_district.desc(), Municipality.sort_key)
    return session.scalars(query).all()


def first_submission(session: Session, user: Account | None, at: datetime) -> datetime | None:
    """When the first need came in that counts for this reader."""
    query = select(func.min(Challenge.submitted_at)).where(policies.countable_challenges(user, at))
    return session.scalar(query)


def happenings(
    session: Session, kind: str, period: Period, user: Account | None, at: datetime
) -> list[Happening]:
    """Everything of a kind that happened in the period, as far as it counts for this reader."""
    when = _moment_of(kind)
    query: Select[Any] = select(Challenge.municipality_ags, when, Challenge.outcome).where(
        _countable(user, at, kind), _within(kind, period)
    )
    if kind in {INTRODUCTIONS, MEETINGS}:
        query = query.join(Introduction, Introduction.challenge_id == Challenge.id)
    return [
        Happening(ags, Month.of(moment), outcome) for ags, moment, outcome in session.execute(query)
    ]


def median_days_to_answer(
    session: Session, period: Period, user: Account | None, at: datetime
) -> float | None:
    """Days until a company first heard back, over the cases in which it did.

    The first answer is the Kurzfassung laid before the company or the words that end the case.
    """
    query = select(Challenge.submitted_at, first_presented_at(), Challenge.closed_at).where(
        policies.countable_results(user, at), _within(NEEDS, period)
    )
    days = []
    for submitted_at, presented_at, closed_at in session.execute(query):
        answered_at = first_answer(presented_at, closed_at)
        if answered_at is not None:
            days.append(days_between(submitted_at, answered_at))
    return median(days) if days else None


def cases(
    session: Session, user: Account | None, at: datetime, choice: Choice, page: int = 1
) -> tuple[Sequence[Challenge], int]:
    """One page of the cases behind a figure, newest first, and how many there are."""
    kind = OUTCOMES if choice.outcome else choice.kind
    behind = and_(_countable(user, at, kind), _behind(choice))
    count = session.scalar(select(func.count()).select_from(Challenge).where(behind)) or 0
    query = _with_details(select(Challenge).where(behind)).order_by(
        Challenge.submitted_at.desc(), Challenge.id
    )
    query = query.limit(CASES_PER_PAGE).offset(CASES_PER_PAGE * (page - 1))
    return session.scalars(query).all(), count


def all_cases(session: Session, user: Account | None, at: datetime) -> Sequence[Challenge]:
    """Every case, oldest first, for the export."""
    query = _with_details(select(Challenge).where(_countable(user, at, NEEDS)))
    return session.scalars(query.order_by(Challenge.submitted_at, Challenge.id)).all()


def known_cases(
    session: Session,
    user: Account | None,
    at: datetime,
    *,
    after: tuple[str, UUID] | None,
    count: int,
) -> Sequence[Challenge]:
    """Cases that the reader may know of, behind a place in the order of their numbers.

    An order by time would tell of each when exactly it was begun.
    """
    query = select(Challenge).where(policies.visible_cases(user, at))
    if after is not None:
        query = query.where(behind(Challenge.reference, Challenge.id, *after))
    return session.scalars(
        query.order_by(Challenge.reference, Challenge.id)
        .limit(count)
        .options(joinedload(Challenge.municipality))
    ).all()


def _countable(user: Account | None, at: datetime, kind: str) -> ColumnElement[bool]:
    count = policies.countable_challenges if kind == NEEDS else policies.countable_results
    return count(user, at)


def _with_details(query: Select[tuple[Challenge]]) -> Select[tuple[Challenge]]:
    return query.options(
        joinedload(Challenge.company),
        joinedload(Challenge.municipality),
        joinedload(Challenge.lead),
        selectinload(Challenge.introductions).joinedload(Introduction.teaser),
        selectinload(Challenge.exclusions),
        selectinload(Challenge.support_rows),
    )


def _behind(choice: Choice) -> ColumnElement[bool]:
    within = _within(choice.kind, choice.period)
    if choice.kind in {INTRODUCTIONS, MEETINGS}:
        within = Challenge.id.in_(select(Introduction.challenge_id).where(within))
    conditions = [within]
    if choice.ags:
        conditions.append(Challenge.municipality_ags == choice.ags)
    if choice.outcome:
        conditions.append(Challenge.outcome == choice.outcome)
    return and_(*conditions)


def _moment_of(kind: str) -> Any:
    return {
        NEEDS: Challenge.submitted_at,
        INTRODUCTIONS: Introduction.company_consented_at,
        MEETINGS: Introduction.met_on,
        OUTCOMES: Challenge.closed_at,
    }[kind]


def _within(kind: str, period: Period) -> ColumnElement[bool]:
    first, after = period.days if kind == MEETINGS else period.moments
    when = _moment_of(kind)
    happened = [when >= first, when < after]
    if kind == INTRODUCTIONS:
        happened.append(Introduction.state == IntroductionState.INTRODUCED)
    return and_(*happened)
