"""Förderprogramme: what is known of them, from where, who last checked it, and every change.

What no source says stays empty. How far an entry can be trusted is worked out from the day of its
last check and never stored, so that no entry can claim more than that.
"""

import enum
import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Base, Id, InvalidTransition, Line, Prose
from models.organisation import Named

CHECKED_FOR = timedelta(days=180)
"""How long a check against the source counts."""
LONGEST_WEB_ADDRESS = 300


class FundingLevel(enum.Enum):
    """Whose programme it is."""

    EUROPE = "eu"
    FEDERAL = "bund"
    STATE = "land"
    DISTRICT = "kreis"
    OTHER = "sonstige"


class FundingApplicant(enum.Enum):
    """Who may apply; the first four have the values of the size classes."""

    MICRO = "kleinst"
    SMALL = "klein"
    MEDIUM = "mittel"
    LARGE = "gross"
    UNIVERSITY = "hochschule"
    CONSORTIUM = "verbund"


class FundingStage(enum.Enum):
    """Which part of the way from an idea to a running plant is paid for."""

    IDEA = "idee"
    ENTRY = "einstieg"
    DEVELOPMENT = "entwicklung"
    PILOT = "pilot"
    INVESTMENT = "investition"
    QUALIFICATION = "qualifizierung"


class FundingRegion(enum.Enum):
    """Where somebody has to be."""

    EUROPE = "europa"
    GERMANY = "deutschland"
    STATE = "nrw"
    DISTRICT = "kreis_unna"
    PLACES = "gemeinden"


class FundingPartner(enum.Enum):
    """Whether a university takes part."""

    REQUIRED = "noetig"
    POSSIBLE = "moeglich"
    NOT_MEANT = "nicht_vorgesehen"


class FundingState(enum.Enum):
    """How far an entry can be trusted on a day."""

    CHECKED = "geprueft"
    OVERDUE = "pruefung_ueberfaellig"
    UNCHECKED = "ungeprueft"
    UPCOMING = "noch_nicht_gueltig"
    EXPIRED = "abgelaufen"


class FundingChange(enum.Enum):
    """What somebody did with an entry."""

    ADDED = "angelegt"
    CHANGED = "geaendert"
    CHECKED = "geprueft"
    ARCHIVED = "archiviert"
    RESTORED = "wieder_aufgenommen"


FACTS = (
    "name", "provider", "level", "purpose", "applicants", "partner", "stages", "formats", "themes",
    "region", "places", "rate", "maximum", "deadline_on", "valid_from", "valid_until",
    "source_address", "source_kind",
)  # fmt: skip
"""What a check is about; a note of the Transferstellen is none of it."""


