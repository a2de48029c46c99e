"""Who works on a case, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from models import (
    Account,
    Challenge,
    Comment,
    Confirmation,
    ConfirmationState,
    Deputy,
    HandOver,
    policies,
    sort_key,
    waiting_hand_over,
)
from models.base import local_date
from models.confirmation import confirmations_of
from webapp.comments import comments_of
from webapp.days import Day, days_by_case
from webapp.leads import acting_deputies
from webapp.steps import run_states


@dataclass(frozen=True)
class Collaboration:
    """Lead and deputies, and what is on its way between them."""

    deputies: Sequence[Deputy]
    offer: HandOver | None
    """An Übergabe that nobody has answered."""
    last_note: HandOver | None
    """What the one before wrote to whoever has the case now."""
    comments: Sequence[Comment]
    confirmations: Sequence[Confirmation]
    """What waits for a second person, and what one has refused, the newest last."""
    days: Sequence[Day]
    """What has to happen by which day, the first day first."""
    today: date


def collaboration_of(
    session: Session, challenge: Challenge, user: Account, at: datetime
) -> Collaboration | None:
    """What somebody at the desk reads of it; None for those who have not the desk."""
    if not policies.may_review_challenge(user, challenge, at):
        return None
    given: list[HandOver] = challenge.hand_overs  # type: ignore[attr-defined]
    noted = [each for each in given if each.to_id == challenge.lead_id and each.note]
    return Collaboration(
        deputies=sorted(
            acting_deputies(challenge), key=lambda each: sort_key(each.account.display_name)
        ),
        offer=waiting_hand_over(challenge),
        last_note=noted[-1] if noted else None,
        comments=comments_of(session, challenge, user, at),
        confirmations=[
            each
            for each in confirmations_of(challenge)
            if each.is_waiting or each.state is ConfirmationState.REFUSED
        ],
        days=days_by_case(session, [challenge], run_states(session, [challenge.id]))[challenge.id],
        today=local_date(at),
    )
