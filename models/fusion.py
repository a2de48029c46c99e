"""The coefficients that make one score of all signals: those shipped, and those learned here."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id


class FusionVersion(Base):
    """One set of coefficients with what is known of it; none is ever changed."""

    __tablename__ = "fusion_versions"
    __table_args__ = (
        CheckConstraint(
            "(shipped_version IS NULL) = (order_before IS NULL)"
            " AND (order_before IS NULL) = (order_after IS NULL)"
            " AND (order_before IS NULL) = (least_gain IS NULL)",
            name="measured_if_learned",
        ),
        CheckConstraint("shipped_version IS NOT NULL OR decisions = 0", name="learned_from"),
        CheckConstraint("changed_needs BETWEEN 0 AND open_needs", name="some_of_the_open_needs"),
    )

    id: Mapped[Id]
    version: Mapped[str] = mapped_column(String(60), unique=True)
    """What runs of the Abgleich call it; a learned one is named after its content."""
    coefficients: Mapped[dict[str, Any]]
    """Numbers only: nothing of them is a text, and nobody can be read out of them."""
    made_at: Mapped[datetime]
    shipped_version: Mapped[str | None] = mapped_column(String(60))
    """Of a learned one, the version of the package that the fit started from."""
    model_sha256: Mapped[str | None] = mapped_column(String(64))
    """The language model whose proposals were decided; empty where words alone were compared."""
    decisions: Mapped[int]
    needs: Mapped[int]
    """Needs of which one proposal was found useful and another was not."""
    order_before: Mapped[float | None]
    """Of pairs of decisions held out, the share that the coefficients in use had in order."""
    order_after: Mapped[float | None]
    least_gain: Mapped[float | None]
    """How much better it is at least, with the noise taken off; below 0 where that is not sure."""
    is_better: Mapped[bool]
    """Whether it may be used."""
    open_needs: Mapped[int]
    changed_needs: Mapped[int]
    """Of the needs that were open then, those whose first three proposals it would change."""

    @property
    def is_shipped(self) -> bool:
        """Whether it came with the package."""
        return self.shipped_version is None


class FusionSwitch(Base):
    """The moment from which coefficients are the ones that rank; the last one counts."""

    __tablename__ = "fusion_switches"

    number: Mapped[int] = mapped_column(primary_key=True)
    fusion_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("fusion_versions.id", ondelete="CASCADE"), index=True
    )
    switched_at: Mapped[datetime]
    is_by_hand: Mapped[bool]
    """Whether somebody decided it; the trail says who."""
    is_held: Mapped[bool]
    """Whether somebody went back, so that what is learned later waits until somebody takes it."""

    fusion: Mapped[FusionVersion] = relationship()
