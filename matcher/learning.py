"""What people decided about proposals, as a better fusion: a little at a time, and only if it is.

The weights are refitted by logistic regression under a Gaussian prior centred on those shipped
(maximum a posteriori; Gelman et al. 2008), so a few decisions move them a little and none overturns
them. Every fit starts there, with all decisions there are: one that started from the last would
count old decisions again each time. What is learned is how the channels count, never a text or a
person. Everything is deterministic.

Only what was shown is judged, from the top down, and by people who are strict or generous:

- Whether a proposal was shown depends on its features alone, so the weights of a regression on
  these features are not biased by it (missing at random; Little & Rubin 2002), and where nothing
  was shown the prior holds. Somebody added by hand was never shown; among the others of the need
  that is a case-control sample, which biases the intercept only (Prentice & Pyke 1979).
- Each need gets an intercept of its own, for how strict its manager is and how many people it
  takes. None of them is kept: approvals are no base rate of usefulness. The intercept that is kept
  promises for the proposals shown as much usefulness as before, so probabilities, bands and the
  threshold of abstention keep their meaning.
- The higher a proposal stands, the sooner it is believed (Joachims et al. 2005). The rank takes
  part in the fit and is then left out (as in Guo et al. 2019), so what stood above is no proof.
- People slip: one decision in twenty is taken for a mistake (contaminated likelihood, Copas 1988),
  so that a single absurd one weighs little.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matcher.fusion import name_after_content
from matcher.posterior import Nuisance, fit_posterior
from matcher.scoring import ALL_FEATURES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from matcher.fusion import Fusion, LogOdds

FEWEST_DECISIONS, FEWEST_NEEDS = 100, 10
"""With fewer nothing is learned: a held-out comparison would say nothing."""
WORTH, LOOSEST_SD = 160.0, 0.5
"""How many judged needs the shipped weights come from, and how far one moves without them."""
SLIPS = 0.05
"""The share of decisions that is taken for mistakes."""
_FOLDS, _REPEATS = 8, 4
_SAMPLES, _NOISE = 4000, 0.01
"""Resamples of the needs, and the share of them in which the new fit may be the worse one."""


class Word(StrEnum):
    """What a manager or a professor said about one proposal."""

    APPROVED = "freigegeben"
    ADDED = "ergaenzt"
    OTHER_TOPIC = "anderes_thema"
    TOO_GENERAL = "zu_allgemein"
    BETTER_CHOICE = "bessere_wahl"
    NOT_ABOUT_FIT = "nicht_zur_sache"
    ACCEPTED = "zugesagt"
    WRONG_FIELD = "falsches_fach"
    UNSURE = "unklar"


_MANAGER = {
    Word.APPROVED: (True, 1.0),
    Word.ADDED: (True, 1.0),
    Word.OTHER_TOPIC: (False, 1.0),
    Word.TOO_GENERAL: (False, 0.7),
    # Says that somebody else fits better, which the one chosen instead says as well.
    Word.BETTER_CHOICE: (False, 0.3),
}
_PROFESSOR = {
    # Who was asked knows better than who asks: a yes counts twice, "not my field" undoes a choice.
    Word.ACCEPTED: (True, 2.0),
    Word.WRONG_FIELD: (False, 1.5),
}
_DOUBTED = 0.5
"""What is left of a choice after an answer that leaves the fit open."""


class Judgement(NamedTuple):
    """Whether a proposal was useful, and how much that counts, in (0, 2]."""

    useful: bool
    weight: float


def judge(words: Collection[Word]) -> Judgement | None:
    """What all that was said about one proposal says about its fit; None if nothing.

    No capacity, a conflict of interest, too early, another format: NOT_ABOUT_FIT leaves a choice
    as it was, and a rejection for such a reason teaches nothing.
    """
    for word in words:
        if word in _PROFESSOR:
            return Judgement(*_PROFESSOR[word])
    for word in words:
        if word in _MANAGER:
            useful, weight = _MANAGER[word]
            return Judgement(useful, weight * (_DOUBTED if Word.UNSURE in words else 1.0))
    return None


@dataclass(frozen=True)
class DecidedNeed:
    """The proposals of one need and what was decided about them; arrays of shape (proposals, …).

    `features` are those of one channel set, shape (proposals, features); `ranks` are 1, 2, … and 0
    for somebody added by hand; `useful` is 1 or 0; `weights` are 0 where nobody decided.
    """

    need_id: str
    features: NDArray[np.float64]
    ranks: NDArray[np.float64]
    useful: NDArray[np.float64]
    weights: NDArray[np.float64]

    @property
    def is_telling(self) -> bool:
        """Whether one proposal was found useful and another was not."""
        decided = self.useful[self.weights > 0]
        return bool(decided.any() and not decided.all())


@dataclass(frozen=True)
class Lesson:
    """A new fusion, and how it does beside the present one on decisions neither has seen.

    `order_before` and `order_after` in [0, 1] are the shares of pairs, one useful and one not, in
    the right order, meant over `needs`; `least_gain` is the lower bound of how much likelier, in
    nats, the new one finds such a pair on average (one-sided bootstrap over needs).
    """

    fusion: Fusion
    decisions: int
    needs: int
    order_before: float
    order_after: float
    least_gain: float

    @property
    def is_better(self) -> bool:
        """Beyond noise, and in the order people see."""
        return self.least_gain > 0 and self.order_after > self.order_before > 0.5


def learn(
    decided: Sequence[DecidedNeed], present: Fusion, shipped: Fusion | None = None
) -> Lesson | None:
    """A new fit of the channel set that made these proposals; None where there is too little.

    It starts from `shipped` (the present one where that is None) and has to beat `present`. The
    other channel set stays as it is. Needs are held out as a whole, in repeated grouped
    cross-validation, and compared in pairs; a present fit that has seen them is at an advantage,
    which errs on the safe side. Raises ValueError where needs differ in their features.
    """
    decided = sorted(decided, key=lambda need: need.need_id)
    decisions = sum(int(np.count_nonzero(need.weights)) for need in decided)
    telling = [need for need in decided if need.is_telling]
    if decisions < FEWEST_DECISIONS or len(telling) < FEWEST_NEEDS:
        return None
    size = decided[0].features.shape[1]
    if any(need.features.shape[1] != size for need in decided):
        raise ValueError("all needs have to come with the same features")
    start, old = (shipped or present).channel(size), present.channel(size)
    new = _as_promising(_fit(decided, start).fit, start, decided)
    learned = (
        replace(present, meaning=new) if size == len(ALL_FEATURES) else replace(present, words=new)
    )
    before, after = _held_out(decided, start, old)
    gains = np.mean([b.losses - a.losses for b, a in zip(before, after, strict=True)], axis=0)
    return Lesson(
        fusion=replace(learned, version=name_after_content(learned, "learned")),
        decisions=decisions,
        needs=len(telling),
        order_before=float(np.mean([each.orders for each in before])),
        order_after=float(np.mean([each.orders for each in after])),
        least_gain=_least_mean(gains),
    )


class _Fitted(NamedTuple):
    fit: LogOdds
    by_rank: float


class _Judged(NamedTuple):
    """By telling need: mean loss of its pairs, and share of them in the right order."""

    losses: NDArray[np.float64]
    orders: NDArray[np.float64]


def _fit(decided: Sequence[DecidedNeed], old: LogOdds, *, moves: bool = True) -> _Fitted:
    """The posterior mode; where nothing moves, only what the rank does is estimated."""
    weights = np.concatenate([need.weights for need in decided])
    groups = np.repeat(np.arange(len(decided)), [len(need.weights) for need in decided])
    said = weights > 0
    found = fit_posterior(
        old.standardised(np.concatenate([need.features for need in decided])[said]),
        np.concatenate([need.useful for need in decided])[said],
        weights[said],
        Nuisance(
            ranks=np.concatenate([_by_rank(need) for need in decided])[said], groups=groups[said]
        ),
        mean=old.weights,
        precision=_precision(decided, old),
        intercept=old.intercept,
        slips=SLIPS,
        moves=moves,
    )
    return _Fitted(replace(old, weights=found.weights), found.by_rank)


def _precision(decided: Sequence[DecidedNeed], old: LogOdds) -> NDArray[np.float64]:
    """How sure the present weights are, shape (features, features).

    As sure as if they came from WORTH needs like these, all of whose proposals were judged: the
    Fisher information of the proposals shown (a power prior, Ibrahim & Chen 2000), and a little
    more, so that nothing runs away where these needs say nothing.
    """
    shown = old.standardised(np.concatenate([need.features for need in decided]))
    chances = _chance(shown @ old.weights + old.intercept)
    shown = shown - np.average(shown, axis=0, weights=chances * (1 - chances))
    information = (shown * (chances * (1 - chances))[:, None]).T @ shown
    return information * (WORTH / len(decided)) + np.eye(len(old.weights)) / LOOSEST_SD**2


def _by_rank(need: DecidedNeed) -> NDArray[np.float64]:
    """Logarithms of ranks, 0 in the middle of a page of ten and for whoever had no rank."""
    shown = need.ranks > 0
    return np.where(shown, np.log2(1 + need.ranks) - np.log2(6), 0.0)


def _held_out(
    decided: Sequence[DecidedNeed], start: LogOdds, old: LogOdds
) -> tuple[list[_Judged], list[_Judged]]:
    """By repeat, the present and a new fit on needs that took no part in either."""
    before, after = [], []
    places = [place for place, need in enumerate(decided) if need.is_telling]
    for repeat in range(_REPEATS):
        order = np.random.default_rng(repeat).permutation(len(decided))
        results: dict[int, tuple[tuple[float, float], tuple[float, float]]] = {}
        for fold in np.array_split(order, min(_FOLDS, len(decided))):
            rest = [decided[place] for place in np.setdiff1d(order, fold)]
            present, new = _fit(rest, old, moves=False), _fit(rest, start)
            for place in fold:
                if (need := decided[place]).is_telling:
                    results[place] = _judge(need, present), _judge(need, new)
        before.append(_Judged(*np.array([results[place][0] for place in places]).T))
        after.append(_Judged(*np.array([results[place][1] for place in places]).T))
    return before, after


def _judge(need: DecidedNeed, fitted: _Fitted) -> tuple[float, float]:
    """Of the pairs of a useful and a not useful proposal: mean loss, and share in right order."""
    scores = fitted.fit.of(need.features)
    believed = scores + fitted.by_rank * _by_rank(need)
    good = (need.weights > 0) & (need.useful > 0)
    bad = (need.weights > 0) & (need.useful == 0)
    weights = np.outer(need.weights[good], need.weights[bad])
    apart = np.subtract.outer(believed[good], believed[bad])
    likely = SLIPS + (1 - 2 * SLIPS) / (1 + np.exp(-np.clip(apart, -40, 40)))
    ordered = np.subtract.outer(scores[good], scores[bad])
    right = (ordered > 0) + 0.5 * (ordered == 0)
    return (
        float(np.average(-np.log(likely), weights=weights)),
        float(np.average(right, weights=weights)),
    )


def _least_mean(gains: NDArray[np.float64]) -> float:
    """The mean of gains by need, shape (needs,), that all but few resamples reach (Efron 1979)."""
    draws = np.random.default_rng(0).integers(len(gains), size=(_SAMPLES, len(gains)))
    return float(np.quantile(gains[draws].mean(axis=1), _NOISE))


def _as_promising(new: LogOdds, old: LogOdds, decided: Sequence[DecidedNeed]) -> LogOdds:
    """With the intercept by which the proposals shown are useful as often as they were before."""
    shown = np.concatenate([need.features[need.ranks > 0] for need in decided])
    promised = _chance(old.of(shown)).mean()
    scores = new.of(shown)
    low, high = -20.0, 20.0
    for _ in range(60):  # Halving is slow and cannot fail; the mean grows with the shift.
        middle = (low + high) / 2
        low, high = (middle, high) if _chance(scores + middle).mean() < promised else (low, middle)
    return replace(new, intercept=new.intercept + (low + high) / 2)


def _chance(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    chances: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(log_odds, -40, 40)))
    return chances
