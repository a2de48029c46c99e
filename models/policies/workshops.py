"""Workshops: announced to everybody, run by the transfer managers of both universities.

Names and addresses of participants are for those who run the day. Participants themselves come by
the link in their mail, which opens their own registration and nothing else.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, true

from models.account import Account
from models.policies.people import is_manager
from models.workshop import Workshop, WorkshopState

BEFORE_THE_DAY = {WorkshopState.DRAFT, WorkshopState.PUBLISHED}


def may_run_workshops(user: Account | None, at: datetime) -> bool:
    """Transfer managers of either university: the room is full of companies of both."""
    return is_manager(user)


def may_run_workshop(user: Account | None, workshop: Workshop, at: datetime) -> bool:
    """The same for one workshop: its participants, tables, talks and report."""
    return may_run_workshops(user, at)


def may_view_workshop(user: Account | None, workshop: Workshop, at: datetime) -> bool:
    """Everybody, once it is announced; a draft is for those who prepare it."""
    return workshop.is_public or may_run_workshops(user, at)


def visible_workshops(user: Account | None, at: datetime) -> ColumnElement[bool]:
    """SQL twin of may_view_workshop."""
    return true() if may_run_workshops(user, at) else Workshop.published_at.is_not(None)


def may_edit_workshop(user: Account | None, workshop: Workshop, at: datetime) -> bool:
    """Day, place and agenda stand once the doors are open."""
    return may_run_workshops(user, at) and workshop.state in BEFORE_THE_DAY


def may_read_report(user: Account | None, workshop: Workshop, at: datetime) -> bool:
    """Those who ran it once it is over; everybody once they have released it."""
    if workshop.state is not WorkshopState.OVER:
        return False
    return workshop.report_released_at is not None or may_run_workshops(user, at)


def may_edit_report(user: Account | None, workshop: Workshop, at: datetime) -> bool:
    """Those who ran it add what comes next, release it and take it back."""
    return may_run_workshops(user, at) and workshop.state is WorkshopState.OVER


def may_plan_talks(user: Account | None, workshop: Workshop, at: datetime) -> bool:
    """Those who run it, from the announcement until everybody has gone."""
    return may_run_workshops(user, at) and workshop.state in {
        WorkshopState.PUBLISHED,
        WorkshopState.RUNNING,
    }
