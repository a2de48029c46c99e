"""Promises are made in working days of North Rhine-Westphalia."""

from datetime import date, timedelta

from holidays import country_holidays

HOLIDAYS = country_holidays("DE", subdiv="NW")


def add_working_days(first: date, days: int) -> date:
    """The date that many working days later; weekends and public holidays do not count.

    >>> add_working_days(date(2026, 3, 20), 1)
    datetime.date(2026, 3, 23)
    """
    day = first
    while days > 0:
        day += timedelta(days=1)
        if is_working_day(day):
            days -= 1
    return day


def working_days_until(first: date, last: date) -> int:
    """The fewest working days that would have to be promised to be in time on the later date.

    >>> working_days_until(date(2026, 3, 20), date(2026, 3, 22))
    1
    """
    days, day = 0, first
    while day < last:
        day += timedelta(days=1)
        days += is_working_day(day)
    # What happens on a day off would be in time on the next working day only.
    return days if last <= first or is_working_day(last) else days + 1


def is_working_day(day: date) -> bool:
    """Whether promises count this date."""
    return day.weekday() < 5 and day not in HOLIDAYS
