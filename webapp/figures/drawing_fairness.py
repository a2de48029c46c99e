"""What the page of fairness draws: everybody's places, and both universities on one scale."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from webapp.figures.exposure import Comparison
from webapp.figures.loads import Load, Room
from webapp.figures.scales import Span, Spans

WIDEST_RATIO = 4.0
FEWEST_PLACES = 4
"""That fit beside a name, so that a single place does not look like many."""


@dataclass(frozen=True)
class Loads:
    """Everybody's places on one scale, whoever is fullest first."""

    finding: str
    most: int
    groups: Sequence[tuple[Room, Sequence[Load]]]


def draw_loads(loads: Sequence[Load]) -> Loads:
    """Who is full, who has room and whom nobody asked, each group by how full they are."""
    groups = [
        (
            room,
            sorted(
                (each for each in loads if each.room is room),
                key=lambda each: (-each.share, each.profile.sort_key),
            ),
        )
        for room in Room
    ]
    most = max((max(each.running, each.profile.capacity) for each in loads), default=0)
    return Loads(
        finding=_load_words(dict(groups), len(loads)),
        most=max(FEWEST_PLACES, most),
        groups=[(room, members) for room, members in groups if members],
    )


def draw_exposure(universities: Sequence[tuple[str, Comparison]], names: Sequence[str]) -> Spans:
    """How visible each university is against the other, where that can be said already.

    Of two, only the first is measured; the other is the same turned round.
    """
    pairs = [(name, each.low, each.ratio, each.high) for name, each in universities]
    if len(pairs) == 1 and len(names) == 2:
        ((first, low, ratio, high),) = pairs
        other = next(each for each in names if each != first)
        turned = [1 / each if each else None for each in (high, ratio, low)]
        pairs.append((other, turned[0], turned[1], turned[2]))
    spans = [
        Span(
            words=name,
            says=_("%(ratio)s-fach", ratio=format_decimal(round(ratio, 2))),
            begin=_on_ratios(low),
            dot=_on_ratios(ratio),
            end=_on_ratios(high),
        )
        for name, low, ratio, high in pairs
        if low and ratio and high
    ]
    lowest, highest = universities[0][1].bounds if universities else (1.0, 1.0)
    ticks = [
        (_on_ratios(each), format_decimal(each)) for each in (0.25, 0.5, 1.0, 2.0, WIDEST_RATIO)
    ]
    finding = _("Sichtbarkeit je Freigabe, verglichen mit der jeweils anderen Hochschule")
    return Spans(spans, ticks, finding, (_on_ratios(lowest), _on_ratios(highest)))


def _load_words(groups: dict[Room, Sequence[Load]], known: int) -> str:
    full, never = len(groups[Room.FULL]), len(groups[Room.NEVER])
    if known == 1:
        words = (
            _("Das eine Lehrgebiet ist ausgelastet.")
            if full
            else _("Das eine Lehrgebiet ist frei.")
        )
    elif not full:
        words = _("Kein Lehrgebiet ist ausgelastet.")
    else:
        words = ngettext(
            "Von %(known)s Lehrgebieten ist eines ausgelastet.",
            "Von %(known)s Lehrgebieten sind %(num)s ausgelastet.",
            full,
            known=format_decimal(known),
        )
    if not never:
        return words
    rest = ngettext(
        "Eines wurde in den letzten 365 Tagen nicht gefragt.",
        "%(num)s wurden in den letzten 365 Tagen nicht gefragt.",
        never,
    )
    return f"{words} {rest}"


def _on_ratios(ratio: float) -> float:
    """Half and double are equally far from the middle; what lies beyond the ends stands there."""
    place = 50 + 50 * math.log(ratio) / math.log(WIDEST_RATIO)
    return round(min(100.0, max(0.0, place)), 2)
