"""Anchors: the end of the audit trail, written down outside the database day by day.

Whoever shortens the trail or writes all of it anew cannot do so to a file that is kept elsewhere:
ECOTECHUB_ANCHOR_DIR may be a mounted folder of another machine that only takes additions.
"""

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from models.audit import FIRST_HASH, Head
from webapp.troubles import Trouble

FILE_NAME = "audit-anchors.txt"
LINE = re.compile(r"(?P<at>\S+Z) (?P<sequence>\d{1,18}) (?P<chain_hash>[0-9a-f]{64})")


@dataclass(frozen=True)
class Anchor:
    """The end of the trail as it was at a moment."""

    at: datetime
    head: Head


BEGINNING = Anchor(at=datetime.min.replace(tzinfo=UTC), head=Head(0, FIRST_HASH))
"""What every trail begins with, written down or not."""


def read_anchors(folder: Path) -> list[Anchor]:
    """Every anchor in the order of writing; raises Trouble for a line that is none."""
    path = folder / FILE_NAME
    if not path.exists():
        return []
    lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    return [_parse(line, number, path) for number, line in enumerate(lines, start=1)]


def write_anchor(folder: Path, anchor: Anchor) -> None:
    """Add a line that is on the disk when this returns."""
    folder.mkdir(parents=True, exist_ok=True)
    at = anchor.at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
    line = f"{at}Z {anchor.head.sequence} {anchor.head.chain_hash}\n"
    handle = os.open(folder / FILE_NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line.encode("ascii"))
        os.fsync(handle)
    finally:
        os.close(handle)


def _parse(line: str, number: int, path: Path) -> Anchor:
    found = LINE.fullmatch(line)
    try:
        if found is None:
            raise ValueError
        at = datetime.fromisoformat(found["at"].removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError:
        raise Trouble(f"Line {number} of {path} is no anchor: somebody changed it.") from None
    return Anchor(at=at, head=Head(int(found["sequence"]), found["chain_hash"]))
