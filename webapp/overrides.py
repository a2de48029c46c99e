"""How often managers do not follow the first proposal: who always does may have stopped looking.

A decision is one about the first-ranked proposal of a run. It is overridden when that proposal was
rejected, or left while somebody whom the manager added was approved. The rate is no measure of
anybody's work: each manager reads her own, and of the others only the median of five or more.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import Select, and_, exists, select
from sqlalchemy.orm import Session, aliased

from models import Account, Challenge, Decision, Match, MatchOrigin, MatchRun, Verdict, policies
from models.base import local_date
from webapp.disclosure import SMALLEST_SHOWN
from webapp.periods import Month, Period, last_twelve_months

LOOKED_AT = 100
"""The last so many decisions; not one overridden among them raises a notice."""
FEWEST_DECISIONS = 10
"""Below that a manager's rate says nothing and does not count in the median."""


@dataclass(frozen=True)
class FirstDecision:
    """A manager's decision about the proposal that the software ranked first."""

    manager_id: uuid.UUID
    at: datetime
    is_overridden: bool


@dataclass(frozen=True)
class Rate:
    """Of so many decisions, so many overridden."""

    decided: int
    overridden: int

    @classmethod
    def of(cls, decisions: Iterable[FirstDecision]) -> "Rate":
        """The rate of some decisions."""
        known = list(decisions)
        return cls(len(known), sum(each.is_overridden for each in known))

    @property
    def share(self) -> float | None:
        """Between 0 and 1, or None without any decision."""
        return self.overridden / self.decided if self.decided else None

    @property
    def is_suspicious(self) -> bool:
        """Whether nothing was overridden for as long as we look back."""
        return self.decided >= LOOKED_AT and not self.overridden


@dataclass(frozen=True)
class OverrideReport:
    """What a manager reads of it: the own rate, by month, and the median of all."""

    last: Rate
    by_month: Sequence[tuple[Month, Rate]]
    median: float | None
    """Over the managers with enough decisions in the twelve months that are over, if they are
    enough that nobody can be calculated from it."""


def override_report(session: Session, manager: Account, at: datetime) -> OverrideReport:
    """The own rate and, of all managers together, what tells of none of them."""
    everybody = first_decisions(session, manager, at)
    own = [each for each in everybody if each.manager_id == manager.id]
    months = last_twelve_months(local_date(at), complete=False).months
    return OverrideReport(
        last=Rate.of(own[-LOOKED_AT:]),
        by_month=[
            (month, Rate.of(each for each in own if Month.of(each.at) == month)) for month in months
        ],
        median=_median(everybody, last_twelve_months(local_date(at), complete=True)),
    )


def override_notice(session: Session, manager: Account, at: datetime) -> Rate | None:
    """The rate of the last hundred decisions, if the manager should hear of it; for the inbox."""
    own = first_decisions(session, manager, at, by=manager)
    rate = Rate.of(own[-LOOKED_AT:])
    return rate if rate.is_suspicious else None


def first_decisions(
    session: Session, reader: Account, at: datetime, *, by: Account | None = None
) -> list[FirstDecision]:
    """In order of time, as far as nothing bars the reader from the case."""
    first, about = aliased(Match), aliased(Decision)
    decided: Select[Any] = (
        select(MatchRun.id, Decision.decided_by_id, Decision.decided_at, Decision.verdict)
        .join(Match, Match.run_id == MatchRun.id)
        .join(Decision, Decision.match_id == Match.id)
        .join(Challenge, MatchRun.challenge_id == Challenge.id)
        .where(policies.countable_decisions(reader, at), Decision.decided_at <= at)
        .order_by(Decision.decided_at, Decision.id)
    )
    if by is not None:
        decided = decided.where(Decision.decided_by_id == by.id)
    about_first = decided.where(Match.rank == 1)
    added = (
        decided.where(Match.origin == MatchOrigin.ADDED, Decision.verdict == Verdict.APPROVED)
        .join(first, and_(first.run_id == MatchRun.id, first.rank == 1))
        .where(~exists().where(about.match_id == first.id))
    )
    found = {
        run: FirstDecision(manager, moment, verdict is Verdict.REJECTED)
        for run, manager, moment, verdict in session.execute(about_first)
    }
    for run, manager, moment, _verdict in session.execute(added):
        found.setdefault(run, FirstDecision(manager, moment, is_overridden=True))
    return sorted(found.values(), key=lambda each: each.at)


def _median(decisions: Iterable[FirstDecision], period: Period) -> float | None:
    begin, end = period.moments
    by_manager: dict[uuid.UUID, list[FirstDecision]] = defaultdict(list)
    for each in decisions:
        if begin <= each.at < end:
            by_manager[each.manager_id].append(each)
    rates = [Rate.of(each) for each in by_manager.values() if len(each) >= FEWEST_DECISIONS]
    if len(rates) < SMALLEST_SHOWN:
        return None
    return median(each.overridden / each.decided for each in rates)
