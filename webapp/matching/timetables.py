"""The timetable of one-to-one talks: rows in, talks out, and nothing written."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from matcher.timetable import Day, Talk, plan_talks

Pair = tuple[uuid.UUID, uuid.UUID]
Meeting = tuple[int, uuid.UUID, uuid.UUID]
"""A round by its number, a company and a professor."""

MOST_SECONDS = 60.0
"""As long as nobody waits for an answer; a busy machine needs several times its best."""


@dataclass(frozen=True)
class Room:
    """Who talks how often at most, and when not; which talks stand."""

    values: Mapping[Pair, float]
    companies: Mapping[uuid.UUID, int]
    professors: Mapping[uuid.UUID, int]
    rounds: int
    past: int
    away: frozenset[tuple[uuid.UUID, int]]
    pauses: frozenset[int]
    most_in_a_row: int | None
    standing: frozenset[Meeting]


def plan_room(room: Room) -> tuple[Collection[Meeting], bool]:
    """The talks in order, and whether it is proved that no better timetable exists."""
    day = Day(
        room.rounds,
        past=room.past,
        away=frozenset((each.hex, number) for each, number in room.away),
        pauses=room.pauses,
        most_in_a_row=room.most_in_a_row,
    )
    made = plan_talks(
        {(left.hex, right.hex): value for (left, right), value in room.values.items()},
        {each.hex: cap for each, cap in room.companies.items()},
        {each.hex: cap for each, cap in room.professors.items()},
        day,
        [Talk(number, left.hex, right.hex) for number, left, right in room.standing],
        seconds=MOST_SECONDS,
    )
    talks = [
        (each.round, uuid.UUID(each.company_id), uuid.UUID(each.professor_id))
        for each in made.talks
    ]
    return talks, made.is_optimal
