"""By what entries of the ledger can be told apart."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString, format_date
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Municipality, SizeClass, University
from webapp.half_years import HalfYear
from webapp.industries import BROAD_DIVISIONS, NO_SECTOR, OTHER_SECTORS, division_words
from webapp.labels import label
from webapp.ledger.rows import Row
from webapp.matching import vocabulary
from webapp.periods import Month, Period
from webapp.theme_words import name_of

SECTORS = [*BROAD_DIVISIONS, OTHER_SECTORS, NO_SECTOR]
MUNICIPALITY, SECTOR, SIZE, UNIVERSITY, MONTH = NAMES = (
    "gemeinde", "branche", "groesse", "hochschule", "monat",
)  # fmt: skip
THEME = "thema"


@dataclass(frozen=True)
class Dimension:
    """By what entries are told apart: which field, and what its values are called."""

    name: str
    words: LazyString | str
    of: Callable[[Row], Any]
    values: Sequence[tuple[Any, str]]


def known_dimensions(session: Session) -> list[Dimension]:
    """All of them, with the municipalities and universities there are."""
    return dimensions(municipalities(session), universities(session))


def municipalities(session: Session) -> Sequence[Municipality]:
    """All of them, those of the district first."""
    query = select(Municipality).order_by(Municipality.is_in_district.desc(), Municipality.sort_key)
    return session.scalars(query).all()


def universities(session: Session) -> Sequence[University]:
    """Both, in order."""
    return session.scalars(select(University).order_by(University.sort_key)).all()


def dimensions(
    municipalities: Sequence[Municipality], universities: Sequence[University]
) -> list[Dimension]:
    """By what everything can be told apart; whoever has no value stands in a row of its own."""
    sizes: list[SizeClass | None] = [*SizeClass, None]
    known: list[tuple[uuid.UUID | None, str]] = [(each.id, each.name) for each in universities]
    return [
        Dimension(
            MUNICIPALITY, _("Gemeinde"), lambda row: row.municipality_ags,
            [*((each.ags, each.name) for each in municipalities), (None, _("ohne Gemeinde"))],
        ),
        Dimension(
            SECTOR, _("Branche"), lambda row: row.sector,
            [(each, str(division_words(each))) for each in SECTORS],
        ),
        Dimension(
            SIZE, _("Größe"), lambda row: row.size_class,
            [(each, str(label(each)) if each else _("Größe nicht angegeben")) for each in sizes],
        ),
        Dimension(
            UNIVERSITY, _("Hochschule"), lambda row: row.university_id,
            [*known, (None, _("keine oder mehrere"))],
        ),
    ]  # fmt: skip


def by_theme() -> Dimension:
    """The one theme that each need is counted under, for managers.

    Others read themes in the atlas alone: there they tell the same needs apart.
    """
    names = {each.code: name_of(each) for each in vocabulary()}
    return Dimension(
        THEME, _("Thema"), lambda row: row.theme if row.theme in names else None,
        [*names.items(), (None, _("ohne Thema"))],
    )  # fmt: skip


def months_of(half_year: HalfYear) -> Dimension:
    """The six months of a half-year."""
    first, after = half_year.days
    months = Period(Month.of(first), Month.of(after).plus(-1)).months
    return Dimension(
        MONTH, _("Monat"), lambda row: Month.of(row.occurred_on),
        [(each, format_date(each.first_day, "MMMM y")) for each in months],
    )  # fmt: skip
