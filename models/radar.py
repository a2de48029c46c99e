"""The Bedarfsradar: Kurzfassungen every subscribed professor may read, and who took an interest."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id, InvalidTransition
from models.challenge import Teaser
from models.profile import Profile


class RadarEntry(Base):
    """What a company released for the radar; it stands there once the lead shows it as well."""

    __tablename__ = "radar_entries"

    id: Mapped[Id]
    teaser_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("teasers.id", ondelete="CASCADE"), unique=True
    )
    text_version: Mapped[str] = mapped_column(String(64))
    """The words that both released."""
    released_at: Mapped[datetime]
    shown_at: Mapped[datetime | None]

    teaser: Mapped[Teaser] = relationship()

    @classmethod
    def release(cls, teaser: Teaser, text_version: str, at: datetime) -> "RadarEntry":
        """The company lets exactly these approved words be read by whoever subscribed."""
        if teaser is not teaser.challenge.approved_teaser or text_version != teaser.text_version:
            raise InvalidTransition("only the approved Kurzfassung stands on the radar")
        return cls(teaser=teaser, text_version=text_version, released_at=at)

    @property
    def is_shown(self) -> bool:
        """Whether both released it, and the words are still those."""
        return self.shown_at is not None and self.text_version == self.teaser.text_version

    def show(self, text_version: str, at: datetime) -> None:
        """The lead found nobody recognisable in exactly these words."""
        if self.shown_at is not None or text_version != self.text_version:
            raise InvalidTransition("it is shown already, or the words are others")
        self.shown_at = at

    def hide(self) -> None:
        """The lead takes it from the radar."""
        if self.shown_at is None:
            raise InvalidTransition("it is not on the radar")
        self.shown_at = None


class RadarInterest(Base):
    """A professor's word to the lead that a Kurzfassung of the radar speaks to them."""

    __tablename__ = "radar_interests"
    __table_args__ = (UniqueConstraint("teaser_id", "profile_id"),)

    id: Mapped[Id]
    teaser_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("teasers.id", ondelete="CASCADE"))
    profile_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("profiles.id", ondelete="CASCADE"), index=True
    )
    text_version: Mapped[str] = mapped_column(String(64))
    """The words that were read."""
    reported_at: Mapped[datetime]

    teaser: Mapped[Teaser] = relationship()
    profile: Mapped[Profile] = relationship()

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        if self.text_version != self.teaser.text_version:
            raise InvalidTransition("the text changed after it was read")
