"""Earlier cases like this one, and what became of them, for whoever answers for both."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    Account,
    Challenge,
    ChallengeState,
    Introduction,
    IntroductionState,
    Match,
    MatchRun,
    Profile,
    policies,
)

FIRST_RANKS = 10
ALIKE_FROM = 0.2
"""Of 0 to 1; `python -m tests.benchmarks.similar_cases` says what it finds and what it leaves."""
MOST_COMPARED, MOST_SHOWN = 200, 3


@dataclass(frozen=True)
class SimilarCase:
    """A closed case, how alike it is, and who stood at the top of both lists."""

    challenge: Challenge
    likeness: float
    shared: Sequence[Profile]

    @property
    def introduced(self) -> list[Introduction]:
        """Whom the company got to know."""
        return [each for each in self.challenge.introductions if each.is_mutual]

    @property
    def declined(self) -> list[Introduction]:
        """Who said no, which is often the most useful thing to know."""
        return [
            each
            for each in self.challenge.introductions
            if each.state is IntroductionState.DECLINED
        ]


def similar_cases(
    session: Session, challenge: Challenge, user: Account, at: datetime
) -> list[SimilarCase]:
    """The closed cases for which the same people were proposed, the most alike first.

    Two needs are alike as far as the same profiles are likely to help with both. That asks for no
    reading of texts that the Abgleich has not done already, and can be said in words.
    """
    if not challenge.match_runs:
        return []
    closed = session.scalars(
        select(Challenge)
        .where(policies.reviewable_challenges(user, at))
        .where(Challenge.id != challenge.id, Challenge.state == ChallengeState.CLOSED)
        .where(or_(Challenge.company_id == challenge.company_id, policies.led_by(user)))
        .order_by(Challenge.closed_at.desc(), Challenge.id)
        .limit(MOST_COMPARED)
    ).all()
    known = {
        each.id: each for each in closed if policies.may_learn_likeness(user, challenge, each, at)
    }
    if not known:
        return []
    chances = _chances(session, [challenge.id, *known])
    own = chances.pop(challenge.id, {})
    near = sorted(
        ((likeness(own, theirs), case_id) for case_id, theirs in chances.items()),
        key=lambda each: (-each[0], str(each[1])),
    )
    found = [(value, case_id) for value, case_id in near if value >= ALIKE_FROM][:MOST_SHOWN]
    if not found:
        return []
    profiles = _profiles(session, own)
    _load_endings(session, [case_id for _, case_id in found])
    return [
        SimilarCase(
            challenge=known[case_id],
            likeness=value,
            shared=[
                profiles[each]
                for each in sorted(own, key=lambda each: -own[each])
                if each in chances[case_id]
                and policies.may_propose(user, profiles[each], challenge, at)
            ][:2],
        )
        for value, case_id in found
    ]


def likeness(one: Mapping[uuid.UUID, float], other: Mapping[uuid.UUID, float]) -> float:
    """Weighted Jaccard similarity of who is likely to help, from 0 to 1."""
    everybody = one.keys() | other.keys()
    shared = sum(min(one.get(each, 0.0), other.get(each, 0.0)) for each in everybody)
    joint = sum(max(one.get(each, 0.0), other.get(each, 0.0)) for each in everybody)
    return shared / joint if joint else 0.0


def _chances(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[uuid.UUID, float]]:
    """By case the probabilities of its newest first ranks, by profile."""
    newest = (
        select(MatchRun.challenge_id, func.max(MatchRun.started_at).label("started_at"))
        .where(MatchRun.challenge_id.in_(ids))
        .group_by(MatchRun.challenge_id)
        .subquery()
    )
    rows = session.execute(
        select(MatchRun.challenge_id, Match.profile_id, Match.probability)
        .join(Match.run)
        .join(
            newest,
            (newest.c.challenge_id == MatchRun.challenge_id)
            & (newest.c.started_at == MatchRun.started_at),
        )
        .where(Match.rank <= FIRST_RANKS, Match.probability.is_not(None))
    )
    chances: dict[uuid.UUID, dict[uuid.UUID, float]] = defaultdict(dict)
    for case_id, profile_id, probability in rows:
        chances[case_id][profile_id] = probability
    return chances


def _profiles(session: Session, ids: Mapping[uuid.UUID, float]) -> dict[uuid.UUID, Profile]:
    rows = session.scalars(select(Profile).where(Profile.id.in_(list(ids))))
    return {each.id: each for each in rows}


def _load_endings(session: Session, ids: Sequence[uuid.UUID]) -> None:
    session.scalars(
        select(Challenge)
        .where(Challenge.id.in_(ids))
        .options(
            joinedload(Challenge.company),
            selectinload(Challenge.introductions).options(
                joinedload(Introduction.profile), joinedload(Introduction.teaser)
            ),
        )
    ).all()
