"""What language models made of published texts, and which of the models is in use."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Prose


class LanguageModel(Base):
    """A model whose vectors are kept; the same name with other weights is another model."""

    __tablename__ = "language_models"
    __table_args__ = (CheckConstraint("dimensions > 0", name="dimensions_positive"),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Over everything that decides its vectors."""
    name: Mapped[Prose]
    """What an operator calls it: the bundled one, or the name or folder it is loaded from."""
    dimensions: Mapped[int]
    added_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    """When every published statement had a vector for the first time."""


class ModelSwitch(Base):
    """The moment from which a model is the one that matches; the last one counts."""

    __tablename__ = "model_switches"

    number: Mapped[int] = mapped_column(primary_key=True)
    model_sha256: Mapped[str] = mapped_column(
        ForeignKey("language_models.sha256", ondelete="CASCADE"), index=True
    )
    switched_at: Mapped[datetime]
    setting: Mapped[Prose]
    """The model the operator's settings named then; once they name another, that one is wanted."""

    model: Mapped[LanguageModel] = relationship()


class StatementVector(Base):
    """What one model made of one published text; companies' needs are never kept like this.

    No row says whose text it is; one whose text nobody publishes any more is deleted.
    """

    __tablename__ = "statement_vectors"

    model_sha256: Mapped[str] = mapped_column(
        ForeignKey("language_models.sha256", ondelete="CASCADE"), primary_key=True
    )
    text_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    """Little-endian 32-bit floats: exactly what the model answered, so that a stored vector and
    a fresh one rank alike."""
