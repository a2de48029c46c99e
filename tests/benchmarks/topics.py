"""`python -m tests.benchmarks.topics`: do needs of one topic come together?

Groups two sets of texts that people put under themes, and compares with what the people did: the
labelled needs of tests/data/themes.jsonl (a need may have several themes; the software learned its
themes from others) and the notes of seed_data/workshop_notes.tsv (one theme each, not of the
vocabulary). The adjusted Rand index (Hubert & Arabie 1985) takes the first theme of a text; B³ F1
takes all of them (extended B³ of Amigó et al. 2009). What joins meaning with themes stands beside
themes alone and words alone.
The themes that are joined are those the software finds, never those of the people.

Nothing is judged by the themes that chose it: in each of many splits four fifths of the themes
choose weight and threshold, by the best B³, and the texts of the other themes are grouped with
them. Prints Markdown, with the medians of what was chosen, which matcher/topics.py holds.
"""

from __future__ import annotations

import json
import platform
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mean, median, stdev

import numpy as np
from sklearn.metrics import adjusted_rand_score

from matcher.clustering import groups_of, likeness
from matcher.encoder import Encoder, load_encoder
from matcher.text import sentence_spans
from matcher.themes import ThemeFinder, bundled_vocabulary
from matcher.topics import MODEL_BOND, WORDS_BOND, Bond, joined_likeness
from tests.benchmarks.clustering import read_notes

DATA = Path(__file__).resolve().parents[1] / "data"
SPLITS, SHARE_THAT_CHOOSES, MOST_THEMES = 20, 0.8, 8
THRESHOLDS = [round(0.05 * step, 2) for step in range(1, 16)]
WEIGHTS = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Texts:
    """Texts, the themes people gave each, the themes found, and cosines by meaning and by words."""

    name: str
    texts: list[str]
    labels: list[frozenset[str]]
    first: list[str]
    found: list[frozenset[str]]
    meaning: np.ndarray
    by_words: np.ndarray

    def only(self, places: list[int]) -> Texts:
        """The texts at these places."""
        square = np.ix_(places, places)
        return Texts(
            self.name, [self.texts[each] for each in places],
            [self.labels[each] for each in places], [self.first[each] for each in places],
            [self.found[each] for each in places], self.meaning[square], self.by_words[square],
        )  # fmt: skip


