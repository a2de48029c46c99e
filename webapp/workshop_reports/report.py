"""The report of a workshop: counts that point to nobody, clusters with quotes, what came later.

Whoever ran the workshop reads exact counts. Everybody else reads none between one and four, and
none from which such a one could be calculated (webapp/disclosure.py).
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import Account, Participant, Side, SizeClass, SupportKind, Workshop, policies
from webapp.disclosure import SMALLEST_SHOWN, Cell, Hidden, protect
from webapp.industries import sector_of
from webapp.workshop_reports import queries
from webapp.workshop_reports.queries import Afterwards, Topic

OTHERS = "übrige"
"""Everything that occurred and may not be counted by itself, as one row of a table."""
QUOTES = 3
"""How many notes of a cluster stand in the report; the others stay readable to those who ran it."""


@dataclass(frozen=True)
class Split:
    """A count by something; the subject None stands for those who did not say."""

    name: str
    rows: Sequence[tuple[Any, Cell]]


@dataclass(frozen=True)
class Report:
    """Everything that page and file say."""

    workshop: Workshop
    is_exact: bool
    registered: Cell
    came: Cell
    by_side: Split
    companies: Sequence[Split]
    """Companies that came, by branch of industry, by size and by municipality."""
    expected: Sequence[tuple[SupportKind, Cell]]
    """What participants came for; one may name several areas."""
    notes: int
    topics: Sequence[Topic]
    talks: Cell
    afterwards: Sequence[tuple[str, Cell]]
    """What became of the notes, each step a part of the one before."""


def write_report(
    session: Session, workshop: Workshop, user: Account | None, at: datetime
) -> Report:
    """Count and quote, as this reader may see it."""
    exact = policies.may_run_workshop(user, workshop, at)
    everybody = queries.participants(session, workshop)
    came = [each for each in everybody if each.checked_in_at is not None]
    companies = [each for each in came if each.side is Side.COMPANY]
    (sides,), total = _shown([_counts(came, lambda each: each.side, list(Side))], exact=exact)
    by_side = dict(zip(Side, sides, strict=True))
    if not isinstance(by_side[Side.COMPANY], int):
        companies = []  # Whoever added them up would know what the table of sides hides.
    return Report(
        workshop=workshop,
        is_exact=exact,
        registered=_alone(len([each for each in everybody if each.has_seat]), exact=exact),
        came=total,
        by_side=Split("seite", list(by_side.items())),
        companies=_split_companies(companies, exact=exact),
        expected=[
            (area, _alone(sum(area.value in each.areas for each in everybody), exact=exact))
            for area in SupportKind
        ],
        notes=len(queries.notes(session, workshop)),
        topics=queries.topics(session, workshop),
        talks=_alone(queries.number_of_talks(session, workshop), exact=exact),
        afterwards=_steps(queries.afterwards(session, workshop, user, at), exact=exact),
    )


def _split_companies(companies: Sequence[Participant], *, exact: bool) -> list[Split]:
    """The three tables split the same companies, so they are protected together."""
    ways: list[tuple[str, Callable[[Participant], Any], Callable[[Any], Any]]] = [
        ("branche", lambda each: sector_of(each.industry_code), str),
        ("groesse", lambda each: each.size_class, list(SizeClass).index),
        ("gemeinde", lambda each: each.municipality, lambda place: place.sort_key),
    ]
    subjects = [_subjects(companies, by, order) for _, by, order in ways]
    counts = [
        _counts(companies, by, those) for (_, by, _), those in zip(ways, subjects, strict=True)
    ]
    tables, total = _shown(counts, exact=exact) if companies else ([[] for _ in ways], 0)
    splits = []
    for (name, _, _), those, cells in zip(ways, subjects, tables, strict=True):
        rows = list(zip(those, cells, strict=True))
        splits.append(Split(name, rows if name == "groesse" else _folded(rows, total)))
    return splits


def _folded(rows: list[tuple[Any, Cell]], total: Cell) -> list[tuple[Any, Cell]]:
    """Rows without a count become one: that somebody of a small branch came is told by its name.

    Its count is what anybody gets who takes the other rows from the total. Nothing is left of a
    table without any count.
    """
    told = [(subject, cell) for subject, cell in rows if isinstance(cell, int)]
    if not told or len(told) == len(rows):
        return told
    rest: Cell = Hidden.SECOND
    if isinstance(total, int):
        rest = _alone(total - sum(cell for _, cell in told), exact=False)
    return [*told, (OTHERS, rest)]


def _subjects(
    companies: Sequence[Participant],
    by: Callable[[Participant], Any],
    order: Callable[[Any], Any],
) -> list[Any]:
    occurring = {by(each) for each in companies}
    known = sorted((each for each in occurring if each is not None), key=order)
    return [*known, None] if None in occurring else known


def _counts(
    those: Sequence[Participant], by: Callable[[Participant], Any], subjects: Sequence[Any]
) -> list[int]:
    counted = Counter(by(each) for each in those)
    return [counted[each] for each in subjects]


def _shown(partitions: list[list[int]], *, exact: bool) -> tuple[list[list[Cell]], Cell]:
    if exact:
        return [list(counts) for counts in partitions], sum(partitions[0])
    return protect(*partitions)


def _alone(count: int, *, exact: bool) -> Cell:
    return count if exact or count == 0 or count >= SMALLEST_SHOWN else Hidden.SMALL


def _steps(afterwards: Afterwards, *, exact: bool) -> list[tuple[str, Cell]]:
    """Each step; a count is hidden too if it differs by less than five from the one shown last."""
    shown: list[tuple[str, Cell]] = []
    last: int | None = None
    for field in fields(afterwards):
        count: int = getattr(afterwards, field.name)
        cell = _alone(count, exact=exact)
        if not exact and isinstance(cell, int) and last is not None:
            is_near = 0 < last - count < SMALLEST_SHOWN
            cell = Hidden.SECOND if is_near else cell
        if isinstance(cell, int):
            last = cell
        shown.append((field.name, cell))
    return shown
