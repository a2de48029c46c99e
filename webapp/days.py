"""The days of a case: what has to happen at the desk by when, and to whom that day is owed.

The one rule behind the inbox, the page of Fristen and the page of a case, so that they never name
different days: a step is due on its own day (webapp/deadlines.py), or on the day that the company
was told (webapp/promises.py) if that one is not later. The first of these days is the day of the
case.
"""

import enum
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Challenge, Deadline, DeadlineKind, standing_promise
from webapp.steps import RunState, answered_at, next_step


class Tie(enum.Enum):
    """What binds the desk to a day."""

    PROMISED = "zugesagt"
    """The company was told it."""
    INTERNAL = "intern"
    FOLLOW_UP = "wiedervorlage"
    """Somebody else acts; on that day the desk looks at it again."""


@dataclass(frozen=True)
class Day:
    """By when something has to happen in a case."""

    challenge: Challenge
    what: DeadlineKind
    due_on: date
    tie: Tie

    @property
    def is_beside_the_step(self) -> bool:
        """Whether it is something else than the next step of the case."""
        return not self.what.is_step

    def is_missed(self, today: date) -> bool:
        """Whether the day is over."""
        return self.due_on < today


def days_by_case(
    session: Session, challenges: Iterable[Challenge], states: Mapping[uuid.UUID, RunState]
) -> dict[uuid.UUID, Sequence[Day]]:
    """By case, its days, the first one first; one statement for any number of cases.

    The cases have at hand what decides about their next step.
    """
    cases = {each.id: each for each in challenges}
    running: dict[uuid.UUID, list[Deadline]] = defaultdict(list)
    rows = select(Deadline).where(Deadline.challenge_id.in_(cases), Deadline.ended_at.is_(None))
    for each in session.scalars(rows.order_by(Deadline.begun_at, Deadline.id)):
        running[each.challenge_id].append(each)
    return {
        case_id: days_of(case, running[case_id], states.get(case_id, RunState.DONE))
        for case_id, case in cases.items()
    }


def days_of(challenge: Challenge, running: Iterable[Deadline], run_state: RunState) -> list[Day]:
    """The days of one case with its running Fristen, the first one first."""
    days = [_day(challenge, each.kind, each.due_on) for each in running]
    told_on = _told_on(challenge)
    if told_on is not None and all(each.is_beside_the_step for each in days):
        # The step gets its Frist with the next night; until then what the company was told counts.
        step = next_step(challenge, run_state)
        days.append(_day(challenge, DeadlineKind(step.value), told_on))
    return sorted(days, key=lambda each: (each.due_on, each.tie is not Tie.PROMISED))


def promised_on(challenge: Challenge) -> date | None:
    """The day on which the company expects to hear from the desk, if it is the desk's turn."""
    promise = standing_promise(challenge)
    return None if promise is not None and not promise.kind.is_ours else _told_on(challenge)


def _told_on(challenge: Challenge) -> date | None:
    """The day that was named to the company for what comes next, whoever has to act."""
    if not challenge.is_open:
        return None
    promise = standing_promise(challenge)
    if promise is not None:
        return promise.due_on
    return challenge.answer_due_on if answered_at(challenge) is None else None


def _day(challenge: Challenge, kind: DeadlineKind, due_on: date) -> Day:
    promised = promised_on(challenge)
    if kind is DeadlineKind.ANSWER_QUESTION:
        return Day(challenge, kind, due_on, Tie.PROMISED)
    if kind.is_step and promised is not None and promised <= due_on:
        return Day(challenge, kind, promised, Tie.PROMISED)
    return Day(challenge, kind, due_on, Tie.FOLLOW_UP if kind.is_waiting else Tie.INTERNAL)
