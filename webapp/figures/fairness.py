"""What the page of fairness says: load, exposure, and how often first proposals were followed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from models import Account
from models.base import local_date
from models.semester import Semester, semester_of
from webapp.figures import judged, loads
from webapp.figures.exposure import Exposure, measure
from webapp.overrides import OverrideReport, override_report
from webapp.periods import Period, last_twelve_months


@dataclass(frozen=True)
class Fairness:
    """What the page says, and of which months."""

    period: Period
    semester: Semester
    loads: Sequence[loads.Load]
    elsewhere: Sequence[loads.Elsewhere]
    exposure: Exposure
    overrides: OverrideReport

    @property
    def last_day(self) -> date:
        """The last one of the semester."""
        return self.semester.next_day - timedelta(days=1)


def write_fairness(session: Session, user: Account, at: datetime) -> Fairness:
    """Load up to now; what is proposed, of the twelve months that are over."""
    today = local_date(at)
    period = last_twelve_months(today, complete=True)
    return Fairness(
        period=period,
        semester=semester_of(at),
        loads=loads.own_loads(session, user, at),
        elsewhere=loads.loads_elsewhere(
            session, user, last_twelve_months(today, complete=False), at
        ),
        exposure=measure(
            judged.judged_cases(session, user, period, at), judged.people(session, period)
        ),
        overrides=override_report(session, user, at),
    )