def read_needs() -> tuple[list[str], list[list[str]]]:
    """The labelled needs that have a theme, and their themes, the first one first."""
    lines = (DATA / "themes.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    needs = [each for each in rows if each["kind"] == "need" and each["themes"]]
    return [each["text"] for each in needs], [each["themes"] for each in needs]


@cache
def measured(name: str, encoder: Encoder) -> Texts:
    """A set of texts with everything that is compared of it."""
    if name == "labelled needs":
        texts, labels = read_needs()
    else:
        texts, themes = read_notes()
        labels = [[each] for each in themes]
    finder = ThemeFinder(bundled_vocabulary(), encoder)
    found = [
        frozenset(each.code for each in finder.find(_sentences(text))[:MOST_THEMES])
        for text in texts
    ]
    return Texts(
        name, texts, [frozenset(each) for each in labels], [each[0] for each in labels], found,
        likeness(texts, encoder), likeness(texts),
    )  # fmt: skip


def alike(texts: Texts, way: str, weight: float) -> np.ndarray:
    """The likeness that a way of grouping goes by."""
    if way == "words alone":
        return texts.by_words
    if way == "meaning alone":
        return texts.meaning
    if way == "themes alone":
        return joined_likeness(np.eye(len(texts.texts)), texts.found, 1.0)
    cosines = texts.by_words if way == "words and themes" else texts.meaning
    return joined_likeness(cosines, texts.found, weight)


def judge(texts: Texts, way: str, bond: Bond) -> tuple[float, float]:
    """B³ F1 and the adjusted Rand index of one way of grouping."""
    groups = groups_of(texts.texts, alike(texts, way, bond.theme_weight), bond.threshold)
    numbers = np.zeros(len(texts.texts), np.intp)
    for number, group in enumerate(groups):
        numbers[list(group.members)] = number
    return b_cubed(texts.labels, numbers), float(adjusted_rand_score(texts.first, numbers))


def b_cubed(labels: list[frozenset[str]], numbers: np.ndarray) -> float:
    """The harmonic mean of extended B³ precision and recall; 1 for what people did."""
    codes = sorted(set().union(*labels))
    has = np.array([[code in each for code in codes] for each in labels], np.float64)
    shared = has @ has.T
    together = (numbers[:, None] == numbers[None, :]).astype(np.float64)
    both = np.minimum(shared, together)
    precision = ((both * together).sum(1) / together.sum(1)).mean()
    wanted = shared > 0
    recall = (np.divide(both, shared, where=wanted, out=np.zeros_like(both)).sum(1)
              / wanted.sum(1)).mean()  # fmt: skip
    return float(2 * precision * recall / (precision + recall))


def bonds_of(way: str) -> list[Bond]:
    """What may be chosen for a way of grouping."""
    weights = WEIGHTS if way.endswith("and themes") else (0.0,)
    return [Bond(weight, each) for weight in weights for each in THRESHOLDS]


def validate(texts: Texts, way: str) -> list[tuple[Bond, float, float]]:
    """For each split what was chosen, and what it makes of the texts that had no say."""
    chance, found = random.Random(20261123), []
    names = sorted(set(texts.first))
    for _ in range(SPLITS):
        choosing = set(chance.sample(names, round(SHARE_THAT_CHOOSES * len(names))))
        inside = texts.only([at for at, each in enumerate(texts.first) if each in choosing])
        outside = texts.only([at for at, each in enumerate(texts.first) if each not in choosing])
        best = max(bonds_of(way), key=lambda each: judge(inside, way, each)[0])
        found.append((best, *judge(outside, way, best)))
    return found


WAYS = {
    "meaning and themes": MODEL_BOND, "words and themes": WORDS_BOND, "meaning alone": None,
    "themes alone": None, "words alone": None,
}  # fmt: skip


def report(texts: Texts, way: str) -> str:
    """One row: themes without a say, what was chosen, and all texts with what is in use."""
    splits = validate(texts, way)
    f_scores, indices = [each[1] for each in splits], [each[2] for each in splits]
    bond = WAYS[way]
    in_use = "– | – | –"
    if bond is not None:
        f_score, index = judge(texts, way, bond)
        in_use = f"{bond.theme_weight:.2f}, {bond.threshold:.2f} | {f_score:.2f} | {index:.2f}"
    return (
        f"| {texts.name} | {way} | {mean(f_scores):.2f} ± {stdev(f_scores):.2f}"
        f" | {mean(indices):.2f} ± {stdev(indices):.2f}"
        f" | {median(each[0].theme_weight for each in splits):.2f},"
        f" {median(each[0].threshold for each in splits):.2f} | {in_use} |"
    )


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def main() -> None:
    """Print the table."""
    encoder = load_encoder("bundled")
    sets = [measured(each, encoder) for each in ("labelled needs", "workshop notes")]
    for texts in sets:
        print(f"{len(texts.texts)} {texts.name} under {len(set(texts.first))} first themes;")
    print(
        f"{SPLITS} splits of the themes; {platform.machine()}, Python"
        f" {platform.python_version()}.\n\n| texts | grouped by | B³ F1, themes without a say"
        " | adjusted Rand, the same | median weight and threshold chosen | in use | B³ F1, all"
        " texts | adjusted Rand, all texts |\n|---|---|---|---|---|---|---|---|"
    )
    for texts in sets:
        for way in WAYS:
            print(report(texts, way))


if __name__ == "__main__":
    main()
