"""The plan over all open Bedarfe of a desk: who would be asked for what if nobody is overloaded.

It is made of what its reader may read anyway, and of nothing else. Of the own university that is
how many enquiries are running of how many a profile takes. Of the other one it is only whether a
profile takes enquiries, so a plan gives each of those profiles `PLACES_ELSEWHERE`, less what runs
in the reader's own cases: however busy they are, the plan is the same. Cases in other hands count
through the load alone. Nothing is assigned: a plan is advice, made anew with every look at it.
"""

import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from matcher.calibration import MEDIUM_FROM
from models import (
    Account,
    Challenge,
    Introduction,
    IntroductionState,
    Match,
    MatchRun,
    Profile,
    policies,
)
from models.challenge import OPEN_STATES
from models.introduction import PENDING_STATES
from models.semester import semester_of
from webapp.matching.portfolio import Choice, Portfolio
from webapp.profile_loads import profile_loads

LEAST_CHANCE = MEDIUM_FROM
PLACES_ELSEWHERE = 1
MOST_WANTED = 3
ACTIVE_STATES = {*PENDING_STATES, IntroductionState.INTRODUCED}


def portfolio_of(session: Session, user: Account, at: datetime, wanted: int = 1) -> Portfolio:
    """The plan for a manager's desk; each Bedarf wants so many, those asked already included."""
    challenges = _open_challenges(session, user, at)
    lacking = {each.id: wanted - _active(each) for each in challenges}
    waiting = [each for each in challenges if lacking[each.id] > 0]
    choices = _choices(session, waiting, user, at)
    named = {each.challenge.id for each in choices}
    return Portfolio(
        choices,
        {each: count for each, count in lacking.items() if each in named},
        _places(session, [each.profile for each in choices], challenges, user, at),
        [each for each in waiting if each.id not in named],
    )


def _open_challenges(session: Session, user: Account, at: datetime) -> Sequence[Challenge]:
    return session.scalars(
        select(Challenge)
        .where(policies.reviewable_challenges(user, at), Challenge.state.in_(OPEN_STATES))
        .options(joinedload(Challenge.company))
        .options(selectinload(Challenge.exclusions), selectinload(Challenge.introductions))
        .order_by(Challenge.submitted_at, Challenge.id)
    ).all()


def _active(challenge: Challenge) -> int:
    return sum(each.state in ACTIVE_STATES for each in challenge.introductions)


def _choices(
    session: Session, challenges: Sequence[Challenge], user: Account, at: datetime
) -> list[Choice]:
    """Whom the newest Abgleich of each proposed and nobody has decided about, best first."""
    by_id = {each.id: each for each in challenges}
    newest = (
        select(func.max(MatchRun.started_at))
        .where(MatchRun.challenge_id == Challenge.id)
        .correlate(Challenge)
        .scalar_subquery()
    )
    proposed = session.execute(
        select(Match, Challenge.id)
        .join(Match.run)
        .join(MatchRun.challenge)
        .where(Challenge.id.in_(by_id), MatchRun.started_at == newest)
        .where(MatchRun.is_abstention.is_(False))
        .where(Match.rank.is_not(None), Match.probability >= LEAST_CHANCE)
        .options(joinedload(Match.profile).options(*profile_loads()))
        .order_by(Match.rank, Match.id)
    ).all()
    decided = {
        (challenge_id, profile_id)
        for challenge_id, profile_id in session.execute(
            select(MatchRun.challenge_id, Match.profile_id)
            .join(Match.run)
            .join(Match.decision)
            .where(MatchRun.challenge_id.in_(by_id))
        )
    }
    lists: dict[uuid.UUID, list[Match]] = {each: [] for each in by_id}
    for match, challenge_id in proposed:
        if (challenge_id, match.profile_id) in decided or policies.may_propose(
            user, match.profile, by_id[challenge_id], at
        ):
            lists[challenge_id].append(match)
    # The ranks are those of the review page, where whoever was decided about keeps their place.
    return [
        Choice(by_id[challenge_id], match, rank)
        for challenge_id, matches in lists.items()
        for rank, match in enumerate(matches, start=1)
        if (challenge_id, match.profile_id) not in decided
    ]


def _places(
    session: Session,
    profiles: Sequence[Profile],
    challenges: Sequence[Challenge],
    user: Account,
    at: datetime,
) -> dict[uuid.UUID, int]:
    """How many more enquiries each profile takes, as far as the reader may know."""
    by_id = {each.id: each for each in profiles}
    own = {each.id for each in by_id.values() if policies.may_view_load(user, each, at)}
    running, asked = _count_running(session, own, user, at), _count_asked(session, own, user, at)
    known = Counter(
        each.profile_id
        for challenge in challenges
        for each in challenge.introductions
        if each.is_pending
    )
    places = {}
    for profile_id, profile in by_id.items():
        left = PLACES_ELSEWHERE - known[profile_id]
        if profile_id in own:
            left = profile.capacity - running[profile_id]
            if profile.semester_limit is not None:
                left = min(left, profile.semester_limit - asked[profile_id])
        places[profile_id] = max(left, 0) if policies.takes_enquiries(profile, at) else 0
    return places


def _count_running(
    session: Session, ids: set[uuid.UUID], user: Account, at: datetime
) -> Counter[uuid.UUID]:
    """Enquiries that nobody has answered for good."""
    return _counted(session, ids, user, at, Introduction.state.in_(PENDING_STATES))


def _count_asked(
    session: Session, ids: set[uuid.UUID], user: Account, at: datetime
) -> Counter[uuid.UUID]:
    """Enquiries of the semester, whatever became of them."""
    semester = semester_of(at)
    is_of_semester = and_(
        Introduction.asked_at >= semester.begin_at, Introduction.asked_at < semester.end_at
    )
    return _counted(session, ids, user, at, is_of_semester)


def _counted(
    session: Session,
    ids: set[uuid.UUID],
    user: Account,
    at: datetime,
    condition: ColumnElement[bool],
) -> Counter[uuid.UUID]:
    if not ids:
        return Counter()
    rows = session.execute(
        select(Introduction.profile_id, func.count())
        .where(Introduction.profile_id.in_(ids), condition)
        .where(policies.countable_enquiries(user, at))
        .group_by(Introduction.profile_id)
    )
    return Counter(dict(rows.all()))
