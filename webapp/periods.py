"""The months a report covers, in local time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from models.base import LOCAL_ZONE

LAST_TWELVE = "12"


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime | date) -> "Month":
        """The month a moment or day falls into, as people in the region count."""
        if isinstance(moment, datetime):
            moment = moment.astimezone(LOCAL_ZONE)
        return cls(moment.year, moment.month)

    @classmethod
    def parse(cls, text: str) -> "Month | None":
        """The month that an address names as 2026-03, or None."""
        try:
            return cls.of(date.fromisoformat(f"{text}-01"))
        except ValueError:
            return None

    def plus(self, months: int) -> "Month":
        """So many months later, or earlier."""
        year, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, number + 1)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"


@dataclass(frozen=True)
class Period:
    """From the beginning of one month to the end of another."""

    first: Month
    last: Month

    @property
    def months(self) -> Iterator[Month]:
        """Every month, in order."""
        month = self.first
        while month <= self.last:
            yield month
            month = month.plus(1)

    @property
    def days(self) -> tuple[date, date]:
        """The first day, and the first day after."""
        return self.first.first_day, self.last.plus(1).first_day

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The first moment, and the first moment after."""
        first, after = (
            datetime(day.year, day.month, day.day, tzinfo=LOCAL_ZONE) for day in self.days
        )
        return first, after


def last_twelve_months(today: date, *, complete: bool = False) -> Period:
    """The running month and the eleven before it, or the twelve that are over."""
    last = Month.of(today).plus(-1 if complete else 0)
    return Period(last.plus(-11), last)


def year(number: int) -> Period:
    """A calendar year."""
    return Period(Month(number, 1), Month(number, 12))
