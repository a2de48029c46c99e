"""Entries become figures: counted, added up, or the one in the middle."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models import Account, IndicatorEntry, IndicatorTarget, Municipality, SizeClass, University
from webapp.counting import median_of
from webapp.indicators import queries
from webapp.indicators.queries import Choice, Row
from webapp.indicators.reports import ReportKind
from webapp.industries import BROAD_DIVISIONS, NO_SECTOR, OTHER_SECTORS, division_words
from webapp.labels import label
from webapp.ledger.rules import RULES, Kind, Rule

Value = Decimal | None
Counted = Row | IndicatorEntry
"""What counts, as a row or with all that is known of it."""


@dataclass(frozen=True)
class Figure:
    """An indicator with what it comes to."""

    rule: Rule
    value: Value
    entries: int


@dataclass(frozen=True)
class Split:
    """The same figures by one dimension."""

    name: str
    rows: Sequence[tuple[str, Sequence[Value]]]


@dataclass(frozen=True)
class Dimension:
    """By what entries are told apart: which field, and what its values are called."""

    name: str
    words: LazyString | str
    of: Callable[[Row], Any]
    values: Sequence[tuple[Any, str]]


@dataclass(frozen=True)
class Reached:
    """A target and how far it is."""

    target: IndicatorTarget
    rule: Rule
    value: Value
    is_reached: bool
    is_overdue: bool

    @property
    def percent(self) -> int:
        """In whole percent, rounded down, so that 100 means reached."""
        goal = self.target.value or Decimal(1)
        return int(100 * (self.value or Decimal(0)) / goal)


def figure_of(rule: Rule, rows: Iterable[Counted]) -> Figure:
    """What an indicator comes to in these entries."""
    own = [each for each in rows if each.rule == rule.code]
    return Figure(rule, value_of(rule, own), len(own))


def value_of(rule: Rule, rows: Sequence[Counted]) -> Value:
    """The count, the sum or the median; nothing where a median has nothing to stand on."""
    if rule.kind is Kind.MEDIAN:
        median = median_of(each.thousandths / 1000 for each in rows)
        return None if median is None else Decimal(str(median))
    return Decimal(sum(each.thousandths for each in rows)) / 1000


def figures(kind: ReportKind, rows: Sequence[Counted]) -> list[Figure]:
    """All of a report."""
    return [figure_of(rule, rows) for rule in kind.rules]


def split(dimension: Dimension, rules: Sequence[Rule], rows: Sequence[Row]) -> Split:
    """The figures of each value of a dimension, without values that do not occur."""
    found = []
    for value, words in dimension.values:
        own = [each for each in rows if dimension.of(each) == value]
        if own:
            found.append((words, [figure_of(rule, own).value for rule in rules]))
    return Split(dimension.name, found)


def dimensions(
    municipalities: Sequence[Municipality], universities: Sequence[University]
) -> list[Dimension]:
    """By what everything can be told apart; whoever has no value stands in a row of its own."""
    sizes: list[SizeClass | None] = [*SizeClass, None]
    known: list[tuple[uuid.UUID | None, str]] = [(each.id, each.name) for each in universities]
    return [
        Dimension(
            "gemeinde", _("Gemeinde"), lambda row: row.municipality_ags,
            [*((each.ags, each.name) for each in municipalities), (None, _("ohne Gemeinde"))],
        ),
        Dimension(
            "branche", _("Branche"), lambda row: row.sector,
            [(each, str(division_words(each))) for each in SECTORS],
        ),
        Dimension(
            "groesse", _("Größe"), lambda row: row.size_class,
            [(each, str(label(each)) if each else _("Größe nicht angegeben")) for each in sizes],
        ),
        Dimension(
            "hochschule", _("Hochschule"), lambda row: row.university_id,
            [*known, (None, _("keine oder mehrere"))],
        ),
    ]  # fmt: skip


SECTORS = [*BROAD_DIVISIONS, OTHER_SECTORS, NO_SECTOR]


def standing_targets(targets: Sequence[IndicatorTarget]) -> list[IndicatorTarget]:
    """Those that nobody replaced or gave up, the next one due first."""
    replaced = {each.replaces_id for each in targets}
    standing = [each for each in targets if each.id not in replaced and each.value is not None]
    return sorted(standing, key=lambda each: (each.due_on, each.rule))


def reached(
    session: Session,
    targets: Sequence[IndicatorTarget],
    user: Account,
    at: datetime,
    today: date,
) -> list[Reached]:
    """How far each is, counted from what the reader may count."""
    if not targets:
        return []
    span = Choice(
        min(each.first_on for each in targets),
        date.fromordinal(max(each.last_on for each in targets).toordinal() + 1),
    )
    rows = queries.counted(session, span, user, at)
    found = []
    for each in targets:
        own = [row for row in rows if each.first_on <= row.occurred_on <= each.last_on]
        rule = RULES[each.rule]
        value = value_of(rule, [row for row in own if row.rule == each.rule])
        is_reached = _is_reached(rule, value, each.value or Decimal(0))
        found.append(Reached(each, rule, value, is_reached, each.due_on < today and not is_reached))
    return found


def _is_reached(rule: Rule, value: Value, goal: Decimal) -> bool:
    if value is None:
        return False
    # Whoever wants answers within ten days has reached that with eight.
    return value <= goal if rule.kind is Kind.MEDIAN else value >= goal


__all__ = [
    "Dimension", "Figure", "Reached", "Split", "dimensions", "figure_of", "figures",
    "reached", "split", "standing_targets", "value_of",
]  # fmt: skip
