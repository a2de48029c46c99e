"""Fixtures that let a role sit before the finished demo region; made once, copied per test."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from models import Account
from tests.browser.inspection import flaws_of, flaws_when_narrow
from tests.browser.views import ROLES, Sight
from tests.browser.visits import Visit
from tests.conftest import Clock
from webapp import create_app, jobs
from webapp.config import Settings
from webapp.demo import load_demo

NEW = ".second-factor__picture, .second-factor__secret"
"""What is drawn by lot each time, and nobody else's business."""
FETCH_PICTURES = """() => Promise.all([...document.images].map((image) => {
  image.loading = "eager";
  return image.decode().catch(() => null);
}))"""
"""Pictures further down come when somebody scrolls there; a screenshot shows all at once."""
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="session")
def region_file(migrated_template, tmp_path_factory) -> Path:
    """The demo region with everything done that the night would do."""
    folder = tmp_path_factory.mktemp("region")
    file = folder / "region.db"
    shutil.copy(make_url(migrated_template).database, file)
    clock = Clock()
    settings = Settings(
        environment="demo", database_url=f"sqlite:///{file}", data_dir=folder,
        secret_key="region " * 8,
    )  # fmt: skip
    app = create_app(settings, now=clock)
    with app.extensions["database"].writing() as session:
        load_demo(session, clock())
    clock.advance(minutes=1)
    with app.app_context():
        jobs.sweep()
        while jobs.work_off():
            pass
        jobs.sweep()  # Counts what the first one had read.
    app.extensions["database"].engine.dispose()
    return file


@pytest.fixture
def database_url(region_file, tmp_path) -> str:
    """A copy of the region, so that a page that writes when it is read harms nobody else."""
    copy = shutil.copy(region_file, tmp_path / "region.db")
    return f"sqlite:///{copy}"


@pytest.fixture
def clock(region_file) -> Clock:
    clock = Clock()
    clock.advance(minutes=1)
    return clock


@pytest.fixture
def sit_down(browser, database) -> Callable[[str], None]:
    """Lets the account of a role sit before the browser; a guest has none."""

    def sign_in(role: str) -> None:
        if email := ROLES[role]:
            with database.reading() as session:
                browser.login(session.scalar(select(Account).where(Account.email == email)))

    return sign_in


class Onlooker:
    """Opens pages in every way with the rights of whoever sits before the test's browser."""

    def __init__(self, browser, visitor) -> None:
        self.browser = browser
        self.visitor = visitor
        self.page = visitor.page
        self.engine = visitor.page.context.browser.version

    def open(self, sight: Sight, way: Visit) -> None:
        with self.browser.client.session_transaction() as session:
            session["language"] = way.language
        cookie = self.browser.client.get_cookie("sitzung")
        self.page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": self.visitor.server}]
        )
        self.page.set_viewport_size(SIZES[way.device])
        self.page.emulate_media(color_scheme=way.scheme)
        self.visitor.open(sight.path)
        self.page.evaluate(FETCH_PICTURES)

    def flaws(self, sight: Sight, way: Visit) -> list[str]:
        """What is wrong with the open page, each with the way it was looked at."""
        flaws = flaws_of(self.page)
        if way.device == "phone":
            flaws += flaws_when_narrow(self.page)
        return [f"{' '.join(way)} {sight.path}: {flaw}" for flaw in flaws]

    def picture(self, *, whole: bool = True) -> bytes:
        """A screenshot as PNG, of the whole page or of what is seen first."""
        return self.page.screenshot(
            full_page=whole, animations="disabled", caret="hide", mask=[self.page.locator(NEW)]
        )


@pytest.fixture
def onlooker(browser, visit) -> Onlooker:
    return Onlooker(browser, visit("everybody"))
