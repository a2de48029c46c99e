"""The semesters of both universities: April to September, and October to March."""

from dataclasses import dataclass
from datetime import date, datetime

from models.base import first_moment, local_date

SUMMER_BEGINS, WINTER_BEGINS = 4, 10
"""The months."""


@dataclass(frozen=True)
class Semester:
    """From its first day up to the first day of the next one, in the region's time."""

    first_day: date
    next_day: date

    @property
    def begin_at(self) -> datetime:
        """The moment it begins."""
        return first_moment(self.first_day)

    @property
    def end_at(self) -> datetime:
        """The moment the next one begins."""
        return first_moment(self.next_day)

    @property
    def is_summer(self) -> bool:
        """Whether it is the one from April on."""
        return self.first_day.month == SUMMER_BEGINS

    def holds(self, at: datetime | None) -> bool:
        """Whether a moment lies in it."""
        return at is not None and self.begin_at <= at < self.end_at


def semester_of(at: datetime) -> Semester:
    """The semester that is running at a moment."""
    day = local_date(at)
    if SUMMER_BEGINS <= day.month < WINTER_BEGINS:
        return Semester(date(day.year, SUMMER_BEGINS, 1), date(day.year, WINTER_BEGINS, 1))
    year = day.year if day.month >= WINTER_BEGINS else day.year - 1
    return Semester(date(year, WINTER_BEGINS, 1), date(year + 1, SUMMER_BEGINS, 1))
