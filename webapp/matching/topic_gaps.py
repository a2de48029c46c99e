"""Needs that nobody answers, put into topics: gathered, computed outside, written in one go.

A topic keeps its identity, and with it its history, where it keeps needs. Those that every manager
may know of decide first, so that no other need moves a topic for somebody who is barred from it.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from flask import current_app
from sqlalchemy import delete, exists, not_, select
from sqlalchemy.orm import Session, selectinload

import matcher
from matcher.topics import (
    Member,
    Near,
    Topic,
    Unanswered,
    find_topics,
    keep_identities,
    nearest_experts,
)
from models import (
    Profile,
    ProfileState,
    TopicGap,
    TopicGapEntry,
    TopicGapGround,
    TopicGapNeed,
    TopicGapProfile,
    TopicGapReading,
    themes_of_needs,
)
from models.policies.barriers import barred_profiles
from webapp.clock import now
from webapp.database import database
from webapp.matching import language_models
from webapp.matching.experts import as_need, published_experts
from webapp.matching.themes import vocabulary
from webapp.unanswered import UnansweredNeed, circles_of, unanswered_needs

MOST_NEAR = 3
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Gathered:
    """What topics are made of, as it stood at one moment."""

    needs: Sequence[Unanswered]
    versions: Mapping[str, str]
    """By need the version of the text that is compared."""
    open_to: Mapping[str, Collection[str]]
    """By need the published profiles that nothing keeps from it."""
    experts: Sequence[matcher.Expert]


def gather_topics() -> None:
    """Find the topics anew and keep what managers made of them."""
    with database().reading() as session:
        gathered = _gather(session, now())
    topics, model, is_degraded = _find(gathered.needs)
    near = _nearest(gathered)
    with database().writing() as session:
        _write(session, gathered, topics, near, now())
        session.execute(delete(TopicGapReading))
        session.add(
            TopicGapReading(
                made_at=now(), vocabulary=vocabulary().version, model_sha256=model,
                is_degraded=is_degraded,
            )
        )  # fmt: skip


def _gather(session: Session, at: datetime) -> Gathered:
    rows = unanswered_needs(session, at)
    circles = circles_of(session, rows, at)
    themes: dict[uuid.UUID, set[str]] = {each.challenge.id: set() for each in rows}
    for challenge_id, theme in session.execute(themes_of_needs()):
        if challenge_id in themes:
            themes[challenge_id].add(theme)
    experts = published_experts(session)
    return Gathered(
        needs=[
            Unanswered(
                as_need(each.challenge), frozenset(themes[each.challenge.id]),
                circles[each.challenge.id],
            )
            for each in rows
        ],
        versions={str(each.challenge.id): each.challenge.text_version for each in rows},
        open_to={
            str(each.challenge.id): {
                str(profile_id)
                for profile_id in session.scalars(
                    select(Profile.id).where(
                        Profile.state == ProfileState.PUBLISHED,
                        not_(barred_profiles(each.challenge, at)),
                    )
                )
            }
            for each in rows
        },
        experts=experts,
    )  # fmt: skip


def _find(needs: Sequence[Unanswered]) -> tuple[list[Topic], str | None, bool]:
    """The topics, the model that took part, and whether one was missing."""
    setting = current_app.extensions["settings"].embedding_model
    if setting is None:
        return find_topics(needs), None, False
    try:
        encoder = language_models.open_active(setting).forgetting()
        return find_topics(needs, encoder), encoder.sha256, False
    except matcher.EncoderUnavailable as error:
        log.warning("topics.without_model", error=str(error))
        return find_topics(needs), None, True


def _nearest(gathered: Gathered) -> dict[str, tuple[Near, ...]]:
    pool, versions = current_app.extensions["match_pool"].refresh(gathered.experts)
    return {
        each.need.id: nearest_experts(
            pool, each.need, MOST_NEAR, set(gathered.open_to[each.need.id]) & versions.keys()
        )
        for each in gathered.needs
    }


def _write(
    session: Session,
    gathered: Gathered,
    topics: Sequence[Topic],
    near: Mapping[str, Sequence[Near]],
    at: datetime,
) -> None:
    rows = {str(each.challenge.id): each for each in unanswered_needs(session, at)}
    circles = circles_of(session, list(rows.values()), at)
    # What was answered, rewritten, closed to somebody or erased meanwhile waits for the next time.
    still = {
        each.need.id
        for each in gathered.needs
        if each.need.id in rows
        and rows[each.need.id].challenge.text_version == gathered.versions[each.need.id]
        and circles[rows[each.need.id].challenge.id] == each.circle
    }
    known = {each.need.id for each in gathered.needs if not each.circle} & still
    kept = [[each for each in topic.members if each.need_id in still] for topic in topics]
    kept = [each for each in kept if each]
    keys = _identities(session, kept, known)
    session.execute(delete(TopicGapNeed))
    profiles = set(
        session.scalars(select(Profile.id).where(Profile.state == ProfileState.PUBLISHED))
    )
    for members, key in zip(kept, keys, strict=True):
        topic = session.get(TopicGap, uuid.UUID(key)) if key else None
        if topic is None:
            topic = TopicGap(found_at=at)
            session.add(topic)
            session.flush()
        for member in members:
            row = _as_row(rows[member.need_id], member, near[member.need_id], profiles)
            row.topic_gap_id, row.is_known_to_all = topic.id, member.need_id in known
            session.add(row)
    session.flush()
    forget_empty_topics(session)


def _as_row(
    need: UnansweredNeed, member: Member, near: Sequence[Near], profiles: Collection[uuid.UUID]
) -> TopicGapNeed:
    return TopicGapNeed(
        challenge_id=need.challenge.id,
        cause=need.cause,
        since=need.since,
        likeness=min(member.likeness, 1.0),
        spans=[list(each) for each in member.spans],
        text_version=need.challenge.text_version,
        nearest=[
            TopicGapProfile(
                profile_id=uuid.UUID(each.expert_id), chance=each.chance, is_enough=each.is_enough
            )
            for each in near
            if uuid.UUID(each.expert_id) in profiles
        ],
    )


def _identities(
    session: Session, topics: Sequence[Sequence[Member]], known: Collection[str]
) -> list[str | None]:
    """For each topic the one that it continues: first by needs all may know of, then by all."""
    needs, known_before = _members_before(session)
    ids = [[each.need_id for each in topic] for topic in topics]
    by_known = [[each for each in members if each in known] for members in ids]
    places = [place for place, members in enumerate(by_known) if members]
    keys: list[str | None] = [None] * len(topics)
    found = keep_identities(known_before, [by_known[place] for place in places])
    for place, key in zip(places, found, strict=True):
        keys[place] = key
    apart = [place for place, members in enumerate(by_known) if not members]
    left = {key: those for key, those in needs.items() if key not in set(keys)}
    for place, key in zip(apart, keep_identities(left, [ids[each] for each in apart]), strict=True):
        keys[place] = key
    return keys


def _members_before(session: Session) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """By topic its needs of before, and those of them that everybody might know of.

    Of a topic whose needs were away for a night, those that its history rests on.
    """
    needs: dict[str, set[str]] = {}
    known: dict[str, set[str]] = {}
    now_in = select(
        TopicGapNeed.topic_gap_id, TopicGapNeed.challenge_id, TopicGapNeed.is_known_to_all
    )
    noted = (
        select(
            TopicGapEntry.topic_gap_id, TopicGapGround.challenge_id, TopicGapGround.is_known_to_all
        )
        .join(TopicGapGround, TopicGapGround.entry_number == TopicGapEntry.number)
        .where(TopicGapGround.challenge_id.is_not(None))
        .where(~exists().where(TopicGapNeed.topic_gap_id == TopicGapEntry.topic_gap_id))
    )
    for query in (now_in, noted):
        for topic_id, challenge_id, is_known in session.execute(query):
            needs.setdefault(str(topic_id), set()).add(str(challenge_id))
            if is_known:
                known.setdefault(str(topic_id), set()).add(str(challenge_id))
    return needs, known


def forget_empty_topics(session: Session) -> int:
    """Topics without a need and without a case their history rests on: nothing of them stays."""
    grounds = (
        select(TopicGapEntry.topic_gap_id)
        .join(TopicGapGround, TopicGapGround.entry_number == TopicGapEntry.number)
        .where(TopicGapGround.challenge_id.is_not(None))
    )
    empty = session.scalars(
        select(TopicGap)
        .where(~exists().where(TopicGapNeed.topic_gap_id == TopicGap.id))
        .where(TopicGap.id.not_in(grounds))
        .options(selectinload(TopicGap.entries))
    ).all()
    for each in empty:
        session.delete(each)
    groundless = session.scalars(
        select(TopicGapEntry).where(
            ~exists().where(
                TopicGapGround.entry_number == TopicGapEntry.number,
                TopicGapGround.challenge_id.is_not(None),
            )
        )
    ).all()
    for entry in groundless:
        session.delete(entry)
    return len(empty)
