"""Stoffströme: as confidential as the words of the need they belong to."""

from datetime import datetime

from sqlalchemy import ColumnElement, select

from models.account import Account
from models.challenge import OPEN_STATES, Challenge, ChallengeState
from models.flow import MaterialFlow
from models.policies.needs import (
    countable_challenges,
    is_own,
    may_lead,
    may_view_challenge,
    visible_challenges,
)
from models.policies.people import is_manager


def may_view_flow(user: Account | None, flow: MaterialFlow, at: datetime) -> bool:
    """Whoever reads the full text of its need, and nobody else."""
    return may_view_challenge(user, flow.challenge, at)


def visible_flows(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_flow."""
    return MaterialFlow.challenge_id.in_(select(Challenge.id).where(visible_challenges(user, at)))


def may_write_flows(user: Account | None, challenge: Challenge, at: datetime) -> bool:
    """Its company until the case ends, and those who lead it."""
    is_alive = challenge.state in {ChallengeState.DRAFT, *OPEN_STATES}
    return is_alive and (is_own(user, challenge) or may_lead(user, challenge, at))


def may_edit_flow(user: Account | None, flow: MaterialFlow, at: datetime) -> bool:
    """Whoever adds some."""
    return may_write_flows(user, flow.challenge, at)


def countable_flows(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """What is counted by group of material: to managers, of open cases they may know of."""
    counted = Challenge.state.in_(OPEN_STATES) & countable_challenges(user, at)
    return MaterialFlow.challenge_id.in_(select(Challenge.id).where(counted))


def may_view_flow_counts(user: Account | None, at: datetime) -> bool:
    """Managers; to everybody else nothing of it is counted."""
    return is_manager(user)
