"""Who acts for an organisation."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, sort_key


def colleagues(session: Session, user: Account) -> Sequence[Account]:
    """Everybody who has accepted and acts for the same organisation, oneself included.

    Open invitations are left out: they would tell which addresses had an account before.
    """
    query = select(Account).where(
        Account.role == user.role,
        Account.company_id == user.company_id,
        Account.university_id == user.university_id,
        Account.organisation_id == user.organisation_id,
        Account.is_active,
        Account.confirmed_at.is_not(None),
    )
    found = session.scalars(query).all()
    return sorted(found, key=lambda each: (sort_key(each.display_name), each.email))
