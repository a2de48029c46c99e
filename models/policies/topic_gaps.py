"""Themenlücken: who knows of a topic, and who reads what managers made of it.

A topic is known by its cases: whoever may know of one of them knows the topic, with these cases and
no others. So to somebody who is barred from a case it neither counts nor is missing anywhere.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, select

from models.account import Account
from models.challenge import Challenge
from models.policies.needs import (
    may_review_challenge,
    may_view_case,
    visible_cases,
)
from models.policies.people import is_manager
from models.topic_gap import TopicGap, TopicGapEntry, TopicGapGround, TopicGapNeed


def may_view_unanswered(user: Account | None, need: TopicGapNeed, at: datetime) -> bool:
    """That nobody answers a need: managers who may know of the case."""
    return is_manager(user) and may_view_case(user, need.challenge, at)


def visible_unanswered(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_unanswered."""
    if not is_manager(user):
        return false()
    return TopicGapNeed.challenge_id.in_(select(Challenge.id).where(visible_cases(user, at)))


def may_quote_unanswered(user: Account | None, need: TopicGapNeed, at: datetime) -> bool:
    """Its words and how near anybody comes to it: whoever has the desk of the case."""
    return may_review_challenge(user, need.challenge, at)


def may_view_topic_gap(user: Account | None, topic: TopicGap, at: datetime) -> bool:
    """Managers who may know of one of its cases; to others there is no such topic."""
    return any(may_view_unanswered(user, each, at) for each in topic.needs)


def visible_topic_gaps(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_topic_gap."""
    return TopicGap.id.in_(select(TopicGapNeed.topic_gap_id).where(visible_unanswered(user, at)))


def may_work_on_topic_gap(user: Account | None, topic: TopicGap, at: datetime) -> bool:
    """Whoever knows a topic names it, notes what it would take, and says what became of it."""
    return may_view_topic_gap(user, topic, at)


def may_print_topic_gap(user: Account | None, topic: TopicGap, at: datetime) -> bool:
    """The Steckbrief leaves the Transferstelle, so it says of companies only what is published."""
    return bool(topic.editions) and may_view_topic_gap(user, topic, at)


def may_view_topic_gap_entry(user: Account | None, entry: TopicGapEntry, at: datetime) -> bool:
    """A line of the history: who knows every case its writer saw in the topic.

    A case that came to the topic later closes no line to anybody, and neither does an erased one
    that everybody might know of; one that was kept from somebody closes its lines for good.
    """
    return (
        any(each.challenge is not None for each in entry.grounds)
        and may_view_topic_gap(user, entry.topic_gap, at)
        and all(
            each.is_known_to_all
            if each.challenge is None
            else may_view_case(user, each.challenge, at)
            for each in entry.grounds
        )
    )


def visible_topic_gap_entries(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_topic_gap_entry."""
    if not is_manager(user):
        return false()
    known = select(Challenge.id).where(visible_cases(user, at))
    topics = select(TopicGap.id).where(visible_topic_gaps(user, at))
    of_entry = TopicGapGround.entry_number == TopicGapEntry.number
    there = TopicGapGround.challenge_id.is_not(None)
    closed = or_(
        and_(there, TopicGapGround.challenge_id.not_in(known)),
        and_(not_(there), not_(TopicGapGround.is_known_to_all)),
    )
    return and_(
        TopicGapEntry.topic_gap_id.in_(topics),
        exists().where(of_entry, there),
        not_(exists().where(of_entry, closed)),
    )
