"""Ties of professors to companies that nobody has to declare, because the service knows them."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import and_, cast, exists, null, or_, select, union
from sqlalchemy.orm import Mapped

from models.account import Account, Role
from models.base import Base, UtcDateTime
from models.challenge import Challenge, Outcome
from models.introduction import Introduction, IntroductionState
from models.organisation import Company
from models.profile import Profile

COOPERATIONS = (Outcome.PROJECT, Outcome.THESIS, Outcome.CONSULTING, Outcome.TRAINING)
"""Outcomes after which somebody knows a company from inside."""
AFTER_A_PROJECT = timedelta(days=3 * 365 + 1)
"""How long a joint project keeps somebody away from the needs of a rival."""

# Tables and not classes: a query of classes would set them up before they all exist.
_accounts, _companies = Account.__table__, Company.__table__
_challenges, _introductions = Challenge.__table__, Introduction.__table__
_professor, _colleague, _other = _accounts.alias(), _accounts.alias(), _accounts.alias()
_shared_domain = exists().where(
    _other.c.mail_domain == _colleague.c.mail_domain,
    or_(
        _other.c.role == Role.TRANSFER_MANAGER,
        and_(_other.c.company_id.is_not(None), _other.c.company_id != _colleague.c.company_id),
    ),
)
"""A domain that several companies or a Transferstelle use is nobody's own."""
_same_organisation = (
    select(
        _professor.c.id.label("account_id"),
        _companies.c.organisation_key,
        cast(null(), UtcDateTime()).label("worked_until"),
    )
    .join(_colleague, _colleague.c.mail_domain == _professor.c.mail_domain)
    .join(_companies, _companies.c.id == _colleague.c.company_id)
    .where(_professor.c.role == Role.PROFESSOR, _colleague.c.role == Role.COMPANY)
    .where(~_shared_domain)
)
_profiles = Profile.__table__
_joint_project = (
    select(_profiles.c.account_id, _companies.c.organisation_key, _challenges.c.closed_at)
    .join(_introductions, _introductions.c.profile_id == _profiles.c.id)
    .join(_challenges, _challenges.c.id == _introductions.c.challenge_id)
    .join(_companies, _companies.c.id == _challenges.c.company_id)
    .where(_introductions.c.state == IntroductionState.INTRODUCED)
    .where(_challenges.c.outcome.in_(COOPERATIONS), _challenges.c.closed_at.is_not(None))
)
_ties = union(_same_organisation, _joint_project).subquery("derived_ties")


class DerivedTie(Base):
    """A professor with a company's own mail domain, or who came to a project with it here."""

    __table__ = _ties
    __mapper_args__ = {
        "primary_key": [_ties.c.account_id, _ties.c.organisation_key, _ties.c.worked_until]
    }

    account_id: Mapped[uuid.UUID]
    organisation_key: Mapped[str]
    worked_until: Mapped[datetime | None]
    """The end of a joint project; empty for a tie that lasts."""

    @property
    def lasts(self) -> bool:
        """Whether it bars from the company's own needs too; who had a project may help again."""
        return self.worked_until is None

    def bars_from_rivals(self, at: datetime) -> bool:
        """Whether a company that names this one as a rival can count on it."""
        return self.worked_until is None or self.worked_until > at - AFTER_A_PROJECT
