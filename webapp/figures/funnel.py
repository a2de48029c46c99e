"""How far each case has come, step by step."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from models.follow_up import NOTHING_TO_ASK
from webapp.figures.facts import Case, Moment, days_between, median_of
from webapp.figures.registry import FIGURES
from webapp.figures.tables import Column, Kind, Table


class Step(NamedTuple):
    """A step on the way of a case, and when a case takes it for the first time."""

    figure: str
    moment: Callable[[Case], Moment | None]


STEPS: tuple[Step, ...] = (
    Step("eingereicht", lambda case: case.submitted_at),
    Step("vorgeschlagen", lambda case: case.proposed_at),
    Step("freigegeben", lambda case: case.approved_at),
    Step("angefragt", lambda case: _first(each.asked_at for each in case.enquiries)),
    Step("interessiert", lambda case: _first(each.accepted_at for each in case.enquiries)),
    Step("vermittelt", lambda case: _first(each.consented_at for each in case.enquiries)),
    Step("gesprochen", lambda case: _first(each.met_on for each in case.enquiries)),
    Step(
        "zusammenarbeit",
        lambda case: case.closed_at if case.outcome not in NOTHING_TO_ASK else None,
    ),
)


def moments_of(case: Case) -> list[Moment]:
    """When it took each step, up to the first that it has not taken."""
    reached: list[Moment] = []
    for step in STEPS:
        moment = step.moment(case)
        if moment is None:
            break
        reached.append(moment)
    return reached


def count_steps(cases: Sequence[Case]) -> list[int]:
    """How many cases have come as far as each step."""
    lengths = [len(moments_of(case)) for case in cases]
    return [sum(length > place for length in lengths) for place in range(len(STEPS))]


def funnel(cases: Sequence[Case]) -> Table:
    """All steps with their shares and how long each took."""
    counts, ways = count_steps(cases), [moments_of(case) for case in cases]
    rows = []
    for place, step in enumerate(STEPS):
        before = counts[place - 1] if place else counts[0]
        if place:
            days = [days_between(way[place - 1], way[place]) for way in ways if len(way) > place]
        else:
            days = [days_between(case.created_at, case.submitted_at) for case in cases]
        rows.append(
            (
                FIGURES[step.figure].words,
                counts[place],
                _share(counts[place], before) if place else None,
                _share(counts[place], counts[0]),
                median_of(days),
            )
        )
    return Table(
        name="weg",
        title=_l("Wie weit die Bedarfe gekommen sind"),
        columns=[
            Column(_l("Schritt"), Kind.WORDS),
            Column(_l("Bedarfe"), Kind.COUNT),
            *(
                Column(FIGURES[name].words, kind, name)
                for name, kind in (
                    ("anteil_davor", Kind.SHARE),
                    ("anteil_alle", Kind.SHARE),
                    ("schrittdauer", Kind.DAYS),
                )
            ),
        ],
        rows=rows,
        figures=[step.figure for step in STEPS],
        is_chart=True,
    )


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _first(moments: Iterable[Any]) -> Any:
    return min((each for each in moments if each is not None), default=None)
