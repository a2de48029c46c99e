"""`python -m tests.benchmarks.learning FOLDER`: what 500 decisions of simulated managers teach.

FOLDER holds experts.jsonl, challenges.jsonl and qrels.tsv. In every round the needs are halved;
managers decide about proposals for one half by the judged grades, and what was learned is measured
on the other. Prints Markdown. Everything is the same for the same seeds.
"""

from __future__ import annotations

import argparse
import os
import platform
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from matcher.encoder import BUNDLED, load_encoder
from matcher.fusion import Fusion, bundled_fusion
from matcher.ranking import Matcher
from matcher.training.fusion import (
    MEANING_REGULARISATION,
    Collection,
    Pairs,
    calibrated,
    features_of,
)
from tests.matcher.deciding import (
    CAREFUL,
    CONTRARY,
    GUESSING,
    HASTY,
    Judged,
    Manager,
    Trial,
    levelled,
    try_out,
)

OWN = Path("matcher/training/calibration")
MANAGERS = (CAREFUL, HASTY, GUESSING, CONTRARY)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--decisions", type=int, default=500)
    arguments = parser.parse_args()
    encoder = load_encoder(BUNDLED)
    judged = _judged(Collection.read(arguments.folder), encoder)
    own = _judged(Collection.read(OWN), encoder)
    starts = {
        "shipped": bundled_fusion(),
        "fitted without this set": _fitted_on(own),
        "every feature alike": levelled(bundled_fusion()),
    }
    cpus = f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}"
    print(f"{datetime.now(UTC).date()}, {cpus}; {arguments.seeds} seeds.\n")
    print("| weights | manager | decisions | used | nDCG@10 before | gain | worst | used or not |"
          " AUROC | ECE | refused, fits |")  # fmt: skip
    print("|---|---|---:|---:|---:|---:|---:|---:|---|---|---|")
    rounds = {
        (name, manager.name): [
            try_out(judged, start, manager, decisions=arguments.decisions, seed=seed)
            for seed in range(arguments.seeds)
        ]
        for name, start in starts.items()
        for manager in MANAGERS
    }
    for (name, manager), trials in rounds.items():
        print(_row(name, manager, trials))
    for name in starts:
        print(_by_seed(name, CAREFUL, rounds[name, CAREFUL.name]))


def _judged(collection: Collection, encoder) -> Judged:
    matcher = Matcher(collection.experts, encoder)
    return Judged(
        features_of(matcher, collection.needs),
        np.array(
            [
                [collection.qrels.get(need.id, {}).get(each, 0) for each in collection.ids]
                for need in collection.needs
            ]
        ),
        np.array([matcher.read(need).chance for need in collection.needs]),
    )


def _fitted_on(own: Judged) -> Fusion:
    """What would be shipped if the set that is decided about had never been seen."""
    shipped = bundled_fusion()
    fit = calibrated([Pairs(own.features, own.grades >= 2)], MEANING_REGULARISATION)
    meaning = replace(fit, abstain_below=shipped.meaning.abstain_below)
    return replace(shipped, version="own collection", meaning=meaning)


def _row(name: str, manager: str, trials: list[Trial]) -> str:
    before, after = ([getattr(each, key) for each in trials] for key in ("before", "after"))
    gains = np.array([a.ndcg - b.ndcg for a, b in zip(after, before, strict=True)])
    unguarded = np.array([each.unguarded.ndcg - each.before.ndcg for each in trials])
    decisions = np.mean([each.lesson.decisions for each in trials if each.lesson])

    def change(key: str) -> str:
        then, now = (np.nanmean([getattr(q, key) for q in each]) for each in (before, after))
        return f"{then:.3f} → {now:.3f}"

    return (
        f"| {name} | {manager} | {decisions:.0f} | {sum(t.is_used for t in trials)} of"
        f" {len(trials)} | {np.mean([b.ndcg for b in before]):.3f} | {gains.mean():+.4f} ±"
        f" {_error(gains):.4f} | {gains.min():+.4f} | {unguarded.mean():+.4f} ±"
        f" {_error(unguarded):.4f} | {change('auroc')} | {change('ece')} |"
        f" {change('refused_fitting')} |"
    )


def _by_seed(name: str, manager: Manager, trials: list[Trial]) -> str:
    lines = [
        f"\n{name}, {manager.name} manager, by seed:\n",
        "| seed | decisions | used | in order, held out | least gain | nDCG@10 | AUROC | ECE |",
        "|---:|---:|---|---|---:|---|---|---|",
    ]
    for each in trials:
        if each.lesson is None:
            continue
        lesson, old, new = each.lesson, each.before, each.after
        lines.append(
            f"| {each.seed} | {lesson.decisions} | {'yes' if each.is_used else 'no'} |"
            f" {lesson.order_before:.3f} → {lesson.order_after:.3f} | {lesson.least_gain:+.4f} |"
            f" {old.ndcg:.3f} → {new.ndcg:.3f} | {old.auroc:.3f} → {new.auroc:.3f} |"
            f" {old.ece:.3f} → {new.ece:.3f} |"
        )
    return "\n".join(lines)


def _error(values: np.ndarray) -> float:
    """The standard error of a mean."""
    return float(values.std(ddof=1) / np.sqrt(len(values)))


if __name__ == "__main__":
    main()
