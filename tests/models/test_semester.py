"""When a semester begins and ends, to the moment and in the region's time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models.semester import semester_of

SUMMER = (date(2026, 4, 1), date(2026, 10, 1))
BEFORE = (date(2025, 10, 1), date(2026, 4, 1))
AFTER = (date(2026, 10, 1), date(2027, 4, 1))
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("at", "days", "is_summer"),
    [
        (datetime(2026, 1, 1, tzinfo=UTC), BEFORE, False),
        # Summer time has begun, so the day changes two hours before the one of UTC.
        (datetime(2026, 3, 31, 22, 0, tzinfo=UTC) - SECOND, BEFORE, False),
        (datetime(2026, 3, 31, 22, 0, tzinfo=UTC), SUMMER, True),
        (datetime(2026, 9, 30, 22, 0, tzinfo=UTC) - SECOND, SUMMER, True),
        (datetime(2026, 9, 30, 22, 0, tzinfo=UTC), AFTER, False),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), AFTER, False),
    ],
)
def test_a_semester_begins_at_midnight_of_the_region(at, days, is_summer):
    semester = semester_of(at)

    assert (semester.first_day, semester.next_day) == days
    assert semester.is_summer == is_summer
    assert semester.holds(at)
    assert not semester.holds(semester.end_at)
    assert semester.holds(semester.end_at - SECOND)
    assert not semester.holds(semester.begin_at - SECOND)
    assert not semester.holds(None)
