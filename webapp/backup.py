"""Backups that hold exactly what was committed, and a way back that checks before it replaces."""

import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import URL, Engine, inspect, text

from models import migrations
from webapp.stored_files import FileStore
from webapp.troubles import Trouble

DATABASE, FILES = "database", "files/"
"""What stands in a backup of an installation that has files; without any it is the database."""
FILE_NAME = re.compile(r"[0-9a-f]{32}(-clean)?")

REVISION = "SELECT version_num FROM alembic_version"


def back_up(engine: Engine, target: Path, files: FileStore) -> None:
    """Write a private file with everything committed so far; it is complete or not there."""
    if target.exists():
        raise Trouble(f"{target} exists already: please name a new file.")
    if not target.parent.is_dir():
        raise Trouble(f"The folder {target.parent} does not exist: please create it first.")
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        if files.names():
            with tempfile.TemporaryDirectory(dir=target.parent) as folder:
                _gather(engine, files, Path(folder), draft)
        else:
            _dump(engine, draft)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError as error:
        raise Trouble(f"{target} cannot be written: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)


def restore(engine: Engine, source: Path, files: FileStore, *, replace: bool) -> None:
    """Put a backup back; refuses a database in use, a damaged file and an unknown schema."""
    if not source.is_file():
        raise Trouble(f"There is no file {source}.")
    if not replace and holds_anything(engine):
        raise Trouble("The database is not empty: use --replace if the backup is to replace it.")
    if not tarfile.is_tarfile(source):
        _restore_database(engine, source)
        return
    try:
        with tempfile.TemporaryDirectory(dir=source.parent) as folder:
            _restore_archive(engine, source, files, Path(folder) / DATABASE)
    except (tarfile.TarError, KeyError, EOFError) as error:
        raise Trouble(f"{source} is damaged: please use another backup.") from error


def holds_anything(engine: Engine) -> bool:
    """Whether any table but the one of the revision has a row."""
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return False
    quote = engine.dialect.identifier_preparer.quote
    with engine.connect() as connection:
        return any(
            connection.execute(text(f"SELECT 1 FROM {quote(table)} LIMIT 1")).first()  # noqa: S608
            for table in inspect(connection).get_table_names()
            if table != "alembic_version"
        )


def _dump(engine: Engine, draft: Path) -> None:
    if engine.dialect.name == "sqlite":
        _vacuum_into(engine, draft)
    else:
        _run("pg_dump", engine.url, "--format=custom", f"--file={draft}")


def _gather(engine: Engine, files: FileStore, folder: Path, draft: Path) -> None:
    """Put the database and every file that it can name into one archive.

    Files never change. What is there before the database is read or comes meanwhile is kept by a
    link, so that nobody who deletes one takes it out of the backup.
    """
    kept = folder / FILES
    kept.mkdir()
    _link_all(files, kept)
    _dump(engine, folder / DATABASE)
    _link_all(files, kept)
    with tarfile.open(draft, "w") as archive:
        archive.add(folder / DATABASE, DATABASE)
        for path in sorted(kept.iterdir()):
            archive.add(path, FILES + path.name)


def _link_all(files: FileStore, kept: Path) -> None:
    for name in files.names():
        if not FILE_NAME.fullmatch(name) or (kept / name).exists():
            continue
        with suppress(FileNotFoundError):  # deleted in this moment, and so its row
            try:
                (kept / name).hardlink_to(files.path_of(name))
            except FileNotFoundError:
                raise
            except OSError:  # the backup goes to another disk
                shutil.copyfile(files.path_of(name), kept / name)


def _restore_archive(engine: Engine, source: Path, files: FileStore, database: Path) -> None:
    with tarfile.open(source) as archive:
        with archive.extractfile(DATABASE) as content, database.open("wb") as written:
            shutil.copyfileobj(content, written)
        if engine.dialect.name == "sqlite":
            _refuse_unknown(_examine_sqlite(database), source)
        # The files first: one without a row does no harm, a row without its file does.
        for member in archive.getmembers():
            name = member.name.removeprefix(FILES)
            if member.isfile() and FILE_NAME.fullmatch(name):
                with archive.extractfile(member) as content:
                    files.keep(files.write(content), name)
    _restore_database(engine, database)


def _restore_database(engine: Engine, source: Path) -> None:
    if engine.dialect.name == "sqlite":
        _restore_sqlite(engine, source)
    else:
        _restore_postgresql(engine, source)


def _vacuum_into(engine: Engine, draft: Path) -> None:
    """VACUUM INTO sees one committed state; a copy of the file may miss what is in the WAL."""
    with engine.connect() as connection, closing(sqlite3.connect(engine.url.database)) as raw:
        del connection  # proves that the database can be reached, with our own sentence if not
        raw.execute("VACUUM INTO ?", (str(draft),))
    _examine_sqlite(draft)


def _examine_sqlite(path: Path) -> str:
    """The revision of a sound file; raises Trouble for any other."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as raw:
            sound = raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            orphans = raw.execute("PRAGMA foreign_key_check").fetchone()
            revision = raw.execute(REVISION).fetchone()
    except sqlite3.DatabaseError as error:
        raise Trouble(f"{path} is no backup of EcoTecHub on SQLite: {error}.") from error
    if not sound or orphans:
        raise Trouble(f"{path} is damaged: please use another backup.")
    return revision[0] if revision else ""


def _restore_sqlite(engine: Engine, source: Path) -> None:
    _refuse_unknown(_examine_sqlite(source), source)
    target = Path(engine.url.database or "")
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as backup,
        closing(sqlite3.connect(target, timeout=5)) as raw,
    ):
        # SQLite's own backup is one transaction: whoever reads meanwhile sees before or after.
        raw.execute("PRAGMA journal_mode=WAL")
        backup.backup(raw)
    target.chmod(0o600)
    _examine_sqlite(target)


def _restore_postgresql(engine: Engine, source: Path) -> None:
    said = _run(
        "pg_restore", None, "--data-only", "--table=alembic_version", "--file=-", str(source)
    )
    rows = said.partition("FROM stdin;")[2].split()
    _refuse_unknown(rows[0] if rows else "", source)
    _run(
        "pg_restore", engine.url, "--clean", "--if-exists", "--single-transaction",
        "--no-owner", "--exit-on-error", str(source),
    )  # fmt: skip


def _refuse_unknown(revision: str, source: Path) -> None:
    if revision not in migrations.known_revisions():
        raise Trouble(
            f"{source} has the schema {revision or 'of nothing'}, which this version does not know:"
            " please restore it with the version that wrote it, or a newer one."
        )


def _run(tool: str, url: URL | None, *arguments: str) -> str:
    path = shutil.which(tool)
    if path is None:
        raise Trouble(
            f"{tool} is missing: please install PostgreSQL's client programs (on Debian:"
            " sudo apt-get install postgresql-client) in the server's version or a newer one."
        )
    command, environment = [path, *arguments], dict(os.environ)
    if url is not None:
        # The password goes by the environment: the list of processes is for everybody to read.
        environment["PGPASSWORD"] = url.password or ""
        plain = url._replace(drivername="postgresql", password=None)
        command.append(f"--dbname={plain.render_as_string(hide_password=False)}")
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if "error" in line] or [done.stderr]
        raise Trouble(lines[0].strip())
    return done.stdout
