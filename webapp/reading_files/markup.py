"""XML as it stands in a DOCX: read piece by piece, without DTD, entities or endless nesting."""

from collections.abc import Callable, Mapping
from typing import Any
from xml.parsers import expat  # no DTD gets past the handlers below

from webapp.reading_files.refusals import Refusal, Refused

DEEPEST = 256
PIECE = 65_536
BETWEEN = " "
"""Stands between the namespace of a name and the name."""

Started = Callable[[str, str, Mapping[str, str]], None]
Ended = Callable[[str, str], None]


def read_markup(
    content: bytes,
    started: Started = lambda *_: None,
    ended: Ended = lambda *_: None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call for each element with its namespace, name and attributes; raises Refused."""
    parser = expat.ParserCreate(namespace_separator=BETWEEN)
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise Refused(Refusal.TOO_MUCH)
        started(*_parted(name), attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        ended(*_parted(name))

    def refuse(*_: Any) -> None:
        raise Refused(Refusal.ACTIVE)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = parser.UnparsedEntityDeclHandler = refuse
    if text is not None:
        parser.buffer_text = True
        parser.CharacterDataHandler = text
    try:
        for begin in range(0, len(content), PIECE):
            parser.Parse(content[begin : begin + PIECE], False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Refused(Refusal.BROKEN) from error


def _parted(name: str) -> tuple[str, str]:
    namespace, _, local = name.rpartition(BETWEEN)
    return namespace, local
