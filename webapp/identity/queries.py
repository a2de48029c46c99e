"""What is asked about identities."""

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models import Account, OutgoingMail


def links_since(session: Session, account: Account, address: str, since: datetime) -> int:
    """How many mails an account's wish or an address brought about since a moment."""
    asked = select(func.count()).select_from(OutgoingMail)
    return (
        session.scalar(
            asked.where(OutgoingMail.created_at > since)
            .where(OutgoingMail.template.in_(("change_address", "address_in_use")))
            .where(or_(OutgoingMail.recipient_id == account.id, OutgoingMail.address == address))
        )
        or 0
    )
