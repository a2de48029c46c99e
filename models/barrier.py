"""What keeps somebody away from a Bedarf: exclusions by its company, conflicts people declared."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.base import Base, Id, Line
from models.organisation import University, organisation_key

if TYPE_CHECKING:
    from models.profile import Profile


class NamesOrganisation:
    """Names an organisation as people write it, and the key by which two spellings meet."""

    organisation_key: Mapped[str | None] = mapped_column(String(200))

    @validates("organisation")
    def _keep_organisation_key(self, _: str, organisation: str | None) -> str | None:
        self.organisation_key = organisation_key(organisation) if organisation else None
        return organisation


class Exclusion(NamesOrganisation, Base):
    """Who must not learn of a Bedarf: a university, a professor, or whoever is tied to a name."""

    __tablename__ = "exclusions"
    __table_args__ = (
        CheckConstraint(
            "CASE WHEN university_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN profile_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN organisation IS NULL THEN 0 ELSE 1 END = 1",
            name="excludes_one",
        ),
    )

    id: Mapped[Id]
    challenge_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), index=True
    )
    university_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("universities.id"))
    profile_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("profiles.id", ondelete="CASCADE"), index=True
    )
    organisation: Mapped[str | None] = mapped_column(String(200))

    university: Mapped[University | None] = relationship()
    profile: Mapped["Profile | None"] = relationship()


class ConflictOfInterest(NamesOrganisation, Base):
    """A tie of a professor or manager to an organisation, told by themselves; never shown."""

    __tablename__ = "conflicts_of_interest"

    id: Mapped[Id]
    account_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    organisation: Mapped[Line]
    declared_at: Mapped[datetime]
