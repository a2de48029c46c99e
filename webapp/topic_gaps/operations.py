"""What managers make of a topic: one line of its history each, never changed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models import (
    Account,
    Gap,
    TopicGap,
    TopicGapEntry,
    TopicGapGround,
    TopicGapNeed,
    TopicGapStep,
    University,
)
from webapp.audit import record
from webapp.topic_jobs import ask_for_topics

VERBS = {
    TopicGapStep.NAMED: "themenluecke_benannt",
    TopicGapStep.NOTED: "themenluecke_vermerkt",
    TopicGapStep.LINKED: "themenluecke_verknuepft",
    TopicGapStep.DISMISSED: "themenluecke_zurueckgestellt",
    TopicGapStep.RESUMED: "themenluecke_wieder_aufgenommen",
    TopicGapStep.TAKEN_UP: "themenluecke_aufgegriffen",
}


def write_entry(
    session: Session,
    topic: TopicGap,
    known: Sequence[TopicGapNeed],
    step: TopicGapStep,
    at: datetime,
    *,
    by: Account,
    **facts: Any,
) -> TopicGapEntry:
    """Add a line that rests on the cases its writer knows to stand in the topic."""
    entry = TopicGapEntry(
        topic_gap=topic,
        step=step,
        made_at=at,
        made_by=by,
        grounds=[
            TopicGapGround(challenge_id=each.challenge_id, is_known_to_all=each.is_known_to_all)
            for each in known
        ],
        **facts,
    )
    session.add(entry)
    record(session, VERBS[step], topic, at, by=by)
    return entry


def describe(
    session: Session,
    topic: TopicGap,
    known: Sequence[TopicGapNeed],
    at: datetime,
    *,
    by: Account,
    name: str | None,
    note: str | None,
    gap: Gap | None,
) -> list[TopicGapEntry]:
    """Write down what is new: a name, a note, a link; None leaves it as it stands."""
    written = []
    if name:
        written.append(write_entry(session, topic, known, TopicGapStep.NAMED, at, by=by, text=name))
    if note:
        written.append(write_entry(session, topic, known, TopicGapStep.NOTED, at, by=by, text=note))
    if gap is not None:
        written.append(write_entry(session, topic, known, TopicGapStep.LINKED, at, by=by, gap=gap))
    return written


def take_up(
    session: Session,
    topic: TopicGap,
    known: Sequence[TopicGapNeed],
    at: datetime,
    *,
    by: Account,
    university: University,
    taken_up_on: date,
) -> TopicGapEntry:
    """A university builds it up, since a day."""
    return write_entry(
        session, topic, known, TopicGapStep.TAKEN_UP, at, by=by, university=university,
        taken_up_on=taken_up_on,
    )  # fmt: skip


def find_again(session: Session, at: datetime, *, by: Account) -> bool:
    """Let the worker look for topics now; False where it is about to."""
    is_new = ask_for_topics(session, at)
    if is_new:
        record(session, "themenluecken_gesucht", by, at, by=by)
    return is_new
