"""Why it did not go on, and what it came to: counts by coded reason."""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from models import DeclineReason, IntroductionState, Outcome, RejectionReason
from webapp.figures.facts import Case
from webapp.figures.registry import FIGURES
from webapp.figures.tables import Column, Kind, Table
from webapp.labels import label


def enquiries(cases: Sequence[Case]) -> Table:
    """Where the Vermittlung to each professor stands."""
    found = (each.state for case in cases for each in case.enquiries)
    title = _l("Was aus den Vermittlungen geworden ist")
    return count_by("vermittlungen", "anfragen", title, _l("Stand"), IntroductionState, found)


def declines(cases: Sequence[Case]) -> Table:
    """Why professors said no."""
    found = (each.declined_for for case in cases for each in case.enquiries)
    title = _l("Warum Lehrgebiete abgesagt haben")
    return count_by("absagen", "absagen", title, _l("Grund"), DeclineReason, found)


def rejections(cases: Sequence[Case]) -> Table:
    """Why managers turned proposals down."""
    found = (each for case in cases for each in case.rejections)
    title = _l("Warum Vorschläge abgelehnt wurden")
    return count_by("ablehnungen", "ablehnungen", title, _l("Grund"), RejectionReason, found)


def outcomes(cases: Sequence[Case]) -> Table:
    """What closed cases came to."""
    found = (case.outcome for case in cases)
    title = _l("Ergebnisse der abgeschlossenen Fälle")
    return count_by("ergebnisse", "ergebnisse", title, _l("Ergebnis"), Outcome, found)


def count_by(
    name: str,
    figure: str,
    title: LazyString,
    head: LazyString,
    members: type[Enum],
    found: Iterable[Any],
) -> Table:
    """How often each member of an enum was found; None is not counted."""
    counts = Counter(each for each in found if each is not None)
    rows: list[tuple[Any, ...]] = [(label(each), counts[each]) for each in members]
    return Table(
        name=name,
        title=title,
        columns=[Column(head, Kind.WORDS), Column(FIGURES[figure].words, Kind.COUNT, figure)],
        rows=[*rows, (_l("Summe"), sum(counts.values()))],
        is_summed=True,
        is_chart=True,
    )
