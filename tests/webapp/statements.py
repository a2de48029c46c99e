"""Counts SQL statements, so that a page which asks once per row is noticed."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from webapp.database import Database


def count_statements(database: Database, action: Callable[[], Any]) -> int:
    """How many SQL statements an action sends."""
    seen: list[str] = []

    def note(connection, cursor, statement, *_):
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        action()
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return len(seen)
