"""What was learned of themes: from which texts, how, and how well it does on others."""

import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import matcher.training
from matcher.encoder import load_encoder
from matcher.themes import (
    ThemeFinder,
    bundled_themes,
    bundled_vocabulary,
    read_vocabulary,
    reading_version,
)
from matcher.themes.learned import read_themes
from matcher.training.labelled_themes import digest, read_texts, read_topics
from matcher.training.themes import f1_scores, fit_themes
from tests.benchmarks.themes import measured
from tests.benchmarks.themes import read_texts as read_texts_to_measure

TRAINING = Path(matcher.training.__file__).parent / "theme_texts"
ENTRIES = TRAINING.parent / "bilingual" / "entries"
LIST = """
version = "7"

[[theme]]
code = "wasser"
kind = "stofffluss"
de = "Wasser"
en = "Water"
scope_de = "Alles mit Wasser."
scope_en = "Everything with water."
phrases = ["Abwasser", "Kläranlage", "Spülwasser", "waste water", "rinse water"]
wz = ["37"]
gemet = { id = 9127, label = "Abwasser" }

[[theme]]
code = "reparieren"
kind = "r-strategie"
de = "Reparieren"
en = "Repair"
scope_de = "Etwas geht wieder."
scope_en = "Something works again."
phrases = ["Reparatur", "Ersatzteil", "Wartung", "repair", "spare part"]
wz = ["33"]
"""


@pytest.fixture(scope="module")
def encoder():
    return load_encoder("bundled")


def test_the_weights_that_are_shipped_belong_to_vocabulary_model_and_texts(encoder):
    learned = bundled_themes()

    assert learned.codes == tuple(theme.code for theme in bundled_vocabulary())
    assert learned.model_sha256 == encoder.sha256
    assert learned.texts_sha256 == digest(TRAINING, bundled_vocabulary()), (
        "texts or phrases have changed: python -m matcher.training themes"
    )
    assert learned.meaning.outer.shape[1] == learned.words.weights.shape[1] == 51
    assert len(reading_version(bundled_vocabulary())) <= 40


def test_every_labelled_text_names_themes_there_are_and_none_comes_twice():
    texts = [each for part in read_texts(TRAINING) for each in part]

    assert len({each.text for each in texts}) == len(texts)
    assert {code for each in texts for code in each.codes} <= {
        theme.code for theme in bundled_vocabulary()
    }
    counts = Counter(code for each in texts for code in each.codes)
    assert min(counts[theme.code] for theme in bundled_vocabulary()) >= 25
    assert sum(not each.codes for each in texts) >= 150


def test_no_training_text_shares_a_run_of_words_with_what_is_measured_on():
    measured = [row["text"] for row in read_texts_to_measure()]
    own = [each.text for part in read_texts(TRAINING) for each in part]
    own += [each.text for each in read_topics(TRAINING, ENTRIES)]

    assert not set().union(*map(runs_of, measured)) & set().union(*map(runs_of, own))
    assert runs_of(" ".join(["eins zwei drei vier fünf sechs sieben"])) == {
        "eins zwei drei vier fünf sechs", "zwei drei vier fünf sechs sieben",
    }  # fmt: skip


def runs_of(text: str, length: int = 6) -> set[str]:
    found = re.findall(r"\w+", text.lower())
    return {" ".join(found[at : at + length]) for at in range(len(found) - length + 1)}


def test_a_fit_on_a_few_texts_tells_them_apart_and_comes_out_the_same_twice(tmp_path):
    texts, entries = tmp_path / "texts", tmp_path / "entries"
    texts.mkdir()
    entries.mkdir()
    lines = [
        f"wasser | Spülwasser im Kanal {n}\nreparieren | Die Pumpe ist defekt {n}" for n in range(9)
    ]
    lines += [f"- | Die Buchhaltung sucht Leute {n}" for n in range(9)]
    (texts / "own.txt").write_text("\n".join(lines) + "\n", "utf-8")
    (texts / "topics.txt").write_text("@file\nwasser | Kanal\n- | Lohn\n", "utf-8")
    records = [
        {
            "topic": "Kanal",
            "lay": ["Abwasser steht", "Der Kanal"],
            "tech": ["Kanalbau"],
            "en": ["A"],
        },
        {"topic": "Lohn", "lay": ["Der Lohn", "Geld"], "tech": ["Steuern"], "en": ["Pay"]},
    ]
    (entries / "file.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")
    vocabulary = read_vocabulary(LIST)

    contents = []
    for name in ("one.npz", "two.npz"):
        report = fit_themes(TwoAxes(), vocabulary, texts, entries, tmp_path / name)
        contents.append((tmp_path / name).read_bytes())

    assert "macro-F1" in report
    with np.load(tmp_path / "one.npz") as one, np.load(tmp_path / "two.npz") as two:
        assert all(np.array_equal(one[name], two[name]) for name in one.files)
    finder = ThemeFinder(vocabulary, TwoAxes(), read_themes(contents[0]))
    assert [each.code for each in finder.find(["Spülwasser läuft in den Kanal"])] == ["wasser"]
    assert [each.code for each in finder.find(["Die Pumpe ist defekt"])] == ["reparieren"]


class TwoAxes:
    """Water points one way, what is broken the other, and all else nowhere."""

    name, sha256 = "two axes", "0"

    def encode(self, texts, role):
        water, repair = ("wasser", "water", "kanal"), ("defekt", "repar", "repair", "ersatz")
        rows = [
            [any(each in text.lower() for each in axis) for axis in (water, repair)]
            for text in texts
        ]
        return np.array(rows, np.float32).reshape(-1, 2)


def test_themes_are_found_as_well_as_the_documentation_says(encoder):
    rows = read_texts_to_measure()
    untold = np.array([not row["themes"] for row in rows])

    labels, said = measured(rows, ThemeFinder(bundled_vocabulary(), encoder))
    macro, micro = f1_scores(labels, said)
    _, by_words = measured(rows, ThemeFinder(bundled_vocabulary()))

    assert macro >= 0.60
    assert micro >= 0.62
    assert (~said[untold].any(axis=1)).mean() >= 0.65
    assert f1_scores(labels, by_words)[0] >= 0.44
