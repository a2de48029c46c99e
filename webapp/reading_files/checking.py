"""Starts the process that looks into a file, and believes only answers of the right shape."""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from webapp.reading_files.refusals import BIGGEST_FILE, LONGEST_TEXT, Refusal, Refused
from webapp.security import UNSTORABLE

ROOT = Path(__file__).parent.parent.parent
START = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    " from webapp.reading_files.child import main; main(sys.argv[2])"
)
MOST_SECONDS = 20.0
"""Until a process that waits for a processor is ended; its own time is counted by itself."""
LONGEST_ANSWER = 2 * BIGGEST_FILE
PATIENCE = 2.0
"""How long a request waits for another one's file to be looked through."""
KINDS = {"pdf", "docx", "png", "jpeg"}
LONGEST_NOTE = 200

_one_at_a_time = threading.BoundedSemaphore(1)


class Busy(Exception):
    """Another file is being looked through."""


@dataclass(frozen=True)
class Reading:
    """The text of a file and what it says about its making."""

    text: str
    notes: list[list[str]]


def check_file(path: Path) -> str:
    """The kind of a file, one of KINDS; raises Refused, or Busy after a short wait."""
    with _turn():
        facts, _ = _ask("check", path)
    kind = facts.get("kind")
    if kind not in KINDS:
        raise Refused(Refusal.TOO_MUCH)
    return str(kind)


def read_file(path: Path) -> Reading:
    """Text and notes of a file that was accepted; raises Refused where nothing can be read."""
    facts, _ = _ask("read", path)
    notes = facts.get("notes")
    return Reading(
        text=UNSTORABLE.sub("", str(facts.get("text", "")))[:LONGEST_TEXT].strip(),
        notes=[
            [UNSTORABLE.sub("", str(part))[:LONGEST_NOTE] for part in each[:2]]
            for each in (notes if isinstance(notes, list) else [])
            if isinstance(each, list) and len(each) == 2
        ],
    )


def propose_from(content: bytes) -> dict[str, Any]:
    """What a professor's paper says, read without being kept; raises Refused, or Busy."""
    # The process reads from a file; this one has no name and is gone when it is closed.
    with _turn(), tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        facts, _ = _told_by(run_child("propose", file))
    return facts


def clean_file(path: Path) -> bytes:
    """The file without notes about who made it; raises Refused where that fails."""
    _, copy = _ask("clean", path)
    if not copy:
        raise Refused(Refusal.TOO_MUCH)
    return copy


@contextmanager
def _turn() -> Iterator[None]:
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise Busy
    try:
        yield
    finally:
        _one_at_a_time.release()


def command_for(task: str) -> list[str]:
    """What starts the process: nothing of ours is in its environment or its path but this."""
    return [sys.executable, "-I", "-B", "-X", "utf8", "-c", START, str(ROOT), task]


def run_child(task: str, file: BinaryIO) -> bytes | None:
    """What a process of its own says about a file; nothing when it was ended."""
    with subprocess.Popen(
        command_for(task),
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    ) as process:
        clock = threading.Timer(MOST_SECONDS, process.kill)
        clock.start()
        try:
            answer = process.stdout.read(LONGEST_ANSWER + 1)
            if len(answer) > LONGEST_ANSWER:
                process.kill()
            ended = process.wait()
        finally:
            clock.cancel()
            process.kill()
    return answer if ended == 0 else None


def _ask(task: str, path: Path) -> tuple[dict[str, Any], bytes]:
    with path.open("rb") as file:
        return _told_by(run_child(task, file))


def _told_by(answer: bytes | None) -> tuple[dict[str, Any], bytes]:
    line, _, rest = (answer or b"").partition(b"\n")
    try:
        facts = json.loads(line)
    except ValueError:
        facts = None
    if not isinstance(facts, dict):
        raise Refused(Refusal.TOO_MUCH)
    if "refused" in facts:
        known = {each.value: each for each in Refusal}
        raise Refused(known.get(str(facts["refused"]), Refusal.BROKEN))
    return facts, rest
