"""What managers do to a workshop: set it up, announce it, move it, run it, call it off."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import force_locale
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import (
    Account,
    AgendaItem,
    InvalidTransition,
    Participant,
    SupportKind,
    Workshop,
    WorkshopTable,
)
from models.base import LOCAL_ZONE
from models.policies.workshops import BEFORE_THE_DAY
from webapp.audit import record
from webapp.database import hold
from webapp.labels import label
from webapp.seats import fill_seats, tell_everybody

PLACED = ("starts_at", "ends_at", "place")
LANGUAGE = "de"
"""Of the names on the tables, whoever sets them up."""


def create_workshop(
    session: Session, facts: dict[str, Any], at: datetime, *, by: Account
) -> Workshop:
    """A draft, for those who prepare it."""
    workshop = Workshop(created_at=at, created_by_id=by.id, **facts)
    session.add(workshop)
    record(session, "workshop_angelegt", workshop, at, by=by)
    return workshop


def edit_workshop(
    session: Session, workshop: Workshop, facts: dict[str, Any], at: datetime, *, by: Account
) -> bool:
    """Write down what was changed; whether participants are told of another day or place.

    The parts of the day move along with it, and more seats let people move up.
    """
    hold(session, workshop)
    before = workshop.starts_at
    has_moved = workshop.move(*(facts[name] for name in PLACED))
    for name, value in facts.items():
        if name not in PLACED:
            setattr(workshop, name, value)
    if has_moved:
        _move_agenda(workshop, before)
        _remind_again(session, workshop)
        record(session, "workshop_verlegt", workshop, at, by=by)
    else:
        record(session, "workshop_geaendert", workshop, at, by=by)
    fill_seats(session, workshop, at)
    told = workshop.is_public and has_moved
    if told:
        tell_everybody(session, workshop, "workshop_changed", at)
    return told


def publish_workshop(session: Session, workshop: Workshop, at: datetime, *, by: Account) -> None:
    """Everybody may read it and register."""
    hold(session, workshop)
    workshop.publish(at)
    record(session, "workshop_angekuendigt", workshop, at, by=by)


def begin_workshop(session: Session, workshop: Workshop, at: datetime, *, by: Account) -> None:
    """The doors are open."""
    hold(session, workshop)
    workshop.begin(at)
    record(session, "workshop_begonnen", workshop, at, by=by)


def end_workshop(session: Session, workshop: Workshop, at: datetime, *, by: Account) -> None:
    """Everybody has gone; tables that are open close."""
    hold(session, workshop)
    workshop.end(at)
    for table in workshop.tables:
        table.close(at)
    record(session, "workshop_beendet", workshop, at, by=by)


def cancel_workshop(session: Session, workshop: Workshop, at: datetime, *, by: Account) -> int:
    """It does not take place; how many are told."""
    hold(session, workshop)
    workshop.cancel(at)
    record(session, "workshop_abgesagt", workshop, at, by=by)
    return tell_everybody(session, workshop, "workshop_cancelled", at)


def add_part(
    session: Session, workshop: Workshop, facts: dict[str, Any], at: datetime, *, by: Account
) -> AgendaItem:
    """A part of the day more."""
    item = AgendaItem(workshop_id=workshop.id, **facts)
    session.add(item)
    record(session, "workshop_geaendert", workshop, at, by=by)
    return item


def remove_part(
    session: Session, workshop: Workshop, item: AgendaItem, at: datetime, *, by: Account
) -> None:
    """A part of the day less."""
    session.delete(item)
    record(session, "workshop_geaendert", workshop, at, by=by)


def missing_areas(workshop: Workshop) -> Sequence[SupportKind]:
    """The areas of expectation that have no table yet."""
    there = {each.area for each in workshop.tables}
    return [each for each in SupportKind if each not in there]


def add_area_tables(
    session: Session, workshop: Workshop, at: datetime, *, by: Account
) -> Sequence[WorkshopTable]:
    """A table for each of the four areas that has none."""
    hold(session, workshop)
    session.expire(workshop, ["tables"])
    added = [
        _add_table(session, workshop, _area_words(each), each) for each in missing_areas(workshop)
    ]
    record(session, "workshop_geaendert", workshop, at, by=by)
    return added


def add_table(
    session: Session, workshop: Workshop, name: str, at: datetime, *, by: Account
) -> WorkshopTable:
    """A table with a name of its own."""
    hold(session, workshop)
    table = _add_table(session, workshop, name, None)
    record(session, "workshop_geaendert", workshop, at, by=by)
    return table


def remove_table(
    session: Session, workshop: Workshop, table: WorkshopTable, at: datetime, *, by: Account
) -> None:
    """A table less, as long as nobody can have written at it."""
    hold(session, workshop)
    if workshop.state not in BEFORE_THE_DAY:
        raise InvalidTransition("tables with notes are closed, not removed")
    session.delete(table)
    record(session, "workshop_geaendert", workshop, at, by=by)


def close_table(session: Session, table: WorkshopTable, at: datetime, *, by: Account) -> None:
    """No more notes from it."""
    hold(session, table)
    table.close(at)
    record(session, "workshop_tisch_geschlossen", table, at, by=by)


def reopen_table(session: Session, table: WorkshopTable, at: datetime, *, by: Account) -> None:
    """It goes on."""
    hold(session, table)
    table.reopen()
    record(session, "workshop_tisch_geoeffnet", table, at, by=by)


def _area_words(area: SupportKind) -> str:
    with force_locale(LANGUAGE):
        return str(label(area))


def _add_table(
    session: Session, workshop: Workshop, name: str, area: SupportKind | None
) -> WorkshopTable:
    session.flush()
    last = session.scalar(
        select(func.max(WorkshopTable.position)).where(WorkshopTable.workshop_id == workshop.id)
    )
    table = WorkshopTable(workshop_id=workshop.id, name=name, area=area, position=(last or 0) + 1)
    session.add(table)
    return table


def _move_agenda(workshop: Workshop, before: datetime) -> None:
    """By the clock on the wall, whatever the clocks of summer and winter do in between."""
    shift = _on_the_wall(workshop.starts_at) - _on_the_wall(before)
    for item in workshop.agenda:
        item.starts_at = (_on_the_wall(item.starts_at) + shift).replace(tzinfo=LOCAL_ZONE)
        item.ends_at = (_on_the_wall(item.ends_at) + shift).replace(tzinfo=LOCAL_ZONE)


def _on_the_wall(at: datetime) -> datetime:
    return at.astimezone(LOCAL_ZONE).replace(tzinfo=None)


def _remind_again(session: Session, workshop: Workshop) -> None:
    """The reminder of the old day was not one of the new."""
    reminded = select(Participant).where(
        Participant.workshop_id == workshop.id, Participant.reminded_at.is_not(None)
    )
    for each in session.scalars(reminded):
        each.reminded_at = None
