"""Runs the static checks and the suites one after the other and says at the end what failed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

STATIC = {
    "ruff": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "imports": ["lint-imports", "--config", "setup.cfg"],
    "templates": ["djlint", "--lint", "--quiet", "webapp/templates"],
}
# One order of the tests, so that a failure here comes from a change; `verify` shuffles anew.
# What the service logged meanwhile is left out: it is long, and buries what failed.
SUITE = [
    *("pytest", "-n", "2", "-rs", "--durations=5"),
    *("--randomly-seed=1", "--show-capture=no", "--tb=short"),
]
SUITES = {
    "suite on SQLite": [*SUITE, "--database", "sqlite"],
    "suite on PostgreSQL": [*SUITE, "--database", "postgresql"],
}
LONG = {
    "properties, long": [
        *("pytest", "-n", "2", "--timeout", "3600"),
        *("-m", "hypothesis or sized", "--database", "sqlite"),
    ]
}


def main(arguments: list[str]) -> int:
    """Run `static`, `all` or `verify`; 1 when something failed."""
    wanted = arguments[0] if arguments else "all"
    # A stop from outside leaves by the same door, so that no database server stays behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    failed = [] if wanted == "verify" else [*run_static()]
    if wanted == "all":
        failed += run_suites(SUITES)
    if wanted == "verify":
        failed += run_suites(LONG, HYPOTHESIS_PROFILE="verify")
    if failed:
        print(f"\nFailed: {', '.join(failed)}.", file=sys.stderr, flush=True)
    return 1 if failed else 0


def run_static() -> Iterator[str]:
    """Run the checks that only read; yields the names of those that fail, with what they say."""
    for name, command in STATIC.items():
        began = time.monotonic()
        done = subprocess.run(
            complete(command), cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        verdict = "FAILED" if done.returncode else "ok"
        print(f"{name:<12}{verdict:<8}{time.monotonic() - began:5.1f} s", flush=True)
        if done.returncode:
            print(done.stdout, flush=True)
            yield name


def run_suites(suites: dict[str, list[str]], **environment: str) -> list[str]:
    """Run suites in order; returns the names of those that fail."""
    failed = []
    for name, command in suites.items():
        print(f"\n{name}", flush=True)
        with scratch() as folder:
            done = subprocess.run(
                [*complete(command), f"--basetemp={folder / 'pytest'}"],
                cwd=ROOT,
                env={**os.environ, "XDG_RUNTIME_DIR": str(folder), **environment},
            )
        if done.returncode:
            failed.append(name)
    return failed


def complete(command: list[str]) -> list[str]:
    """The command with its tool taken from the virtual environment."""
    return [str(BIN / command[0]), *command[1:]]


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder outside every home directory; with it goes every database server started in it."""
    folder = Path(tempfile.mkdtemp(prefix="ecotechub-test-"))
    try:
        yield folder
    finally:
        for mark in folder.rglob("postmaster.pid"):
            with suppress(OSError, ValueError, IndexError):
                end_server(int(mark.read_text(encoding="utf-8").splitlines()[0]))
        shutil.rmtree(folder, ignore_errors=True)


def end_server(process_id: int) -> None:
    """Ask a database server to stop, and wait until it has."""
    os.kill(process_id, signal.SIGINT)
    for _ in range(50):
        time.sleep(0.1)
        os.kill(process_id, 0)
    os.kill(process_id, signal.SIGQUIT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
