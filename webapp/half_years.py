"""Half-years: the only periods of which others than managers read indicators.

They never overlap, so no two of them can be taken from each other.
"""

from dataclasses import dataclass
from datetime import date, datetime

from models.base import first_moment


@dataclass(frozen=True, order=True)
class HalfYear:
    """January to June, or July to December."""

    year: int
    half: int

    @classmethod
    def of(cls, day: date) -> "HalfYear":
        """The one a day falls into."""
        return cls(day.year, 1 if day.month <= 6 else 2)

    @classmethod
    def parse(cls, text: str) -> "HalfYear | None":
        """The one that an address names as 2026-1, or None."""
        year, _, half = text.partition("-")
        if not (year.isascii() and year.isdigit() and len(year) == 4 and half in {"1", "2"}):
            return None
        return cls(int(year), int(half)) if 1900 < int(year) < 3000 else None

    @property
    def days(self) -> tuple[date, date]:
        """The first day, and the first day after."""
        if self.half == 1:
            return date(self.year, 1, 1), date(self.year, 7, 1)
        return date(self.year, 7, 1), date(self.year + 1, 1, 1)

    @property
    def settled_at(self) -> datetime:
        """A month after its end; what comes later changes nothing of it any more."""
        after = self.days[1]
        return first_moment(date(after.year, after.month + 1, 1))

    @property
    def before(self) -> "HalfYear":
        """The one before."""
        return HalfYear(self.year, 1) if self.half == 2 else HalfYear(self.year - 1, 2)

    def __str__(self) -> str:
        return f"{self.year}-{self.half}"
