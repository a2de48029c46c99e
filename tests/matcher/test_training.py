import json

import numpy as np

from matcher.lexical import COLUMNS, count_terms
from matcher.salience import CUES
from matcher.training.salience import fit_salience
from matcher.training.statistics import fit_statistics
from matcher.training.texts import read_background


def test_rare_words_weigh_and_stop_words_do_not(tmp_path):
    lines = [{"lay": ["Pumpe und Asche"], "tech": ["Pumpe und Kessel"], "en": []}] * 20
    lines.append({"text": "Trichter", "lang": "de"})
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(line) for line in lines), "utf-8")

    fit_statistics(read_background(tmp_path), tmp_path / "statistics.npz")

    stored = np.load(tmp_path / "statistics.npz")
    rare, common = count_terms([["trichter"], ["pump"]]).indices
    assert stored["term_idf"].shape == (COLUMNS,)
    assert stored["term_idf"][rare] > 3
    assert stored["term_idf"][common] == 0
    assert stored["profile_length"] == 10 * stored["statement_length"]


def test_salience_is_learned_from_labelled_sentences(tmp_path):
    sentences = [("Wer kann uns helfen?", "wish"), ("Hallo zusammen,", "greeting")] * 10

    fit_salience(sentences, tmp_path / "salience.json")

    weights = json.loads((tmp_path / "salience.json").read_text("utf-8"))["weights"]
    assert set(weights) == set(CUES)
    assert weights["question"] > 0 > weights["greeting"]
