"""Loads what exposure is measured on: the cases a manager may know of, in months that are over."""

import uuid
from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import (
    Account,
    Campus,
    Challenge,
    Competence,
    Decision,
    Department,
    Match,
    MatchRun,
    Profile,
    ProfileState,
    University,
    Verdict,
    policies,
)
from webapp.figures.exposure import JudgedCase, Person
from webapp.periods import Period

NEW_FOR = timedelta(days=365)
FEW_STATEMENTS = 5


def people(session: Session, period: Period) -> list[Person]:
    """Every published profile; new is who came in the last year or says little."""
    _first, after = period.moments
    statements = (
        select(func.count())
        .where(Competence.profile_id == Profile.id)
        .correlate(Profile)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Profile.id, Profile.published_at, University.name, statements)
        .join(Department, Profile.department_id == Department.id)
        .join(Campus, Department.campus_id == Campus.id)
        .join(University, Campus.university_id == University.id)
        .where(Profile.state == ProfileState.PUBLISHED, Profile.published_at < after)
        .order_by(Profile.id)
    )
    return [
        Person(key, name, is_new=published_at > after - NEW_FOR or count <= FEW_STATEMENTS)
        for key, published_at, name, count in rows
    ]


def judged_cases(session: Session, user: Account, period: Period, at: datetime) -> list[JudgedCase]:
    """The newest run of each case in the period, with what managers had decided by its end.

    The months are over and the sums too large to tell of one case, so that a manager learns
    nothing of a case in other hands; barred cases are left out altogether.
    """
    first, after = period.moments
    counted = select(Challenge.id).where(policies.countable_challenges(user, at))
    runs = session.execute(
        select(MatchRun.challenge_id, MatchRun.id)
        .where(MatchRun.challenge_id.in_(counted))
        .where(MatchRun.finished_at >= first, MatchRun.finished_at < after)
        .order_by(MatchRun.started_at, MatchRun.id)
    )
    newest: dict[uuid.UUID, uuid.UUID] = {each.challenge_id: each.id for each in runs}
    judged: set[uuid.UUID] = set()
    approved: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    decisions = session.execute(
        select(MatchRun.challenge_id, Match.profile_id, Decision.verdict)
        .join(Match, Match.run_id == MatchRun.id)
        .join(Decision, Decision.match_id == Match.id)
        .where(MatchRun.challenge_id.in_(counted), Decision.decided_at < after)
    )
    for case, profile, verdict in decisions:
        judged.add(case)
        if verdict is Verdict.APPROVED:
            approved[case].add(profile)
    ranks: dict[uuid.UUID, dict[object, int]] = defaultdict(dict)
    proposals = session.execute(
        select(MatchRun.challenge_id, MatchRun.id, Match.profile_id, Match.rank)
        .join(Match, Match.run_id == MatchRun.id)
        .where(MatchRun.challenge_id.in_(counted), Match.rank.is_not(None))
        .where(MatchRun.finished_at >= first, MatchRun.finished_at < after)
    )
    for case, run, profile, rank in proposals:
        if newest.get(case) == run:
            ranks[case][profile] = rank
    return [
        JudgedCase(ranks=dict(ranks[case]), approved=frozenset(approved[case]))
        for case in sorted(newest, key=str)
        if case in judged
    ]
