"""The profile that is filled, with what it says already."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from models import Account, Profile


def own_profile(session: Session, owner: Account) -> Profile | None:
    """The profile an account keeps, with its statements."""
    query = select(Profile).where(Profile.account_id == owner.id)
    return session.scalars(query.options(selectinload(Profile.competences))).one_or_none()
