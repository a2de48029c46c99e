"""Makes a database ready for the demo, and leaves every database alone that is none."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.orm import Session

from models import Account, DeploymentKind, migrations
from seed_data import marker, people, region
from webapp import installation, local_files
from webapp.clock import system_clock
from webapp.config import Settings
from webapp.database import Database
from webapp.demo_outcomes import load_outcomes
from webapp.passwords import hash_password, is_right
from webapp.troubles import Trouble

REVISION_TABLE = "alembic_version"


@dataclass(frozen=True)
class SignIn:
    """How to sign in as one of the demo's roles."""

    role: str
    email: str
    password: str


def prepare(database: Database, settings: Settings, *, again: bool = False) -> list[SignIn]:
    """Migrate, load the demo region once, and see to it that the printed passwords are right."""
    if not settings.is_demo:
        raise Trouble("This is for the demo: in production, start `serve` and `worker`.")
    with database.engine.connect() as connection:
        refuse_foreign(connection)
        is_current = migrations.is_at_head(connection)
    if not is_current:
        installation.migrate(database)
    with database.reading() as session:
        is_loaded = marker.is_demo(session)
    if again or not is_loaded:
        with database.writing() as session:
            load_demo(session, system_clock())
    return sign_ins(database, settings.data_dir)


def load_demo(session: Session, at: datetime) -> None:
    """The region, and what its people would have made of it by now."""
    # It compares, and what compares takes a second to import that no other start needs.
    from webapp.demo_flows import load_flows

    region.load_region(session, at)
    load_outcomes(session, at)
    load_flows(session, at)


def refuse_foreign(connection: Connection) -> None:
    """Raise Trouble for a database with anything in it that does not carry the demo marker.

    Looks at the tables that are there, whatever revision they are of, before any migration.
    """
    tables = set(inspect(connection).get_table_names()) - {REVISION_TABLE}
    marks = "deployment_marks"
    if marks in tables:
        kinds = connection.execute(text(f"SELECT kind FROM {marks}")).scalars()  # noqa: S608
        if DeploymentKind.DEMO.value in set(kinds):
            return
    quote = connection.dialect.identifier_preparer.quote
    for table in tables:
        if connection.execute(text(f"SELECT 1 FROM {quote(table)} LIMIT 1")).first():  # noqa: S608
            raise Trouble(
                "The database holds data and is not marked as a demo, so it stays as it is: unset"
                " ECOTECHUB_DATABASE_URL, or point it to an empty database, and start again."
            )


def sign_ins(database: Database, data_dir: Path) -> list[SignIn]:
    """The demo's accounts with passwords that work; only those that do not are set anew."""
    kept = local_files.read_passwords(data_dir)
    with database.reading() as session:
        stale = {
            email
            for email in people.DEMO_SIGN_INS.values()
            if not is_right(kept.get(email, ""), _account(session, email).password_hash)
        }
    if stale:
        kept |= {email: local_files.new_password() for email in stale}
        with database.writing() as session:
            for email in stale:
                _account(session, email).set_password_hash(hash_password(kept[email]))
        local_files.write_passwords(data_dir, kept)
    return [SignIn(role, email, kept[email]) for role, email in people.DEMO_SIGN_INS.items()]


def welcome(settings: Settings, ready: list[SignIn], logs: Path) -> str:
    """What the terminal says once the pages can be opened."""
    lines = [f"\nEcoTecHub is running: {settings.base_url}\n"]
    lines += ["Sign-ins of the demo, on this machine only:"]
    lines += [f"  {each.role:<20}{each.email:<45}{each.password}" for each in ready]
    return "\n".join([*lines, f"\nLogs are in {logs}. Ctrl-C stops everything."])


def _account(session: Session, email: str) -> Account:
    return session.scalars(select(Account).where(Account.email == email)).one()
