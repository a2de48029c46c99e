"""Brings a database to the schema of the models, step by step, up and down."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

HERE = Path(__file__).parent


def config_for(connection: Connection) -> Config:
    """Alembic's configuration, bound to an open connection."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Apply every migration up to a revision."""
    command.upgrade(config_for(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Take migrations back down to a revision."""
    command.downgrade(config_for(connection), revision)


def is_at_head(connection: Connection) -> bool:
    """Whether the database has the schema this code expects."""
    head = ScriptDirectory.from_config(config_for(connection)).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head


def known_revisions() -> set[str]:
    """Every revision this code can migrate from."""
    script = ScriptDirectory(str(HERE))
    return {each.revision for each in script.walk_revisions()}
