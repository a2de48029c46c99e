"""Kein passender Treffer: who reads where a company was sent, and which topics nobody covers."""

from datetime import datetime

from sqlalchemy import ColumnElement, false, select

from models.account import Account, Role
from models.challenge import Challenge
from models.policies.needs import (
    may_read_closing_words,
    may_view_case,
    visible_cases,
    visible_challenges,
)
from models.policies.people import has_role, is_manager
from models.referral import Gap, Neighbour, NoMatch


def may_edit_neighbour(user: Account | None, neighbour: Neighbour, at: datetime) -> bool:
    """The list of neighbours is every manager's; it tells nothing of any case."""
    return is_manager(user)


def may_view_referral(user: Account | None, no_match: NoMatch, at: datetime) -> bool:
    """Where a company was sent, it was told itself; beside it the desk knows."""
    return has_role(user, Role.COMPANY, Role.TRANSFER_MANAGER) and may_read_closing_words(
        user, no_match.challenge, at
    )


def visible_referrals(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_referral."""
    if not has_role(user, Role.COMPANY, Role.TRANSFER_MANAGER):
        return false()
    read = select(Challenge.id).where(visible_challenges(user, at))
    if is_manager(user):
        read = read.where(Challenge.submitted_at.is_not(None))
    return NoMatch.challenge_id.in_(read)


def may_note_referral(user: Account | None, no_match: NoMatch, at: datetime) -> bool:
    """What became of it says the company, or the lead for it."""
    return may_view_referral(user, no_match, at) and no_match.neighbour_id is not None


def may_view_gap(user: Account | None, gap: Gap, at: datetime) -> bool:
    """Managers who may know of one of its cases; to others the topic does not exist."""
    return is_manager(user) and any(
        may_view_case(user, each.challenge, at) for each in gap.no_matches
    )


def visible_gaps(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_gap."""
    if not is_manager(user):
        return false()
    return Gap.id.in_(
        select(NoMatch.gap_id)
        .join(Challenge, NoMatch.challenge_id == Challenge.id)
        .where(NoMatch.gap_id.is_not(None), visible_cases(user, at))
    )


def may_work_on_gap(user: Account | None, gap: Gap, at: datetime) -> bool:
    """Whoever sees a topic merges it with another one they see, or closes it."""
    return may_view_gap(user, gap, at)


def known_no_matches(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """What a manager counts: no-matches of cases they may know of."""
    if not is_manager(user):
        return false()
    known = select(Challenge.id).where(visible_cases(user, at))
    return NoMatch.challenge_id.in_(known)
