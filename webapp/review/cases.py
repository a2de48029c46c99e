"""The cases of the desk as its pages list them: what is next in each, whose turn it is, by when."""

import enum
import unicodedata
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import Account, Challenge, ChallengeState, Company, DeadlineKind, policies
from models.challenge import OPEN_STATES
from webapp.days import Day, days_by_case
from webapp.steps import RunState, Step, answered_at, next_step, run_states

ENDED_STATES = {ChallengeState.CLOSED, ChallengeState.WITHDRAWN}
RECENTLY_ENDED = 10
SOON = timedelta(days=7)


class Turn(enum.Enum):
    """Who has to act next."""

    MINE = "ich"
    OTHERS = "andere"
    NOBODY = "niemand"


class Due(enum.Enum):
    """How much time is left."""

    OVERDUE = "ueberfaellig"
    SOON = "diese-woche"


@dataclass(frozen=True)
class Sieve:
    """Which cases a reader wants to see; nothing chosen lets everything through."""

    state: ChallengeState | None = None
    words: str = ""
    turn: Turn | None = None
    due: Due | None = None
    ags: str = ""

    @property
    def is_set(self) -> bool:
        """Whether something is held back."""
        return self != Sieve()

    def lets_through(self, case: "Case", today: date) -> bool:
        """Whether an open case is wanted, by what its row does not say."""
        if self.turn is not None and case.turn is not self.turn:
            return False
        if self.due is Due.OVERDUE:
            return case.is_overdue
        return self.due is None or (case.due_on is not None and case.due_on <= today + SOON)


@dataclass(frozen=True)
class Case:
    """A Bedarf as the inbox shows it."""

    challenge: Challenge
    run_state: RunState
    step: Step
    answered_at: datetime | None
    day: Day | None
    """The first day that binds the desk."""
    is_overdue: bool

    @property
    def due_on(self) -> date | None:
        """That day alone."""
        return self.day.due_on if self.day else None

    @property
    def turn(self) -> Turn:
        """Who has to act next."""
        if self.step is Step.TAKE_LEAD:
            return Turn.NOBODY
        owes_an_answer = self.day is not None and self.day.what is DeadlineKind.ANSWER_QUESTION
        return Turn.OTHERS if self.step.is_waiting and not owes_an_answer else Turn.MINE


def with_words(session: Session, chosen: ColumnElement[bool], words: str) -> ColumnElement[bool]:
    """Those of the chosen cases that hold all the words."""
    return chosen & Challenge.id.in_(_ids_with_words(session, chosen, words)) if words else chosen


def open_cases(
    session: Session, chosen: ColumnElement[bool], sieve: Sieve, today: date
) -> list[Case]:
    """The open ones that the sieve lets through, the most urgent first."""
    cases = _cases(session, _open(chosen, sieve), today)
    return sorted((each for each in cases if sieve.lets_through(each, today)), key=urgency)


def ended_cases(
    session: Session, chosen: ColumnElement[bool], sieve: Sieve, today: date
) -> list[Case]:
    """The last that ended; all of them for whoever looks for something."""
    query = _ended(chosen, sieve)
    return _cases(session, query if sieve.is_set else query.limit(RECENTLY_ENDED), today)


def read_cases(
    session: Session, ids: Collection[uuid.UUID], user: Account, at: datetime, today: date
) -> list[Case]:
    """Those of these cases that are open and that the manager may review."""
    query = _open(policies.reviewable_challenges(user, at) & Challenge.id.in_(ids), Sieve())
    return _cases(session, query, today)


def urgency(case: Case) -> tuple[bool, date, bool]:
    """What is due first stands first; of one day, what has not been answered at all."""
    return (case.due_on is None, case.due_on or date.max, case.answered_at is not None)


def _open(chosen: ColumnElement[bool], sieve: Sieve) -> Select:
    return _sifted(chosen, sieve, OPEN_STATES).order_by(
        Challenge.answer_due_on, Challenge.submitted_at, Challenge.id
    )


def _ended(chosen: ColumnElement[bool], sieve: Sieve) -> Select:
    ended_at = func.coalesce(Challenge.closed_at, Challenge.withdrawn_at)
    return _sifted(chosen, sieve, ENDED_STATES).order_by(ended_at.desc(), Challenge.id)


def _sifted(
    chosen: ColumnElement[bool], sieve: Sieve, states: Collection[ChallengeState]
) -> Select:
    """What the rows themselves say."""
    wanted = {sieve.state} & set(states) if sieve.state else states
    query = select(Challenge).where(chosen, Challenge.state.in_(wanted))
    return query.where(Challenge.municipality_ags == sieve.ags) if sieve.ags else query


def _cases(session: Session, query: Select, today: date) -> list[Case]:
    challenges = session.scalars(
        query.options(
            joinedload(Challenge.company),
            joinedload(Challenge.lead),
            selectinload(Challenge.teasers),
            selectinload(Challenge.introductions),
            selectinload(Challenge.promises),  # type: ignore[attr-defined]
            selectinload(Challenge.confirmations),  # type: ignore[attr-defined]
        )
    ).all()
    states = run_states(session, [each.id for each in challenges])
    days = days_by_case(session, challenges, states)
    return [
        _case(each, states.get(each.id, RunState.DONE), days[each.id], today) for each in challenges
    ]


def _case(challenge: Challenge, run_state: RunState, days: Sequence[Day], today: date) -> Case:
    day = days[0] if days else None
    return Case(
        challenge=challenge,
        run_state=run_state,
        step=next_step(challenge, run_state),
        answered_at=answered_at(challenge),
        day=day,
        is_overdue=day is not None and day.is_missed(today),
    )


def _ids_with_words(session: Session, chosen: ColumnElement[bool], words: str) -> list[uuid.UUID]:
    """Cases whose reference, title, text or company holds all words, in any spelling of case.

    Compared here and not in SQL, because SQLite knows no capital umlauts.
    """
    wanted = _folded(words).split()
    rows = session.execute(
        select(
            Challenge.id,
            Challenge.reference,
            Challenge.title,
            Challenge.description,
            Company.name,
        )
        .join(Challenge.company)
        .where(chosen)
    )
    return [
        case_id
        for case_id, *texts in rows
        if all(word in _folded(" ".join(texts)) for word in wanted)
    ]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
