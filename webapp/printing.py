"""Writes documents as accessible PDF files (PDF/UA-1, ISO 14289-1) by Typst.

A document is plain data: a title and blocks, each of them a heading, a paragraph, a list of facts,
a table, a chart or badges. It goes to the typesetter as JSON; what people wrote is never part of
its source, so nothing in it can be a command. The typesetter runs in a process of its own, without
an environment, with bounded time and memory, so that a document that never ends ends nothing else.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from werkzeug.exceptions import ServiceUnavailable

from webapp.unseen import reveal

ROOT = Path(__file__).parent.parent
START = "import sys; sys.path.insert(0, sys.argv[1]); from webapp.typesetting import main; main()"
MOST_SECONDS = 20.0
AT_ONCE, PATIENCE = 2, 10.0
"""How many documents are set at the same time, and how long the next one waits."""

RETRY_AFTER = 10
"""Seconds."""

_turns = threading.BoundedSemaphore(AT_ONCE)


class NotPrinted(ServiceUnavailable):
    """The document could not be set in time; a little later it may be."""

    def __init__(self) -> None:
        super().__init__(retry_after=RETRY_AFTER)


@dataclass(frozen=True)
class Heading:
    """The title of a part; level 1 is the first below the title of the document."""

    text: str
    level: int = 1
    kind: str = "heading"


@dataclass(frozen=True)
class Paragraph:
    """Sentences; line breaks in them stay."""

    text: str
    is_quiet: bool = False
    has_blanks: bool = False
    """Whether what stands in square brackets is still to be filled in, and marked."""
    kind: str = "paragraph"


@dataclass(frozen=True)
class Facts:
    """Names and what they are."""

    rows: Sequence[tuple[str, str]]
    kind: str = "facts"


@dataclass(frozen=True)
class Grid:
    """A table with a row of headers, and columns of words or of numbers."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[bool]
    is_summed: bool = False
    shares: Sequence[int] = ()
    """Of the width left, by column, 0 for as wide as the words; if empty, the last has it all."""
    kind: str = "grid"


@dataclass(frozen=True)
class Bars:
    """Counts as bars, with the same in words for whoever does not see them."""

    title: str
    alt: str
    rows: Sequence[tuple[str, int]]
    kind: str = "bars"


@dataclass(frozen=True)
class Badge:
    """A name to wear, with a drawing (SVG) of the code that belongs to it, and its first signs."""

    name: str
    organisation: str
    picture: str
    alt: str
    code: str


@dataclass(frozen=True)
class Badges:
    """Names to be cut out, two in a row."""

    rows: Sequence[Badge]
    kind: str = "badges"


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a page of its own."""

    kind: str = "page_break"


Block = Heading | Paragraph | Facts | Grid | Bars | Badges | PageBreak


@dataclass(frozen=True)
class Document:
    """What is printed."""

    title: str
    subtitle: str
    footer: str
    language: str = "de"
    page_words: str = "Seite"
    blocks: Sequence[Block] = field(default_factory=tuple)


def print_pdf(document: Document) -> bytes:
    """The document as a file; raises NotPrinted."""
    pages = _typeset(_revealed(asdict(document)), "pdf")
    if not pages.startswith(b"%PDF-"):
        raise NotPrinted
    return pages


def _revealed(value: Any) -> Any:
    """Everything that is printed with its unseen signs by number, as on pages."""
    if isinstance(value, dict):
        return {name: _revealed(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_revealed(each) for each in value]
    return reveal(value)


def _typeset(document: dict[str, Any], form: str) -> bytes:
    if not _turns.acquire(timeout=PATIENCE):
        raise NotPrinted
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-B", "-X", "utf8", "-c", START, str(ROOT)],
            input=json.dumps({"form": form, "document": document}).encode("ascii"),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            timeout=MOST_SECONDS,
            start_new_session=True,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise NotPrinted from error
    finally:
        _turns.release()
    return done.stdout
