"""`python -m tests.benchmarks.answer_times`: can one tell from the time that an address is known?

Sends each form into which anybody may type any address, as often with an address that has an
account as with one that has none, in random order, and says how well the time alone tells the two
apart (AUC; .5 is a guess). The application and SQLite run in this process, every form in a thread
of its own, so each also hears the noise of the others. Attempts are not limited. Prints Markdown.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import tempfile
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from flask import Flask
from scipy.stats import mannwhitneyu

from models import Role, migrations
from tests.browser_client import Browser
from tests.factories import Make
from webapp import create_app, passwords
from webapp.clock import system_clock
from webapp.config import Settings

PASSWORD = "blaue Kühe tanzen im Mai"
MOST_AUC = 0.55


@dataclass
class Form:
    """A form, what is typed beside the address, and what came of it."""

    name: str
    url: str
    fields: dict[str, str]
    role: Role | None = None
    known: list[float] = field(default_factory=list)
    unknown: list[float] = field(default_factory=list)

    @property
    def auc(self) -> float:
        """How often a known address took longer than an unknown one, or the other way round."""
        order = mannwhitneyu(self.known, self.unknown).statistic
        share = order / (len(self.known) * len(self.unknown))
        return max(share, 1 - share)


FORMS = (
    ("sign in", "/anmelden", {"password": "gelbe Kühe fliegen im Mai"}, None),
    ("reset", "/passwort-vergessen", {}, None),
    ("register, or have the link sent again", "/registrieren", {
        "company": "Neue GmbH", "municipality": "05978004", "size_class": "klein",
        "function": "Geschäftsführung", "password": PASSWORD,
    }, None),
    (
        "invite a colleague", "/konto/organisation/einladen", {"display_name": "Einkauf"},
        Role.COMPANY,
    ),
    ("change the address", "/konto/adresse", {}, Role.COMPANY),
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=500, help="of each kind and form")
    parser.add_argument(
        "--floor", type=int, help="milliseconds; what the settings say unless given"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        changes = {} if arguments.floor is None else {"answer_floor_ms": arguments.floor}
        settings = Settings(
            environment="test", database_url=f"sqlite:///{folder}/times.db", data_dir=Path(folder),
            secret_key="times " * 8, embedding_model=None, **changes,
        )  # fmt: skip
        app = create_app(settings)
        with app.extensions["database"].engine.execution_options(writes=True).begin() as connection:
            migrations.upgrade(connection)
        make = Make(app.extensions["database"], system_clock)
        make.municipality()
        forms = [Form(*each) for each in FORMS]
        hashed, company = passwords.hash_password(PASSWORD), make.company()
        threads = [
            threading.Thread(
                target=measure,
                args=(
                    app, make, form,
                    [
                        make.account(
                            Role.COMPANY, password_hash=hashed, company_id=company.id
                        ).email
                        for _ in range(arguments.samples)
                    ],
                ),
            )
            for form in forms
        ]  # fmt: skip
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    print(report(forms, settings.answer_floor_ms))


def measure(app: Flask, make: Make, form: Form, people: list[str]) -> None:
    """Ask for every known address and as many unknown ones, in random order."""
    strangers = [f"niemand{number}@{form.url.strip('/').replace('/', '.')}.example"
                 for number in range(len(people))]  # fmt: skip
    asked = [(each, form.known) for each in people] + [(each, form.unknown) for each in strangers]
    random.shuffle(asked)
    for number, (address, times) in enumerate(asked):
        if number % (3 if form.role else 200) == 0:
            browser, token, cookie = _visit(app, make, form)
        browser.client.set_cookie("sitzung", cookie)
        data = {"csrf_token": token, "email": address, **form.fields}
        began = perf_counter()
        answer = browser.client.post(form.url, data=data)
        times.append(perf_counter() - began)
        if answer.status_code not in {302, 422}:
            raise SystemExit(f"{form.url} answered {answer.status_code}.")


def _visit(app: Flask, make: Make, form: Form) -> tuple[Browser, str, str]:
    """A browser of somebody who may send the form; whoever asks often is written nothing."""
    browser = Browser(app)
    if form.role:
        browser.login(make.account(form.role, is_responsible=True))
    token = browser.get(form.url).select_one("main input[name=csrf_token]")["value"]
    return browser, token, browser.client.get_cookie("sitzung").value


def report(forms: list[Form], floor: int) -> str:
    """A table of Markdown."""
    about = (
        f"Measured on {datetime.now(UTC).date()}, {platform.machine()}, {os.cpu_count()} CPUs,"
        f" load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}; SQLite, floor"
        f" {floor} ms, aim: AUC at most {MOST_AUC}."
    )
    lines = [
        about,
        "",
        "| | samples | known, ms | unknown, ms | AUC |",
        "|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {each.name} | {len(each.known)} + {len(each.unknown)} | {1000 * median(each.known):.1f}"
        f" | {1000 * median(each.unknown):.1f} | {each.auc:.3f} |"
        for each in forms
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
