"""The installation a command works on: settings and database, or a sentence about why not."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, ProgrammingError

from models import migrations
from webapp.config import Settings, plain_sentences
from webapp.database import Database
from webapp.local_files import secret_key
from webapp.troubles import Trouble

if TYPE_CHECKING:
    from flask import Flask


def load_settings(**given: str) -> Settings:
    """The validated settings; the demo keeps a key of its own beside its data.

    What is found and given goes into the environment, so that child processes see the same.
    """
    os.umask(0o077)  # whatever is written here is confidential
    os.environ.update(given)
    if os.environ.get("ECOTECHUB_ENVIRONMENT", "demo") == "demo":
        data_dir = Path(os.environ.get("ECOTECHUB_DATA_DIR", "var"))
        os.environ.setdefault("ECOTECHUB_SECRET_KEY", secret_key(data_dir))
    try:
        return Settings()
    except ValidationError as error:
        raise Trouble("; ".join(plain_sentences(error)) + ".") from None


OTHER_SCHEMA = "The database has another schema than this version: please run `ecotechub migrate`."


@contextmanager
def opened(settings: Settings | None = None, *, may_be_new: bool = False) -> Iterator[Database]:
    """The configured database; raises Trouble when it is missing, away or of another schema."""
    settings = settings or load_settings()
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        if not may_be_new and not path.exists():
            raise Trouble(f"There is no database {path} yet: please run `ecotechub migrate` first.")
        path.parent.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    try:
        yield database
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        if "no such table" in reason:
            raise Trouble(OTHER_SCHEMA) from None
        raise Trouble(f"The database cannot be used, please check it: {reason}.") from None
    except ProgrammingError:
        raise Trouble(OTHER_SCHEMA) from None
    finally:
        database.engine.dispose()


def migrate(database: Database) -> None:
    """Apply every migration that is missing, in one transaction."""
    with database.engine.execution_options(writes=True).begin() as connection:
        migrations.upgrade(connection)


def make_app() -> "Flask":
    """The application of this installation, for commands that do what its pages do."""
    from webapp import create_app

    settings = load_settings()
    with opened(settings):
        return create_app(settings)
