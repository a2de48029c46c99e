"""A file a company adds to its Bedarf, and whether a professor may have it one day."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from models.account import Account
from models.base import Base, Id, InvalidTransition, Line, Prose
from models.challenge import Challenge

MOST_FILES = 5
"""So many to one Bedarf."""


class FileKind(enum.Enum):
    """What a file is, by its contents and not by its name."""

    PDF = "pdf"
    DOCX = "docx"
    JPEG = "jpeg"
    PNG = "png"


class FileReading(enum.Enum):
    """What came of reading the words of a file."""

    WAITING = "wartet"
    READ = "gelesen"
    NO_TEXT = "kein_text"
    """There is none in it, as in a scanned page, or it cannot be read."""


class Attachment(Base):
    """A file of a Bedarf: the bytes lie in a folder, everything that is known of them is here."""

    __tablename__ = "attachments"
    __table_args__ = (
        CheckConstraint("size > 0", name="holds_something"),
        CheckConstraint("(clean_sha256 IS NULL) = (clean_size IS NULL)", name="cleaned_as_a_whole"),
        CheckConstraint(
            "released_at IS NULL OR clean_sha256 IS NOT NULL", name="only_cleaned_is_released"
        ),
        CheckConstraint("reading <> 'gelesen' OR text <> ''", name="text_if_read"),
    )

    id: Mapped[Id]
    """Also the name of the file in its folder."""
    challenge_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[Line]
    """What the company calls it, made safe."""
    kind: Mapped[FileKind]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    added_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]
    reading: Mapped[FileReading]
    text: Mapped[Prose]
    notes: Mapped[list[list[str]]]
    """What the file itself says about its making: author, company, program."""
    clean_sha256: Mapped[str | None] = mapped_column(String(64))
    """Of the copy without such notes; there is none until the worker has made it."""
    clean_size: Mapped[int | None]
    released_at: Mapped[datetime | None]
    """Since when professors who may read the full text may have the cleaned copy."""

    challenge: Mapped[Challenge] = relationship(
        backref=backref("attachments", cascade="all, delete-orphan", order_by="Attachment.added_at")
    )
    added_by: Mapped[Account] = relationship()

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"reading": FileReading.WAITING, "text": "", "notes": [], **facts})

    @property
    def is_clean(self) -> bool:
        """Whether there is a copy without notes about who made it."""
        return self.clean_sha256 is not None

    @property
    def is_released(self) -> bool:
        """Whether the company has allowed professors to have it."""
        return self.released_at is not None

    def read(self, text: str, notes: list[list[str]]) -> None:
        """Keep what was read."""
        self.reading = FileReading.READ if text else FileReading.NO_TEXT
        self.text, self.notes = text, notes

    def clean(self, sha256: str, size: int) -> None:
        """There is a copy to be released."""
        self.clean_sha256, self.clean_size = sha256, size

    def release(self, at: datetime) -> None:
        """Let professors have the copy who may read the full text."""
        if not self.is_clean or self.is_released:
            raise InvalidTransition("not cleaned yet, or released already")
        self.released_at = at

    def take_back(self) -> None:
        """Let no professor have it any more."""
        if not self.is_released:
            raise InvalidTransition("it is not released")
        self.released_at = None
