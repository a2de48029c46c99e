"""From features to one score: the fusion, as it is shipped and as decisions may change it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.scoring import ALL_FEATURES, LEXICAL_FEATURES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

_ARRAYS = ("floors", "means", "deviations", "weights")


@dataclass(frozen=True)
class LogOdds:
    """A logistic regression over features; all arrays have shape (features,) and are frozen.

    A feature says nothing below its floor. Where the best probability is below `abstain_below`,
    nobody fits.
    """

    floors: NDArray[np.float64]
    means: NDArray[np.float64]
    deviations: NDArray[np.float64]
    weights: NDArray[np.float64]
    intercept: float
    abstain_below: float

    def of(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log-odds of being useful, shape (…, experts), of features (…, experts, features)."""
        scores: NDArray[np.float64] = self.standardised(features) @ self.weights + self.intercept
        return scores

    def standardised(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Features (…, features) as what the weights are multiplied by, in the same shape."""
        scaled: NDArray[np.float64] = (
            np.maximum(features, self.floors) - self.means
        ) / self.deviations
        return scaled


@dataclass(frozen=True)
class Fusion:
    """Features to calibrated log-odds: one fit for words alone, one for words and meaning."""

    version: str
    words: LogOdds
    meaning: LogOdds

    def log_odds(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """By the fit for so many features: LEXICAL_FEATURES or ALL_FEATURES."""
        return self.channel(features.shape[-1]).of(features)

    def channel(self, features: int) -> LogOdds:
        """The fit for so many features."""
        return self.meaning if features == len(ALL_FEATURES) else self.words


@cache
def bundled_fusion() -> Fusion:
    """The fusion shipped with the package; see `matcher.training` for how it is fitted."""
    path = files("matcher") / "bundled" / "fusion.json"
    return read_fusion(json.loads(path.read_text("utf-8")))


def read_fusion(stored: Mapping[str, Any]) -> Fusion:
    """From what `as_json` gives. Raises ValueError where it was fitted for other features."""
    return Fusion(
        version=stored["version"],
        words=_log_odds(stored["words"], LEXICAL_FEATURES),
        meaning=_log_odds(stored["meaning"], ALL_FEATURES),
    )


def as_json(fusion: Fusion) -> dict[str, Any]:
    """All coefficients as lists and numbers, without loss."""
    return {
        "version": fusion.version,
        "words": {"features": list(LEXICAL_FEATURES), **_as_numbers(fusion.words)},
        "meaning": {"features": list(ALL_FEATURES), **_as_numbers(fusion.meaning)},
    }


def name_after_content(fusion: Fusion, prefix: str) -> str:
    """A version no other coefficients have: the prefix, and the start of their SHA-256."""
    content = {key: each for key, each in as_json(fusion).items() if key != "version"}
    return f"{prefix}-{hashlib.sha256(json.dumps(content).encode()).hexdigest()[:12]}"


def _log_odds(stored: Mapping[str, Any], features: tuple[str, ...]) -> LogOdds:
    if tuple(stored["features"]) != features:
        raise ValueError("this fusion was fitted for other features: fit it again")
    arrays = {key: np.array(stored[key], np.float64) for key in _ARRAYS}
    return LogOdds(**arrays, intercept=stored["intercept"], abstain_below=stored["abstain_below"])


def _as_numbers(fit: LogOdds) -> dict[str, Any]:
    arrays = {key: getattr(fit, key).tolist() for key in _ARRAYS}
    return {**arrays, "intercept": fit.intercept, "abstain_below": fit.abstain_below}
