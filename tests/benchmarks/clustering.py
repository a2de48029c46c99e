"""`python -m tests.benchmarks.clustering`: do notes that say the same come together?

Groups the notes of seed_data/workshop_notes.tsv, which people put under themes, and compares: the
adjusted Rand index (Hubert & Arabie 1985) and the normalised mutual information (Strehl & Ghosh
2002), 0 by chance or without relation, 1 for the same groups. The threshold is never judged by the
themes that chose it: in each of many splits four fifths of the themes choose it, by the best index,
and the notes of the other themes are grouped with it. Prints Markdown, and the median of the chosen
thresholds, which matcher/clustering.py holds.
"""

from __future__ import annotations

import csv
import platform
import random
import time
from pathlib import Path
from statistics import mean, median, stdev

import numpy as np
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from matcher.clustering import MODEL_THRESHOLD, WORDS_THRESHOLD, groups_of, likeness
from matcher.encoder import Encoder, load_encoder

NOTES = Path(__file__).resolve().parents[2] / "seed_data" / "workshop_notes.tsv"
SPLITS, SHARE_THAT_CHOOSES = 50, 0.8
THRESHOLDS = [round(0.02 * step, 2) for step in range(1, 40)]


def read_notes() -> tuple[list[str], list[str]]:
    """The texts and, beside each, its theme."""
    with NOTES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [each["text"] for each in rows], [each["theme"] for each in rows]


def numbers_of(texts: list[str], cosines: np.ndarray, threshold: float) -> list[int]:
    """The number of its group for each text."""
    numbers = [0] * len(texts)
    for number, group in enumerate(groups_of(texts, cosines, threshold)):
        for place in group.members:
            numbers[place] = number
    return numbers


def judge(
    texts: list[str], themes: list[str], cosines: np.ndarray, threshold: float, places: list[int]
) -> tuple[float, float]:
    """Index and information for the texts at these places alone."""
    chosen = [texts[each] for each in places]
    numbers = numbers_of(chosen, cosines[np.ix_(places, places)], threshold)
    wanted = [themes[each] for each in places]
    return (
        float(adjusted_rand_score(wanted, numbers)),
        float(normalized_mutual_info_score(wanted, numbers)),
    )


def validate(texts: list[str], themes: list[str], cosines: np.ndarray) -> list[tuple]:
    """For each split the chosen threshold, and what it makes of themes that had no say."""
    found, chance = [], random.Random(20260320)
    names = sorted(set(themes))
    for _ in range(SPLITS):
        choosing = set(chance.sample(names, round(SHARE_THAT_CHOOSES * len(names))))
        inside = [place for place, theme in enumerate(themes) if theme in choosing]
        outside = [place for place, theme in enumerate(themes) if theme not in choosing]
        best = max(THRESHOLDS, key=lambda each: judge(texts, themes, cosines, each, inside)[0])
        found.append((best, *judge(texts, themes, cosines, best, outside)))
    return found


def report(name: str, encoder: Encoder | None, in_use: float) -> str:
    """One row: what themes without a say got, the threshold, and all notes with the one in use."""
    texts, themes = read_notes()
    begun = time.perf_counter()
    cosines = likeness(texts, encoder)
    seconds = time.perf_counter() - begun
    splits = validate(texts, themes, cosines)
    index, information = judge(texts, themes, cosines, in_use, list(range(len(texts))))
    groups = len(set(numbers_of(texts, cosines, in_use)))
    indices = [each[1] for each in splits]
    return (
        f"| {name} | {mean(indices):.2f} ± {stdev(indices):.2f}"
        f" | {mean(each[2] for each in splits):.2f} | {median(each[0] for each in splits):.2f}"
        f" | {in_use:.2f} | {index:.2f} | {information:.2f} | {groups} | {seconds:.1f} s |"
    )


def main() -> None:
    """Print the table."""
    texts, themes = read_notes()
    print(
        f"{len(texts)} notes under {len(set(themes))} themes; {SPLITS} splits of the themes;"
        f" {platform.machine()}, Python {platform.python_version()}.\n"
    )
    print(
        "| likeness | index, themes without a say | information, the same | median of the chosen"
        " thresholds | threshold in use | index, all notes | information, all notes | groups"
        " | time for the cosines |\n|---|---|---|---|---|---|---|---|---|"
    )
    print(report("bundled model", load_encoder("bundled"), MODEL_THRESHOLD))
    print(report("character n-grams alone", None, WORDS_THRESHOLD))


if __name__ == "__main__":
    main()
