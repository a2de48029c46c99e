"""The day and hours of a workshop: as people read them, and as calendars do (RFC 5545)."""

from datetime import datetime, timedelta

from flask import Flask
from flask_babel import format_date, format_datetime
from flask_babel import gettext as _
from icalendar import Event

from models import OtherEvent, Workshop, WorkshopState
from models.base import LOCAL_ZONE, local_date
from webapp.calendar_files import write_calendar
from webapp.i18n import show_date, show_moment
from webapp.links import absolute_url


def init_app(app: Flask) -> None:
    """Let pages and mails say when something takes place."""
    app.jinja_env.globals |= {"time_span": show_span, "whole_days": show_days}


def show_span(starts_at: datetime, ends_at: datetime) -> str:
    """“Freitag, 20. März 2026, 14:00 bis 18:00 Uhr”; both days where it takes more than one."""
    weekday = format_date(starts_at, "EEEE")
    if local_date(starts_at) != local_date(ends_at):
        return _(
            "%(weekday)s, %(from_when)s bis %(until)s Uhr",
            weekday=weekday, from_when=show_moment(starts_at), until=show_moment(ends_at),
        )  # fmt: skip
    return _(
        "%(weekday)s, %(day)s, %(from_time)s bis %(to_time)s Uhr",
        weekday=weekday, day=show_date(starts_at), from_time=format_datetime(starts_at, "H:mm"),
        to_time=format_datetime(ends_at, "H:mm"),
    )  # fmt: skip


def show_days(starts_at: datetime, ends_at: datetime) -> str:
    """Whole days; the end is the first moment after them, as calendars count."""
    last = max(starts_at, ends_at - timedelta(seconds=1))
    if local_date(starts_at) == local_date(last):
        return show_date(starts_at)
    return _("%(first)s bis %(last)s", first=show_date(starts_at), last=show_date(last))


def workshop_file(workshop: Workshop, changed_at: datetime) -> bytes:
    """A calendar with the workshop; a higher SEQUENCE tells calendars which file is newer."""
    return write_calendar("Workshop", workshop_event(workshop, changed_at))


def workshop_event(workshop: Workshop, changed_at: datetime) -> Event:
    """The day of a workshop."""
    url = absolute_url("workshops.show", workshop_id=workshop.id)
    event = Event()
    event.add("uid", f"{workshop.id}@ecotechub")
    event.add("sequence", workshop.sequence)
    event.add("dtstamp", changed_at)
    event.add("dtstart", workshop.starts_at.astimezone(LOCAL_ZONE))
    event.add("dtend", workshop.ends_at.astimezone(LOCAL_ZONE))
    event.add("summary", workshop.title)
    event.add("location", workshop.place)
    event.add("description", _("Programm und Anmeldung: %(url)s", url=url))
    event.add("url", url)
    event.add("status", _status(workshop))
    return event


def last_change(workshop: Workshop) -> datetime:
    """When what calendars show of it changed last, as far as that is written down."""
    return workshop.cancelled_at or workshop.published_at or workshop.created_at


def other_event(told: OtherEvent) -> Event:
    """An event of somebody else, with the identity its own calendar gave it."""
    event = Event()
    event.add("uid", told.uid)
    event.add("sequence", told.sequence)
    event.add("dtstamp", told.imported_at)
    for name, at in (("dtstart", told.starts_at), ("dtend", told.ends_at)):
        local = at.astimezone(LOCAL_ZONE)
        event.add(name, local.date() if told.is_whole_day else local)
    event.add("summary", told.title)
    if told.place:
        event.add("location", told.place)
    if told.link:
        event.add("url", told.link)
    event.add("description", _("Veranstalter: %(organiser)s", organiser=told.organiser))
    return event


def workshop_file_name(workshop: Workshop) -> str:
    """As it is saved."""
    return f"workshop-{local_date(workshop.starts_at).isoformat()}.ics"


def _status(workshop: Workshop) -> str:
    return "CANCELLED" if workshop.state is WorkshopState.CANCELLED else "CONFIRMED"
