"""Topics as one manager may read them: by the cases they may know of, and by nothing else."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    Account,
    Campus,
    Challenge,
    Company,
    Department,
    Gap,
    NoMatch,
    Profile,
    TopicGap,
    TopicGapEntry,
    TopicGapNeed,
    TopicGapProfile,
    TopicGapReading,
    University,
    policies,
    themes_of_needs,
)
from webapp.topic_gaps.listed import ListedTopic


@dataclass(frozen=True)
class NearProfile:
    """A published profile near to some of the needs, and to how many of them near enough.

    Those that came or changed after a need was left unanswered are news; others people saw then.
    """

    profile: Profile
    near: int
    enough: int
    is_new: bool
    chance: float | None
    """Only where every need behind it is on the reader's desk."""


def topics(session: Session, user: Account, at: datetime) -> list[ListedTopic]:
    """Every topic the reader may know of, what weighs most first; in as few queries as one."""
    return _topics(session, user, at, None)


def topic_of(session: Session, topic: TopicGap, user: Account, at: datetime) -> ListedTopic:
    """One topic, as the reader may know it."""
    return _topics(session, user, at, topic)[0]


def last_reading(session: Session) -> TopicGapReading | None:
    """When and by what topics were found last."""
    return session.scalars(select(TopicGapReading).limit(1)).first()


def history(found: ListedTopic) -> list[TopicGapEntry]:
    """What managers made of it, the newest first."""
    return list(reversed(found.entries))


def nearest_profiles(
    session: Session, found: ListedTopic, *, only_known_to_all: bool = False
) -> list[NearProfile]:
    """Who comes nearest to its needs, as everybody may read them."""
    needs = [each for each in found.needs if each.is_known_to_all or not only_known_to_all]
    rows = session.scalars(
        select(TopicGapProfile)
        .join(Profile, Profile.id == TopicGapProfile.profile_id)
        .where(TopicGapProfile.challenge_id.in_([each.challenge_id for each in needs]))
        .where(policies.visible_profiles(None, found.topic.found_at))
        .options(
            joinedload(TopicGapProfile.profile)
            .joinedload(Profile.department)
            .joinedload(Department.campus)
            .joinedload(Campus.university)
        )
    ).all()
    since = {each.challenge_id: each.since for each in needs}
    by_profile: dict[uuid.UUID, list[TopicGapProfile]] = defaultdict(list)
    for each in rows:
        by_profile[each.profile_id].append(each)
    near = [
        NearProfile(
            those[0].profile,
            len(those),
            sum(each.is_enough for each in those),
            any(
                each.is_enough and each.profile.updated_at > since[each.challenge_id]
                for each in those
            ),
            max(each.chance for each in those)
            if all(each.challenge_id in found.desk for each in those)
            else None,
        )
        for those in by_profile.values()
    ]
    return sorted(near, key=lambda each: (-each.near, -(each.chance or 0.0), each.profile.chair))


def referrals_of(
    session: Session, found: ListedTopic, user: Account, at: datetime
) -> Sequence[NoMatch]:
    """Where companies of these cases were sent, as far as the desk is the reader's."""
    return session.scalars(
        select(NoMatch)
        .where(
            NoMatch.challenge_id.in_([each.challenge_id for each in found.needs]),
            NoMatch.neighbour_id.is_not(None),
            policies.visible_referrals(user, at),
        )
        .options(joinedload(NoMatch.neighbour))
        .order_by(NoMatch.noted_at.desc(), NoMatch.id)
    ).all()


def registered_gaps(
    session: Session, found: ListedTopic, user: Account, at: datetime
) -> tuple[list[Gap], list[Gap]]:
    """Open entries of the register: those its cases were noted under, and all the others."""
    noted = set(
        session.scalars(
            select(NoMatch.gap_id).where(
                NoMatch.challenge_id.in_([each.challenge_id for each in found.needs]),
                policies.known_no_matches(user, at),
            )
        )
    )
    every = session.scalars(
        select(Gap)
        .where(policies.visible_gaps(user, at), Gap.closed_at.is_(None), Gap.root_id.is_(None))
        .order_by(Gap.topic, Gap.id)
    ).all()
    return (
        [each for each in every if each.id in noted],
        [each for each in every if each.id not in noted],
    )


def universities(session: Session) -> Sequence[University]:
    """Those that could take a topic up."""
    return session.scalars(select(University).order_by(University.name, University.id)).all()


def _topics(
    session: Session, user: Account, at: datetime, topic: TopicGap | None
) -> list[ListedTopic]:
    known = policies.visible_unanswered(user, at)
    query = (
        select(TopicGapNeed)
        .where(known)
        .options(
            joinedload(TopicGapNeed.topic_gap),
            joinedload(TopicGapNeed.challenge).joinedload(Challenge.municipality),
            joinedload(TopicGapNeed.challenge)
            .joinedload(Challenge.company)
            .joinedload(Company.municipality),
        )
        .order_by(TopicGapNeed.since.desc(), TopicGapNeed.challenge_id)
    )
    written = (
        select(TopicGapEntry)
        .where(policies.visible_topic_gap_entries(user, at))
        .where(
            TopicGapEntry.gap_id.is_(None)
            | TopicGapEntry.gap_id.in_(select(Gap.id).where(policies.visible_gaps(user, at)))
        )
        .options(
            joinedload(TopicGapEntry.gap), joinedload(TopicGapEntry.university),
            joinedload(TopicGapEntry.made_by), selectinload(TopicGapEntry.grounds),
        )
        .order_by(TopicGapEntry.number)
    )  # fmt: skip
    standing = themes_of_needs().subquery()
    ids = select(TopicGapNeed.challenge_id).where(known)
    if topic is not None:
        query = query.where(TopicGapNeed.topic_gap_id == topic.id)
        written = written.where(TopicGapEntry.topic_gap_id == topic.id)
        ids = ids.where(TopicGapNeed.topic_gap_id == topic.id)
    themes: dict[uuid.UUID, set[str]] = defaultdict(set)
    for challenge_id, theme in session.execute(
        select(standing.c.challenge_id, standing.c.theme).where(standing.c.challenge_id.in_(ids))
    ):
        themes[challenge_id].add(theme)
    desk = frozenset(
        session.scalars(
            select(Challenge.id).where(
                Challenge.id.in_(ids), policies.reviewable_challenges(user, at)
            )
        )
    )
    found: dict[uuid.UUID, ListedTopic] = {}
    for need in session.scalars(query):
        listed = found.setdefault(need.topic_gap_id, ListedTopic(need.topic_gap, [], desk, themes))
        listed.needs.append(need)
    for entry in session.scalars(written):
        if entry.topic_gap_id in found:
            found[entry.topic_gap_id].entries.append(entry)
    return sorted(found.values(), key=lambda each: each.weight)
