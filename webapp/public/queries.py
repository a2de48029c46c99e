"""What the start page names, and whether the machine behind it can work."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from models import Job, OutgoingMail, Profile, SupportingOrganisation, University, policies


def count_published_profiles(session: Session, at: datetime) -> int:
    """How many Kompetenzprofile everybody may read."""
    query = select(func.count()).select_from(Profile).where(policies.visible_profiles(None, at))
    return session.scalar(query) or 0


def universities(session: Session) -> Sequence[University]:
    """The universities that take part, with their places."""
    query = (
        select(University)
        .options(selectinload(University.campuses))
        .order_by(University.sort_key.desc())
    )
    return session.scalars(query).all()


def supporting_organisations(session: Session) -> Sequence[SupportingOrganisation]:
    """Who supports the hub."""
    query = select(SupportingOrganisation).order_by(SupportingOrganisation.sort_key)
    return session.scalars(query).all()


def oldest_due_work(session: Session, at: datetime) -> datetime | None:
    """Since when the oldest piece of work waits for a worker."""
    due = [
        session.scalar(select(func.min(kind.due_at)).where(kind.is_due(at)))
        for kind in (Job, OutgoingMail)
    ]
    return min((each for each in due if each is not None), default=None)
