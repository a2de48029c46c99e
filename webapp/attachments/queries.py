"""How many files there are, and how large."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Attachment, Challenge


def number_of_files(session: Session, challenge: Challenge) -> int:
    """How many files a need has."""
    query = select(func.count()).where(Attachment.challenge_id == challenge.id)
    return session.scalar(query) or 0


def bytes_of_company(session: Session, challenge: Challenge) -> int:
    """How large all files of a need's company are together."""
    query = (
        select(func.coalesce(func.sum(Attachment.size), 0))
        .join(Challenge, Attachment.challenge_id == Challenge.id)
        .where(Challenge.company_id == challenge.company_id)
    )
    return session.scalar(query) or 0
