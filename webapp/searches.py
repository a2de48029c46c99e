"""Searches over what is confidential: counted for each person, and written down as a fact.

Every search shows only what its reader may see anyway. Very many of them could still feel out what
stands in the texts, or who is never found; so they are few in a minute, and the trail tells who
searched where and when. It does not tell for what: people type what they have just read.
"""

import enum

from flask import request
from flask_babel import gettext as _
from limits import parse_many
from sqlalchemy.orm import Session

from models import Account
from webapp.access import current_user
from webapp.audit import record
from webapp.clock import now
from webapp.database import SAFE_METHODS, database, get_session
from webapp.security import limiter

LIMITS = parse_many("20 per minute; 200 per hour")
"""Far more than anybody types who looks for a case or an expert."""

TOO_MANY = 429


class Searched(enum.Enum):
    """Where somebody searched."""

    CASES = "eingang"
    EXPERTS = "lehrgebiete"
    COLLEAGUES = "kollegium"


def count_search(where: Searched, by: Account | None = None) -> bool:
    """Whether the reader may search once more; if so, that they did is written down.

    Whoever follows a mailed link searches as the account it was made for.
    """
    user = by or current_user()
    if user is None or not limiter.allows(LIMITS, "search", str(user.id)):
        return False
    if request.method not in SAFE_METHODS:
        _note(get_session(), user, where)
        return True
    with database().writing() as session:
        _note(session, user, where)
    return True


def words_for_too_many() -> str:
    """What stands at the field when somebody may not search for a while."""
    return _(
        "Sie haben in kurzer Zeit sehr oft gesucht. Diese Suche wurde nicht ausgeführt; "
        "bitte warten Sie eine Minute und versuchen Sie es dann noch einmal."
    )


def _note(session: Session, user: Account, where: Searched) -> None:
    record(session, "gesucht", user, now(), by=user, where=where.value)
