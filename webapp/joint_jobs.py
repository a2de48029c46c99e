"""What the worker does for needs of several companies: find those that fit, end invitations.

It tells nobody what it finds. A proposal lies there until somebody who has the desk of every case
in it opens the page; what fits no longer goes by itself, unless people have worked with it.
"""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import exists, not_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    Challenge,
    ConsentState,
    JointKind,
    JointMember,
    JointProject,
    JointState,
    JointStep,
    JointStepKind,
    themes_of_needs,
)
from models.base import first_moment
from models.challenge import OPEN_STATES
from models.joint_project import UNDECIDED
from models.policies.needs import is_embargoed
from webapp.audit import record
from webapp.database import database
from webapp.mail import people_of, queue_mail
from webapp.matching import FoundTogether, find_alike_needs, find_flow_pairs


def find_joint_projects(at: datetime) -> int:
    """Compare every open need with every other one; returns how many proposals are new."""
    with database().reading() as session:
        needs = _comparable(session, at)
        themes = _themes_of(session, needs)
    alike, is_degraded = find_alike_needs(needs, themes)
    with database().writing() as session:
        return keep_found(
            session, [*find_flow_pairs(needs), *alike], at, forgets_pools=not is_degraded
        )


def keep_found(
    session: Session, found: Iterable[FoundTogether], at: datetime, *, forgets_pools: bool = True
) -> int:
    """Write down what is new, and forget what nobody has touched and fits no more.

    A night without the language model finds fewer needs alike; that says nothing of the others.
    """
    by_key = {key_of(each): each for each in found}
    known = {each.key: each for each in session.scalars(select(JointProject))}
    for key, project in known.items():
        is_compared = project.is_triad or forgets_pools
        if project.state is JointState.PROPOSED and key not in by_key and is_compared:
            session.delete(project)
    there = set(session.scalars(select(Challenge.id).where(Challenge.state.in_(OPEN_STATES))))
    new = 0
    for key, each in by_key.items():
        if key in known or not all(need.id in there for need in each.needs):
            continue
        session.add(_as_proposal(key, each, at))
        new += 1
    _forget_empty(session)
    return new


def end_overdue(at: datetime) -> int:
    """End invitations on their day, all in the same way; only who agreed and waits is written to.

    What the others said, or that one of them is gone, changes neither the day nor the words.
    """
    with database().reading() as session:
        if not session.scalars(_overdue(at)).first():
            return 0
    with database().writing() as session:
        projects = session.scalars(_overdue(at).with_for_update()).all()
        for project in projects:
            project.end(at)
            for member in project.members:
                record(session, "gemeinsame_einladung_beendet", member, at, by=None)
                if member.consent is ConsentState.AGREED:
                    for account in people_of(member.challenge):
                        queue_mail(
                            session, "joint_ended", account, at, challenge=member.challenge,
                            joint_member=member,
                        )  # fmt: skip
    return len(projects)


def last_minute(day: date) -> datetime:
    """Until when companies answer whose invitation names this day as the last one."""
    return first_moment(day + timedelta(days=1)) - timedelta(minutes=1)


def key_of(found: FoundTogether) -> str:
    """What tells one proposal from another: the two Stoffströme, or the two needs."""
    rows = found.flows or found.needs
    ids = sorted(each.id.hex for each in rows)
    kind = JointKind.TRIAD if found.flows else JointKind.POOL
    return hashlib.sha256(" ".join([kind.value, *ids]).encode()).hexdigest()


def _as_proposal(key: str, found: FoundTogether, at: datetime) -> JointProject:
    flows = found.flows or (None, None)
    project = JointProject(
        kind=JointKind.TRIAD if found.flows else JointKind.POOL,
        key=key, score=found.score, found_at=at,
    )  # fmt: skip
    project.members = [
        JointMember(
            position=position, challenge_id=need.id, flow_id=flow.id if flow else None
        )
        for position, (need, flow) in enumerate(zip(found.needs, flows, strict=True))
    ]  # fmt: skip
    project.steps = [JointStep(kind=JointStepKind.FOUND, at=at)]
    return project


def _comparable(session: Session, at: datetime) -> list[Challenge]:
    """Open needs without an embargo, with all that is compared of them."""
    query = (
        select(Challenge)
        .where(Challenge.state.in_(OPEN_STATES), not_(is_embargoed(at)))
        .options(
            joinedload(Challenge.company),
            selectinload(Challenge.exclusions),
            selectinload(Challenge.material_flows),  # type: ignore[attr-defined]
        )
        .order_by(Challenge.id)
    )
    return list(session.scalars(query).unique())


def _themes_of(session: Session, needs: Iterable[Challenge]) -> list[frozenset[str]]:
    by_need: dict[uuid.UUID, set[str]] = defaultdict(set)
    for need_id, theme in session.execute(themes_of_needs()):
        by_need[need_id].add(theme)
    return [frozenset(by_need[each.id]) for each in needs]


def _overdue(at: datetime):
    return select(JointProject).where(
        JointProject.state == JointState.INVITED, JointProject.ends_at <= at
    )


def _forget_empty(session: Session) -> None:
    """Proposals of which an erased need was a part, and whatever nobody is left in."""
    session.flush()
    left = exists().where(JointMember.project_id == JointProject.id)
    for project in session.scalars(select(JointProject).where(not_(left))).all():
        session.delete(project)
    undecided = {*UNDECIDED, JointState.DISMISSED}
    for project in session.scalars(
        select(JointProject)
        .where(JointProject.state.in_(undecided))
        .options(selectinload(JointProject.members))
    ):
        if len(project.members) < 2:
            session.delete(project)
