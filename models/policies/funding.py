"""Förderwege: everybody reads the list; what a case notes about it stays on its desk."""

from datetime import datetime

from sqlalchemy import ColumnElement, false, select, true

from models.account import Account
from models.challenge import Challenge
from models.funding import FundingProgramme
from models.funding_case import FundingNote, FundingSketch
from models.policies.needs import may_review_challenge, reviewable_challenges
from models.policies.people import is_manager


def may_view_funding_programme(
    user: Account | None, programme: FundingProgramme, at: datetime
) -> bool:
    """Public facts; what is off the list, managers still look up, because cases noted it."""
    return not programme.is_archived or is_manager(user)


def visible_funding_programmes(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_funding_programme."""
    return true() if is_manager(user) else FundingProgramme.archived_at.is_(None)


def may_edit_funding_programme(
    user: Account | None, programme: FundingProgramme, at: datetime
) -> bool:
    """The list is every manager's; it tells nothing of any case."""
    return is_manager(user)


def may_view_funding(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Whoever has the desk of a case; no company, no professor, no manager beside it."""
    return may_review_challenge(user, challenge, at)


def may_work_on_funding(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Whoever reads it; also of a closed case, because money is often granted later."""
    return challenge.withdrawn_at is None and may_view_funding(user, challenge, at)


def may_view_funding_note(user: Account | None, note: FundingNote, at: datetime) -> bool:
    """As confidential as its case."""
    return may_view_funding(user, note.challenge, at)


def visible_funding_notes(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_funding_note."""
    if not is_manager(user):
        return false()
    return FundingNote.challenge_id.in_(select(Challenge.id).where(reviewable_challenges(user, at)))


def may_view_funding_sketch(user: Account | None, sketch: FundingSketch, at: datetime) -> bool:
    """As confidential as its case; to whom it goes as a file, the lead decides."""
    return may_view_funding(user, sketch.challenge, at)


def visible_funding_sketches(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_funding_sketch."""
    if not is_manager(user):
        return false()
    return FundingSketch.challenge_id.in_(
        select(Challenge.id).where(reviewable_challenges(user, at))
    )
