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
        if day.weekday() < 5 and day not in HOLIDAYS:
            days -= 1
    return day
