"""`python -m tests.benchmarks.sign_in_flood`: what other pages notice of fifty sign-ins a second.

Starts the service as `ecotechub serve` does, on a database of its own in a temporary folder, and
visits pages at a steady pace: first alone, then while sign-ins come in from ever new addresses.
Both are open loops: what is slow does not slow the next one down. The visitors share the machine
with the service. Prints Markdown.
"""

from __future__ import annotations

import argparse
import http.client
import os
import platform
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

PAGES = ("/", "/anmelden", "/kompetenzen")
PAGES_A_SECOND = 10
PATIENCE = 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--sign-ins", type=float, default=50, help="in a second")
    parser.add_argument("--threads", type=int, help="of the service")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        service, port = start(Path(folder), arguments.threads)
        try:
            visit = Visits(port)
            visit.once("GET", "/")
            alone = visit.steadily(visit.a_page, PAGES_A_SECOND, arguments.seconds)
            token, cookie = visit.form()

            def sign_in(number: int) -> int:
                return visit.sign_in(number, token, cookie)

            with ThreadPoolExecutor(1) as beside:
                flood = beside.submit(
                    visit.steadily, sign_in, arguments.sign_ins, arguments.seconds
                )
                among = visit.steadily(visit.a_page, PAGES_A_SECOND, arguments.seconds)
                answers = flood.result()
        finally:
            service.terminate()
            service.wait(20)
    print(report(alone, among, answers, arguments.sign_ins))


def start(folder: Path, threads: int | None) -> tuple[subprocess.Popen[bytes], int]:
    """A migrated database and the service on a free port, behind one trusted proxy."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ECOTECHUB_")},
        "ECOTECHUB_DATA_DIR": str(folder),
        "ECOTECHUB_DATABASE_URL": f"sqlite:///{folder}/flood.db",
        "ECOTECHUB_SECRET_KEY": secrets.token_urlsafe(32),
        "ECOTECHUB_BASE_URL": f"http://127.0.0.1:{port}",
        "ECOTECHUB_EMBEDDING_MODEL": "",
        "ECOTECHUB_TRUSTED_PROXIES": "1",
    }
    command = [sys.executable, "-m", "webapp.cli"]
    subprocess.run([*command, "migrate"], env=environment, check=True, stdout=subprocess.DEVNULL)
    serve = [*command, "serve", "--port", str(port)]
    if threads:
        serve += ["--threads", str(threads)]
    with (folder / "serve.log").open("wb") as log:
        service = subprocess.Popen(serve, env=environment, stdout=log, stderr=log)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            Visits(port).once("GET", "/healthz")
        except OSError:
            time.sleep(0.2)
        else:
            return service, port
    service.kill()
    raise SystemExit("The service did not start.")


class Visits:
    """Requests to the service, and how long each took."""

    def __init__(self, port: int) -> None:
        self._port = port

    def once(
        self, method: str, path: str, body: str | None = None, **headers: str
    ) -> tuple[int, str, str]:
        """One request on a connection of its own: status, cookie, text."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            return answer.status, answer.headers.get("Set-Cookie", ""), text
        finally:
            connection.close()

    def form(self) -> tuple[str, str]:
        """The cross-site token of the sign-in page and the cookie it belongs to."""
        _, cookie, text = self.once("GET", "/anmelden")
        found = re.search(r'name="csrf_token" value="([^"]+)"', text)
        assert found is not None
        return found[1], cookie.split(";")[0]

    def a_page(self, number: int) -> int:
        """One of the pages that anybody reads."""
        return self.once("GET", PAGES[number % len(PAGES)])[0]

    def sign_in(self, number: int, token: str, cookie: str) -> int:
        """A guess at an account of its own from an address of its own."""
        fields = {"csrf_token": token, "email": f"wer{number}@auch.example", "password": "x" * 20}
        address = f"198.51.{number // 250 % 250}.{number % 250}"
        return self.once(
            "POST", "/anmelden", urlencode(fields), Cookie=cookie,
            **{"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": address},
        )[0]  # fmt: skip

    def steadily(
        self, ask: Callable[[int], int], a_second: float, seconds: float
    ) -> list[tuple[int, float]]:
        """Ask at an even pace, whatever the answers take; statuses and seconds."""
        asked: list[tuple[int, float]] = []
        lock = threading.Lock()

        def measured(number: int, due: float) -> None:
            status = 0
            with suppress(OSError):
                status = ask(number)
            with lock:
                asked.append((status, time.monotonic() - due))

        began = time.monotonic()
        with ThreadPoolExecutor(400) as crowd:
            for number in range(int(a_second * seconds)):
                due = began + number / a_second
                time.sleep(max(0.0, due - time.monotonic()))
                crowd.submit(measured, number, due)
        return asked


def report(
    alone: list[tuple[int, float]],
    among: list[tuple[int, float]],
    sign_ins: list[tuple[int, float]],
    a_second: float,
) -> str:
    """A table of Markdown."""
    lines = [
        (
            f"Measured on {datetime.now(UTC).date()}, {platform.machine()}, {os.cpu_count()} CPUs,"
            f" load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}; SQLite."
        ),
        "",
        "| | answers | median ms | p95 ms | statuses |",
        "|---|---:|---:|---:|---|",
    ]
    for name, asked in (
        ("pages alone", alone),
        (f"pages beside {a_second:g} sign-ins a second", among),
        ("the sign-ins", sign_ins),
    ):
        cuts = quantiles([1000 * taken for _, taken in asked], n=20)
        statuses = ", ".join(f"{n} × {s}" for s, n in sorted(Counter(s for s, _ in asked).items()))
        lines.append(f"| {name} | {len(asked)} | {cuts[9]:.0f} | {cuts[18]:.0f} | {statuses} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
