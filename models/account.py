"""Who may sign in, in which role, and on whose behalf."""

import enum
import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.barrier import ConflictOfInterest
from models.base import Base, Id, Line
from models.organisation import Company, SupportingOrganisation, University

if TYPE_CHECKING:
    from models.profile import Profile
    from models.tie import DerivedTie

FREE_MAIL = frozenset(
    [
        "aol.com", "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net",
        "googlemail.com", "hotmail.com", "hotmail.de", "icloud.com", "live.com", "live.de",
        "mail.de", "mailbox.org", "me.com", "online.de", "outlook.com", "outlook.de", "posteo.de",
        "proton.me", "protonmail.com", "t-online.de", "unitybox.de", "vodafone.de", "web.de",
        "yahoo.com", "yahoo.de",
    ]
)  # fmt: skip
"""Providers where anybody gets an address, so that a shared domain says nothing."""


class Role(enum.Enum):
    """What somebody is here for; every permission starts from it."""

    COMPANY = "unternehmen"
    PROFESSOR = "professor"
    TRANSFER_MANAGER = "transferstelle"
    SUPPORTER = "unterstuetzer"
    SCOUT = "scout"
    ADMIN = "administration"


class Account(Base):
    """Somebody who signs in: named by function, bound to the organisation of the role."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint(
            "(role = 'unternehmen') = (company_id IS NOT NULL)", name="company_role_has_company"
        ),
        CheckConstraint(
            "(role = 'transferstelle') = (university_id IS NOT NULL)",
            name="transfer_manager_has_university",
        ),
        CheckConstraint(
            "(role IN ('unterstuetzer', 'scout')) = (organisation_id IS NOT NULL)",
            name="supporter_has_organisation",
        ),
        CheckConstraint("email = lower(email)", name="email_in_lower_case"),
    )

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    mail_domain: Mapped[str | None] = mapped_column(String(254), index=True)
    """Of the address, where it can be an organisation's own; follows the address."""
    display_name: Mapped[Line]
    phone: Mapped[str | None] = mapped_column(String(40))
    role: Mapped[Role]
    language: Mapped[str] = mapped_column(String(2), default="de")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    session_token: Mapped[str] = mapped_column(String(64))
    """Sessions and mailed links carry it; a new one ends them all."""
    is_active: Mapped[bool]
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    company_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("companies.id"))
    university_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("universities.id"))
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("supporting_organisations.id")
    )
    is_responsible: Mapped[bool] = mapped_column(server_default=false())
    """Whether they invite the colleagues of their organisation, and take their rights away."""
    first_steps_hidden_at: Mapped[datetime | None]
    """Since when the first steps are not shown any more."""

    company: Mapped[Company | None] = relationship()
    university: Mapped[University | None] = relationship()
    organisation: Mapped[SupportingOrganisation | None] = relationship()
    profile: Mapped["Profile | None"] = relationship(back_populates="account")
    derived_ties: Mapped[list["DerivedTie"]] = relationship(
        viewonly=True, primaryjoin="Account.id == foreign(DerivedTie.account_id)"
    )
    conflicts: Mapped[list[ConflictOfInterest]] = relationship(
        cascade="all, delete-orphan", order_by="ConflictOfInterest.declared_at"
    )

    def __init__(self, **facts: Any) -> None:
        super().__init__(
            **{
                "is_active": True,
                "is_responsible": False,
                "session_token": secrets.token_urlsafe(32),
                **facts,
            }
        )

    @validates("email")
    def _lower_email(self, _: str, email: str) -> str:
        lowered = email.strip().lower()
        domain = lowered.rpartition("@")[2]
        self.mail_domain = None if domain in FREE_MAIL else domain
        return lowered

    @property
    def is_confirmed(self) -> bool:
        """Whether the address was confirmed by a button, not by opening a link."""
        return self.confirmed_at is not None

    def declare_conflicts(self, organisations: Iterable[str], at: datetime) -> None:
        """Replace the ties to organisations, keeping those that were declared before."""
        known = {each.organisation: each for each in self.conflicts}
        self.conflicts = [
            known.get(each) or ConflictOfInterest(organisation=each, declared_at=at)
            for each in dict.fromkeys(organisations)
        ]

    def confirm(self, at: datetime) -> None:
        """The owner pressed the button on the page behind the mailed link."""
        self.confirmed_at = self.confirmed_at or at

    def move(self, role: Role, organisation_id: uuid.UUID | None) -> None:
        """Act for somebody else from now on; sessions, links and known devices end."""
        self.role, self.is_responsible = role, False
        self.company_id = self.university_id = self.organisation_id = None
        match role:
            case Role.COMPANY:
                self.company_id = organisation_id
            case Role.TRANSFER_MANAGER:
                self.university_id = organisation_id
            case Role.SUPPORTER | Role.SCOUT:
                self.organisation_id = organisation_id
        self.end_sessions()

    def change_address(self, address: str, at: datetime) -> None:
        """The owner of a new mailbox confirmed it; links sent to the old one are dead."""
        self.email, self.confirmed_at = address, at
        self.end_sessions()

    def set_password_hash(self, password_hash: str) -> None:
        """A new password ends every session and every mailed link."""
        self.password_hash = password_hash
        self.end_sessions()

    def end_sessions(self) -> None:
        """Sign out everywhere."""
        self.session_token = secrets.token_urlsafe(32)

    def is_colleague_of(self, other: "Account") -> bool:
        """Whether both act in one role for one organisation."""
        mine = (self.company_id, self.university_id, self.organisation_id)
        theirs = (other.company_id, other.university_id, other.organisation_id)
        return self.role is other.role and any(mine) and mine == theirs

    def deactivate(self) -> None:
        """Take every right away at once."""
        self.is_active = self.is_responsible = False
        self.end_sessions()
