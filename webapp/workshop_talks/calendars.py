"""The own talks as a file for a calendar (RFC 5545).

Calendars are shared and show their titles on locked telephones, so that whom one meets stands in
the description alone.
"""

from collections.abc import Sequence
from datetime import UTC

from flask_babel import gettext as _
from icalendar import Calendar, Event

from models import Participant, Talk
from webapp.workshop_talks.words import partner_of, person_words


def talks_file(participant: Participant, talks: Sequence[Talk]) -> bytes:
    """A calendar with one event for each talk, in UTC, which every calendar knows."""
    calendar = Calendar()
    calendar.add("prodid", "-//EcoTecHub//Einzelgespraeche//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for talk in talks:
        calendar.add_component(_event(participant, talk))
    return bytes(calendar.to_ical())


def _event(participant: Participant, talk: Talk) -> Event:
    event = Event()
    event.add("uid", f"{talk.id}@ecotechub")
    event.add("dtstamp", talk.planned_at.astimezone(UTC))
    event.add("dtstart", talk.round.starts_at.astimezone(UTC))
    event.add("dtend", talk.round.ends_at.astimezone(UTC))
    event.add("summary", _("Einzelgespräch, Platz %(place)s", place=talk.place))
    event.add("location", participant.workshop.place)
    event.add("description", _("Mit %(name)s", name=person_words(partner_of(participant, talk))))
    event.add("class", "PRIVATE")
    event.add("status", "CONFIRMED")
    return event
