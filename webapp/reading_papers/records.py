"""Walking through JSON that somebody else wrote: nothing is there until it is."""

from collections.abc import Iterator
from typing import Any


def at(record: Any, *path: str) -> Any:
    """What stands at the end of a path of keys, or None."""
    for key in path:
        record = record.get(key) if isinstance(record, dict) else None
    return record


def text_at(record: Any, *path: str) -> str:
    """The text at the end of a path, or an empty one."""
    value = at(record, *path)
    return value if isinstance(value, str) else ""


def list_at(record: Any, *path: str) -> list[Any]:
    """The list at the end of a path, or an empty one."""
    value = at(record, *path)
    return value if isinstance(value, list) else []


def number_at(record: Any, *path: str) -> int | None:
    """A year at the end of a path, whether written as a number or as a text."""
    value = at(record, *path)
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    digits = str(value)[:8]
    return (
        int(digits) if digits.isascii() and digits.isdigit() and 1900 < int(digits) < 2100 else None
    )


def dictionaries(rows: Any) -> Iterator[dict[str, Any]]:
    """Those rows that are records."""
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict):
            yield row
