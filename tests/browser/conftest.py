"""A real browser before a real server: every page visited is looked at in two widths."""

import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright
from werkzeug.serving import make_server

from tests.browser.inspection import flaws_of
from webapp.config import Settings

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SCREENSHOTS = Path(__file__).parent / "screenshots"
WIDTHS = {"desktop": 1280, "phone": 390}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM is None:
        for item in items:
            if "tests/browser/" in item.nodeid:
                item.add_marker(pytest.mark.skip(reason="no chromium on this machine"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """The demo as `make run` starts it, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Settings(
        environment="demo",
        database_url=database_url,
        data_dir=tmp_path,
        secret_key="browser " * 8,
        base_url=f"http://127.0.0.1:{port}",
    )


@pytest.fixture
def server(app: Flask, settings: Settings) -> Iterator[str]:
    """The application behind a loopback port of its own."""
    port = int(settings.base_url.rpartition(":")[2])
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield settings.base_url
    server.shutdown()
    thread.join()


class Visitor:
    """One person with a browser of their own; notices what a careful person would."""

    def __init__(self, context: BrowserContext, server: str, name: str, *, examines: bool) -> None:
        self.server = server
        self.name = name
        self.examines = examines
        """Pages look the same on both databases, so one run examines them."""
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.ignore_failed_loads = False
        """Chromium reports a page that answers 422, or a lost connection, as an error."""
        self.page.on("console", self._hear_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("request", self._watch_request)

    def open(self, path: str) -> None:
        self.page.goto(self.server + path)

    def click(self, name: str, role: str = "button") -> None:
        self.press(self.page.get_by_role(role, name=name).first)

    def press(self, element: Locator) -> None:
        """Press what leads to another page, and be there."""
        with self.page.expect_navigation():
            element.click()

    def follow(self, name: str) -> None:
        self.click(name, role="link")

    def fill(self, label: str, value: str) -> None:
        self.write(self.page.get_by_label(label).first, value)

    def write(self, field: Locator, value: str) -> None:
        field.fill(value)

    def tick(self, label: str) -> None:
        self.page.get_by_label(label).first.check()

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_label(label).first.select_option(label=option)

    def sees(self, words: str) -> bool:
        return words in " ".join(self.page.locator("body").inner_text().split())

    def look(self, title: str) -> None:
        """Examine the page in both widths and keep a picture of each."""
        if not self.examines:
            return
        where = f"{self.name}: {title} ({self.page.url.removeprefix(self.server)})"
        for device, width in WIDTHS.items():
            self.page.set_viewport_size({"width": width, "height": 900})
            self.complaints += [f"{where}, {device}: {flaw}" for flaw in flaws_of(self.page)]
            SCREENSHOTS.mkdir(exist_ok=True)
            self.page.screenshot(path=SCREENSHOTS / f"{title}-{device}.png", full_page=True)
        self.page.set_viewport_size({"width": WIDTHS["desktop"], "height": 900})

    def _hear_console(self, message) -> None:
        failed = any(
            each in message.text for each in ("Failed to load resource", "Failed to fetch")
        )
        if self.ignore_failed_loads and failed:
            return
        if message.type in {"error", "warning"}:
            self.complaints.append(f"console at {self.page.url}: {message.text}")

    def _watch_request(self, request) -> None:
        if not request.url.startswith((self.server, "data:")):
            self.complaints.append(f"foreign request: {request.url}")


@pytest.fixture
def visit(chromium: Browser, server: str, request) -> Iterator:
    """Makes people with browsers; fails at the end with everything they complained about."""
    visitors: list[Visitor] = []
    contexts: list[BrowserContext] = []

    def come(name: str, kind: type[Visitor] = Visitor, *, scripts: bool = True) -> Visitor:
        context = chromium.new_context(
            locale="de-DE", viewport={"width": 1280, "height": 900}, java_script_enabled=scripts
        )
        contexts.append(context)
        examines = request.config.getoption("--database") == "sqlite"
        visitor = kind(context, server, name, examines=examines)
        visitors.append(visitor)
        return visitor

    yield come
    complaints = [each for visitor in visitors for each in visitor.complaints]
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)
