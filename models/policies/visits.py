"""Visits: own drafts of scouts, and of managers after a workshop, until the company decides."""

from datetime import datetime

from sqlalchemy import ColumnElement, false

from models.account import Account, Role
from models.policies.people import has_role
from models.visit import MOST_SENDS, Visit

KEEP_VISITS = (Role.SCOUT, Role.TRANSFER_MANAGER)


def may_visit_companies(user: Account | None, at: datetime) -> bool:
    """Scouts write down what they hear."""
    return has_role(user, Role.SCOUT)


def may_keep_visits(user: Account | None, at: datetime) -> bool:
    """Scouts, and managers who began a draft with what a workshop's note says."""
    return has_role(user, *KEEP_VISITS)


def may_view_visit(user: Account | None, visit: Visit, at: datetime) -> bool:
    """Whoever wrote it down; colleagues see nothing of it."""
    return user is not None and may_keep_visits(user, at) and visit.scout_id == user.id


def visible_visits(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_visit."""
    if user is None or not may_keep_visits(user, at):
        return false()
    return Visit.scout_id == user.id


def may_edit_visit(user: Account | None, visit: Visit, at: datetime) -> bool:
    """Until the company has decided."""
    return may_view_visit(user, visit, at) and visit.is_open


def may_send_visit(user: Account | None, visit: Visit, at: datetime) -> bool:
    """As long, and not more often than a company bears."""
    return may_edit_visit(user, visit, at) and visit.sends < MOST_SENDS
