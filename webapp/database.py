"""One engine per process, one session per request, one commit at the edge."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response, current_app, g, request
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}


def make_engine(url: str) -> Engine:
    """An engine that loses no write: SQLite writers begin immediately and sync fully.

    Its errors quote statements without their values, which would be what people wrote.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(url, connect_args={"timeout": 5}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: Any) -> None:
    # The driver's own transactions silently lose read-modify-write, so ours are explicit.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=5000",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Database:
    """Opens sessions that read and sessions that write."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self._reading = sessionmaker(self.engine, expire_on_commit=False)
        self._writing = sessionmaker(
            self.engine.execution_options(writes=True), expire_on_commit=False
        )

    def open(self, *, writes: bool) -> Session:
        """A session the caller closes."""
        return self._writing() if writes else self._reading()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only looks."""
        with self._reading() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits at the end of the block, or not at all."""
        with self._writing() as session, session.begin():
            yield session

    def forget_log(self) -> None:
        """Move SQLite's log into the file and empty it, so that erased words stand in neither.

        Whoever reads at this moment keeps it from being emptied; then the next time does.
        """
        if self.engine.dialect.name != "sqlite":
            return
        with self.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def init_app(app: Flask, url: str) -> None:
    """Give the application its database and the edge where requests commit."""
    app.extensions["database"] = Database(url)
    app.teardown_request(_close_session)


def database() -> Database:
    """The application's database."""
    return current_app.extensions["database"]


def get_session() -> Session:
    """The request's session; a safe method gets one that reads."""
    if "session" not in g:
        g.session = database().open(writes=request.method not in SAFE_METHODS)
    return g.session


def let_go() -> None:
    """Give the database back while something slow happens; what was read before is read again."""
    get_session().rollback()


def hold(session: Session, row: Any) -> None:
    """Wait for whoever is changing the row, then see it as they left it, until the commit.

    SQLite's writers come one after the other anyway. Only the row itself is locked, because it may
    have been loaded together with others that PostgreSQL cannot lock in one go.
    """
    session.refresh(row, with_for_update={"of": type(row)})


def after_commit(action: Any) -> None:
    """Do something once the request's changes are safe, such as waking the worker."""
    g.setdefault("after_commit", []).append(action)


def commit_at_the_edge(response: Response) -> Response:
    """Commit what an unsafe request did, if its answer is a good one; else forget it all."""
    session: Session | None = g.get("session")
    if session is None or request.method in SAFE_METHODS or response.status_code >= 400:
        return response
    try:
        session.commit()
    except (IntegrityError, OperationalError) as error:
        session.rollback()
        return current_app.make_response(current_app.handle_user_exception(error))
    for action in g.pop("after_commit", []):
        action()
    return response


def _close_session(_: BaseException | None) -> None:
    session: Session | None = g.pop("session", None)
    if session is not None:
        session.close()
