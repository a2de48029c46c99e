"""Files of a Bedarf: who adds them, who reads them, and which ones a professor may have."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, select

from models.account import Account, Role
from models.attachment import Attachment
from models.challenge import Challenge, ChallengeState
from models.policies.needs import (
    is_own,
    may_edit_challenge,
    may_view_challenge,
    visible_challenges,
)
from models.policies.people import has_role

ENDED = {ChallengeState.CLOSED, ChallengeState.WITHDRAWN}


def may_view_attachment(user: Account | None, attachment: Attachment, at: datetime) -> bool:
    """Whoever may read the full text; a professor only what the company has released."""
    return may_view_challenge(user, attachment.challenge, at) and (
        attachment.is_released or not has_role(user, Role.PROFESSOR)
    )


def visible_attachments(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_attachment."""
    if user is None:
        return false()
    of_readable = Attachment.challenge_id.in_(
        select(Challenge.id).where(visible_challenges(user, at))
    )
    if has_role(user, Role.PROFESSOR):
        return and_(of_readable, Attachment.released_at.is_not(None))
    return of_readable


def may_view_original(user: Account | None, attachment: Attachment, at: datetime) -> bool:
    """The file as it was sent, and what was read in it; a professor gets the cleaned copy."""
    return may_view_attachment(user, attachment, at) and not has_role(user, Role.PROFESSOR)


def may_add_attachment(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Whoever may change the text of the Bedarf."""
    return may_edit_challenge(user, challenge, at)


def may_remove_attachment(user: Account | None, attachment: Attachment, at: datetime) -> bool:
    """Whoever may change the text of the Bedarf."""
    return may_edit_challenge(user, attachment.challenge, at)


def may_release_attachment(user: Account | None, attachment: Attachment, at: datetime) -> bool:
    """Its company, for each file and until the case ends."""
    return is_own(user, attachment.challenge) and attachment.challenge.state not in ENDED
