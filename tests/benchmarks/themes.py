"""`python -m tests.benchmarks.themes [--store]`: is a text put under the themes a person chose?

Nested cross-validation on tests/data/themes.jsonl: in each of five outer parts the weights are
fitted and the threshold is chosen, by five inner parts, on the other four. The macro-F1 is the mean
over the themes, so that a rare one counts like a frequent one; the micro-F1 counts every label
alike. The interval is that of 1,000 bootstrap samples of the texts. `--store` writes the fit on all
texts into matcher/themes/weights.json. Prints Markdown.
"""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from matcher.encoder import load_encoder
from matcher.text import sentence_spans
from matcher.themes import ThemeFinder, bundled_vocabulary
from matcher.themes.finding import FEATURES, WORD_FEATURES
from matcher.themes.finding import ThemeFinder as Finder

TEXTS = Path(__file__).resolve().parents[1] / "data" / "themes.jsonl"
WEIGHTS = Path(__file__).resolve().parents[2] / "matcher" / "themes" / "weights.json"
PARTS, SAMPLES = 5, 1000
THRESHOLDS = np.arange(-4.0, 2.0, 0.05)


def read_texts(path: Path = TEXTS) -> list[dict[str, Any]]:
    """One labelled text each."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def sentences_of(row: dict[str, Any]) -> list[str]:
    """A need falls into sentences, a profile into its statements."""
    text = row["text"]
    if row["kind"] == "profile":
        return text.split("\n")
    return [text[start:end] for start, end in sentence_spans(text)]


def measured(rows: list[dict[str, Any]], finder: Finder) -> tuple[np.ndarray, np.ndarray]:
    """Features (texts, themes, features) and labels (texts, themes)."""
    features = np.stack([finder.measure(sentences_of(row))[0] for row in rows])
    codes = [theme.code for theme in finder.vocabulary]
    return features, np.array([[code in row["themes"] for code in codes] for row in rows])


def scores(labels: np.ndarray, said: np.ndarray) -> tuple[float, float]:
    """Macro-F1 over the themes that occur, and micro-F1."""
    right, wrong, missed = (labels & said), (~labels & said), (labels & ~said)
    whole = 2 * right.sum(0) + wrong.sum(0) + missed.sum(0)
    occurs = labels.any(0)
    by_theme = 2 * right.sum(0) / np.maximum(whole, 1)
    return float(by_theme[occurs].mean()), float(2 * right.sum() / max(whole.sum(), 1))


def fit(features: np.ndarray, labels: np.ndarray) -> tuple[Callable, dict[str, Any]]:
    """Weights for all themes together; log-odds of features, and the fit as it is stored."""
    flat = features.reshape(-1, features.shape[-1])
    means, deviations = flat.mean(0), flat.std(0) + 1e-9
    model = LogisticRegression(C=1.0, max_iter=1000).fit(
        (flat - means) / deviations, labels.ravel()
    )
    stored = {
        "means": means.tolist(), "deviations": deviations.tolist(),
        "weights": model.coef_[0].tolist(), "intercept": float(model.intercept_[0]),
    }  # fmt: skip

    def log_odds(others: np.ndarray) -> np.ndarray:
        return ((others - means) / deviations) @ model.coef_[0] + model.intercept_[0]

    return log_odds, stored


def out_of_fold(features: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Log-odds of every text by a fit that has not seen it."""
    odds = np.zeros(labels.shape)
    for inside, outside in KFold(PARTS, shuffle=True, random_state=7).split(features):
        odds[outside] = fit(features[inside], labels[inside])[0](features[outside])
    return odds


def choose_threshold(features: np.ndarray, labels: np.ndarray) -> float:
    """The one with the best sum of both scores on texts without a say."""
    odds = out_of_fold(features, labels)
    return float(max(THRESHOLDS, key=lambda each: sum(scores(labels, odds >= each))))


def validate(features: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """What is said of every text by weights and threshold that have not seen it."""
    said = np.zeros(labels.shape, bool)
    for inside, outside in KFold(PARTS, shuffle=True, random_state=1).split(features):
        threshold = choose_threshold(features[inside], labels[inside])
        said[outside] = fit(features[inside], labels[inside])[0](features[outside]) >= threshold
    return said


def interval(labels: np.ndarray, said: np.ndarray) -> tuple[float, float]:
    """95 % of the bootstrap samples have a macro-F1 between these."""
    chance = np.random.default_rng(20260420)
    found = []
    for _ in range(SAMPLES):
        places = chance.integers(0, len(labels), len(labels))
        found.append(scores(labels[places], said[places])[0])
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


def main(*, store: bool) -> None:
    """Print the table, and perhaps keep the fit."""
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
        " fits | threshold |\n|---|---|---|---|---|---|---|---|"
    )
    kept: dict[str, Any] = {"vocabulary": vocabulary.version}
    for name, key, encoder, names in (
        ("bundled model and words", "meaning", load_encoder("bundled"), FEATURES),
        ("words alone", "words", None, WORD_FEATURES),
    ):  # type: str, str, Encoder | None, tuple[str, ...]
        features, labels = measured(rows, ThemeFinder(vocabulary, encoder))
        said = validate(features, labels)
        macro, micro = scores(labels, said)
        low, high = interval(labels, said)
        precision = (labels & said).sum() / max(said.sum(), 1)
        recall = (labels & said).sum() / labels.sum()
        threshold = choose_threshold(features, labels)
        print(
            f"| {name} | {macro:.2f} | {low:.2f} to {high:.2f} | {micro:.2f} | {precision:.2f}"
            f" | {recall:.2f} | {(~said[untold].any(1)).mean():.2f} | {threshold:.2f} |"
        )
        kept[key] = {
            "features": list(names), **fit(features, labels)[1], "threshold": round(threshold, 2),
        }  # fmt: skip
    if store:
        WEIGHTS.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(store="--store" in sys.argv[1:])
