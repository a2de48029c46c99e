"""The needs of a company one page after the other, for programs."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import Account, Challenge, policies
from webapp.cursors import behind


def own_needs(
    session: Session,
    user: Account,
    at: datetime,
    *,
    after: tuple[datetime, uuid.UUID] | None,
    count: int,
) -> Sequence[Challenge]:
    """What the company has, behind a place in the order it was written down in."""
    query = select(Challenge).where(policies.visible_challenges(user, at))
    if after is not None:
        query = query.where(behind(Challenge.created_at, Challenge.id, *after))
    return session.scalars(
        query.order_by(Challenge.created_at, Challenge.id)
        .limit(count)
        .options(
            joinedload(Challenge.municipality),
            selectinload(Challenge.support_rows),
            selectinload(Challenge.teasers),
            selectinload(Challenge.promises),
        )
    ).all()
