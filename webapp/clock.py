"""The one clock; tests set it, nothing else asks for the time."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask, current_app

from models.base import local_date

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def init_app(app: Flask, clock: Clock) -> None:
    """Give the application its clock."""
    app.extensions["clock"] = clock


def now() -> datetime:
    """The moment the application believes it is."""
    return current_app.extensions["clock"]()


def today():
    """The local date of now."""
    return local_date(now())