class FundingProgramme(Named, Base):
    """A Förderprogramm. Lists hold codes; an empty one says that nobody has looked it up."""

    __tablename__ = "funding_programmes"
    __table_args__ = (
        CheckConstraint("checked_on IS NULL OR source_address <> ''", name="checked_by_a_source"),
        CheckConstraint(
            "source_address <> '' OR (rate = '' AND maximum = '' AND deadline_on IS NULL)",
            name="figures_have_a_source",
        ),
        CheckConstraint(
            "valid_from IS NULL OR valid_until IS NULL OR valid_from <= valid_until",
            name="ends_after_it_begins",
        ),
    )

    id: Mapped[Id]
    provider: Mapped[Line]
    level: Mapped[FundingLevel]
    purpose: Mapped[Prose]
    """What it pays for, in one or two sentences."""
    applicants: Mapped[list[str]]
    partner: Mapped[FundingPartner | None]
    stages: Mapped[list[str]]
    formats: Mapped[list[str]]
    """Codes of CooperationFormat."""
    themes: Mapped[list[str]]
    """Codes of themes or of kinds of themes; the vocabulary comes with the matcher."""
    region: Mapped[FundingRegion | None]
    places: Mapped[list[str]]
    """The municipalities (AGS) of a region that is none of the usual ones."""
    rate: Mapped[Line]
    maximum: Mapped[Line]
    deadline_on: Mapped[date | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    source_address: Mapped[str] = mapped_column(String(LONGEST_WEB_ADDRESS))
    source_kind: Mapped[Line]
    """What stands at the address: a guideline, a page of the provider, a page about it."""
    note: Mapped[Prose]
    """What the Transferstellen tell each other about it."""
    checked_on: Mapped[date | None]
    checked_by_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), index=True
    )
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    checked_by: Mapped[Account | None] = relationship()
    revisions: Mapped[list["FundingRevision"]] = relationship(
        back_populates="programme", order_by="FundingRevision.number.desc()", viewonly=True
    )

    def __init__(self, **facts: Any) -> None:
        empty: dict[str, Any] = {
            **dict.fromkeys(("applicants", "stages", "formats", "themes", "places")),
            **dict.fromkeys(
                ("provider", "purpose", "rate", "maximum", "source_address", "source_kind", "note"),
                "",
            ),
        }
        super().__init__(**{n: [] if v is None else v for n, v in empty.items()} | facts)

    @property
    def is_archived(self) -> bool:
        """Whether it is off the list."""
        return self.archived_at is not None

    def state(self, on: date) -> FundingState:
        """Validity first; then whether somebody looked lately."""
        if self.valid_until is not None and self.valid_until < on:
            return FundingState.EXPIRED
        if self.valid_from is not None and on < self.valid_from:
            return FundingState.UPCOMING
        if self.checked_on is None:
            return FundingState.UNCHECKED
        if on >= self.checked_on + CHECKED_FOR:
            return FundingState.OVERDUE
        return FundingState.CHECKED

    def is_unchecked(self, on: date) -> bool:
        """Whether nobody has compared it with the source lately."""
        return self.checked_on is None or on >= self.checked_on + CHECKED_FOR

    def is_closed(self, on: date) -> bool:
        """Whether the day is over until which applications were taken."""
        return self.deadline_on is not None and self.deadline_on < on

    def is_stale(self, on: date) -> bool:
        """Whether somebody has to look: at the source, or for a successor or another deadline."""
        return not self.is_archived and (
            self.is_unchecked(on) or self.is_closed(on) or self.state(on) is FundingState.EXPIRED
        )

    def rewrite(self, facts: Mapping[str, Any]) -> dict[str, list[Any]]:
        """Take over what is new, and return it: the words before and after, by field.

        What was checked is not checked any more once a fact of it has changed.
        """
        changed = {}
        for name in (*FACTS, "note"):
            before, after = getattr(self, name), facts[name]
            if before != after:
                setattr(self, name, after)
                changed[name] = [as_plain(before), as_plain(after)]
        if changed.keys() & set(FACTS):
            self.checked_on, self.checked_by = None, None
        return changed

    def note_check(self, on: date, by: Account) -> None:
        """Somebody has compared every fact with the source."""
        if not self.source_address:
            raise InvalidTransition("there is no source to check it by")
        self.checked_on, self.checked_by = on, by

    def archive(self, at: datetime) -> None:
        """Take it off the list; what cases noted about it stays."""
        if self.is_archived:
            raise InvalidTransition("it is off the list already")
        self.archived_at = at

    def restore(self) -> None:
        """Put it on the list again."""
        if not self.is_archived:
            raise InvalidTransition("it is on the list")
        self.archived_at = None


class FundingRevision(Base):
    """Who changed what of an entry and when; never changed or deleted, the database refuses it."""

    __tablename__ = "funding_revisions"

    number: Mapped[int] = mapped_column(primary_key=True)
    """Says which came later, also within one moment."""
    programme_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("funding_programmes.id"), index=True)
    kind: Mapped[FundingChange]
    changes: Mapped[dict[str, Any]]
    """The words before and after, by field."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[uuid.UUID | None]
    """An id without a foreign key, as in the trail: accounts go, and this stays."""

    programme: Mapped[FundingProgramme] = relationship(back_populates="revisions")


def as_plain(value: Any) -> Any:
    """A fact as a document can hold it.

    >>> as_plain(date(2026, 3, 20)), as_plain(FundingLevel.STATE), as_plain(["idee"])
    ('2026-03-20', 'land', ['idee'])
    """
    if isinstance(value, enum.Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
