"""Places in a sorted list, so that its next page begins where the last one ended.

A page that is numbered repeats or leaves out rows when others come before it; one that begins after
a row does not.
"""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

Row = TypeVar("Row")
Place = tuple[str, UUID]
"""What the rows are sorted by, as text, and the id that tells equals apart."""


def write_cursor(key: str | datetime, row_id: UUID) -> str:
    """The place behind a row, as it stands in an address."""
    text = key.isoformat() if isinstance(key, datetime) else key
    return urlsafe_b64encode(json.dumps([text, row_id.hex]).encode()).decode().rstrip("=")


def read_cursor(text: str) -> Place:
    """The place that an address names; raises ValueError for everything we did not write."""
    try:
        key, row_id = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(key, str) or "\0" in key:
            raise ValueError(text)
        return key.encode().decode(), UUID(row_id)
    except (binascii.Error, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(text) from error


def read_moment_cursor(text: str) -> tuple[datetime, UUID]:
    """The same of a list that is sorted by moments; raises ValueError."""
    key, row_id = read_cursor(text)
    moment = datetime.fromisoformat(key)
    if moment.tzinfo is None:
        raise ValueError(text)
    try:
        return moment.astimezone(UTC), row_id
    except OverflowError as error:
        raise ValueError(text) from error


def behind(
    key: InstrumentedAttribute[Any], row_id: InstrumentedAttribute[UUID], value: Any, last: UUID
) -> ColumnElement[bool]:
    """Rows that come after the one with this key and this id."""
    return or_(key > value, and_(key == value, row_id > last))


def cut(rows: Sequence[Row], count: int) -> tuple[Sequence[Row], Row | None]:
    """One page of rows of which one too many was read, and its last row if more follow."""
    return rows[:count], rows[count - 1] if len(rows) > count else None
