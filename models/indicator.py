"""What came of it all, entry by entry: a ledger that is only ever added to, targets, freezes.

An entry is a number and what it was counted for at the time; it names no company and no person.
What it rests on stands beside it, in a row of its own that goes with the case: once a company has
erased its needs, their numbers stay and lead to nobody.
"""

import enum
import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    false,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id, Line, Prose
from models.challenge import Challenge
from models.organisation import Municipality, SizeClass, University
from models.workshop import Workshop

THOUSAND = 1000
LARGEST_VALUE = Decimal(10) ** 12
"""More than any sum of the region; as thousandths both databases hold many of them."""
LONGEST_CODE = 40


class IndicatorReporter(enum.Enum):
    """Who says so."""

    SOFTWARE = "software"
    TRANSFER_OFFICE = "transferstelle"
    COMPANY = "unternehmen"


class IndicatorBasis(enum.Enum):
    """How a reported value is known."""

    ESTIMATED = "geschaetzt"
    MEASURED = "gemessen"


class IndicatorEntry(Base):
    """One thing that counts, with what was known of it then; a correction is an entry of its own.

    The newest of a line counts: `supersedes` leads to the one before. Nothing is changed or
    deleted, and the database refuses both.
    """

    __tablename__ = "indicator_entries"
    __table_args__ = (
        CheckConstraint("thousandths >= 0", name="counts_nothing_below_zero"),
        CheckConstraint("NOT is_void OR thousandths = 0", name="worth_nothing_when_void"),
        CheckConstraint(
            "(reporter = 'software') = (basis IS NULL)", name="basis_of_what_is_reported"
        ),
        CheckConstraint(
            "supersedes_id IS NULL OR supersedes_id <> id", name="not_its_own_successor"
        ),
        Index("ix_indicator_entries_rule_occurred_on", "rule", "occurred_on"),
    )

    id: Mapped[Id]
    rule: Mapped[str] = mapped_column(String(LONGEST_CODE))
    rule_version: Mapped[int]
    occurred_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(index=True)
    thousandths: Mapped[int] = mapped_column(BigInteger)
    """The value, as a whole number that both databases add up without rounding."""
    unit: Mapped[str] = mapped_column(String(LONGEST_CODE))
    is_void: Mapped[bool] = mapped_column(server_default=false())
    """Whether it only says that the one before does not hold any more."""
    reporter: Mapped[IndicatorReporter]
    basis: Mapped[IndicatorBasis | None]
    municipality_ags: Mapped[str | None] = mapped_column(ForeignKey("municipalities.ags"))
    sector: Mapped[str] = mapped_column(String(LONGEST_CODE))
    """The division of the WZ where it is broad enough to name nobody, else a word for the rest."""
    size_class: Mapped[SizeClass | None]
    theme: Mapped[str | None] = mapped_column(String(LONGEST_CODE))
    university_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("universities.id"))
    is_first_of_company: Mapped[bool] = mapped_column(server_default=true())
    """Whether its company had no other one of this rule in the half-year: how many companies stand
    behind a sum can be counted without anything that points to one."""
    is_known_to_all: Mapped[bool] = mapped_column(server_default=true())
    """Whether its case was kept from no university; others than managers count only those."""
    supersedes_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("indicator_entries.id"), unique=True
    )

    municipality: Mapped[Municipality | None] = relationship()
    university: Mapped[University | None] = relationship()
    supersedes: Mapped["IndicatorEntry | None"] = relationship(remote_side="IndicatorEntry.id")
    source: Mapped["IndicatorSource | None"] = relationship(
        viewonly=True, uselist=False, sync_backref=False
    )
    """What it rests on; nothing, once that is erased."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(
            **{"is_void": False, "is_first_of_company": True, "is_known_to_all": True, **facts}
        )

    @property
    def value(self) -> Decimal:
        """What it counts for."""
        return Decimal(self.thousandths) / THOUSAND

    @property
    def reference(self) -> str:
        """A number for lists of evidence; by lot, so that it tells of no other entry."""
        return self.id.hex[:10].upper()


class IndicatorSource(Base):
    """What an entry rests on: a case or a workshop, and the words of whoever reported it."""

    __tablename__ = "indicator_sources"
    __table_args__ = (
        UniqueConstraint("rule", "source_id", "revision"),
        CheckConstraint(
            "(challenge_id IS NULL) <> (workshop_id IS NULL)", name="of_a_case_or_a_workshop"
        ),
        CheckConstraint("revision >= 1", name="counted_from_one"),
    )

    entry_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("indicator_entries.id"), primary_key=True
    )
    rule: Mapped[str] = mapped_column(String(LONGEST_CODE))
    source_id: Mapped[uuid.UUID]
    """The row of the service that is counted: a need, an introduction, somebody at the door."""
    revision: Mapped[int]
    challenge_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), index=True
    )
    workshop_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("workshops.id", ondelete="CASCADE"), index=True
    )
    note: Mapped[Prose]
    """Where a reported value is from, in the words of whoever reported it."""
    reported_by_id: Mapped[uuid.UUID | None]
    """An id without a foreign key, as in the trail: accounts go, and entries stay."""

    entry: Mapped[IndicatorEntry] = relationship()
    challenge: Mapped[Challenge | None] = relationship()
    workshop: Mapped[Workshop | None] = relationship()

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"note": "", "revision": 1, **facts})


class IndicatorTarget(Base):
    """What is to be reached by a day; another aim is a row of its own that replaces it."""

    __tablename__ = "indicator_targets"
    __table_args__ = (
        CheckConstraint("first_on <= last_on", name="ends_after_it_begins"),
        CheckConstraint("thousandths > 0", name="is_something_to_reach"),
        CheckConstraint("replaces_id IS NULL OR replaces_id <> id", name="not_its_own_successor"),
    )

    id: Mapped[Id]
    university_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("universities.id"), index=True)
    """Whose Transferstelle has set it."""
    rule: Mapped[str] = mapped_column(String(LONGEST_CODE))
    first_on: Mapped[date]
    last_on: Mapped[date]
    thousandths: Mapped[int | None] = mapped_column(BigInteger)
    """Nothing where the target is given up."""
    due_on: Mapped[date]
    set_at: Mapped[datetime]
    set_by_id: Mapped[uuid.UUID]
    """An id without a foreign key, as in the trail."""
    replaces_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("indicator_targets.id"), unique=True
    )

    university: Mapped[University] = relationship()

    @property
    def value(self) -> Decimal | None:
        """What is to be reached; nothing where it was given up."""
        return None if self.thousandths is None else Decimal(self.thousandths) / THOUSAND


class IndicatorFreeze(Base):
    """The figures of a moment, kept for an application: the file as it was, and its entries."""

    __tablename__ = "indicator_freezes"
    __table_args__ = (
        CheckConstraint("first_on <= last_on", name="ends_after_it_begins"),
        CheckConstraint("purpose <> ''", name="says_what_for"),
    )

    id: Mapped[Id]
    purpose: Mapped[Line]
    report: Mapped[str] = mapped_column(String(LONGEST_CODE))
    """Which choice of rules it shows."""
    first_on: Mapped[date]
    last_on: Mapped[date]
    taken_at: Mapped[datetime]
    taken_by_id: Mapped[uuid.UUID]
    """An id without a foreign key, as in the trail."""
    university_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("universities.id"))
    document: Mapped[Prose]
    """The file, as it was taken and as it is given out every time."""
    sha256: Mapped[str] = mapped_column(String(64))
    """Of the file (FIPS 180-4)."""

    university: Mapped[University] = relationship()
    frozen: Mapped[list["FrozenEntry"]] = relationship(
        back_populates="freeze", order_by="FrozenEntry.position"
    )


class FrozenEntry(Base):
    """One of the entries that a freeze holds."""

    __tablename__ = "indicator_frozen_entries"
    __table_args__ = (UniqueConstraint("freeze_id", "position"),)

    freeze_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("indicator_freezes.id"), primary_key=True
    )
    entry_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("indicator_entries.id"), primary_key=True
    )
    position: Mapped[int]

    freeze: Mapped[IndicatorFreeze] = relationship(back_populates="frozen")
    entry: Mapped[IndicatorEntry] = relationship()
