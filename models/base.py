"""What every model shares: the declarative base, column types, the error of a refused step."""

import enum
import unicodedata
import uuid
from datetime import UTC, date, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, String, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

LOCAL_ZONE = ZoneInfo("Europe/Berlin")
NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class InvalidTransition(Exception):
    """Somebody asked for a step that the state machine does not know from here."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; SQLite would otherwise drop the zone silently."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments, because nobody knows which zone they mean."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back that SQLite cannot store."""
        if value is None or value.tzinfo is not None:
            return value.astimezone(UTC) if value else None
        return value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The base of every table; enum columns hold their German values, guarded by a check."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {
        datetime: UtcDateTime(),
        uuid.UUID: Uuid(),
        dict[str, Any]: JSON().with_variant(JSONB(), "postgresql"),
        list[str]: JSON().with_variant(JSONB(), "postgresql"),
        list[float]: JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql"),
        list[list[str]]: JSON().with_variant(JSONB(), "postgresql"),
        list[float]: JSON().with_variant(JSONB(), "postgresql"),
        list[list[int]]: JSON().with_variant(JSONB(), "postgresql"),
        list[list[float]]: JSON().with_variant(JSONB(), "postgresql"),
        enum.Enum: Enum(
            enum.Enum,
            native_enum=False,
            create_constraint=True,
            length=40,
            values_callable=lambda members: [member.value for member in members],
        ),
    }


Id = Annotated[uuid.UUID, mapped_column(primary_key=True, default=uuid.uuid4)]
Line = Annotated[str, mapped_column(String(200))]
Prose = Annotated[str, mapped_column(Text)]


def sort_key(name: str) -> str:
    """The key that sorts German names after DIN 5007-1 on any database: ä as a, ß as ss.

    >>> sort_key("Öko-Straße")
    'oko-strasse'
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))[:200]


def local_date(at: datetime) -> date:
    """The day it is in the region at a moment; shortly after midnight UTC is still a day behind."""
    return at.astimezone(LOCAL_ZONE).date()


def first_moment(day: date) -> datetime:
    """The moment a day begins in the region."""
    return datetime.combine(day, time(), LOCAL_ZONE)


def require(current: enum.Enum, allowed: set[Any], target: enum.Enum) -> None:
    """Raise InvalidTransition unless the current state is one of the allowed ones."""
    if current not in allowed:
        raise InvalidTransition(f"{current.value} -> {target.value}")
