"""The posterior mode of a logistic regression whose labels are sometimes wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Deviations of the prior: of what a rank does, of how far needs lie apart.
RANK_SD, GROUP_SD = 0.3, 1.5
_STEPS, _HALVINGS, _CLOSE = 100, 30, 1e-9


class Nuisance(NamedTuple):
    """What plays a part in a decision and is not kept, both of shape (pairs,)."""

    ranks: Array
    groups: NDArray[np.intp]


@dataclass(frozen=True)
class Posterior:
    """The weights of shape (features,), and what one unit of rank does to the log-odds."""

    weights: Array
    by_rank: float


def fit_posterior(
    features: Array,
    labels: Array,
    weights: Array,
    nuisance: Nuisance,
    *,
    mean: Array,
    precision: Array,
    intercept: float,
    slips: float,
    moves: bool = True,
) -> Posterior:
    """Fisher scoring (McCullagh & Nelder 1989) with halved steps, from the prior's mean.

    `features` of shape (pairs, features) are standardised; `labels` in {0, 1} and their `weights`
    have shape (pairs,). The prior of the coefficients is Gaussian around `mean` of shape
    (features,) with the inverse covariance `precision` of shape (features, features), that of rank
    and groups around 0. A label is wrong with chance `slips`, in [0, 0.5). Without `moves` the
    coefficients stay at their mean. Groups are eliminated by the Schur complement, so thousands of
    them cost no more than their rows.
    """
    free = features if moves else features[:, :0]
    fitted = free.shape[1]
    precisions = np.zeros((fitted + 1, fitted + 1))
    precisions[:fitted, :fitted] = precision[:fitted, :fitted]
    precisions[fitted, fitted] = 1 / RANK_SD**2
    coefficients = _Problem(
        design=np.column_stack([free, nuisance.ranks]),
        groups=nuisance.groups,
        # What the prior expects; coefficients are counted from there.
        offsets=features @ mean + intercept,
        labels=labels,
        weights=weights,
        precision=precisions,
        slips=slips,
    ).mode()
    return Posterior(mean + coefficients[:-1] if moves else mean, float(coefficients[-1]))


@dataclass(frozen=True)
class _Problem:
    design: Array
    groups: NDArray[np.intp]
    offsets: Array
    labels: Array
    weights: Array
    precision: Array
    slips: float

    def mode(self) -> Array:
        """The coefficients without those of groups."""
        state = np.zeros(self.design.shape[1]), np.zeros(int(self.groups.max(initial=-1)) + 1)
        cost = self._cost(*state)
        for _ in range(_STEPS):
            step = self._step(*state)
            for halving in range(_HALVINGS):
                share = 0.5**halving
                tried = state[0] + share * step[0], state[1] + share * step[1]
                if (found := self._cost(*tried)) <= cost:
                    break
            else:
                break
            gain, state, cost = cost - found, tried, found
            if gain < _CLOSE:
                break
        return state[0]

    def _cost(self, coefficients: Array, shifts: Array) -> float:
        """Minus the logarithm of the posterior, but for a constant."""
        _, believed = self._chances(coefficients, shifts)
        likelihood = np.where(self.labels > 0, believed, 1 - believed)
        return float(
            -(self.weights * np.log(likelihood)).sum()
            + coefficients @ self.precision @ coefficients / 2
            + (shifts**2).sum() / GROUP_SD**2 / 2
        )

    def _chances(self, coefficients: Array, shifts: Array) -> tuple[Array, Array]:
        log_odds = self.design @ coefficients + shifts[self.groups] + self.offsets
        useful = 1 / (1 + np.exp(-np.clip(log_odds, -40, 40)))
        believed = np.clip(self.slips + (1 - 2 * self.slips) * useful, 1e-12, 1 - 1e-12)
        return useful, believed

    def _step(self, coefficients: Array, shifts: Array) -> tuple[Array, Array]:
        useful, believed = self._chances(coefficients, shifts)
        slope = (1 - 2 * self.slips) * useful * (1 - useful)
        variance = believed * (1 - believed)
        pull = self.weights * (self.labels - believed) * slope / variance
        information = self.weights * slope**2 / variance
        number = len(shifts)
        design = self.design
        upward = design.T @ pull - self.precision @ coefficients
        of_groups = np.bincount(self.groups, pull, number) - shifts / GROUP_SD**2
        curve = (design * information[:, None]).T @ design + self.precision
        of_group = np.bincount(self.groups, information, number) + 1 / GROUP_SD**2
        between = np.stack(
            [np.bincount(self.groups, information * column, number) for column in design.T]
        )
        reduced = curve - (between / of_group) @ between.T
        step = np.linalg.solve(reduced, upward - between @ (of_groups / of_group)).astype(
            np.float64
        )
        return step, np.asarray((of_groups - between.T @ step) / of_group, np.float64)
