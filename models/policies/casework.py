"""Working on a case together: deputies, Übergabe, Anmerkungen, and what takes two people."""

from datetime import datetime

from sqlalchemy import ColumnElement, false, select

from models.account import Account
from models.challenge import Challenge
from models.comment import Comment, Mention
from models.confirmation import Confirmation
from models.deadline import Rung, running_deadlines
from models.hand_over import HandOver
from models.policies.barriers import is_barred
from models.policies.needs import (
    counts_as_lead,
    is_deputy,
    may_lead,
    may_review_challenge,
    may_view_case,
    reviewable_challenges,
)
from models.policies.people import is_manager


def may_hand_over(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """The lead alone gives the case away, or back, and says who else acts in it."""
    return user is not None and challenge.lead_id == user.id and may_lead(user, challenge, at)


def may_take_over(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """A deputy becomes the lead when the lead does not act; nobody has to wait for an answer."""
    return (
        user is not None
        and challenge.lead_id != user.id
        and may_lead(user, challenge, at)
        and is_deputy(user, challenge)
    )


def may_be_named(account: Account, challenge: Challenge, at: datetime) -> bool:
    """Who can become lead or deputy of an open case: managers whom nothing bars.

    Of all others the lists are silent, so that none of them tells of a conflict or an exclusion.
    """
    return is_manager(account) and challenge.is_open and not is_barred(account, challenge)


def may_view_hand_over(user: Account | None, hand_over: HandOver, at: datetime) -> bool:
    """Whoever has the desk of the case, and the one it is offered to, as long as it is."""
    return may_review_challenge(user, hand_over.challenge, at) or may_answer_hand_over(
        user, hand_over, at
    )


def may_answer_hand_over(user: Account | None, hand_over: HandOver, at: datetime) -> bool:
    """The one it is offered to, as long as nothing bars them."""
    return (
        user is not None
        and hand_over.to_id == user.id
        and hand_over.is_waiting
        and hand_over.from_id == hand_over.challenge.lead_id
        and may_be_named(user, hand_over.challenge, at)
    )


def may_take_hand_over_back(user: Account | None, hand_over: HandOver, at: datetime) -> bool:
    """The lead, until it is answered."""
    return hand_over.is_waiting and may_hand_over(user, hand_over.challenge, at)


def may_view_comments(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Whoever has the desk of a case; no company, no professor, no manager beside it."""
    return may_review_challenge(user, challenge, at)


def may_view_comment(user: Account | None, comment: Comment, at: datetime) -> bool:
    """Whoever reads what managers note about its case."""
    return may_view_comments(user, comment.challenge, at)


def visible_comments(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_comment."""
    if user is None or not is_manager(user):
        return false()
    return Comment.challenge_id.in_(select(Challenge.id).where(reviewable_challenges(user, at)))


def may_comment(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Whoever has the desk, as long as somebody works on the case."""
    return challenge.is_open and may_view_comments(user, challenge, at)


def may_delete_comment(user: Account | None, comment: Comment, at: datetime) -> bool:
    """Who wrote it, as long as somebody works on the case."""
    return (
        user is not None
        and comment.author_id == user.id
        and comment.deleted_at is None
        and may_comment(user, comment.challenge, at)
    )


def may_view_mention(user: Account | None, mention: Mention, at: datetime) -> bool:
    """Who was called, as long as they may read what they are called to."""
    return (
        user is not None
        and mention.account_id == user.id
        and may_view_comment(user, mention.comment, at)
    )


def may_settle_mention(user: Account | None, mention: Mention, at: datetime) -> bool:
    """Who was called says that they have read it."""
    return mention.seen_at is None and may_view_mention(user, mention, at)


def may_view_confirmation(user: Account | None, confirmation: Confirmation, at: datetime) -> bool:
    """What waits for a second pair of eyes is for the desk of its case."""
    return may_review_challenge(user, confirmation.challenge, at)


def may_confirm(user: Account | None, confirmation: Confirmation, at: datetime) -> bool:
    """Lead and deputies, but never for a step of their own."""
    return (
        user is not None
        and confirmation.is_waiting
        and confirmation.asked_by_id != user.id
        and may_lead(user, confirmation.challenge, at)
    )


def may_take_confirmation_back(
    user: Account | None, confirmation: Confirmation, at: datetime
) -> bool:
    """Who asked for it."""
    return (
        user is not None
        and confirmation.is_waiting
        and confirmation.asked_by_id == user.id
        and may_lead(user, confirmation.challenge, at)
    )


def may_set_desk_rules(user: Account | None, at: datetime) -> bool:
    """Managers who are responsible for their Transferstelle."""
    return user is not None and is_manager(user) and user.is_responsible


def may_return_case(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """A responsible manager of the lead's house, once everybody was told and nobody acted.

    What the case is about, this does not open to them.
    """
    return (
        user is not None
        and may_set_desk_rules(user, at)
        and challenge.is_open
        and challenge.lead is not None
        and challenge.lead_id != user.id
        and challenge.lead.university_id == user.university_id
        and (counts_as_lead(user, challenge) or may_view_case(user, challenge, at))
        and any(each.rung >= Rung.EVERYBODY for each in running_deadlines(challenge))
    )
