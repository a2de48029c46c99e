"""From scores to proposals in a documented order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matcher.calibration import band, probability
from matcher.types import Proposal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray


def ordered(
    scores: NDArray[np.float64], ids: Sequence[str], among: Collection[str] | None = None
) -> list[Proposal]:
    """Proposals of those `among`, highest score first, equal ones by ascending id.

    `scores` are log-odds of shape (experts,), `ids` their experts in ascending order.
    """
    # The sort is stable: that is the tie-break. Rounding takes away what the order of a sum may
    # change.
    rounded = np.round(scores, 9)
    order = [i for i in np.argsort(-rounded, kind="stable") if among is None or ids[i] in among]
    return [
        Proposal(
            expert_id=ids[i],
            rank=rank,
            score=float(rounded[i]),
            band=band(float(rounded[i])),
            probability=round(probability(float(rounded[i])), 6),
        )
        for rank, i in enumerate(order, start=1)
    ]
