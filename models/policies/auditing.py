"""Who may read the audit trail, and as much of it as is theirs."""

from datetime import datetime

from models.account import Account, Role
from models.challenge import Challenge
from models.emergency import Emergency
from models.policies.needs import may_follow_challenge, may_review_challenge
from models.policies.people import has_role, may_administer


def may_view_readers(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Who has read a Bedarf is for its company and for whoever may review it."""
    return may_follow_challenge(user, challenge, at) or may_review_challenge(user, challenge, at)


def may_view_own_deeds(user: Account | None, at: datetime) -> bool:
    """Companies and professors read what the trail keeps of themselves."""
    return has_role(user, Role.COMPANY, Role.PROFESSOR)


def may_view_emergency(user: Account | None, emergency: Emergency, at: datetime) -> bool:
    """That somebody asked is for administrators; contents are not."""
    return may_administer(user, at)


def may_grant_emergency(user: Account | None, emergency: Emergency, at: datetime) -> bool:
    """An administrator other than the one who asked, within a day."""
    return (
        user is not None
        and may_administer(user, at)
        and user.id != emergency.asked_by_id
        and emergency.is_waiting(at)
    )


def may_read_in_emergency(user: Account | None, emergency: Emergency, at: datetime) -> bool:
    """The administrator who asked, for an hour after a second one has agreed."""
    return (
        user is not None
        and may_administer(user, at)
        and user.id == emergency.asked_by_id
        and emergency.is_open(at)
    )
