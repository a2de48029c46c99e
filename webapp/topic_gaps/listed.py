"""A topic as one reader may know it: its cases, what they share, what managers made of it."""

import enum
import uuid
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from models import Gap, TopicGap, TopicGapEntry, TopicGapNeed, TopicGapStep
from models.base import local_date
from webapp.disclosure import SMALLEST_SHOWN, Cell, Hidden
from webapp.half_years import HalfYear
from webapp.industries import sector_of

HALVES = 4
"""How far back growth is shown."""


class Stand(enum.Enum):
    """What became of a topic, as its address says it."""

    OPEN = "offen"
    TAKEN_UP = "aufgegriffen"
    DISMISSED = "zurueckgestellt"
    SINGLE = "einzeln"


STANDS = {
    TopicGapStep.DISMISSED: Stand.DISMISSED,
    TopicGapStep.RESUMED: Stand.OPEN,
    TopicGapStep.TAKEN_UP: Stand.TAKEN_UP,
}


@dataclass
class ListedTopic:
    """A topic with the cases one reader may know of, and the lines of its history they read."""

    topic: TopicGap
    needs: list[TopicGapNeed]
    desk: frozenset[uuid.UUID]
    """The cases among them whose text the reader has on the desk."""
    themes_by_need: Mapping[uuid.UUID, Collection[str]]
    entries: list[TopicGapEntry] = field(default_factory=list)

    @property
    def is_single(self) -> bool:
        """Whether the need belongs to no topic but its own, as far as the reader knows."""
        return len(self.needs) == 1

    @property
    def name(self) -> str | None:
        """What a manager called it last."""
        entry = self._last(TopicGapStep.NAMED)
        return entry.text if entry else None

    @property
    def note(self) -> TopicGapEntry | None:
        """What a university would need, as somebody noted it last."""
        return self._last(TopicGapStep.NOTED)

    @property
    def gap(self) -> Gap | None:
        """The entry of the register it was linked to last."""
        entry = self._last(TopicGapStep.LINKED)
        return entry.gap if entry else None

    @property
    def stand(self) -> Stand:
        """What became of it."""
        entry = self._last(*STANDS)
        return STANDS[entry.step] if entry else Stand.OPEN

    @property
    def taken_up(self) -> TopicGapEntry | None:
        """By whom and when it was taken up, while that holds."""
        entry = self._last(*STANDS)
        return entry if entry and entry.step is TopicGapStep.TAKEN_UP else None

    @property
    def companies(self) -> Cell:
        """How many companies ask; of other desks' cases no small count, as it would tie cases."""
        count = len({each.challenge.company_id for each in self.needs})
        if count < SMALLEST_SHOWN and any(
            each.challenge_id not in self.desk for each in self.needs
        ):
            return Hidden.SMALL
        return count

    @property
    def themes(self) -> list[tuple[str, int]]:
        """Themes that two needs and half of them share; of a single need only those of the desk."""
        if self.is_single and self.needs[0].challenge_id not in self.desk:
            return []
        counts = Counter(
            theme for each in self.needs for theme in self.themes_by_need.get(each.challenge_id, ())
        )
        least = 1 if self.is_single else max(2.0, len(self.needs) / 2)
        shared = [(theme, count) for theme, count in counts.items() if count >= least]
        return sorted(shared, key=lambda each: (-each[1], each[0]))

    @property
    def municipalities(self) -> list[tuple[str, int]]:
        """Where the companies are, by need."""
        return _ranked(Counter(each.challenge.municipality.name for each in self.needs))

    @property
    def sectors(self) -> list[tuple[str, int]]:
        """Lines of business, of the cases on the desk alone: of others nobody learns who asks."""
        return _ranked(
            Counter(
                sector_of(each.challenge.company.industry_code)
                for each in self.needs
                if each.challenge_id in self.desk
            )
        )

    @property
    def last_on(self) -> date:
        """When a need was left unanswered last."""
        return local_date(max(each.since for each in self.needs))

    def growth(self, today: date) -> list[tuple[HalfYear, int]]:
        """New unanswered needs in each of the last half-years, the latest first."""
        counts = Counter(HalfYear.of(local_date(each.since)) for each in self.needs)
        half, found = HalfYear.of(today), []
        for _ in range(HALVES):
            found.append((half, counts[half]))
            half = half.before
        return found

    @property
    def weight(self) -> tuple[int, int, int, str]:
        """Companies before needs, needs before how long ago; what weighs most sorts first."""
        companies = self.companies
        shown = companies if isinstance(companies, int) else 1
        return (-shown, -len(self.needs), -self.last_on.toordinal(), str(self.topic.id))

    def _last(self, *steps: TopicGapStep) -> TopicGapEntry | None:
        return next((each for each in reversed(self.entries) if each.step in steps), None)


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))
