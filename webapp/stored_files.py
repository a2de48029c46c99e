"""The folder of files: each is whole and private before a row names it, and goes after its row."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import structlog
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Attachment
from webapp.config import Settings

DRAFT = ".part"
GRACE = timedelta(hours=1)
"""How long a file may lie without a row: its request may not have ended yet."""
PIECE = 1_000_000
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Draft:
    """A file that is whole on the disk and that no row names yet."""

    path: Path
    size: int
    sha256: str


class FileStore:
    """Files by name, each written to a draft, synced and renamed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, settings: Settings) -> "FileStore":
        """Where an installation keeps its files."""
        return cls(settings.data_dir / "attachments")

    def write(self, content: BinaryIO) -> Draft:
        """Copy what is sent to the disk; raises OSError when there is no room."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"{secrets.token_hex(8)}{DRAFT}"
        digest, size = hashlib.sha256(), 0
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                while piece := content.read(PIECE):
                    file.write(piece)
                    digest.update(piece)
                    size += len(piece)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Draft(path, size, digest.hexdigest())

    def keep(self, draft: Draft, name: str) -> None:
        """Give a draft its name, for good even if the power fails."""
        draft.path.replace(self.folder / name)
        handle = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def path_of(self, name: str) -> Path:
        """Where a file lies."""
        return self.folder / name

    def read(self, name: str, sha256: str) -> bytes | None:
        """The content, if it is still what was stored."""
        try:
            content = self.path_of(name).read_bytes()
        except OSError:
            content = b""
        if hashlib.sha256(content).hexdigest() == sha256:
            return content
        log.error("file.damaged", name=name)
        return None

    def remove(self, names: Iterable[str]) -> None:
        """Delete files; what cannot be deleted now is an orphan that is collected later."""
        for name in names:
            with suppress(OSError):
                self.path_of(name).unlink(missing_ok=True)

    def names(self) -> set[str]:
        """Everything that lies in the folder."""
        return {each.name for each in self.folder.iterdir()} if self.folder.is_dir() else set()

    def orphans(self, session: Session, at: datetime) -> set[str]:
        """What no row names although it has lain there for a while."""
        lying = self.names()  # first, because whatever is written later has its row later, too
        return {each for each in lying - wanted_names(session) if self._is_old(each, at)}

    def missing(self, session: Session) -> set[str]:
        """What a row names and does not lie there."""
        return wanted_names(session) - self.names()

    def _is_old(self, name: str, at: datetime) -> bool:
        try:
            changed = self.path_of(name).stat().st_mtime
        except OSError:
            return False
        return at.timestamp() - changed > GRACE.total_seconds()


def file_store() -> FileStore:
    """The application's files."""
    return FileStore.of(current_app.extensions["settings"])


def original_name(attachment: Attachment) -> str:
    """The name of a file as it was sent."""
    return attachment.id.hex


def clean_name(attachment: Attachment) -> str:
    """The name of its copy without notes about who made it."""
    return f"{attachment.id.hex}-clean"


def names_of(attachments: Iterable[Attachment]) -> list[str]:
    """All the names that may lie there for them."""
    return [name for each in attachments for name in (original_name(each), clean_name(each))]


def wanted_names(session: Session) -> set[str]:
    """What the rows say lies there."""
    rows = session.execute(select(Attachment.id, Attachment.clean_sha256)).all()
    cleaned = {f"{key.hex}-clean" for key, sha256 in rows if sha256}
    return {key.hex for key, _ in rows} | cleaned
