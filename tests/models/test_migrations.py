"""The migrations lead to the models and back, on both databases, whatever rows there are."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, func, insert, inspect, make_url, select, text
from sqlalchemy.orm import Session

from models import (
    AuditEntry,
    Base,
    ChallengeState,
    DeclineReason,
    Evidence,
    Flag,
    FlagReason,
    FollowUp,
    Introduction,
    IntroductionState,
    OutgoingMail,
    Role,
    migrations,
)
from tests.conftest import Clock
from tests.factories import Make
from tests.sharing import kept_engine
from webapp.database import Database
from webapp.mail import queue_mail
from webapp.verification import verify


@pytest.fixture
def new_database(migrated_template, tmp_path_factory) -> Callable[..., str]:
    """Makes a database of a name, without any table or with all of another one."""
    at = make_url(migrated_template)
    if at.get_backend_name() == "sqlite":
        folder = Path(at.database).parent

        def copy(name: str, like: str | None = None) -> str:
            for file in folder.glob(f"{name}.db*"):
                file.unlink()
            if like is not None:
                shutil.copy(make_url(like).database, folder / f"{name}.db")
            return f"sqlite:///{folder / name}.db"

        return copy

    def create(name: str, like: str | None = None) -> str:
        template = "template0" if like is None else make_url(like).database
        admin = create_engine(at.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        admin.dispose()
        return at.set(database=name).render_as_string(hide_password=False)

    return create


@pytest.fixture
def empty_database(new_database) -> str:
    """A database without any table, on the engine this run is for."""
    return new_database("empty")


@pytest.fixture(scope="module")
def rows_in_every_corner() -> list[str]:
    """Where the database is that the first test filled, for the others to copy."""
    return []


@pytest.fixture
def filled_database(migrated_template, new_database, rows_in_every_corner) -> str:
    """A database at the head with rows in it."""
    if not rows_in_every_corner:
        url = new_database("corners", like=migrated_template)
        fill(url, Clock())
        rows_in_every_corner.append(url)
    return new_database("filled", like=rows_in_every_corner[0])


@pytest.fixture(autouse=True)
def quick_engines(monkeypatch) -> None:
    monkeypatch.setattr("webapp.database.make_engine", kept_engine)


@pytest.fixture
def engine(empty_database) -> Iterator[Engine]:
    """The empty database."""
    engine = kept_engine(empty_database)
    yield engine
    engine.dispose()


@pytest.fixture
def filled(filled_database) -> Iterator[Engine]:
    """The database with rows in it."""
    engine = kept_engine(filled_database)
    yield engine
    engine.dispose()


def go(engine: Engine, step, revision: str) -> None:
    with engine.execution_options(writes=True).begin() as connection:
        step(connection, revision)


def revisions() -> list[str]:
    script = ScriptDirectory(str(migrations.HERE))
    return [each.revision for each in reversed(list(script.walk_revisions()))]


def schema(engine: Engine) -> dict:
    """Everything the database knows about its tables, in an order that can be compared."""
    inspector = inspect(engine)
    return {
        table: {
            "columns": {
                each["name"]: (str(each["type"]), each["nullable"])
                for each in inspector.get_columns(table)
            },
            "primary key": inspector.get_pk_constraint(table)["name"],
            "foreign keys": in_order(inspector.get_foreign_keys(table)),
            "unique": in_order(inspector.get_unique_constraints(table)),
            "indexes": in_order(inspector.get_indexes(table)),
            "checks": in_order(inspector.get_check_constraints(table)),
        }
        for table in sorted(inspector.get_table_names())
        if table != "alembic_version"
    }


def in_order(constraints) -> list[str]:
    return sorted(str(sorted(each.items(), key=str)) for each in constraints)


def fill(url: str, clock, first: int = 1) -> None:
    """Rows in every corner: a case that went the whole way, and the states beside it."""
    database = Database(url)
    make = Make(database, clock, first=first)
    for role in Role:
        make.account(role)
    for state in ChallengeState:
        make.challenge(state)
    for state in IntroductionState:
        make.introduction(state)
    for reason in FlagReason:
        flag = Flag(position=0, statement="Rezyklat " * 9, reason=reason)
        make.match(make.challenge(), flags=[flag])
    make.attachment(make.challenge(), released_at=clock())
    make.message(make.challenge(), "Wie geht es weiter?")
    make.accessibility_report()
    closed = make.challenge(ChallengeState.CLOSED)
    with make.writing() as session:
        session.add(FollowUp(challenge_id=closed.id, months=3, asked_at=clock()))
    make.language_model()
    make.learned_fusion()
    make.snapshots(make.match(make.challenge()))
    database.forget_log()
    database.engine.dispose()


def count_rows(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }


def test_the_head_is_the_models(engine, empty_database, tmp_path):
    go(engine, migrations.upgrade, "head")
    migrated = schema(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert migrations.is_at_head(connection)

    go(engine, migrations.downgrade, "base")
    Base.metadata.create_all(engine)
    created = schema(engine)

    assert migrated.keys() == created.keys()
    for table, facts in created.items():
        assert migrated[table] == facts, table


def test_every_constraint_has_a_name(engine):
    go(engine, migrations.upgrade, "head")

    inspector = inspect(engine)
    for table in Base.metadata.tables:
        named = [
            *inspector.get_check_constraints(table),
            *inspector.get_unique_constraints(table),
            *inspector.get_foreign_keys(table),
            inspector.get_pk_constraint(table),
        ]
        assert all(each["name"] for each in named), table


@pytest.mark.parametrize("revision", revisions())
def test_every_revision_goes_down_and_up_with_rows_in_it(filled, filled_database, clock, revision):
    script = ScriptDirectory(str(migrations.HERE)).get_revision(revision)
    below = script.down_revision or "base"

    go(filled, migrations.downgrade, below)
    go(filled, migrations.upgrade, "head")

    counted = count_rows(filled)
    if below == "base":
        assert not any(counted.values())
    fill(filled_database, clock, first=1000)
    after = count_rows(filled)
    assert all(counted[name] <= now for name, now in after.items())
    assert after["introductions"] >= len(IntroductionState)


def test_evidence_from_before_the_word_pairs_has_none(filled):
    go(filled, migrations.downgrade, "0002")

    go(filled, migrations.upgrade, "0003")

    with filled.connect() as connection:
        stored = connection.scalars(select(Evidence.pairs)).all()
    assert len(stored) >= len(IntroductionState)
    assert stored == [[]] * len(stored)


def test_each_reason_to_decline_keeps_its_meaning_on_the_way(engine, empty_database, clock):
    go(engine, migrations.upgrade, "head")
    database = Database(empty_database)
    make = Make(database, clock)
    for reason in DeclineReason:
        introduction = make.introduction(IntroductionState.DECLINED)
        with make.writing() as session:
            row = session.get_one(Introduction, introduction.id)
            row.decline_reason = reason
            queue_mail(
                session, "enquiry", row.profile.account, clock(),
                challenge=row.challenge, introduction=row,
            )  # fmt: skip
    database.engine.dispose()
    reasons = text("SELECT decline_reason FROM introductions")

    def stored() -> list[str]:
        with engine.connect() as connection:
            return sorted(connection.scalars(reasons))

    go(engine, migrations.downgrade, "0018-1")
    before = stored()
    go(engine, migrations.upgrade, "head")

    with engine.connect() as connection:
        mails = select(func.count(OutgoingMail.introduction_id.distinct()))
        assert connection.scalar(mails) == len(DeclineReason), "no mail is lost on the way"
    assert before == [
        "anderes_thema", "interessenkonflikt", "keine_zeit", *["sonstiges"] * 5,
    ]  # fmt: skip
    assert stored() == [
        "falsches_fach", "interessenkonflikt", "keine_kapazitaet", *["sonstiges"] * 5,
    ]  # fmt: skip


def test_what_was_to_be_sent_about_a_missed_promise_becomes_a_digest(engine, empty_database, clock):
    go(engine, migrations.upgrade, "head")
    database = Database(empty_database)
    make = Make(database, clock)
    case = make.challenge(lead=make.account(Role.TRANSFER_MANAGER))
    with make.writing() as session:
        mail = queue_mail(session, "enquiry", make.account(Role.TRANSFER_MANAGER), clock())
        mail.challenge_id = case.id
    database.engine.dispose()
    go(engine, migrations.downgrade, "0023")
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE outgoing_mails SET template = 'promise_missed'"))

    go(engine, migrations.upgrade, "head")

    with engine.connect() as connection:
        mails = connection.execute(select(OutgoingMail.template, OutgoingMail.challenge_id)).all()
    assert mails == [("deadlines_due", None)]


def test_going_up_twice_changes_nothing(filled):
    before, counted = schema(filled), count_rows(filled)

    go(filled, migrations.upgrade, "head")

    assert schema(filled) == before
    assert count_rows(filled) == counted


def test_a_migration_that_fails_leaves_nothing_behind(engine):
    def fail_at_the_end(connection, revision: str) -> None:
        migrations.upgrade(connection, revision)
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        go(engine, fail_at_the_end, "head")

    assert inspect(engine).get_table_names() == []


def test_entries_from_before_the_chain_are_chained_without_a_gap(engine, empty_database, clock):
    go(engine, migrations.upgrade, "0004")
    detail = {"b": "ä\n", "a": [1, None]}
    rows = [
        {
            "sequence": sequence, "at": clock(), "verb": "eingereicht", "detail": detail,
            "object_type": "challenges", "object_id": uuid.uuid4(), "challenge_id": uuid.uuid4(),
        }
        for sequence in (2, 3, 7)
    ]  # fmt: skip
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(insert(AuditEntry.__table__), rows)

    go(engine, migrations.upgrade, "0005")

    with Session(engine) as session:
        verdict = verify(session, [])
        assert (verdict.head.sequence, verdict.flaw) == (3, None)
        assert session.scalars(select(AuditEntry.detail)).all() == [detail] * 3
