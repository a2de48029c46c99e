"""Which words a university has written for itself."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Account, Wording


def wordings_of(session: Session, user: Account) -> dict[str, dict[str, Wording]]:
    """The own university's words, by kind and language."""
    found: dict[str, dict[str, Wording]] = {}
    query = select(Wording).where(Wording.university_id == user.university_id)
    for each in session.scalars(query.options(joinedload(Wording.written_by))):
        found.setdefault(each.kind, {})[each.language] = each
    return found
