"""A score taken apart: each feature, its weight, and what the two bring together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.calibration import in_scope
from matcher.fusion import Fusion
from matcher.ordering import rounded
from matcher.scoring import ALL_FEATURES


@dataclass(frozen=True)
class Part:
    """One feature of one proposal; `value` times `weight` is what it adds to the log-odds."""

    name: str
    feature: float
    value: float
    """The feature in deviations from its mean, and none below its floor."""
    weight: float

    @property
    def adds(self) -> float:
        """To the log-odds."""
        return self.value * self.weight


@dataclass(frozen=True)
class Components:
    """Parts and intercept make `fit`; with the chance that the need is in scope, the score."""

    parts: Sequence[Part]
    intercept: float
    fit: float
    chance: float | None
    score: float


def components_of(fusion: Fusion, features: Sequence[float], chance: float | None) -> Components:
    """Take the score of these features apart."""
    row = np.array(features, np.float64)
    channel = fusion.channel(len(features))
    fit = channel.of(row)
    values = channel.standardised(row)
    score = rounded(fit if chance is None else in_scope(fit, chance))
    return Components(
        parts=[
            Part(name, feature, value, weight)
            for name, feature, value, weight in zip(
                ALL_FEATURES, features, values.tolist(), channel.weights.tolist(), strict=False
            )
        ],
        intercept=channel.intercept,
        fit=float(fit),
        chance=chance,
        score=float(score),
    )
