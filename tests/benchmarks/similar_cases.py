"""What the desk's "similar earlier cases" finds: `python -m tests.benchmarks.similar_cases [DIR]`.

Every need of a judged set is compared with every other, as the desk compares a case with closed
ones. Two needs count as alike where judges called the same expert useful (grade 2 or 3) for both.
"""

import sys
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import numpy as np

from matcher import Matcher, datasets, load_encoder
from webapp.review.similar import ALIKE_FROM, FIRST_RANKS, likeness

CALIBRATION = Path(__file__).parents[2] / "matcher" / "training" / "calibration"
USEFUL = 2


def main(directory: Path) -> None:
    """Print how many of the shown pairs are alike, and how many alike ones are shown."""
    matcher = Matcher(datasets.read_experts(directory / "experts.jsonl"), load_encoder("bundled"))
    needs = datasets.read_needs(directory / "challenges.jsonl")
    qrels = datasets.read_qrels(directory / "qrels.tsv")
    chances = {need.id: first_chances(matcher, need) for need in needs}
    pairs = [
        (likeness(chances[one.id], chances[other.id]), are_alike(qrels, one.id, other.id))
        for one, other in combinations(needs, 2)
    ]
    values = np.array([value for value, _ in pairs])
    alike = np.array([truth for _, truth in pairs])
    print(f"{len(needs)} needs, {len(pairs)} pairs, {alike.sum()} of them alike")
    print(f"AUROC {auroc(values, alike):.3f}")
    for threshold in (0.1, ALIKE_FROM, 0.3, 0.4, 0.5):
        shown = values >= threshold
        precision = alike[shown].mean() if shown.any() else float("nan")
        recall = alike[shown].sum() / alike.sum()
        used = "  (the desk's)" if threshold == ALIKE_FROM else ""
        print(
            f"from {threshold:.1f}: {shown.sum():4d} pairs shown,"
            f" precision {precision:.2f}, recall {recall:.2f}{used}"
        )


def first_chances(matcher: Matcher, need: object) -> dict[str, float]:
    """The probabilities of the first ranks, by expert."""
    return {each.expert_id: each.probability for each in matcher.rank(need)[:FIRST_RANKS]}


def are_alike(qrels: Mapping[str, Mapping[str, int]], one: str, other: str) -> bool:
    """Whether somebody is useful for both."""
    useful = [
        {expert for expert, grade in qrels.get(each, {}).items() if grade >= USEFUL}
        for each in (one, other)
    ]
    return bool(useful[0] & useful[1])


def auroc(values: np.ndarray, truth: np.ndarray) -> float:
    """How often an alike pair has the higher value than another; ties count half."""
    better = values[truth][:, None] - values[~truth][None, :]
    return float(((better > 0) + 0.5 * (better == 0)).mean())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else CALIBRATION)
