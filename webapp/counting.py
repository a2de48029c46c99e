"""What several pages count alike: the moments of an answer, and what is counted in one sentence.

The figures of the desk and the ledger of indicators take it from here, so that neither counts what
the other counts differently.
"""

from collections.abc import Iterable
from datetime import date, datetime
from statistics import median
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ScalarSelect, Select, func, select

from models import AuditEntry, Challenge, Teaser
from models.base import local_date
from models.follow_up import NOTHING_TO_ASK

Moment = datetime | date
DECLINED = "abgesagt"
"""What the trail calls a professor's no, which is the only place that knows its moment."""
NO_COOPERATION = frozenset(NOTHING_TO_ASK)
"""Outcomes that are none of a cooperation."""
FIRST_ANSWER_RULE = _l(
    "Von der Einreichung, bis eine Kurzfassung vorliegt oder der Fall mit einer Nachricht endet."
)
PROFESSOR_ANSWER_RULE = _l(
    "Von der Anfrage mit dem zuletzt geschickten Text bis zur Zusage oder Absage."
)


def first_presented_at() -> ScalarSelect[datetime | None]:
    """When a Kurzfassung was first laid before the company of a Challenge."""
    return (
        select(func.min(Teaser.presented_at))
        .where(Teaser.challenge_id == Challenge.id)
        .correlate(Challenge)
        .scalar_subquery()
    )


def declined_moments() -> Select[Any]:
    """By introduction, when its professor said no for the last time."""
    return (
        select(AuditEntry.object_id, func.max(AuditEntry.at).label("at"))
        .where(AuditEntry.verb == DECLINED)
        .group_by(AuditEntry.object_id)
    )


def first_answer(presented_at: datetime | None, closed_at: datetime | None) -> datetime | None:
    """When the company first heard back: a Kurzfassung, or the words at the end."""
    return min([each for each in (presented_at, closed_at) if each is not None], default=None)


def days_between(begin: Moment, end: Moment) -> float:
    """Days from one moment to another, in whole days where one of them is only a day."""
    if isinstance(begin, datetime) and isinstance(end, datetime):
        return max(0.0, (end - begin).total_seconds() / 86400)
    return max(0.0, float((day_of(end) - day_of(begin)).days))


def median_of(days: Iterable[float]) -> float | None:
    """The middle one, to a tenth of a day."""
    known = list(days)
    return round(median(known), 1) if known else None


def day_of(moment: Moment) -> date:
    """The day in the region."""
    return local_date(moment) if isinstance(moment, datetime) else moment
