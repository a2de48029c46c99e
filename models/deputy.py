"""Who acts beside or instead of the lead: deputies of a case, standing ones, named alternates."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from models.account import Account
from models.base import Base, Id, InvalidTransition, require
from models.challenge import OPEN_STATES, Challenge
from models.organisation import University


class Deputy(Base):
    """A manager who reads a case and acts in it as its lead does; one of each university."""

    __tablename__ = "case_deputies"
    __table_args__ = (
        UniqueConstraint("challenge_id", "university_id", "stands_in"),
        UniqueConstraint("challenge_id", "account_id"),
    )

    id: Mapped[Id]
    challenge_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"))
    account_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    university_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("universities.id"))
    stands_in: Mapped[bool] = mapped_column(server_default=false())
    """Whether they came as named alternate of a university, because nobody else acted."""
    named_by_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    """Empty when a standing choice made it."""
    named_at: Mapped[datetime]

    challenge: Mapped[Challenge] = relationship(
        backref=backref(
            "deputies", cascade="all, delete-orphan", order_by="Deputy.named_at, Deputy.id"
        )
    )
    account: Mapped[Account] = relationship(foreign_keys=account_id)
    university: Mapped[University] = relationship()

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"stands_in": False, **facts})


class StandingDeputy(Base):
    """Whom a manager wants as deputy, one of each university, in every case taken on from now."""

    __tablename__ = "standing_deputies"
    __table_args__ = (
        UniqueConstraint("account_id", "university_id"),
        CheckConstraint("account_id <> deputy_id", name="nobody_stands_in_for_themselves"),
    )

    id: Mapped[Id]
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    university_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("universities.id"))
    deputy_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    named_at: Mapped[datetime]

    deputy: Mapped[Account] = relationship(foreign_keys=deputy_id)


class DeskRules(Base):
    """How a university's desk works: who steps in, and what takes two people."""

    __tablename__ = "desk_rules"

    university_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("universities.id"), primary_key=True
    )
    alternate_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    """The named alternate, who is called when neither lead nor deputies act."""
    confirms_asking: Mapped[bool] = mapped_column(server_default=false())
    """Whether a second person agrees before a professor is asked."""
    confirms_no_match: Mapped[bool] = mapped_column(server_default=false())
    """Whether a second person agrees before a case ends without a match."""
    changed_at: Mapped[datetime]

    university: Mapped[University] = relationship()
    alternate: Mapped[Account | None] = relationship()

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"confirms_asking": False, "confirms_no_match": False, **facts})


class CaseRules(Base):
    """What takes two people in one case, whatever the desk of its lead wants."""

    __tablename__ = "case_rules"

    challenge_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), primary_key=True
    )
    confirms_asking: Mapped[bool] = mapped_column(server_default=false())
    confirms_no_match: Mapped[bool] = mapped_column(server_default=false())

    challenge: Mapped[Challenge] = relationship(
        backref=backref("rules", cascade="all, delete-orphan", uselist=False)
    )

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"confirms_asking": False, "confirms_no_match": False, **facts})


def deputies_of(challenge: Challenge) -> list[Deputy]:
    """Everybody who was ever named and not removed; the policies say who of them may act."""
    deputies: list[Deputy] = challenge.deputies  # type: ignore[attr-defined]
    return deputies


def change_lead(challenge: Challenge, manager: Account, at: datetime) -> None:
    """Another manager answers for an open case; whoever had it keeps nothing."""
    require(challenge.state, OPEN_STATES, challenge.state)
    if challenge.lead is None or challenge.lead is manager:
        raise InvalidTransition("only another person takes a case over")
    remove_deputy(challenge, manager)
    challenge.lead, challenge.lead_taken_at = manager, at


def remove_deputy(challenge: Challenge, account: Account) -> None:
    """Somebody is no deputy of the case any more."""
    for each in [each for each in deputies_of(challenge) if each.account_id == account.id]:
        deputies_of(challenge).remove(each)
