"""What a professor or lab can do: the Kompetenzprofil and its single statements."""

import enum
import hashlib
import re
import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.account import Account
from models.base import Base, Id, InvalidTransition, Line, Prose, sort_key
from models.organisation import Department

if TYPE_CHECKING:
    from models.introduction import Introduction
    from models.topic import TopicBarrier

FRESH_FOR = timedelta(days=365)
"""For how long a statement holds without its owner saying so again."""
YEAR = re.compile(r"(?<![\d.,/-])(?:19[5-9]\d|20[0-4]\d)(?!\d|[.,/]\d)")


class ProfileState(enum.Enum):
    """Only published profiles are matched and shown."""

    DRAFT = "entwurf"
    PUBLISHED = "veroeffentlicht"


class CompetenceKind(enum.Enum):
    """What a statement speaks of."""

    RESEARCH = "forschung"
    METHOD = "methode"
    EQUIPMENT = "ausstattung"
    PROJECT = "projekt"
    PUBLICATION = "publikation"
    TEACHING = "lehre"
    THESIS_TOPIC = "abschlussarbeitsthema"
    LAB_SERVICE = "labordienst"


DATED_KINDS = {CompetenceKind.PROJECT, CompetenceKind.PUBLICATION, CompetenceKind.THESIS_TOPIC}


class CompetenceSource(enum.Enum):
    """Where a statement comes from."""

    OWNER = "selbst_angegeben"
    TRANSFER_OFFICE = "transferstelle"
    SEED = "demodaten"
    OWN_PAPERS = "eigene_unterlagen"


class CooperationFormat(enum.Enum):
    """How a professor is willing to work with a company: a ladder, the lightest step first."""

    CALL = "telefonat"
    LAB_ANALYSIS = "laboranalytik"
    THESIS = "abschlussarbeit"
    VOUCHER = "gutschein"
    CONSULTING = "beratung"
    EXPERT_REPORT = "gutachten"
    PROJECT = "fue_projekt"
    TRAINING = "weiterbildung"


