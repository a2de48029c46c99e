"""Moments in the past of the demo: working days, office hours, never in the future."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Europe/Berlin")
PROMISED_DAYS = 14
"""Ten working days, as the pages promise by default."""


def workday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def moment(at: datetime, days_ago: float, hour: int, minute: int = 0) -> datetime:
    """Office hours on the working day that long before `at`; never later than `at`."""
    day = workday((at.astimezone(LOCAL_ZONE) - timedelta(days=days_ago)).date())
    return min(at, datetime.combine(day, time(hour, minute), LOCAL_ZONE))


def promised_day(submitted_at: datetime) -> date:
    """The day by which the company was promised an answer."""
    day = submitted_at.astimezone(LOCAL_ZONE).date() + timedelta(days=PROMISED_DAYS)
    return day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)
