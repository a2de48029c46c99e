"""The inbox: every case a manager answers for, the most urgent first, and that there are others."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, func, not_, select
from sqlalchemy.orm import Session, joinedload

from models import Account, Challenge, ChallengeState, Municipality, University, policies
from models.challenge import OPEN_STATES
from webapp.review.cases import Case, Sieve, Turn, ended_cases, open_cases, urgency, with_words
from webapp.steps import LANES, Lane


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
        for case in sorted(self.open_cases, key=urgency):
            lanes[LANES[case.step]].append(case)
        return lanes


def read_inbox(
    session: Session, user: Account, at: datetime, today: date, sieve: Sieve | None = None
) -> Inbox:
    """The cases of a manager, the ones nobody leads, and that there are others."""
    sieve = sieve or Sieve()
    chosen = with_words(session, policies.reviewable_challenges(user, at), sieve.words)
    counts, places = _counts(session, chosen)
    cases = open_cases(session, chosen, sieve, today)
    own = [each for each in cases if each.challenge.lead_id == user.id]
    asks_for_own = sieve.turn is not None or sieve.due is not None or bool(sieve.ags)
    is_plain = not sieve.is_set
    return Inbox(
        drafts=_drafts(session, user, at) if is_plain else [],
        mine=[each for each in own if each.turn is Turn.MINE],
        waiting=[each for each in own if each.turn is Turn.OTHERS],
        deputised=[each for each in cases if each.challenge.lead_id not in {None, user.id}],
        unled=[each for each in cases if each.challenge.lead_id is None],
        others=(
            [] if sieve.words or asks_for_own else _led_by_others(session, user, at, sieve.state)
        ),
        ended=(
            []
            if sieve.turn is not None or sieve.due is not None
            else ended_cases(session, chosen, sieve, today)
        ),
        counts=counts,
        places=places,
    )


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
