"""`python -m tests.benchmarks.review_page`: what opening a case at the desk takes.

The demo region, matched by words alone, with SQLite in this process. Opens every open case that
one manager may review, in rounds, and says for each next step how much processor time a page takes
and how many statements it sends, and what the very first page took. Prints Markdown.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import process_time

from sqlalchemy import select

from models import Account, Challenge, migrations, policies
from models.challenge import OPEN_STATES
from seed_data import DEMO_SIGN_INS, load_region
from tests.browser_client import Browser
from tests.webapp.statements import count_statements
from webapp import create_app, jobs
from webapp.clock import system_clock
from webapp.config import Settings
from webapp.steps import RunState, next_step, run_states


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            environment="test", database_url=f"sqlite:///{folder}/desk.db", data_dir=Path(folder),
            secret_key="desk " * 8, embedding_model=None,
        )  # fmt: skip
        print(measure(settings, arguments.rounds))


def measure(settings: Settings, rounds: int) -> str:
    """Open the pages, and tell."""
    app = create_app(settings)
    database = app.extensions["database"]
    with database.engine.execution_options(writes=True).begin() as connection:
        migrations.upgrade(connection)
    with database.writing() as session:
        load_region(session, system_clock())
    with app.app_context():
        while jobs.work_off():
            pass
    with database.reading() as session:
        of_desk = select(Account).where(Account.email == DEMO_SIGN_INS["Transferstelle WH"])
        manager = session.scalars(of_desk).one()
        cases = session.scalars(
            select(Challenge)
            .where(policies.reviewable_challenges(manager, system_clock()))
            .where(Challenge.state.in_(OPEN_STATES))
        ).all()
        states = run_states(session, [each.id for each in cases])
        steps = {
            each.id: next_step(each, states.get(each.id, RunState.DONE)).name for each in cases
        }
    browser = Browser(app)
    browser.login(manager)
    times: dict[str, list[float]] = defaultdict(list)
    statements: dict[str, list[int]] = defaultdict(list)
    first = None
    for turn in range(rounds + 1):
        for case_id, step in steps.items():
            path = f"/pruefung/{case_id}"
            begun = process_time()
            answer = browser.client.get(path)
            took = 1000 * (process_time() - begun)
            assert answer.status_code == 200
            first = took if first is None else first
            if turn:
                times[step].append(took)
            else:
                counted = count_statements(database, lambda path=path: browser.client.get(path))
                statements[step].append(counted)
    machine = f"{os.cpu_count()} CPUs, {platform.machine()}, Python {platform.python_version()}"
    lines = [
        f"{datetime.now(UTC).date()}, {machine}, SQLite; the first page took {first:.0f} ms.",
        "",
        "| next step | cases | ms, median | statements, median |",
        "|---|---|---|---|",
    ]
    for step in sorted(times):
        count = len(times[step]) // rounds
        lines.append(
            f"| {step} | {count} | {median(times[step]):.0f} | {median(statements[step]):.0f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
