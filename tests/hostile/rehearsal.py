"""What is tried in here has not happened: one transaction around everything, rolled back."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import JSON, String, Text, select
from sqlalchemy.orm import sessionmaker

from models import Base
from webapp.database import Database

COLUMNS = {
    table: columns
    for table in Base.metadata.sorted_tables
    if (columns := [each for each in table.columns if isinstance(each.type, String | Text | JSON)])
}


@contextmanager
def rehearsing(database: Database) -> Iterator[None]:
    """Let the application commit as it likes, and forget all of it in the end."""
    engine = database.engine.execution_options(writes=True)
    known = database._reading, database._writing
    with engine.connect() as connection:
        outermost = connection.begin()
        make = sessionmaker(
            connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        database._reading = database._writing = make
        try:
            yield
        finally:
            database._reading, database._writing = known
            outermost.rollback()


def stored_texts(database: Database) -> set[str]:
    """Every text in every row."""
    with database.reading() as session:
        return {
            text
            for columns in COLUMNS.values()
            for row in session.execute(select(*columns))
            for text in row
            for text in _texts_in(text)
        }


def _texts_in(value: object) -> Iterator[str]:
    """A text, or the texts that a form in progress keeps as JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(each)
