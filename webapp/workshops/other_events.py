"""Events of others, read from a calendar file (RFC 5545).

Nothing of a file is trusted: what it says is text of bounded length, links lead to the web, and an
event that the file names again is changed and never doubled.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from icalendar import Calendar, Event
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, OtherEvent
from models.base import LOCAL_ZONE, first_moment
from models.workshop import LONGEST_PLACE, LONGEST_SUMMARY
from webapp.audit import record
from webapp.security import UNSTORABLE

BIGGEST_CALENDAR = 500_000
MOST_EVENTS = 300
LONGEST_UID, LONGEST_LINE, LONGEST_LINK = 255, 200, 500
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
FURTHEST = timedelta(days=3 * 366)


class Unreadable(Exception):
    """It is no calendar, or too much of one."""


class TooMany(Unreadable):
    """More events than anybody means to list."""


@dataclass(frozen=True)
class Found:
    """An event of a file, as it is kept."""

    uid: str
    sequence: int
    title: str
    summary: str
    place: str
    link: str | None
    starts_at: datetime
    ends_at: datetime
    is_whole_day: bool
    is_cancelled: bool


@dataclass(frozen=True)
class Taken:
    """What became of a file."""

    added: int
    changed: int
    removed: int


def read_calendar(content: bytes, at: datetime) -> tuple[Sequence[Found], int]:
    """The events to come, and how many were left out; raises Unreadable."""
    if len(content) > BIGGEST_CALENDAR:
        raise Unreadable
    try:
        events = list(Calendar.from_ical(content).walk("VEVENT"))
        if len(events) > MOST_EVENTS:
            raise TooMany
        found = list(_each_of(events))
    except TooMany:
        raise
    # What a parser of strangers' files raises is not promised by anybody.
    except Exception as error:
        raise Unreadable from error
    if not events:
        raise Unreadable
    coming = [each for each in found if at < each.ends_at and each.starts_at < at + FURTHEST]
    return coming, len(events) - len(coming)


def take_over(
    session: Session, events: Sequence[Found], organiser: str, at: datetime, *, by: Account
) -> Taken:
    """Keep what a file says: known events change, others are added, cancelled ones go."""
    keys = [each.uid for each in events]
    rows = session.scalars(select(OtherEvent).where(OtherEvent.uid.in_(keys)))
    known = {each.uid: each for each in rows}
    added = changed = removed = 0
    for each in events:
        row = known.get(each.uid)
        if each.is_cancelled:
            removed += row is not None and _remove(session, known, row)
        elif row is None:
            known[each.uid] = row = OtherEvent(uid=each.uid)
            session.add(row)
            _write(row, each, organiser, at, by)
            added += 1
        elif each.sequence >= row.sequence:
            _write(row, each, organiser, at, by)
            changed += 1
    session.flush()
    kept = next(iter(known.values()), None)
    if kept is not None:
        record(session, "termine_uebernommen", kept, at, by=by, added=added, changed=changed)
    return Taken(added, changed, removed)


def remove_event(session: Session, event: OtherEvent, at: datetime, *, by: Account) -> None:
    """It is not listed any more."""
    record(session, "termin_entfernt", event, at, by=by)
    session.delete(event)


def _remove(session: Session, known: dict[str, OtherEvent], row: OtherEvent) -> bool:
    session.delete(row)
    del known[row.uid]
    return True


def _write(row: OtherEvent, each: Found, organiser: str, at: datetime, by: Account) -> None:
    row.sequence, row.title, row.summary = each.sequence, each.title, each.summary
    row.place, row.link, row.organiser = each.place, each.link, organiser
    row.starts_at, row.ends_at = each.starts_at, each.ends_at
    row.is_whole_day = each.is_whole_day
    row.imported_at, row.imported_by_id = at, by.id


def _each_of(events: Sequence[Any]) -> Iterator[Found]:
    """Those with a name and a day; of an event that is there twice the newer one."""
    newest: dict[str, Found] = {}
    for event in events:
        found = _read(event)
        if found is None:
            continue
        known = newest.get(found.uid)
        if known is None or found.sequence >= known.sequence:
            newest[found.uid] = found
    yield from newest.values()


def _read(event: Event) -> Found | None:
    title = _line(event.get("SUMMARY"), LONGEST_LINE)
    start = _moment(event, "DTSTART")
    if not title or start is None:
        return None
    end = _end_of(event, start)
    return Found(
        uid=_uid(event, title, start),
        sequence=_number(event.get("SEQUENCE")),
        title=title,
        summary=_text(event.get("DESCRIPTION"))[:LONGEST_SUMMARY],
        place=_line(event.get("LOCATION"), LONGEST_PLACE),
        link=_link(event.get("URL")),
        starts_at=_in_the_region(start),
        ends_at=max(_in_the_region(start), _in_the_region(end)),
        is_whole_day=not isinstance(start, datetime),
        is_cancelled=_line(event.get("STATUS"), 20).upper() == "CANCELLED",
    )


def _moment(event: Event, name: str) -> date | None:
    value = event.get(name)
    moment = getattr(value, "dt", None)
    return moment if isinstance(moment, date) else None


def _end_of(event: Event, start: date) -> date:
    """What the file says, the length it says, or by the standard a day or a moment."""
    end = _moment(event, "DTEND")
    if end is not None:
        return end
    length = getattr(event.get("DURATION"), "dt", None)
    if isinstance(length, timedelta) and abs(length) < FURTHEST:
        return start + length
    return start if isinstance(start, datetime) else start + timedelta(days=1)


def _in_the_region(moment: date) -> datetime:
    if not isinstance(moment, datetime):
        return first_moment(moment)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=LOCAL_ZONE)


def _uid(event: Event, title: str, start: date) -> str:
    uid = _line(event.get("UID"), 10_000) or f"{title} {start.isoformat()}"
    return uid if len(uid) <= LONGEST_UID else hashlib.sha256(uid.encode()).hexdigest()


def _number(value: Any) -> int:
    try:
        return max(0, min(int(value), 1_000_000_000))
    except (TypeError, ValueError):
        return 0


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    text = UNSTORABLE.sub("", str(value or ""))
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _line(value: Any, longest: int) -> str:
    return " ".join(_text(value).split())[:longest].strip()


def _link(value: Any) -> str | None:
    """Only to the web; anything else is no link."""
    link = _text(value)
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    is_fine = parts.scheme in {"http", "https"} and parts.hostname and not re.search(r"\s", link)
    return link if is_fine and len(link) <= LONGEST_LINK else None