class Profile(Base):
    """The Kompetenzprofil of a chair, owned and published by its professor."""

    __tablename__ = "profiles"
    __table_args__ = (
        CheckConstraint(
            "(state = 'veroeffentlicht') = (published_at IS NOT NULL)",
            name="published_at_if_published",
        ),
        CheckConstraint("capacity >= 0", name="capacity_not_negative"),
        CheckConstraint(
            "semester_limit IS NULL OR semester_limit > 0", name="semester_limit_positive"
        ),
    )

    id: Mapped[Id]
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"), unique=True)
    department_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("departments.id"))
    chair: Mapped[Line]
    sort_key: Mapped[Line]
    summary: Mapped[Prose]
    state: Mapped[ProfileState]
    published_at: Mapped[datetime | None]
    capacity: Mapped[int]
    """How many introductions the owner takes on at the same time."""
    semester_limit: Mapped[int | None]
    """How many enquiries the owner takes in one semester; none means as many as come."""
    paused_until: Mapped[date | None]
    unwanted_topics: Mapped[list[str]] = mapped_column(server_default="[]")
    """What the owner does not want to be asked about, in own words that nobody else reads."""
    reads_radar: Mapped[bool] = mapped_column(server_default=false())
    """Whether the owner wants to read the Bedarfsradar; nobody does unless they said so."""
    asked_to_confirm_on: Mapped[date | None]
    """When the owner was last asked whether old statements still hold."""
    updated_at: Mapped[datetime]

    account: Mapped[Account] = relationship(back_populates="profile")
    department: Mapped[Department] = relationship()
    enquiries: Mapped[list["Introduction"]] = relationship(
        foreign_keys="Introduction.profile_id", viewonly=True
    )
    """Every Vermittlung to the owner, whatever became of it."""
    topic_barriers: Mapped[list["TopicBarrier"]] = relationship(viewonly=True)
    competences: Mapped[list["Competence"]] = relationship(
        back_populates="profile",
        order_by="Competence.position",
        collection_class=ordering_list("position"),
        cascade="all, delete-orphan",
    )
    format_rows: Mapped[list["ProfileFormat"]] = relationship(
        cascade="all, delete-orphan", order_by="ProfileFormat.format"
    )

    def __init__(self, **facts: Any) -> None:
        super().__init__(
            **{
                "state": ProfileState.DRAFT,
                "capacity": 2,
                "summary": "",
                "reads_radar": False,
                "unwanted_topics": [],
                **facts,
            }
        )

    @validates("chair")
    def _keep_sort_key(self, _: str, chair: str) -> str:
        self.sort_key = sort_key(chair)
        return chair

    @property
    def is_published(self) -> bool:
        """Whether companies may see it and the matcher may propose it."""
        return self.state is ProfileState.PUBLISHED

    @property
    def formats(self) -> frozenset[CooperationFormat]:
        """The formats the owner offers."""
        return frozenset(row.format for row in self.format_rows)

    @property
    def ladder(self) -> list[CooperationFormat]:
        """The offered formats in the order of the ladder."""
        return [each for each in CooperationFormat if each in self.formats]

    def offer_formats(self, formats: Iterable[CooperationFormat]) -> None:
        """Replace the offered formats, keeping the rows that stay."""
        wanted = set(formats)
        self.format_rows = [row for row in self.format_rows if row.format in wanted] + [
            ProfileFormat(format=each) for each in sorted(wanted - self.formats, key=str)
        ]

    def is_paused(self, on: date) -> bool:
        """Whether the owner takes no enquiries on that day."""
        return self.paused_until is not None and on <= self.paused_until

    def old_competences(self, on: date) -> list["Competence"]:
        """The statements that nobody has confirmed for a year."""
        return [each for each in self.competences if each.is_old(on)]

    def publish(self, at: datetime) -> None:
        """Show the profile; one without a single statement would never be found."""
        if not self.competences:
            raise InvalidTransition("a profile without competences cannot be published")
        if not self.is_published:
            self.state, self.published_at = ProfileState.PUBLISHED, at

    def unpublish(self) -> None:
        """Hide the profile at once."""
        self.state, self.published_at = ProfileState.DRAFT, None


class ProfileFormat(Base):
    """One format a profile offers."""

    __tablename__ = "profile_formats"

    profile_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=True
    )
    format: Mapped[CooperationFormat] = mapped_column(primary_key=True)


class Competence(Base):
    """One short statement of what a chair can do."""

    __tablename__ = "competences"
    __table_args__ = (UniqueConstraint("profile_id", "text_hash"),)

    id: Mapped[Id]
    profile_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[CompetenceKind]
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[Prose]
    text_hash: Mapped[str] = mapped_column(String(64))
    source: Mapped[CompetenceSource]
    origin: Mapped[Line] = mapped_column(server_default="")
    """The place in the owner's papers it was read at, in their own words."""
    confirmed_on: Mapped[date | None]
    """When the owner last said that it holds; never, of what came with the demo."""

    profile: Mapped[Profile] = relationship(back_populates="competences")

    def __init__(self, **facts: Any) -> None:
        super().__init__(
            **{"source": CompetenceSource.OWNER, "language": "de", "origin": "", **facts}
        )

    @property
    def year(self) -> int | None:
        """The last year that a publication, a project or a thesis speaks of."""
        years = YEAR.findall(self.text) if self.kind in DATED_KINDS else []
        return int(years[-1]) if years else None

    def is_old(self, on: date) -> bool:
        """Whether a year has passed since the owner said that it holds."""
        return self.confirmed_on is not None and self.confirmed_on <= on - FRESH_FOR

    @validates("text")
    def _keep_hash(self, _: str, text: str) -> str:
        self.text_hash = text_hash(text)
        return text


def text_hash(*texts: str) -> str:
    """SHA-256 of texts in order: the version of what somebody read, matched or agreed to."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
