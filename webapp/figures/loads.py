"""Who was asked how often: by name those of the own university, of others what the desk holds."""

import enum
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from models import (
    Account,
    AuditEntry,
    Campus,
    Department,
    Introduction,
    Profile,
    ProfileState,
    University,
    policies,
)
from models.base import local_date
from models.introduction import PENDING_STATES
from models.semester import semester_of
from webapp.counting import DECLINED
from webapp.figures.facts import days_between, median_of
from webapp.figures.queries import Choice, cases
from webapp.periods import Period

A_YEAR = timedelta(days=365)


class Room(enum.Enum):
    """Whether one more enquiry would be welcome, in the order in which one looks."""

    FULL = "ausgelastet"
    PARTLY = "teils_belegt"
    FREE = "frei"
    NEVER = "nicht_gefragt"
    """Free, and not asked for a year."""
    AWAY = "nimmt_keine_an"


@dataclass(frozen=True)
class Load:
    """What one professor was asked, and takes on."""

    profile: Profile
    in_semester: int
    in_year: int
    running: int
    days_to_answer: float | None
    paused_until: date | None

    @property
    def is_full(self) -> bool:
        """Whether the owner takes no more at present, for one reason or the other."""
        limit = self.profile.semester_limit
        return self.running >= self.profile.capacity or (
            limit is not None and self.in_semester >= limit
        )

    @property
    def room(self) -> Room:
        """In which group one finds it."""
        if self.paused_until is not None or not self.profile.capacity:
            return Room.AWAY
        if self.is_full:
            return Room.FULL
        if self.running:
            return Room.PARTLY
        return Room.FREE if self.in_year else Room.NEVER

    @property
    def share(self) -> float:
        """Of the places that may be taken at a time, how many are; beyond 1 where too many are."""
        return self.running / max(1, self.profile.capacity)


@dataclass(frozen=True)
class Elsewhere:
    """What professors of another university were asked for the reader's own cases."""

    university: str
    asked: int
    days_to_answer: float | None


def own_loads(session: Session, user: Account, at: datetime) -> Sequence[Load]:
    """The published profiles of the reader's university, whoever was asked most first."""
    profiles = session.scalars(
        select(Profile)
        .join(Profile.department)
        .join(Department.campus)
        .where(Campus.university_id == user.university_id)
        .where(Profile.state == ProfileState.PUBLISHED)
        .options(contains_eager(Profile.department).contains_eager(Department.campus))
        .order_by(Profile.sort_key, Profile.id)
    ).all()
    visible = [each for each in profiles if policies.may_view_load(user, each, at)]
    semester, enquiries = semester_of(at), _enquiries(session, user, at)
    loads = []
    for profile in visible:
        asked = enquiries[profile.id]
        loads.append(
            Load(
                profile=profile,
                in_semester=sum(semester.holds(each.asked_at) for each in asked),
                in_year=sum(_is_within_a_year(each.asked_at, at) for each in asked),
                running=sum(each.state in PENDING_STATES for each in asked),
                days_to_answer=_median_answer(asked, at),
                paused_until=profile.paused_until if profile.is_paused(local_date(at)) else None,
            )
        )
    return sorted(loads, key=lambda each: (-each.in_year, -each.running, each.profile.sort_key))


def loads_elsewhere(
    session: Session, user: Account, period: Period, at: datetime
) -> Sequence[Elsewhere]:
    """For other universities only sums, and only of the cases that the reader may view."""
    own = session.scalar(select(University.name).where(University.id == user.university_id))
    counts: Counter[str] = Counter()
    days: dict[str, list[float]] = defaultdict(list)
    for case in cases(session, Choice(period), user, at):
        for enquiry in case.enquiries:
            if enquiry.asked_at is None or enquiry.university == own:
                continue
            counts[enquiry.university] += 1
            if enquiry.days_to_answer is not None:
                days[enquiry.university].append(enquiry.days_to_answer)
    return [Elsewhere(name, counts[name], median_of(days[name])) for name in sorted(counts)]


def _enquiries(session: Session, user: Account, at: datetime) -> dict[Any, list[Any]]:
    declined = (
        select(AuditEntry.object_id, func.max(AuditEntry.at).label("at"))
        .where(AuditEntry.verb == DECLINED)
        .group_by(AuditEntry.object_id)
        .subquery()
    )
    since = min(at - A_YEAR, semester_of(at).begin_at)
    rows = session.execute(
        select(
            Introduction.profile_id,
            Introduction.state,
            Introduction.asked_at,
            func.coalesce(Introduction.renewed_at, Introduction.asked_at).label("sent_at"),
            func.coalesce(Introduction.professor_consented_at, declined.c.at).label("answered_at"),
        )
        .join(Profile, Introduction.profile_id == Profile.id)
        .join(Profile.department)
        .join(Department.campus)
        .outerjoin(
            declined,
            and_(declined.c.object_id == Introduction.id, Introduction.decline_reason.is_not(None)),
        )
        .where(Campus.university_id == user.university_id)
        .where(or_(Introduction.asked_at >= since, Introduction.state.in_(PENDING_STATES)))
        .where(policies.countable_enquiries(user, at))
    )
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.profile_id].append(row)
    return found


def _is_within_a_year(moment: datetime | None, at: datetime) -> bool:
    return moment is not None and moment > at - A_YEAR


def _median_answer(asked: Iterable[Any], at: datetime) -> float | None:
    return median_of(
        days_between(each.sent_at, each.answered_at)
        for each in asked
        if each.sent_at and each.answered_at and _is_within_a_year(each.asked_at, at)
    )
