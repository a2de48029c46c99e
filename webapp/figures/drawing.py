"""What the report of the desk looks like: lengths, places on a scale, and what is to be seen."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from webapp.config import Settings
from webapp.figures.report import Report
from webapp.figures.scales import Span, Spans, percent
from webapp.figures.tables import Kind, Table, show
from webapp.pictures import Columns, draw_columns

MONTHLY = ("eingereicht", "vermittelt", "zusammenarbeit")
"""Of the steps, those that are drawn over the months."""
FIRST_ANSWER = "erste_antwort"
MANY_TICKS = 6


@dataclass(frozen=True)
class FunnelStep:
    """How many came as far as a step, and of what this is a share."""

    words: str
    count: int
    width: float
    """In per cent of the first step."""
    width_before: float
    share: str | None
    """Of the step before, as people read it."""
    lost: int


@dataclass(frozen=True)
class Funnel:
    """All steps and the sentence under them."""

    finding: str
    steps: Sequence[FunnelStep]


@dataclass(frozen=True)
class Pictures:
    """What the page of the report draws."""

    funnel: Funnel
    waits: Spans
    months: Sequence[Columns]


def draw_report(report: Report, settings: Settings) -> Pictures:
    """All pictures of a report; promises are drawn as they are made today."""
    promised = {FIRST_ANSWER: settings.answer_days, "zustimmung": settings.decision_days}
    return Pictures(
        funnel=draw_funnel(report.table("weg")),
        waits=draw_waits(report.table("antwortzeiten"), promised),
        months=draw_months(report.table("monate")),
    )


def draw_months(table: Table) -> list[Columns]:
    """Handed in, introduced and ended well, by the month in which the need was handed in."""
    *rows, total = table.rows
    places = {column.figure: place for place, column in enumerate(table.columns)}
    return draw_columns(
        [row[0] for row in rows if isinstance(row[0], date)],
        [
            (
                f"monate-{name}",
                str(table.columns[places[name]].words),
                [_count(row[places[name]]) for row in rows],
                _count(total[places[name]]),
            )
            for name in MONTHLY
        ],
    )


def draw_funnel(table: Table) -> Funnel:
    """The steps as bars, each beside what was lost on the way to it."""
    counts = [_count(row[1]) for row in table.rows]
    steps = []
    for place, (row, count) in enumerate(zip(table.rows, counts, strict=True)):
        before = counts[place - 1] if place else count
        steps.append(
            FunnelStep(
                words=show(row[0], Kind.WORDS),
                count=count,
                width=percent(count, counts[0]),
                width_before=percent(before, counts[0]),
                share=show(row[2], Kind.SHARE) if place and before else None,
                lost=before - count,
            )
        )
    return Funnel(_way_words(steps), steps)


def draw_waits(table: Table, promised: dict[str, int]) -> Spans:
    """From the median to nine of ten in working days, with what companies are promised today."""
    places = {column.figure: place for place, column in enumerate(table.columns)}
    known = [
        (name, row, row[places["median_arbeitstage"]], row[places["neunzig_arbeitstage"]])
        for name, row in zip(table.figures, table.rows, strict=True)
    ]
    longest = max(
        [*promised.values(), *(ninety for *_rest, ninety in known if isinstance(ninety, float))],
        default=0,
    )
    step = _step_of(longest)
    # Beyond the longest there is room, so that its end is seen to be an end.
    top = step * (math.floor(longest / step) + 1)
    spans = [
        Span(
            words=str(row[0]),
            says=_wait_words(middle, ninety, promised.get(name)),
            begin=percent(middle, top),
            dot=percent(middle, top),
            end=percent(ninety, top),
            mark=percent(promised[name], top) if name in promised else None,
        )
        for name, row, middle, ninety in known
        if isinstance(middle, float) and isinstance(ninety, float)
    ]
    ticks = [(percent(days, top), format_decimal(days)) for days in range(0, top + 1, step)]
    first = next((middle for name, _row, middle, _ninety in known if name == FIRST_ANSWER), None)
    finding = _("Wie viele Arbeitstage vergingen")
    if isinstance(first, float) and FIRST_ANSWER in promised:
        finding = _(
            "Arbeitstage bis zur ersten Antwort: im Median %(median)s, zugesagt %(promised)s.",
            median=format_decimal(first),
            promised=format_decimal(promised[FIRST_ANSWER]),
        )
    return Spans(spans, ticks, finding)


def _way_words(steps: Sequence[FunnelStep]) -> str:
    first, last = steps[0].count, steps[-1].count
    if first == 1:
        whole = (
            _("Der eine Bedarf kam zu einer Zusammenarbeit.")
            if last
            else _("Der eine Bedarf kam noch nicht zu einer Zusammenarbeit.")
        )
    elif not last:
        whole = _(
            "Von %(first)s Bedarfen kam noch keiner zu einer Zusammenarbeit.",
            first=format_decimal(first),
        )
    else:
        whole = ngettext(
            "Von %(first)s Bedarfen kam einer zu einer Zusammenarbeit.",
            "Von %(first)s Bedarfen kamen %(num)s zu einer Zusammenarbeit.",
            last,
            first=format_decimal(first),
        )
    place = max(range(len(steps)), key=lambda each: steps[each].lost)
    if steps[place].lost < 2:
        return whole
    most = _(
        "Die meisten stehen oder enden zwischen „%(before)s“ und „%(step)s“: %(lost)s.",
        before=steps[place - 1].words,
        step=steps[place].words,
        lost=format_decimal(steps[place].lost),
    )
    return f"{whole} {most}"


def _wait_words(middle: float, ninety: float, promised: int | None) -> str:
    days = {"median": format_decimal(middle), "ninety": format_decimal(ninety)}
    if promised is None:
        return _("Median %(median)s, neun von zehn nach %(ninety)s", **days)
    return _(
        "Median %(median)s, neun von zehn nach %(ninety)s, zugesagt %(promised)s",
        promised=format_decimal(promised),
        **days,
    )


def _step_of(longest: float) -> int:
    """So that few ticks with round numbers reach the end."""
    steps = [5, 10, 20, 50, 100, 200]
    return next((each for each in steps if longest / each <= MANY_TICKS), 500)


def _count(cell: object) -> int:
    return cell if isinstance(cell, int) else 0
