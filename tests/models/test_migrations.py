"""The migrations lead to the models and back, on both databases, whatever rows there are."""

import uuid
from collections.abc import Iterator

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
from tests.factories import Make
from webapp.database import Database, make_engine
from webapp.mail import queue_mail
from webapp.verification import verify


@pytest.fixture
def empty_database(migrated_template, tmp_path) -> Iterator[str]:
    """A database without any table, on the engine this run is for."""
    template = make_url(migrated_template)
    if template.get_backend_name() == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    name = f"empty_{uuid.uuid4().hex}"
    admin = create_engine(template.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE template0'))
    yield template.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture
def engine(empty_database) -> Iterator[Engine]:
    engine = make_engine(empty_database)
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
    closed = make.challenge(ChallengeState.CLOSED)
    with make.writing() as session:
        session.add(FollowUp(challenge_id=closed.id, months=3, asked_at=clock()))
    make.language_model()
    make.learned_fusion()
    make.snapshots(make.match(make.challenge()))
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
def test_every_revision_goes_up_down_and_up_with_rows_in_it(
    engine, empty_database, clock, revision
):
    go(engine, migrations.upgrade, "head")
    fill(empty_database, clock)
    script = ScriptDirectory(str(migrations.HERE)).get_revision(revision)
    below = script.down_revision or "base"

    go(engine, migrations.downgrade, below)
    go(engine, migrations.upgrade, "head")

    counted = count_rows(engine)
    if below == "base":
        assert not any(counted.values())
    fill(empty_database, clock, first=1000)
    assert all(counted[name] <= now for name, now in count_rows(engine).items())
    assert count_rows(engine)["introductions"] >= len(IntroductionState)


def test_evidence_from_before_the_word_pairs_has_none(engine, empty_database, clock):
    go(engine, migrations.upgrade, "head")
    fill(empty_database, clock)
    go(engine, migrations.downgrade, "0002")

    go(engine, migrations.upgrade, "0003")

    with engine.connect() as connection:
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


def test_going_up_twice_changes_nothing(engine, empty_database, clock):
    go(engine, migrations.upgrade, "head")
    fill(empty_database, clock)
    before, counted = schema(engine), count_rows(engine)

    go(engine, migrations.upgrade, "head")

    assert schema(engine) == before
    assert count_rows(engine) == counted


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
