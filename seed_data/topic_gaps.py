"""What the Transferstellen of the demo made of topics that nobody covers.

The software finds them by itself; the first night keeps these, because their needs are the same.
"""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import (
    Account,
    AuditEntry,
    Challenge,
    TopicGap,
    TopicGapEntry,
    TopicGapGround,
    TopicGapNeed,
    TopicGapStep,
    UnansweredCause,
)
from models.base import local_date
from seed_data.keys import stable_id
from seed_data.moments import moment
from seed_data.people import People

SOIL = ("N63", "N64", "N65", "N66", "N67", "N68")
LEATHER = ("N62", "N69", "N70")
WOOL = ("N71", "N72", "N73")
FOR_SOIL = (
    "Eine Professur für Bodenkunde oder Pflanzenbau, mit einem Gewächshaus für Wuchsversuche. "
    "Die Analytik dazu ist vorhanden."
)
VERBS = {
    TopicGapStep.NAMED: "themenluecke_benannt",
    TopicGapStep.NOTED: "themenluecke_vermerkt",
    TopicGapStep.TAKEN_UP: "themenluecke_aufgegriffen",
}


def load_topic_gaps(session: Session, at: datetime, people: People) -> list[AuditEntry]:
    """Three topics: one that is described, one that a university took up, one nobody named yet.

    Returns what the trail says of them.
    """
    north, south = people.managers["WH"], people.managers["HSBO"]
    soil = _find(session, "boden", SOIL, at)
    leather = _find(session, "leder", LEATHER, at)
    _find(session, "mineralwolle", WOOL, at)
    written = [
        _write(soil, north, moment(at, 40, 10), TopicGapStep.NAMED, text="Torffreie Substrate"),
        _write(soil, north, moment(at, 40, 10, 5), TopicGapStep.NOTED, text=FOR_SOIL),
        _write(leather, south, moment(at, 30, 15), TopicGapStep.NAMED, text="Kreisläufe für Leder"),
        _write(
            leather, south, moment(at, 12, 9), TopicGapStep.TAKEN_UP,
            university_id=south.university_id, taken_up_on=local_date(moment(at, 14, 9)),
        ),
    ]  # fmt: skip
    session.flush()
    return [
        AuditEntry(
            at=each.made_at, actor_id=each.made_by_id, verb=VERBS[each.step],
            object_type=TopicGap.__tablename__, object_id=each.topic_gap_id, detail={},
        )
        for each in written
    ]  # fmt: skip


def _find(session: Session, key: str, needs: tuple[str, ...], at: datetime) -> TopicGap:
    topic = TopicGap(id=stable_id("topic_gaps", key), found_at=at)
    session.add(topic)
    for each in needs:
        challenge = session.get_one(Challenge, stable_id("challenges", each))
        topic.needs.append(
            TopicGapNeed(
                challenge=challenge, cause=UnansweredCause.TOPIC,
                since=challenge.closed_at or at, likeness=1.0, spans=[],
                text_version=challenge.text_version, is_known_to_all=True,
            )
        )  # fmt: skip
    session.flush()
    return topic


def _write(
    topic: TopicGap, by: Account, at: datetime, step: TopicGapStep, **facts: Any
) -> TopicGapEntry:
    entry = TopicGapEntry(
        step=step, made_at=at, made_by_id=by.id,
        grounds=[
            TopicGapGround(challenge_id=each.challenge_id, is_known_to_all=True)
            for each in topic.needs
        ],
        **facts,
    )  # fmt: skip
    topic.entries.append(entry)
    return entry
