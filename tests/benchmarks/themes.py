"""`python -m tests.benchmarks.themes [--by-theme]`: is a text put under the themes a person chose?

The 213 texts of tests/data/themes.jsonl decided nothing: weights and thresholds were fitted on
other texts (`python -m matcher.training themes`). The macro-F1 is the mean over the themes, so that
a rare one counts like a frequent one; the micro-F1 counts every label alike. The interval is that
of 1,000 bootstrap samples of the texts. Prints Markdown.
"""

from __future__ import annotations

import json
import platform
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from matcher.encoder import load_encoder
from matcher.text import sentence_spans
from matcher.themes import ThemeFinder, bundled_vocabulary
from matcher.training.themes import f1_scores

TEXTS = Path(__file__).resolve().parents[1] / "data" / "themes.jsonl"
SAMPLES = 1000


def read_texts(path: Path = TEXTS) -> list[dict[str, Any]]:
    """One labelled text each."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def sentences_of(row: dict[str, Any]) -> list[str]:
    """A need falls into sentences, a profile into its statements."""
    text = row["text"]
    if row["kind"] == "profile":
        return text.split("\n")
    return [text[start:end] for start, end in sentence_spans(text)]


def measured(rows: list[dict[str, Any]], finder: ThemeFinder) -> tuple[np.ndarray, np.ndarray]:
    """What a person chose and what is found, both (texts, themes)."""
    codes = [theme.code for theme in finder.vocabulary]
    found = [{each.code for each in finder.find(sentences_of(row))} for row in rows]
    labels = np.array([[code in row["themes"] for code in codes] for row in rows])
    return labels, np.array([[code in each for code in codes] for each in found])


def interval(labels: np.ndarray, said: np.ndarray) -> tuple[float, float]:
    """95 % of the bootstrap samples have a macro-F1 between these."""
    chance = np.random.default_rng(20260420)
    found = []
    for _ in range(SAMPLES):
        places = chance.integers(0, len(labels), len(labels))
        found.append(f1_scores(labels[places], said[places])[0])
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


def by_theme(codes: list[str], labels: np.ndarray, said: np.ndarray) -> None:
    """A table of every theme, the worst first: what it is taken for, and what is taken for it."""
    right, wrong, missed = (labels & said), (~labels & said), (labels & ~said)
    f1 = 2 * right.sum(0) / np.maximum(2 * right.sum(0) + wrong.sum(0) + missed.sum(0), 1)
    print("\n| theme | labels | F1 | wrong | missed | said instead |\n|---|---|---|---|---|---|")
    for number in np.argsort(f1, kind="stable"):
        instead = Counter(
            codes[other] for row in np.flatnonzero(missed[:, number])
            for other in np.flatnonzero(wrong[row])
        )  # fmt: skip
        print(
            f"| {codes[number]} | {labels[:, number].sum()} | {f1[number]:.2f}"
            f" | {wrong[:, number].sum()} | {missed[:, number].sum()}"
            f" | {', '.join(code for code, _ in instead.most_common(2))} |"
        )


def main(*, themes: bool) -> None:
    """Print the table, and perhaps that of the single themes."""
    rows = read_texts()
    vocabulary = bundled_vocabulary()
    untold = np.array([not row["themes"] for row in rows])
    print(
        f"{len(rows)} texts, {sum(len(row['themes']) for row in rows)} labels of"
        f" {len(vocabulary.themes)} themes, version {vocabulary.version}; {untold.sum()} texts of"
        f" no theme; {platform.machine()}, Python {platform.python_version()}.\n"
    )
    print(
        "| compared by | macro-F1 | 95 % | micro-F1 | precision | recall | abstains where no theme"
        " fits |\n|---|---|---|---|---|---|---|"
    )
    tables = []
    for name, encoder in (
        ("bundled model and words", load_encoder("bundled")),
        ("words alone", None),
    ):
        labels, said = measured(rows, ThemeFinder(vocabulary, encoder))
        macro, micro = f1_scores(labels, said)
        low, high = interval(labels, said)
        precision = (labels & said).sum() / max(said.sum(), 1)
        recall = (labels & said).sum() / labels.sum()
        print(
            f"| {name} | {macro:.2f} | {low:.2f} to {high:.2f} | {micro:.2f} | {precision:.2f}"
            f" | {recall:.2f} | {(~said[untold].any(1)).mean():.2f} |"
        )
        tables.append((labels, said))
    if themes:
        by_theme([theme.code for theme in vocabulary], *tables[0])


if __name__ == "__main__":
    main(themes="--by-theme" in sys.argv[1:])
