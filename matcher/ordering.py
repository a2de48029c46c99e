"""From scores to proposals in a documented order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matcher.calibration import band, probability
from matcher.types import Proposal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray


def rounded(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-odds of any shape without the digits that the order of a sum may change."""
    return np.round(scores, 9)


def best_first(
    scores: NDArray[np.float64], ids: Sequence[str], among: Collection[str] | None = None
) -> list[int]:
    """The places of those `among`, highest score first, equal ones by ascending id.

    `scores` are rounded log-odds of shape (experts,), `ids` their experts in ascending order.
    """
    # The sort is stable: that is the tie-break.
    order: list[int] = np.argsort(-scores, kind="stable").tolist()
    return order if among is None else [place for place in order if ids[place] in among]


def proposals(
    scores: NDArray[np.float64],
    features: NDArray[np.float64],
    ids: Sequence[str],
    order: Iterable[int],
) -> list[Proposal]:
    """One for each place in that order, without evidence.

    `features`, of shape (experts, features), are noted without the digits that no score shows.
    """
    return [
        Proposal(
            expert_id=ids[place],
            rank=rank,
            score=score,
            band=band(score),
            probability=round(probability(score), 6),
            features=tuple(rounded(features[place]).tolist()),
        )
        for rank, place in enumerate(order, start=1)
        for score in [float(scores[place])]
    ]
