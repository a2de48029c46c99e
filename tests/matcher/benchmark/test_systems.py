import json
import math
from pathlib import Path

import numpy as np
import pytest

from matcher.benchmark import systems
from matcher.benchmark.readers import Texts
from matcher.benchmark.systems import Bm25, Dense, Remembering, TfIdf, Words, available_systems
from matcher.bundled_encoder import BundledEncoder

TINY = Path(__file__).parent.parent / "tiny_model"
PUMPS = Texts("de", ("Pumpen", "Gelächter"))
DOCUMENTS = Texts("de", ("Eine Pumpe", "Ein Motor"))


class Counting:
    """An encoder of hand-written vectors that counts what it is asked."""

    name, sha256 = "counting", "0" * 64
    vectors = {"Pumpen": [3, 4], "Gelächter": [0, 2], "Eine Pumpe": [1, 0], "Ein Motor": [0, 1]}

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def encode(self, texts, role):
        self.asked += [(role, text) for text in texts]
        rows = np.array([self.vectors[text] for text in texts], np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_tfidf_finds_the_stem_and_no_word_that_nobody_wrote():
    similar = TfIdf().similarities(PUMPS, DOCUMENTS)

    # "ein" is the stem in both documents, idf 1; "pump" in one of two, idf 1 + ln(3/2).
    rare = 1 + math.log(3 / 2)
    np.testing.assert_allclose(similar, [[rare / math.hypot(1, rare), 0], [0, 0]])


def test_bm25_weighs_a_word_by_its_rarity():
    similar = Bm25().similarities(PUMPS, DOCUMENTS)

    # One of two documents of mean length, k1 = 1.5: ln(1 + 1.5/1.5) · 1 / (1 + 1.5).
    np.testing.assert_allclose(similar, [[math.log(2) / 2.5, 0], [0, 0]], rtol=1e-6)


def test_words_of_the_matcher_look_into_compounds():
    compounds = Texts("de", ("Verwertung von Holzasche", "Schallschutz an Maschinen"))

    similar = Words().similarities(Texts("de", ("Wohin mit der Asche?",)), compounds)

    assert similar.shape == (1, 2)
    assert similar[0, 0] > similar[0, 1]


def test_dense_compares_by_the_cosine():
    similar = Dense("dense", Counting()).similarities(PUMPS, DOCUMENTS)

    np.testing.assert_allclose(similar, [[0.6, 0.8], [0, 1]], atol=1e-6)


def test_some_columns_are_compared_by_their_own_cosine():
    similar = Dense("half", Counting(), slice(1)).similarities(PUMPS, DOCUMENTS)

    np.testing.assert_allclose(similar, [[1, 0], [0, 0]], atol=1e-6)


def test_no_text_is_encoded_twice_in_one_role():
    counting, said = Counting(), []
    encoder = Remembering(counting, said.append)

    Dense("half", encoder, slice(1)).similarities(PUMPS, DOCUMENTS)
    Dense("dense", encoder).similarities(PUMPS, DOCUMENTS)
    repeated = encoder.encode(["Ein Motor", "Ein Motor"], "need")

    assert sorted(counting.asked) == [
        ("need", "Ein Motor"),
        ("need", "Gelächter"),
        ("need", "Pumpen"),
        ("statement", "Ein Motor"),
        ("statement", "Eine Pumpe"),
    ]
    np.testing.assert_allclose(repeated, [[0, 1], [0, 1]])
    assert said[-1] == "counting: 1 of 1 new texts encoded"


def test_the_bundled_model_stands_beside_its_halves(without_teacher):
    offered, missing = available_systems(BundledEncoder(TINY), lambda line: None)

    assert [each.name for each in offered] == [
        *("TF-IDF", "BM25", "words", "static", "transformer", "dense"),
    ]
    assert len(missing) == 1
    assert "all-MiniLM-L6-v2" in missing[0]
    assert "not installed" in missing[0]
    queries, read = Texts("de", ("Kalk am Kühlturm",)), Texts("en", ("white scale", "pump"))
    static, transformer, dense = (each.similarities(queries, read) for each in offered[3:])
    share = json.loads((TINY / "manifest.json").read_text("utf-8"))["static_share"]
    np.testing.assert_allclose(share * static + (1 - share) * transformer, dense, atol=1e-5)
    assert not np.allclose(static, transformer, atol=0.01)


def test_another_model_has_no_halves(without_teacher):
    offered, _ = available_systems(Counting(), lambda line: None)

    assert [each.name for each in offered] == ["TF-IDF", "BM25", "words", "dense"]


def test_what_is_not_installed_is_said(monkeypatch):
    monkeypatch.setattr(systems, "find_spec", lambda name: None)

    offered, missing = available_systems(None, lambda line: None)

    assert [each.name for each in offered] == ["TF-IDF", "words"]
    assert [sentence.split()[0] for sentence in missing] == ["BM25", "MiniLM"]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_words_are_stemmed_in_their_language(lang):
    stems = {"de": ["pump", "lauft"], "en": ["pumpen", "läuft"]}

    assert systems.stems(Texts(lang, ("Pumpen, läuft!",))) == [stems[lang]]
