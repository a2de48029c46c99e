"""Searches over what is confidential: counted for each person, and written down as a fact.

Every search shows only what its reader may see anyway. Very many of them could still feel out what
stands in the texts, or who is never found; so they are few in a minute, and the trail tells who
searched where and when. It does not tell for what: people type what they have just read.
"""

import enum

from flask import request
from flask_babel import gettext as _
from limits import parse_many

from webapp.access import current_user
from webapp.audit import record
from webapp.clock import now
from webapp.database import SAFE_METHODS, database, get_session
from webapp.security import limiter

LIMITS = parse_many("20 per minute; 200 per hour")
"""Far more than anybody types who looks for a case or an expert."""

VERB = "gesucht"
TOO_MANY = 429


class Searched(enum.Enum):
    """Where somebody searched."""

    CASES = "eingang"
    EXPERTS = "lehrgebiete"


def count_search(where: Searched) -> bool:
    """Whether the reader may search once more; if so, that they did is written down."""
    user = current_user()
    if user is None:
        return False
    if limiter.enabled and not all(
        limiter.limiter.hit(each, "search", str(user.id)) for each in LIMITS
    ):
        return False
    if request.method not in SAFE_METHODS:
        record(get_session(), VERB, user, now(), by=user, where=where.value)
        return True
    with database().writing() as session:
        record(session, VERB, user, now(), by=user, where=where.value)
    return True


def words_for_too_many() -> str:
    """What stands at the field when somebody may not search for a while."""
    return _(
        "Sie haben in kurzer Zeit sehr oft gesucht. Diese Suche wurde nicht ausgeführt; "
        "bitte warten Sie eine Minute und versuchen Sie es dann noch einmal."
    )
