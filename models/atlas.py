"""What everybody may read of where which themes are asked for: settled half-years, and no more.

Only what may be shown is kept at all. A count stands here from five companies on, and the database
refuses a smaller one; which companies they were, nobody can tell from it. Nothing is changed or
deleted afterwards, so erased needs and corrected themes change no number that somebody has read.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id
from models.organisation import Municipality

LONGEST_CODE = 40


class AtlasHalfYear(Base):
    """A half-year that was counted once and for all, also where nothing of it may be shown."""

    __tablename__ = "atlas_half_years"

    half_year: Mapped[str] = mapped_column(String(LONGEST_CODE), primary_key=True)
    """As in addresses: 2026-1."""
    counted_at: Mapped[datetime]

    cells: Mapped[list["AtlasCell"]] = relationship(back_populates="counted")


class AtlasCell(Base):
    """So many companies asked for a theme, or in a place, or both; or it is withheld."""

    __tablename__ = "atlas_cells"
    __table_args__ = (
        CheckConstraint("companies >= 5", name="shown_from_five_companies_on"),
        CheckConstraint(
            "theme IS NOT NULL OR municipality_ags IS NOT NULL", name="of_a_theme_or_a_place"
        ),
    )

    id: Mapped[Id]
    half_year: Mapped[str] = mapped_column(ForeignKey("atlas_half_years.half_year"), index=True)
    theme: Mapped[str | None] = mapped_column(String(LONGEST_CODE))
    """Nothing where all needs of a place are counted."""
    municipality_ags: Mapped[str | None] = mapped_column(ForeignKey("municipalities.ags"))
    """Nothing where the whole region is counted."""
    companies: Mapped[int | None]
    """Nothing where the count would tell another, smaller one."""

    counted: Mapped[AtlasHalfYear] = relationship(back_populates="cells")
    municipality: Mapped[Municipality | None] = relationship()

    @property
    def key(self) -> tuple[str | None, str | None]:
        """The theme and the place it counts."""
        return self.theme, self.municipality_ags
