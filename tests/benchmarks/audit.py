"""`python -m tests.benchmarks.audit`: what the audit trail costs, on a database of its own.

Measures one entry per commit with and without the chain, verifying all entries, and answering who
has read one need. SQLite in a temporary folder unless a URL of an empty database is given. Prints
Markdown.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from models import AuditEntry, Company, Municipality, migrations
from models.audit import append
from webapp.auditing.queries import readers
from webapp.database import Database
from webapp.readings import VERB
from webapp.verification import verify

START = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
PER_COMMIT = 1_000
CASES = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--commits", type=int, default=300)
    parser.add_argument("--database", help="URL of an empty database; SQLite if left out.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(arguments.database or f"sqlite:///{Path(folder) / 'trail.db'}")
        with database.engine.execution_options(writes=True).begin() as connection:
            migrations.upgrade(connection)
        print(report(database, arguments.rows, arguments.commits))
        database.engine.dispose()


def report(database: Database, rows: int, commits: int) -> str:
    """A table of Markdown."""
    cases = [uuid.UUID(int=number) for number in range(1, CASES + 1)]
    began = perf_counter()
    fill(database, rows, cases)
    filled = perf_counter() - began
    plain, chained = commit_times(database, commits, cases)
    began, worked = perf_counter(), process_time()
    with database.reading() as session:
        verdict = verify(session, [])
    verified, worked = perf_counter() - began, process_time() - worked
    if verdict.flaw is not None:
        raise SystemExit(f"entry {verdict.flaw.sequence} is wrong")
    began = perf_counter()
    with database.reading() as session:
        found = len(readers(session, cases[0], START + timedelta(days=1)))
    answered = perf_counter() - began
    cpus = f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}"
    load = f"load {os.getloadavg()[0]:.1f}, {database.engine.dialect.name}"
    lines = {
        f"an entry among {PER_COMMIT:,} of one commit": f"{1000 * filled / rows:.3f} ms",
        "a commit with one changed row, median": f"{1000 * plain:.2f} ms",
        "the same with one entry, median": f"{1000 * chained:.2f} ms",
        f"verifying {verdict.head.sequence:,} entries": f"{verified:.1f} s, {worked:.1f} s of work",
        f"who has read one need: {found:,} readings": f"{answered:.2f} s",
    }
    table = "\n".join(f"| {name} | {value} |" for name, value in lines.items())
    return f"Measured on {datetime.now(UTC).date()}, {cpus}, {load}.\n\n| | |\n|---|---|\n{table}"


def fill(database: Database, rows: int, cases: list[uuid.UUID]) -> None:
    """Readings of fifty needs by two hundred people, a minute apart."""
    for first in range(0, rows, PER_COMMIT):
        with database.writing() as session:
            for number in range(first, min(first + PER_COMMIT, rows)):
                append(session, reading(number, cases))


def commit_times(database: Database, commits: int, cases: list[uuid.UUID]) -> tuple[float, float]:
    """Seconds of a commit without an entry and with one, in turns."""
    with database.writing() as session:
        session.add(Municipality(ags="05978004", name="Bergkamen", is_in_district=True))
        company = Company(name="0", municipality_ags="05978004", registered_at=START)
        session.add(company)
    times: dict[bool, list[float]] = {False: [], True: []}
    for number in range(2 * commits):
        is_chained = number % 2 == 1
        began = perf_counter()
        with database.writing() as session:
            session.get_one(Company, company.id).name = str(number)
            if is_chained:
                append(session, reading(number, cases))
        times[is_chained].append(perf_counter() - began)
    return median(times[False]), median(times[True])


def reading(number: int, cases: list[uuid.UUID]) -> AuditEntry:
    """An entry such as a page writes."""
    case = cases[number % len(cases)]
    return AuditEntry(
        at=START + timedelta(minutes=number),
        actor_id=uuid.UUID(int=number % 200),
        verb=VERB,
        object_type="challenges",
        object_id=case,
        challenge_id=case,
        detail={
            "what": ["volltext"], "text_version": "0" * 64, "role": "transferstelle",
            "organisation": uuid.UUID(int=number % 2).hex,
        },
    )  # fmt: skip


if __name__ == "__main__":
    main()
