"""The date of an Erstgespräch as a file for a calendar (RFC 5545), written for whoever may know.

Calendars are shared with colleagues and show their titles on locked telephones, so that nothing in
the file tells what the case is about or who the other side is.
"""

from datetime import datetime, timedelta

from flask import Response
from flask_babel import gettext as _
from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vRecur,
)

from models import Appointment
from models.base import LOCAL_ZONE
from webapp.downloads import TYPES, with_tag
from webapp.links import absolute_url

SUMMER, WINTER = timedelta(hours=2), timedelta(hours=1)
LAST_SUNDAY = "-1SU"
REFRESHED = timedelta(hours=1)
"""How often calendars are asked to fetch a feed again."""


def calendar_file(appointment: Appointment) -> bytes:
    """A calendar with one event; the same UID for each version, a higher SEQUENCE for newer ones.

    Without METHOD:REQUEST nobody is invited or asked to answer: who agrees says so on our page.
    """
    return write_calendar("Erstgespraech", appointment_event(appointment))


def calendar_file_name(appointment: Appointment) -> str:
    """As it is saved: the case number tells nothing to others."""
    return f"erstgespraech-{appointment.introduction.challenge.reference}.ics"


def write_calendar(kind: str, *events: Event, name: str | None = None) -> bytes:
    """A file with events of a kind, in the time of the region; a feed has a name (RFC 7986)."""
    calendar = Calendar()
    calendar.add("prodid", f"-//EcoTecHub//{kind}//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name is not None:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    calendar.add_component(_local_time())
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def as_feed(content: bytes) -> Response:
    """A calendar that programs subscribe to and fetch again and again; unchanged, it is short."""
    return with_tag(Response(content, content_type=TYPES["ics"]))


def appointment_event(appointment: Appointment) -> Event:
    """The date of one Erstgespräch."""
    event = Event()
    event.add("uid", f"{appointment.id}@ecotechub")
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.changed_at)
    event.add("last-modified", appointment.changed_at)
    event.add("dtstart", appointment.starts_at.astimezone(LOCAL_ZONE))
    event.add("dtend", appointment.ends_at.astimezone(LOCAL_ZONE))
    reference = appointment.introduction.challenge.reference
    event.add("summary", _("Erstgespräch EcoTecHub, Fall %(reference)s", reference=reference))
    event.add("class", "PRIVATE")
    event.add("status", _status(appointment))
    if appointment.is_cancelled:
        return event
    url = absolute_url("introductions.show", introduction_id=appointment.introduction_id)
    if appointment.place:
        event.add("location", appointment.place)
    event.add("description", _("Einzelheiten nach der Anmeldung: %(url)s", url=url))
    event.add("url", url)
    return event


def _status(appointment: Appointment) -> str:
    if appointment.is_cancelled:
        return "CANCELLED"
    return "CONFIRMED" if appointment.is_agreed else "TENTATIVE"


def _local_time() -> Timezone:
    """Europe/Berlin by the rule of the European Union, which holds since 1996."""
    zone = Timezone()
    zone.add("tzid", LOCAL_ZONE.key)
    for kind, name, first, before, after in (
        (TimezoneDaylight, "CEST", "1996-03-31T02:00", WINTER, SUMMER),
        (TimezoneStandard, "CET", "1996-10-27T03:00", SUMMER, WINTER),
    ):
        onset = datetime.fromisoformat(first)
        part = kind()
        part.add("tzname", name)
        part.add("dtstart", onset)
        part.add("rrule", vRecur({"FREQ": "YEARLY", "BYMONTH": onset.month, "BYDAY": LAST_SUNDAY}))
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        zone.add_component(part)
    return zone
