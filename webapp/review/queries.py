"""What the desk shows, loaded in a number of statements that does not grow with the cases."""

import unicodedata
import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    Account,
    Challenge,
    ChallengeState,
    Company,
    Introduction,
    Job,
    JobKind,
    Profile,
    University,
    WorkState,
    policies,
)
from models.challenge import OPEN_STATES
from models.introduction import PENDING_STATES
from webapp.review.loads import profile_loads
from webapp.review.steps import RunState, Step, answered_at, due_on, is_overdue, next_step

ENDED_STATES = {ChallengeState.CLOSED, ChallengeState.WITHDRAWN}
RECENTLY_ENDED = 10


@dataclass(frozen=True)
class Case:
    """A Bedarf as a line of the inbox."""

    challenge: Challenge
    run_state: RunState
    step: Step
    answered_at: datetime | None
    due_on: date | None
    is_overdue: bool


@dataclass(frozen=True)
class Inbox:
    """Everything a manager has to know to lose no case."""

    drafts: Sequence[Challenge]
    mine: Sequence[Case]
    unled: Sequence[Case]
    others: Sequence[Row]
    ended: Sequence[Case]
    counts: dict[ChallengeState, int]

    @property
    def total(self) -> int:
        """How many cases the filter by words left."""
        return sum(self.counts.values())


def inbox(
    session: Session,
    user: Account,
    at: datetime,
    today: date,
    *,
    state: ChallengeState | None = None,
    words: str = "",
) -> Inbox:
    """The cases of a manager, the ones nobody leads, and that there are others."""
    reviewable = policies.reviewable_challenges(user, at)
    found = _ids_with_words(session, reviewable, words) if words else None
    chosen = reviewable if found is None else reviewable & Challenge.id.in_(found)
    # A broken promise comes first, then what still waits for its answer.
    open_cases = sorted(
        _cases(session, _open(chosen, state), today),
        key=lambda each: (not each.is_overdue, each.answered_at is not None),
    )
    return Inbox(
        drafts=[] if state or words else _drafts(session, user, at),
        mine=[each for each in open_cases if each.challenge.lead_id == user.id],
        unled=[each for each in open_cases if each.challenge.lead_id is None],
        others=[] if words else _led_by_others(session, user, at, state),
        ended=_cases(session, _ended(chosen, state, is_filtered=bool(state or words)), today),
        counts=_count_by_state(session, chosen),
    )


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
            selectinload(Challenge.teasers),
            selectinload(Challenge.introductions),
            selectinload(Challenge.promises),  # type: ignore[attr-defined]
        )
    ).all()
    run_states = _run_states(session, [each.id for each in challenges])
    return [
        Case(
            challenge=each,
            run_state=run_states.get(each.id, RunState.DONE),
            step=next_step(each, run_states.get(each.id, RunState.DONE)),
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
        .where(Challenge.lead_id != user.id, Challenge.state.in_(OPEN_STATES))
        .order_by(Challenge.submitted_at, Challenge.reference)
    )
    return session.execute(query.where(Challenge.state == state) if state else query).all()


def _count_by_state(session: Session, chosen) -> dict[ChallengeState, int]:
    rows = session.execute(
        select(Challenge.state, func.count()).where(chosen).group_by(Challenge.state)
    )
    return dict(rows.all())


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


def _run_states(session: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, RunState]:
    """The state of the newest job of each case."""
    jobs = session.execute(
        select(Job.challenge_id, Job.state)
        .where(Job.kind == JobKind.MATCH_CHALLENGE, Job.challenge_id.in_(ids))
        .order_by(Job.created_at, Job.id)
    )
    newest = dict(jobs.all())
    return {case_id: _as_run_state(state) for case_id, state in newest.items()}


def _as_run_state(state: WorkState) -> RunState:
    if state in {WorkState.QUEUED, WorkState.CLAIMED}:
        return RunState.RUNNING
    return RunState.FAILED if state is WorkState.DEAD else RunState.DONE


def run_state_of(session: Session, challenge: Challenge) -> RunState:
    """How far the newest Abgleich of this case is."""
    return _run_states(session, [challenge.id]).get(challenge.id, RunState.DONE)


def count_running_enquiries(
    session: Session, ids: Collection[uuid.UUID], user: Account, at: datetime
) -> Counter[uuid.UUID]:
    """How many introductions each profile is busy with, as far as they count for the reader."""
    rows = session.execute(
        select(Introduction.profile_id, func.count())
        .where(Introduction.profile_id.in_(ids), Introduction.state.in_(PENDING_STATES))
        .where(policies.countable_enquiries(user, at))
        .group_by(Introduction.profile_id)
    )
    return Counter(dict(rows.all()))


def addable_profile(
    session: Session, challenge: Challenge, profile_id: uuid.UUID, user: Account, at: datetime
) -> Profile | None:
    """A profile that may be added, with what the matcher reads."""
    return session.scalar(
        select(Profile)
        .where(Profile.id == profile_id, policies.proposable_profiles(user, challenge, at))
        .options(selectinload(Profile.competences), *profile_loads())
    )


def company_accounts(challenge: Challenge) -> list[Account]:
    """Everybody of the company who can sign in and be written to."""
    return [each for each in challenge.company.accounts if policies.is_active(each)]
