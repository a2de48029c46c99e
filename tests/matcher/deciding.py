"""Managers who decide about proposals by judged grades, well or badly, and what is learned then."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from matcher.calibration import in_scope
from matcher.evaluation import auroc, calibration_error, ndcg
from matcher.fusion import Fusion
from matcher.learning import DecidedNeed, Lesson, Word, judge, learn
from matcher.ordering import best_first, rounded

USEFUL, SHOWN = 2, 20


class Judged(NamedTuple):
    """Needs against experts: features (needs, experts, features), grades (needs, experts)."""

    features: np.ndarray
    grades: np.ndarray
    chances: np.ndarray
    """Of each need's scope."""

    def of(self, needs: np.ndarray) -> "Judged":
        return Judged(*(each[needs] for each in self))

    @property
    def has_experts(self) -> np.ndarray:
        return (self.grades >= USEFUL).any(axis=1)


@dataclass(frozen=True)
class Manager:
    """How somebody decides; shares in [0, 1]."""

    name: str
    slips: float = 0.05
    """Decisions that say the opposite of what was meant."""
    believes_rank: float = 0.1
    """How often an unfitting first proposal is approved because it stands first."""
    patience: float = 40.0
    """Ranks after which two of three proposals stay undecided."""
    adds: float = 0.3
    """Fitting people below what is shown who are added by hand."""
    guesses: bool = False
    """Whether every decision is a coin."""


CAREFUL = Manager("careful")
HASTY = Manager("hasty", slips=0.2, believes_rank=0.3, adds=0.1)
GUESSING = Manager("guessing", guesses=True)
CONTRARY = Manager("contrary", slips=0.95)


class Quality(NamedTuple):
    """Of a ranking, on needs nobody decided about."""

    ndcg: float
    auroc: float
    ece: float
    refused_fitting: float
    refused_others: float


def decide(
    judged: Judged, present: Fusion, manager: Manager, decisions: int, seed: int
) -> list[DecidedNeed]:
    """Need by need, from the top down, until so many decisions are made or no need is left."""
    random = np.random.default_rng(seed)
    decided, left = [], decisions
    for number in random.permutation(len(judged.features)):
        need = _decide_need(judged, int(number), present, manager, left, random)
        left -= int(np.count_nonzero(need.weights))
        decided.append(need)
        if left <= 0:
            break
    return decided


def _decide_need(judged, number, present, manager, most, random) -> DecidedNeed:
    features, grades = judged.features[number], judged.grades[number]
    order = best_first(rounded(present.log_odds(features)), range(len(features)))
    said: list[tuple[int, int, list[Word]]] = []
    for rank, place in enumerate(order[:SHOWN], start=1):
        seen = random.random() < np.exp(-((rank - 1) / manager.patience)) or rank <= 3
        said.append((place, rank, _words(grades[place], rank, manager, random) if seen else []))
    for place in order[SHOWN:]:
        if grades[place] >= USEFUL and random.random() < manager.adds:
            said.append((place, 0, [Word.ADDED]))
    judgements = [judge(words) for _, _, words in said]
    for late in [at for at, each in enumerate(judgements) if each is not None][most:]:
        judgements[late] = None
    return DecidedNeed(
        need_id=f"{number:04}",
        features=features[[place for place, _, _ in said]],
        ranks=np.array([rank for _, rank, _ in said], float),
        useful=np.array([float(each is not None and each.useful) for each in judgements]),
        weights=np.array([each.weight if each else 0.0 for each in judgements]),
    )


def _words(grade: int, rank: int, manager: Manager, random) -> list[Word]:
    fits = grade >= USEFUL or (grade == 1 and random.random() < 0.25)
    fits |= random.random() < manager.believes_rank / rank
    if manager.guesses:
        fits = random.random() < 0.5
    elif random.random() < manager.slips:
        fits = not fits
    if not fits:
        reasons = [Word.OTHER_TOPIC, Word.TOO_GENERAL, Word.BETTER_CHOICE, Word.NOT_ABOUT_FIT]
        return [reasons[random.choice(4, p=[0.6, 0.2, 0.1, 0.1])]]
    answer = random.random()
    if grade >= USEFUL and answer < 0.3:
        return [Word.APPROVED, Word.ACCEPTED]
    if grade < USEFUL and answer < 0.3:
        return [Word.APPROVED, Word.WRONG_FIELD]
    return [Word.APPROVED, Word.UNSURE] if answer > 0.9 else [Word.APPROVED]


def quality(judged: Judged, fusion: Fusion) -> Quality:
    fits = rounded(fusion.log_odds(judged.features))
    scores = in_scope(fits, judged.chances[:, None])
    chances = 1 / (1 + np.exp(-scores))
    served = judged.has_experts
    gains, shown, useful = [], [], []
    for row, grades in zip(scores[served], judged.grades[served], strict=True):
        order = np.argsort(-row, kind="stable")
        gains.append(ndcg(grades[order].tolist(), grades.tolist(), 10))
    for chance, grades in zip(chances, judged.grades, strict=True):
        order = np.argsort(-chance, kind="stable")[:10]
        shown.append(chance[order])
        useful.append(grades[order] >= USEFUL)
    best = chances.max(axis=1)
    below = best < fusion.channel(judged.features.shape[-1]).abstain_below
    return Quality(
        float(np.mean(gains)),
        auroc(best[served], best[~served]),
        calibration_error(np.concatenate(shown), np.concatenate(useful)),
        float(below[served].mean()),
        float(below[~served].mean()) if (~served).any() else float("nan"),
    )


@dataclass(frozen=True)
class Trial:
    """What came of one manager's decisions."""

    seed: int
    lesson: Lesson | None
    before: Quality
    after: Quality
    """Of what is used: the new fusion only where it is better."""
    unguarded: Quality
    """Of the new fusion, used or not."""

    @property
    def is_used(self) -> bool:
        return self.lesson is not None and self.lesson.is_better


def try_out(
    judged: Judged, present: Fusion, manager: Manager, *, decisions: int, seed: int
) -> Trial:
    """Decide about one half of the needs, and measure on the other."""
    random = np.random.default_rng(1000 + seed)
    halves = []
    for kind in (True, False):
        places = random.permutation(np.flatnonzero(judged.has_experts == kind))
        halves.append(np.array_split(places, 2))
    mine, others = (np.concatenate(pair) for pair in zip(*halves, strict=True))
    lesson = learn(decide(judged.of(mine), present, manager, decisions, seed), present)
    before = quality(judged.of(others), present)
    new = quality(judged.of(others), lesson.fusion) if lesson else before
    used = lesson is not None and lesson.is_better
    return Trial(seed, lesson, before, new if used else before, new)


def levelled(fusion: Fusion) -> Fusion:
    """Every feature counts alike: what a fusion looks like that was made for somewhere else."""
    words, meaning = (
        replace(fit, weights=np.full_like(fit.weights, fit.weights.sum() / len(fit.weights)))
        for fit in (fusion.words, fusion.meaning)
    )
    return replace(fusion, version="levelled", words=words, meaning=meaning)
