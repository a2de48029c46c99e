"""Where the files of a Bedarf lie in the archive, and which of them the reader may have."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from models import Account, Attachment, Challenge, policies
from webapp.own_data import queries


def all_files(session: Session, user: Account, at: datetime) -> Iterator[tuple[str, Attachment]]:
    """Every file that was added to a Bedarf, with where it lies in the archive."""
    for challenge in queries.own_challenges(session, user, at) if user.company_id else []:
        for number, attachment in enumerate(readable_files(challenge, user, at), 1):
            yield path_of(challenge, number, attachment), attachment


def readable_files(challenge: Challenge, user: Account, at: datetime) -> list[Attachment]:
    """The files of a Bedarf that the reader may read as they came."""
    every: list[Attachment] = challenge.attachments  # type: ignore[attr-defined]
    return [each for each in every if policies.may_view_original(user, each, at)]


def path_of(challenge: Challenge, number: int, attachment: Attachment) -> str:
    """The name of a file in the archive."""
    return f"dateien/{challenge.reference}/{number}-{attachment.name}"
