"""Entries become figures: counted, added up, or the one in the middle."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from models import Account, IndicatorTarget
from webapp.indicators import queries
from webapp.indicators.queries import Choice
from webapp.indicators.reports import ReportKind
from webapp.ledger.dimensions import Dimension
from webapp.ledger.rows import Counted, Row, Value, value_of
from webapp.ledger.rules import RULES, Kind, Rule


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
