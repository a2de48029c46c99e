"""Themes of the circular economy: what the software found, and what people made of it.

Codes of themes are those of the vocabulary that comes with the matcher, which models do not know.
"""

import enum
import uuid
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    String,
    and_,
    exists,
    func,
    select,
    union,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from models.account import Account
from models.base import Base, Id
from models.challenge import Challenge
from models.profile import Competence, Profile, text_hash

LONGEST_CODE = 40
SURER_THAN_FOUND = 2.0
"""Above every score; a person said so."""
ONE_SUBJECT = (
    "CASE WHEN challenge_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN profile_id IS NULL THEN 0 ELSE 1 END = 1"
)


class ThemeReading(Base):
    """That the software read a Bedarf or a Kompetenzprofil for its themes; the last time counts.

    Without a theme it says that none was found.
    """

    __tablename__ = "theme_readings"
    __table_args__ = (CheckConstraint(ONE_SUBJECT, name="of_one_subject"),)

    id: Mapped[Id]
    challenge_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), unique=True
    )
    profile_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("profiles.id", ondelete="CASCADE"), unique=True
    )
    text_version: Mapped[str] = mapped_column(String(64))
    """Of the text that was read; where a theme stands is told of this one only."""
    vocabulary: Mapped[str] = mapped_column(String(LONGEST_CODE))
    """The version of the vocabulary, and of the weights it was found by."""
    model_sha256: Mapped[str | None] = mapped_column(String(64))
    """The language model that took part; none where words alone were compared."""
    is_degraded: Mapped[bool]
    """Whether a model was wanted and could not be had."""
    made_at: Mapped[datetime]

    challenge: Mapped[Challenge | None] = relationship()
    profile: Mapped[Profile | None] = relationship()
    themes: Mapped[list["FoundTheme"]] = relationship(
        back_populates="reading",
        cascade="all, delete-orphan",
        order_by="FoundTheme.score.desc(), FoundTheme.theme",
    )


class FoundTheme(Base):
    """A theme the software found, and where it stands: never the words themselves."""

    __tablename__ = "found_themes"
    __table_args__ = (
        CheckConstraint("score > 0 AND score <= 1", name="score_is_a_chance"),
        CheckConstraint("(start_at IS NULL) = (end_at IS NULL)", name="span_has_both_ends"),
        CheckConstraint("start_at IS NULL OR start_at < end_at", name="span_is_not_empty"),
    )

    reading_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("theme_readings.id", ondelete="CASCADE"), primary_key=True
    )
    theme: Mapped[str] = mapped_column(String(LONGEST_CODE), primary_key=True)
    score: Mapped[float]
    start_at: Mapped[int | None]
    """Where the sentence that carries it begins in title, line break, description of a Bedarf."""
    end_at: Mapped[int | None]
    competence_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("competences.id", ondelete="SET NULL"), index=True
    )
    """The statement of a profile that carries it; none where its summary does."""

    reading: Mapped[ThemeReading] = relationship(back_populates="themes")
    competence: Mapped[Competence | None] = relationship()


class CorrectionKind(enum.Enum):
    """What somebody said of a theme."""

    ADDED = "ergaenzt"
    REMOVED = "entfernt"


class ThemeCorrection(Base):
    """Somebody says that a theme fits or does not; never changed, and the last word counts.

    The software never overrules it, whatever it finds in later texts.
    """

    __tablename__ = "theme_corrections"
    __table_args__ = (
        CheckConstraint(ONE_SUBJECT, name="of_one_subject"),
        Index("ix_theme_corrections_challenge_id_theme", "challenge_id", "theme"),
        Index("ix_theme_corrections_profile_id_theme", "profile_id", "theme"),
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    """Says which came later, also within one moment."""
    challenge_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE")
    )
    profile_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("profiles.id", ondelete="CASCADE")
    )
    theme: Mapped[str] = mapped_column(String(LONGEST_CODE))
    kind: Mapped[CorrectionKind]
    vocabulary: Mapped[str] = mapped_column(String(LONGEST_CODE))
    """The version of the vocabulary that was looked at."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), index=True
    )

    challenge: Mapped[Challenge | None] = relationship()
    profile: Mapped[Profile | None] = relationship()
    made_by: Mapped[Account | None] = relationship()


def profile_text_version(profile: Profile) -> str:
    """The version of what a profile says, whatever the order of its statements."""
    return text_hash(
        profile.chair, profile.summary, *sorted(each.text_hash for each in profile.competences)
    )


def themes_of_needs() -> Select[tuple[uuid.UUID, str]]:
    """(challenge_id, theme) as they stand: found and not removed, or added by hand."""
    return _standing("challenge_id")


def themes_of_profiles() -> Select[tuple[uuid.UUID, str]]:
    """(profile_id, theme) as they stand: found and not removed, or added by hand."""
    return _standing("profile_id")


def main_themes_of_needs() -> Select[tuple[uuid.UUID, str]]:
    """(challenge_id, theme): the one theme that a need is counted under where there is only one.

    What somebody added that the software had not seen goes before what it found, the surest first.
    """
    standing = themes_of_needs().subquery()
    found = (
        select(ThemeReading.challenge_id, FoundTheme.theme, FoundTheme.score)
        .join(FoundTheme, FoundTheme.reading_id == ThemeReading.id)
        .subquery()
    )
    place = func.row_number().over(
        partition_by=standing.c.challenge_id,
        order_by=(func.coalesce(found.c.score, SURER_THAN_FOUND).desc(), standing.c.theme),
    )
    ranked = (
        select(standing.c.challenge_id, standing.c.theme, place.label("place"))
        .outerjoin(
            found,
            and_(
                found.c.challenge_id == standing.c.challenge_id,
                found.c.theme == standing.c.theme,
            ),
        )
        .subquery()
    )
    return select(ranked.c.challenge_id, ranked.c.theme).where(ranked.c.place == 1)


def _standing(subject: str) -> Select[tuple[uuid.UUID, str]]:
    read, corrected = getattr(ThemeReading, subject), getattr(ThemeCorrection, subject)
    later = aliased(ThemeCorrection)
    is_last = ~(
        exists()
        .where(getattr(later, subject) == corrected, later.theme == ThemeCorrection.theme)
        .where(later.number > ThemeCorrection.number)
    )
    removed = exists().where(
        corrected == read, ThemeCorrection.theme == FoundTheme.theme,
        ThemeCorrection.kind == CorrectionKind.REMOVED, is_last,
    )  # fmt: skip
    found = (
        select(read.label(subject), FoundTheme.theme.label("theme"))
        .join(FoundTheme, FoundTheme.reading_id == ThemeReading.id)
        .where(read.is_not(None), ~removed)
    )
    added = select(corrected.label(subject), ThemeCorrection.theme.label("theme")).where(
        corrected.is_not(None), ThemeCorrection.kind == CorrectionKind.ADDED, is_last
    )
    both = union(found, added).subquery()
    return select(both.c[subject], both.c.theme)
