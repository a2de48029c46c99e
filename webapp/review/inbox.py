"""The inbox: every case a manager answers for, the most urgent first, and that there are others."""

import enum
import unicodedata
import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Row, Select, func, not_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import Account, Challenge, ChallengeState, Company, Municipality, University, policies
from models.challenge import OPEN_STATES
from webapp.steps import (
    LANES,
    Lane,
    RunState,
    Step,
    answered_at,
    due_on,
    is_overdue,
    next_step,
    run_states,
)

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
    due_on: date | None
    is_overdue: bool

    @property
    def turn(self) -> Turn:
        """Who has to act next."""
        if self.step is Step.TAKE_LEAD:
            return Turn.NOBODY
        return Turn.OTHERS if self.step.is_waiting else Turn.MINE


@dataclass(frozen=True)
class Inbox:
    """Everything a manager has to know to lose no case."""

    drafts: Sequence[Challenge]
    mine: Sequence[Case]
    """Where it is the manager's own turn."""
    waiting: Sequence[Case]
    """Where a company or a professor has to act, or the software."""
    deputised: Sequence[Case]
    unled: Sequence[Case]
    others: Sequence[Row]
    ended: Sequence[Case]
    counts: dict[ChallengeState, int]
    places: dict[Municipality, int]

    @property
    def open_cases(self) -> list[Case]:
        """All of them that the manager may work on."""
        return [*self.mine, *self.waiting, *self.deputised, *self.unled]

    @property
    def is_empty(self) -> bool:
        """Whether the sieve left nothing."""
        return not (self.open_cases or self.others or self.ended)

    def lanes(self) -> dict[Lane, list[Case]]:
        """The open cases by the columns of the board, the most urgent first in each."""
        lanes: dict[Lane, list[Case]] = {each: [] for each in Lane}
        for case in sorted(self.open_cases, key=_urgency):
            lanes[LANES[case.step]].append(case)
        return lanes


def read_inbox(
    session: Session, user: Account, at: datetime, today: date, sieve: Sieve | None = None
) -> Inbox:
    """The cases of a manager, the ones nobody leads, and that there are others."""
    sieve = sieve or Sieve()
    reviewable = policies.reviewable_challenges(user, at)
    chosen = reviewable
    if sieve.words:
        chosen = chosen & Challenge.id.in_(_ids_with_words(session, reviewable, sieve.words))
    counts, places = _counts(session, chosen)
    if sieve.ags:
        chosen = chosen & (Challenge.municipality_ags == sieve.ags)
    cases = sorted(
        (
            each
            for each in _cases(session, _open(chosen, sieve.state), today)
            if sieve.lets_through(each, today)
        ),
        key=_urgency,
    )
    own = [each for each in cases if each.challenge.lead_id == user.id]
    asks_for_own = sieve.turn is not None or sieve.due is not None or bool(sieve.ags)
    is_plain = not sieve.is_set
    return Inbox(
        drafts=_drafts(session, user, at) if is_plain else [],
        mine=[each for each in own if not each.step.is_waiting],
        waiting=[each for each in own if each.step.is_waiting],
        deputised=[each for each in cases if each.challenge.lead_id not in {None, user.id}],
        unled=[each for each in cases if each.challenge.lead_id is None],
        others=(
            [] if sieve.words or asks_for_own else _led_by_others(session, user, at, sieve.state)
        ),
        ended=(
            []
            if sieve.turn is not None or sieve.due is not None
            else _cases(session, _ended(chosen, sieve.state, is_filtered=sieve.is_set), today)
        ),
        counts=counts,
        places=places,
    )


def read_cases(
    session: Session, ids: Collection[uuid.UUID], user: Account, at: datetime, today: date
) -> list[Case]:
    """Those of these cases that are open and that the manager may review."""
    query = _open(policies.reviewable_challenges(user, at) & Challenge.id.in_(ids), None)
    return _cases(session, query, today)


def _urgency(case: Case) -> tuple[bool, date, bool]:
    """What is due first stands first; of one day, what has not been answered at all."""
    return (case.due_on is None, case.due_on or date.max, case.answered_at is not None)


def _open(chosen, state: ChallengeState | None) -> Select:
    states = OPEN_STATES & {state} if state else OPEN_STATES
    return (
        select(Challenge)
        .where(chosen, Challenge.state.in_(states))
        .order_by(Challenge.answer_due_on, Challenge.submitted_at, Challenge.id)
    )


def _ended(chosen, state: ChallengeState | None, *, is_filtered: bool) -> Select:
    ended_at = func.coalesce(Challenge.closed_at, Challenge.withdrawn_at)
    states = ENDED_STATES & {state} if state else ENDED_STATES
    query = (
        select(Challenge)
        .where(chosen, Challenge.state.in_(states))
        .order_by(ended_at.desc(), Challenge.id)
    )
    return query if is_filtered else query.limit(RECENTLY_ENDED)


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
    return [
        Case(
            challenge=each,
            run_state=states.get(each.id, RunState.DONE),
            step=next_step(each, states.get(each.id, RunState.DONE)),
            answered_at=answered_at(each),
            due_on=due_on(each),
            is_overdue=is_overdue(each, today),
        )
        for each in challenges
    ]


def _drafts(session: Session, user: Account, at: datetime) -> Sequence[Challenge]:
    """Needs the manager began to enter for a caller and has not handed in."""
    return session.scalars(
        select(Challenge)
        .where(policies.visible_challenges(user, at), Challenge.state == ChallengeState.DRAFT)
        .options(joinedload(Challenge.company))
        .order_by(Challenge.created_at, Challenge.id)
    ).all()


def _led_by_others(
    session: Session, user: Account, at: datetime, state: ChallengeState | None
) -> Sequence[Row]:
    """Reference, state, lead and university of other managers' open cases, and no more."""
    query = (
        select(
            Challenge.id,
            Challenge.reference,
            Challenge.state,
            Account.display_name.label("lead"),
            University.short.label("university"),
        )
        .join(Account, Challenge.lead_id == Account.id)
        .join(University, Account.university_id == University.id)
        .where(policies.visible_cases(user, at))
        .where(Challenge.lead_id.is_not(None), Challenge.state.in_(OPEN_STATES))
        .where(not_(policies.reviewable_challenges(user, at)))
        .order_by(Challenge.submitted_at, Challenge.reference)
    )
    return session.execute(query.where(Challenge.state == state) if state else query).all()


def _counts(session: Session, chosen) -> tuple[dict[ChallengeState, int], dict[Municipality, int]]:
    """How many cases there are by state, and how many open ones by municipality."""
    rows = session.execute(
        select(Challenge.state, Municipality, func.count())
        .join(Challenge.municipality)
        .where(chosen)
        .group_by(Challenge.state, Municipality)
        .order_by(Municipality.sort_key)
    )
    states: Counter[ChallengeState] = Counter()
    places: Counter[Municipality] = Counter()
    for state, place, count in rows:
        states[state] += count
        if state in OPEN_STATES:
            places[place] += count
    return dict(states), dict(places)


def _ids_with_words(session: Session, reviewable, words: str) -> list[uuid.UUID]:
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
        .where(reviewable)
    )
    return [
        case_id
        for case_id, *texts in rows
        if all(word in _folded(" ".join(texts)) for word in wanted)
    ]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
