"""The organisations of the region: municipalities, companies, universities, supporters."""

import enum
import re
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.base import Base, Id, Line, sort_key

if TYPE_CHECKING:
    from models.account import Account


class SizeClass(enum.Enum):
    """Size classes after Commission Recommendation 2003/361/EC, annex, article 2."""

    MICRO = "kleinst"
    SMALL = "klein"
    MEDIUM = "mittel"
    LARGE = "gross"


class IndustryEdition(enum.Enum):
    """The edition of the Klassifikation der Wirtschaftszweige a code belongs to."""

    WZ_2008 = "2008"
    WZ_2025 = "2025"


LEGAL_FORMS = frozenset(
    [
        "ag", "bv", "co", "eg", "ek", "ev", "gbr", "ggmbh", "gmbh", "haftungsbeschrankt", "inc",
        "kg", "kgaa", "ltd", "mbh", "ohg", "partg", "partgmbb", "se", "ug", "und",
    ]
)  # fmt: skip


class Named:
    """Has a name and the key it is sorted by; the key follows the name by itself."""

    name: Mapped[Line]
    sort_key: Mapped[Line]

    @validates("name")
    def _keep_sort_key(self, _: str, name: str) -> str:
        self.sort_key = sort_key(name)
        return name


class Municipality(Named, Base):
    """A municipality, known by its eight-digit Amtlicher Gemeindeschlüssel (AGS)."""

    __tablename__ = "municipalities"
    __table_args__ = (CheckConstraint("length(ags) = 8", name="ags_has_eight_digits"),)

    ags: Mapped[str] = mapped_column(String(8), primary_key=True)
    is_in_district: Mapped[bool]
    """Whether it belongs to Kreis Unna; the others are its neighbours and campus cities."""


class Company(Named, Base):
    """A company of the region with what decides its size class and industry."""

    __tablename__ = "companies"
    __table_args__ = (
        CheckConstraint(
            "(industry_code IS NULL) = (industry_edition IS NULL)",
            name="industry_code_with_its_edition",
        ),
    )

    id: Mapped[Id]
    organisation_key: Mapped[str] = mapped_column(String(200), server_default="")
    """By which a declared conflict of interest finds it; follows the name."""
    size_class: Mapped[SizeClass | None]
    industry_code: Mapped[str | None] = mapped_column(String(8))
    industry_edition: Mapped[IndustryEdition | None]
    municipality_ags: Mapped[str] = mapped_column(ForeignKey("municipalities.ags"))
    contact_name: Mapped[str | None] = mapped_column(String(200))
    """Whom to ask for when nobody of the company has an account: a function, not a person."""
    contact_phone: Mapped[str | None] = mapped_column(String(40))
    registered_at: Mapped[datetime]

    municipality: Mapped[Municipality] = relationship()
    accounts: Mapped[list["Account"]] = relationship(
        viewonly=True, order_by="Account.created_at, Account.id"
    )

    @validates("name")
    def _keep_sort_key(self, key: str, name: str) -> str:
        self.organisation_key = organisation_key(name)
        return super()._keep_sort_key(key, name)


class University(Named, Base):
    """A university with its Transferstelle; `short` is what people call it (WH, HSBO)."""

    __tablename__ = "universities"

    id: Mapped[Id]
    short: Mapped[str] = mapped_column(String(20), unique=True)

    campuses: Mapped[list["Campus"]] = relationship(
        back_populates="university", order_by="Campus.sort_key"
    )


class Campus(Named, Base):
    """A place where a university teaches and researches."""

    __tablename__ = "campuses"
    __table_args__ = (UniqueConstraint("university_id", "name"),)

    id: Mapped[Id]
    university_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("universities.id"))

    university: Mapped[University] = relationship(back_populates="campuses")
    departments: Mapped[list["Department"]] = relationship(
        back_populates="campus", order_by="Department.sort_key"
    )


class Department(Named, Base):
    """A Fachbereich at one campus."""

    __tablename__ = "departments"
    __table_args__ = (UniqueConstraint("campus_id", "name"),)

    id: Mapped[Id]
    campus_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("campuses.id"))

    campus: Mapped[Campus] = relationship(back_populates="departments")


class SupportingOrganisation(Named, Base):
    """A city, chamber or agency that supports the hub and sees aggregates only."""

    __tablename__ = "supporting_organisations"

    id: Mapped[Id]


def organisation_key(name: str) -> str:
    """The key by which two ways to write an organisation's name meet, without its legal form.

    >>> organisation_key("Müller & Söhne GmbH & Co. KG") == organisation_key("MUELLER Soehne")
    True
    """
    initials = re.sub(r"(?<=\b\w)\.", "", name)
    folded = re.sub("([aou])e", r"\1", sort_key(initials))
    words = re.findall(r"[^\W_]+", folded)
    return " ".join([each for each in words if each not in LEGAL_FORMS] or words)


def size_class_of(
    headcount: int, turnover_million: float | None = None, balance_million: float | None = None
) -> SizeClass:
    """The size class of headcount and the lower of turnover and balance sheet in million euros.

    A company keeps the class of its headcount when it stays under one of the two money
    ceilings; unknown amounts decide nothing.
    """
    ceilings: list[tuple[SizeClass, int, float, float]] = [
        (SizeClass.MICRO, 10, 2, 2),
        (SizeClass.SMALL, 50, 10, 10),
        (SizeClass.MEDIUM, 250, 50, 43),
    ]
    for size_class, heads, turnover, balance in ceilings:
        amounts: list[Any] = [
            amount <= ceiling
            for amount, ceiling in ((turnover_million, turnover), (balance_million, balance))
            if amount is not None
        ]
        if headcount < heads and (not amounts or any(amounts)):
            return size_class
    return SizeClass.LARGE
