"""What is counted, as plain facts: a case, whom it asked, and what was promised in it."""

import math
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models import (
    ChallengeState,
    DeclineReason,
    IntroductionState,
    Outcome,
    PromiseKind,
    RejectionReason,
    SizeClass,
)
from models.base import local_date
from webapp.counting import Moment, day_of, days_between, first_answer, median_of
from webapp.working_days import working_days_until

__all__ = [
    "Case", "Enquiry", "Moment", "Promised", "days_between", "median_of", "ninetieth_of",
    "working_days_between",
]  # fmt: skip


@dataclass(frozen=True)
class Enquiry:
    """One professor who was chosen for a case, and how far that came."""

    university: str
    state: IntroductionState
    asked_at: datetime | None
    renewed_at: datetime | None
    accepted_at: datetime | None
    declined_at: datetime | None
    declined_for: DeclineReason | None
    consented_at: datetime | None
    met_on: date | None

    @property
    def sent_at(self) -> datetime | None:
        """When the newest text was sent."""
        return self.renewed_at or self.asked_at

    @property
    def answered_at(self) -> datetime | None:
        """When the professor said yes or no."""
        return self.accepted_at or self.declined_at

    @property
    def days_to_answer(self) -> float | None:
        """From the newest text that was sent to the professor's yes or no."""
        sent, answered = self.sent_at, self.answered_at
        return days_between(sent, answered) if sent and answered else None


@dataclass(frozen=True)
class Promised:
    """A day that was named to the company."""

    kind: PromiseKind
    due_on: date
    ended_at: datetime | None

    def is_kept(self) -> bool:
        """Whether it happened by the end of that day."""
        return self.ended_at is not None and local_date(self.ended_at) <= self.due_on

    def is_missed(self, today: date) -> bool:
        """Whether the day was over before it happened."""
        last = local_date(self.ended_at) if self.ended_at is not None else today
        return self.due_on < last


@dataclass(frozen=True)
class Case:
    """A Bedarf with everything that is counted of it."""

    id: uuid.UUID
    state: ChallengeState
    created_at: datetime
    submitted_at: datetime
    closed_at: datetime | None
    outcome: Outcome | None
    municipality: str
    sector: str
    size_class: SizeClass | None
    proposed_at: datetime | None
    approved_at: datetime | None
    presented_at: datetime | None
    rejections: Sequence[RejectionReason]
    enquiries: Sequence[Enquiry]
    promises: Sequence[Promised]

    @property
    def answered_at(self) -> datetime | None:
        """When the company first heard back: a Kurzfassung, or the words at the end."""
        return first_answer(self.presented_at, self.closed_at)


def working_days_between(begin: Moment, end: Moment) -> float:
    """As many as would have had to be promised, counted as promises are."""
    return float(working_days_until(day_of(begin), day_of(end)))


def ninetieth_of(days: Iterable[float]) -> float | None:
    """The shortest time within which nine of ten were done (nearest rank), to a tenth of a day."""
    known = sorted(days)
    return round(known[math.ceil(0.9 * len(known)) - 1], 1) if known else None
