"""Run migrations over the connection that was handed in, or over ECOTECHUB_DATABASE_URL."""

import os
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, create_engine

from models import Base
from models.base import UtcDateTime


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Write our own types as what they are in the database: migrations outlive code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    """Apply the migrations in one transaction; batch mode because SQLite cannot alter much."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = create_engine(os.environ["ECOTECHUB_DATABASE_URL"])
    with engine.connect() as connection:
        run(connection)
