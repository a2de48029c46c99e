"""`python -m tests.benchmarks.first_visit`: what a first visit costs on a slow line.

Starts the demo on the loopback, waits until it has matched, and opens every role's main pages in
Chromium with an empty cache, on a phone's and a desktop's width, over a line of 150 ms and
1.6 Mbit/s (DevTools' emulation; the processor is not slowed down). Prints Markdown for
docs/performance.md. `--server URL --sign-ins FILE` measures a demo that runs already.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

from seed_data import DEMO_SIGN_INS
from tests.browser.conftest import CHROMIUM_ARGUMENTS
from tests.browser.weighing import (
    BITS_A_SECOND,
    PAGES,
    ROUND_TRIP_MS,
    WIDTHS,
    Visit,
    addresses,
    sign_in,
    weigh,
)

MOST_BYTES, MOST_MS = 100_000, 1_500
PATIENCE = 300
HEAD = (
    "| page | width | HTML | CSS | script | type | other | all, kB | requests | FCP, ms | LCP, ms"
    " | CLS | elements |\n|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
)


def main(argv: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=3, help="visits of each page, median taken")
    parser.add_argument("--server", help="a demo that runs already")
    parser.add_argument("--sign-ins", type=Path, help="its demo-sign-ins.json")
    arguments = parser.parse_args(argv)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    running = demo(arguments.server, arguments.sign_ins)
    with running as (server, passwords), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        visits = list(measure(browser, server, passwords, arguments.repeat))
        browser.close()
    print(report(visits, arguments.repeat))


def measure(
    browser: Browser, server: str, passwords: dict[str, str], repeat: int
) -> Iterator[Visit]:
    """Each page in each width: the visit with the median of the largest paint."""
    for role in PAGES:
        context = browser.new_context(locale="de-DE")
        email = DEMO_SIGN_INS[role] if role else ""
        state = sign_in(context, server, email, passwords[email]) if role else None
        if role == "Transferstelle WH":
            wait_for_proposals(context, server)
        for name, path in list(addresses(context, server, role)):
            # The service has shown the page before, only this browser has not.
            context.request.get(server + path)
            for device in WIDTHS:
                visits = [
                    weigh(browser, server + path, Visit(name, device), state, slowly=True)
                    for _ in range(repeat)
                ]
                visits.sort(key=lambda each: each.largest_paint_ms)
                typical = visits[len(visits) // 2]
                typical.moved = max(each.moved for each in visits)
                typical.movers = [mover for each in visits for mover in each.movers]
                yield typical
        context.close()


def wait_for_proposals(context, server: str) -> None:
    """The review page is at its heaviest once the worker has matched."""
    tab, until = context.new_page(), time.monotonic() + PATIENCE
    while time.monotonic() < until:
        _, path = next(each for each in addresses(context, server, "Transferstelle WH")
                       if each[0] == "review page")  # fmt: skip
        tab.goto(server + path)
        if tab.locator(".proposal").count():
            break
        time.sleep(3)
    tab.close()


def report(visits: list[Visit], repeat: int) -> str:
    """The table, and what is over the aims."""
    lines = [HEAD]
    for visit in visits:
        kinds = [visit.size[kind] for kind in ("Document", "Stylesheet", "Script", "Font")]
        sizes = [*kinds, visit.bytes - sum(kinds), visit.bytes]
        lines.append(
            f"| {visit.page} | {visit.device} | "
            + " | ".join(f"{size / 1000:.1f}" for size in sizes)
            + f" | {visit.requests} | {visit.first_paint_ms:.0f} | {visit.largest_paint_ms:.0f}"
            + f" | {visit.moved:.3f} | {visit.elements} |"
        )
    heaviest = max(each.bytes for each in visits) / 1000
    largest = [each.largest_paint_ms for each in visits]
    moved = max(each.moved for each in visits)
    day = datetime.now(UTC).strftime("%-d %B %Y")
    head = (
        f"{day}, {os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()},"
        f" {ROUND_TRIP_MS} ms and {BITS_A_SECOND / 1e6} Mbit/s, the median of {repeat} visits, of"
        " CLS the most.\n"
    )
    verdict = (
        f"\nHeaviest {heaviest:.1f} kB (aim {MOST_BYTES / 1000:.0f}); largest paint: median"
        f" {median(largest):.0f} ms, slowest {max(largest):.0f} ms (aim {MOST_MS}); moved at most"
        f" {moved:.3f} (aim 0)."
    )
    movers = [
        f"Moved: {each.page}, {each.device}: {sorted(set(each.movers))}"
        for each in visits
        if each.moved
    ]
    return "\n".join([head, *lines, verdict, *movers])


@contextmanager
def demo(server: str | None, sign_ins: Path | None) -> Iterator[tuple[str, dict[str, str]]]:
    """The demo that runs already, or one of our own for as long as it is needed."""
    if server and sign_ins:
        yield server, json.loads(sign_ins.read_text(encoding="utf-8"))
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("ECOTECHUB_")},
            "ECOTECHUB_DATA_DIR": folder,
        }
        command = [sys.executable, "-m", "webapp.cli", "run", "--port", str(port)]
        with (Path(folder) / "run.log").open("wb") as log:
            service = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", service)
            kept = Path(folder) / "demo-sign-ins.json"
            yield f"http://127.0.0.1:{port}", json.loads(kept.read_text(encoding="utf-8"))
        finally:
            os.killpg(service.pid, signal.SIGTERM)
            service.wait(30)


def wait_for(url: str, service: subprocess.Popen[bytes]) -> None:
    """Until it answers; raises SystemExit when it does not start."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and service.poll() is None:
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.3)
    raise SystemExit("The demo did not start.")


if __name__ == "__main__":
    main()
