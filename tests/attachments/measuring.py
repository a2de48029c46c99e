"""Starts processes from a small one and says what they used.

The system counts the memory of whoever started a process as its own, so pytest must not start it.
"""

import base64
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from webapp.reading_files.checking import command_for

SERVER = """
import base64, json, os, subprocess, sys
for line in sys.stdin:
    command, path = json.loads(line)
    with open(path, "rb") as file:
        child = subprocess.Popen(
            command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/"
        )
    answer = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    said = base64.b64encode(answer).decode()
    facts = [said, child.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024]
    print(json.dumps(facts), flush=True)
"""


@dataclass(frozen=True)
class Measured:
    """What a process answered, how it ended and what it used."""

    answer: bytes
    status: int
    seconds: float
    peak_bytes: int

    @property
    def facts(self) -> dict:
        """Its first line; whoever was ended said nothing."""
        if self.status != 0:
            return {"refused": "ended"}
        return json.loads(self.answer.partition(b"\n")[0])


class Measurer:
    """A small process that starts others."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "file"
        self._server = subprocess.Popen(
            [sys.executable, "-I", "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={"PATH": os.environ["PATH"]}, text=True,
        )  # fmt: skip

    def run(self, task: str, content: bytes) -> Measured:
        """Let a process do a task with a file."""
        self._path.write_bytes(content)
        print(json.dumps([command_for(task), str(self._path)]), file=self._server.stdin, flush=True)
        said, *facts = json.loads(self._server.stdout.readline())
        return Measured(base64.b64decode(said), *facts)

    def close(self) -> None:
        """End it."""
        self._server.communicate()
