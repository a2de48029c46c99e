"""Stoffströme of a Bedarf: what a company has left over or looks for, in fields that compare.

Codes of materials are those of the matcher's vocabulary, which models do not know.
"""

import enum
import uuid
from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from models.account import Account
from models.base import Base, Id, Line
from models.challenge import Challenge
from models.organisation import Municipality

LONGEST_MATERIAL = 40
MOST_FLOWS = 12
"""Of one need; a company that has more of them tells the Transferstelle on the telephone."""
WHOLE = 1000
LARGEST_QUANTITY = Decimal(10_000_000)
HUNDRED_PER_CENT = 100 * WHOLE


class FlowDirection(enum.Enum):
    """Whether a company would give a material away or take it."""

    RESIDUE = "reststoff"
    INPUT = "einsatzstoff"


class FlowUnit(enum.Enum):
    """In what a quantity is measured."""

    KILOGRAM = "kg"
    TONNE = "t"
    CUBIC_METRE = "m3"


class FlowPeriod(enum.Enum):
    """In which time the quantity arises or is needed."""

    WEEK = "woche"
    MONTH = "monat"
    YEAR = "jahr"


class FlowShape(enum.Enum):
    """In which shape the material comes."""

    GRANULATE = "granulat"
    POWDER = "pulver"
    CHIPS = "spaene"
    FIBRES = "fasern"
    FILM = "folie"
    PIECES = "stuecke"
    BULK = "schuettgut"
    SLUDGE = "schlamm"
    LIQUID = "fluessig"


TONNES = {FlowUnit.KILOGRAM: Decimal("0.001"), FlowUnit.TONNE: Decimal(1)}
TIMES_A_YEAR = {FlowPeriod.WEEK: 52, FlowPeriod.MONTH: 12, FlowPeriod.YEAR: 1}
"""A year has 52 weeks here: nobody knows a residue to the day."""


class MaterialFlow(Base):
    """A Stoffstrom: material, quantity, purity, shape and place, each as far as it is known."""

    __tablename__ = "material_flows"
    __table_args__ = (
        CheckConstraint("material <> '' OR wording <> ''", name="says_of_what"),
        CheckConstraint("quantity_thousandths > 0", name="some_quantity"),
        CheckConstraint(
            "(quantity_thousandths IS NULL) = (unit IS NULL)"
            " AND (quantity_thousandths IS NULL) = (period IS NULL)",
            name="quantity_with_unit_and_period",
        ),
        CheckConstraint(
            "(purity_from IS NULL) = (purity_to IS NULL)"
            " AND (purity_from IS NULL OR (purity_from >= 0 AND purity_from <= purity_to"
            " AND purity_to <= 100000))",
            name="purity_is_a_range",
        ),
    )

    id: Mapped[Id]
    challenge_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), index=True
    )
    direction: Mapped[FlowDirection]
    material: Mapped[str] = mapped_column(String(LONGEST_MATERIAL))
    """The code in the vocabulary; empty where none of it fits."""
    wording: Mapped[Line]
    """What the company itself calls it."""
    quantity_thousandths: Mapped[int | None] = mapped_column(BigInteger)
    unit: Mapped[FlowUnit | None]
    period: Mapped[FlowPeriod | None]
    purity_from: Mapped[int | None]
    """In thousandths of a per cent, as the upper end."""
    purity_to: Mapped[int | None]
    shape: Mapped[FlowShape | None]
    contaminants: Mapped[Line]
    municipality_ags: Mapped[str] = mapped_column(ForeignKey("municipalities.ags"))
    written_at: Mapped[datetime]
    written_by_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )

    challenge: Mapped[Challenge] = relationship(
        backref=backref(
            "material_flows",
            cascade="all, delete-orphan",
            order_by="(MaterialFlow.written_at, MaterialFlow.id)",
        )
    )
    municipality: Mapped[Municipality] = relationship()
    written_by: Mapped[Account | None] = relationship()

    @property
    def is_offered(self) -> bool:
        """Whether the company would give it away."""
        return self.direction is FlowDirection.RESIDUE

    @property
    def quantity(self) -> Decimal | None:
        """As it was typed, in its own unit and period."""
        known = self.quantity_thousandths
        return None if known is None else Decimal(known) / WHOLE

    @property
    def tonnes_a_year(self) -> Decimal | None:
        """The quantity where its unit is one of weight."""
        if self.quantity is None or self.unit is None or self.period is None:
            return None
        return in_a_year(self.quantity, self.unit, self.period) if self.unit in TONNES else None

    @property
    def cubic_metres_a_year(self) -> Decimal | None:
        """The quantity where its unit is one of volume: nobody knows its density."""
        if self.quantity is None or self.unit is not FlowUnit.CUBIC_METRE or self.period is None:
            return None
        return in_a_year(self.quantity, self.unit, self.period)

    @property
    def purity(self) -> tuple[Decimal, Decimal] | None:
        """From and to, in per cent."""
        if self.purity_from is None or self.purity_to is None:
            return None
        return Decimal(self.purity_from) / WHOLE, Decimal(self.purity_to) / WHOLE


def in_a_year(quantity: Decimal, unit: FlowUnit, period: FlowPeriod) -> Decimal:
    """Tonnes a year of what is weighed, cubic metres a year of what is not.

    >>> in_a_year(Decimal(250), FlowUnit.KILOGRAM, FlowPeriod.WEEK)
    Decimal('13.000')
    """
    return quantity * TONNES.get(unit, Decimal(1)) * TIMES_A_YEAR[period]
