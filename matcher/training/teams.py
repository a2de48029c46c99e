"""How the chances that a team is put together by were chosen, and what the choice is worth.

Eighteen needs are few, so the choice is judged by leaving one need out: the weights that are best
on the others propose its team, and only that team is counted.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from matcher.datasets import read_needs
from matcher.evaluation import estimated
from matcher.parts import BY_DEVIATION, BY_FIT, INTERCEPT, chances_of, measure_parts
from matcher.team_evaluation import (
    CANDIDATES,
    MOST_MEMBERS,
    aspect_coverage,
    make_matcher,
    read_groups,
    read_judged,
)
from matcher.teams import Candidate, likely_team

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from matcher.parts import MeasuredParts

GRID = tuple(
    product(
        (-8.0, -7.0, -6.0, -5.0, -4.0, -3.0),
        (1.5, 2.0, 2.5, 3.0, 3.5, 4.0),
        (0.5, 0.75, 1.0, 1.25, 1.5),
    )
)


def choose_chances(development: Path) -> str:
    """A report: the shipped weights, the best of the grid, and the estimate by leaving one out."""
    judged = read_judged(development / "teams.tsv")
    groups = read_groups(development / "experts.jsonl")
    matcher = make_matcher(development, "bundled")
    measured = {}
    for need in read_needs(development / "challenges.jsonl"):
        if need.id in judged:
            first = matcher.propose(need, k=CANDIDATES).proposals
            scores = {each.expert_id: each.score for each in first}
            measured[need.id] = measure_parts(matcher, need, scores)
    needs = [need_id for need_id, each in measured.items() if each is not None]

    def coverages(weights: tuple[float, float, float]) -> list[float]:
        return [
            aspect_coverage(judged[need_id], _members(measured[need_id], weights, groups))
            for need_id in needs
        ]

    table = np.array([coverages(weights) for weights in GRID])
    # The first of equal ones, so that the estimate does not depend on chance.
    left_out = [
        float(table[int(np.delete(table, place, axis=1).mean(axis=1).argmax()), place])
        for place in range(len(needs))
    ]
    best = int(table.mean(axis=1).argmax())
    shipped = (INTERCEPT, BY_DEVIATION, BY_FIT)
    return "\n".join(
        [
            f"shipped {shipped}: {_shown(coverages(shipped))}",
            f"best of the grid {GRID[best]}: {_shown(table[best].tolist())}",
            f"chosen without the need itself: {_shown(left_out)}",
            f"median of the grid: {np.median(table.mean(axis=1)):.3f}",
        ]
    )


def _members(
    measured: MeasuredParts | None,
    weights: tuple[float, float, float],
    groups: Mapping[str, str],
) -> tuple[str, ...]:
    if measured is None:
        return ()
    chances = chances_of(measured.deviations, measured.fit, weights)
    candidates = [
        Candidate(each, groups[each], tuple(chances[:, place].tolist()))
        for place, each in enumerate(measured.ids)
    ]
    saliences = [part.salience for _, part in measured.parts]
    return likely_team(candidates, saliences, most=MOST_MEMBERS).members


def _shown(values: list[float]) -> str:
    estimate = estimated(values)
    return f"{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]"
