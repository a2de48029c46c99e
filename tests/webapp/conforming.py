"""What JSON Schema 2020-12 says of a value, for the keywords our documents use and no others."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

TYPES: dict[str, Any] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
}
ABOUT = {"description", "title", "default", "$schema"}
"""Keywords that forbid nothing."""


def faults(value: Any, schema: Mapping[str, Any], parts: Mapping[str, Any], at: str = "") -> list:
    """What is wrong with a value; raises KeyError for a keyword that nobody here understands."""
    found: list[str] = []
    for keyword, rule in schema.items():
        if keyword not in ABOUT:
            found += (f"{at}: {each}" for each in CHECKS[keyword](value, rule, schema, parts, at))
    return found


def check_keywords(schema: Any) -> None:
    """Raise for a schema with a keyword that `faults` would stumble over, wherever it stands."""
    assert isinstance(schema, Mapping), schema
    assert schema.keys() <= CHECKS.keys() | ABOUT, schema.keys() - CHECKS.keys() - ABOUT
    for each in schema.get("properties", {}).values():
        check_keywords(each)
    for each in schema.get("oneOf", []):
        check_keywords(each)
    if "items" in schema:
        check_keywords(schema["items"])


def _type(value, rule, *_) -> Iterator[str]:
    names = [rule] if isinstance(rule, str) else rule
    if not any(TYPES[each](value) for each in names):
        yield f"{value!r} is no {rule}"


def _properties(value, rule, schema, parts, at) -> Iterator[str]:
    if isinstance(value, dict):
        for name in value.keys() & rule.keys():
            yield from faults(value[name], rule[name], parts, f"{at}/{name}")


def _required(value, rule, *_) -> Iterator[str]:
    if isinstance(value, dict) and (missing := set(rule) - value.keys()):
        yield f"lacks {sorted(missing)}"


def _additional(value, rule, schema, *_) -> Iterator[str]:
    assert rule is False
    if isinstance(value, dict) and (more := value.keys() - schema["properties"].keys()):
        yield f"also has {sorted(more)}"


def _items(value, rule, schema, parts, at) -> Iterator[str]:
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from faults(each, rule, parts, f"{at}/{number}")


def _one_of(value, rule, schema, parts, at) -> Iterator[str]:
    fitting = [each for each in rule if not faults(value, each, parts)]
    if len(fitting) != 1:
        yield f"{value!r} fits {len(fitting)} of {rule}"


def _ref(value, rule, schema, parts, at) -> Iterator[str]:
    yield from faults(value, parts[rule.removeprefix("#/components/schemas/")], parts, at)


def _enum(value, rule, *_) -> Iterator[str]:
    if value not in rule:
        yield f"{value!r} is none of {rule}"


def _const(value, rule, *_) -> Iterator[str]:
    if value != rule:
        yield f"{value!r} is not {rule!r}"


def _of(kind: str, broken: Any) -> Any:
    def check(value, rule, *_) -> Iterator[str]:
        if TYPES[kind](value) and broken(value, rule):
            yield f"{value!r} breaks {rule!r}"

    return check


def _has_other_format(text: str, name: str) -> bool:
    try:
        if name == "date-time":
            return datetime.fromisoformat(text).tzinfo is None
        if name == "date":
            return str(date.fromisoformat(text)) != text
        if name == "uuid":
            return str(UUID(text)) != text
        address = urlsplit(text)
        return name != "uri" or not (address.scheme and address.netloc)
    except ValueError:
        return True


CHECKS: dict[str, Any] = {
    "type": _type,
    "properties": _properties,
    "required": _required,
    "additionalProperties": _additional,
    "items": _items,
    "oneOf": _one_of,
    "$ref": _ref,
    "enum": _enum,
    "const": _const,
    "pattern": _of("string", lambda text, rule: not re.search(rule, text)),
    "minLength": _of("string", lambda text, rule: len(text) < rule),
    "maxLength": _of("string", lambda text, rule: len(text) > rule),
    "format": _of("string", _has_other_format),
    "minimum": _of("number", lambda number, rule: number < rule),
    "maximum": _of("number", lambda number, rule: number > rule),
}
