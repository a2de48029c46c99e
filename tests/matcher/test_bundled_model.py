"""What the shipped weights promise; figures in matcher/bundled/model/README.md."""

import numpy as np
import pytest

from matcher import load_encoder
from matcher.bundled_encoder import BUNDLED_MODEL
from matcher.datasets import rank_all, read_needs, read_qrels
from matcher.encoder import BUNDLED
from matcher.evaluation import evaluate
from matcher.team_evaluation import evaluate_teams, make_matcher

MEBIBYTE = 2**20


@pytest.fixture(scope="module")
def encoder():
    return load_encoder(BUNDLED)


@pytest.fixture(scope="module")
def full_matcher(encoder, development_set):
    return make_matcher(development_set, encoder)


@pytest.fixture(scope="module")
def measures(full_matcher, development_set):
    run = rank_all(full_matcher, read_needs(development_set / "challenges.jsonl"))
    return evaluate(read_qrels(development_set / "qrels.tsv"), run)


def test_it_is_small_enough_to_ship():
    sizes = [path.stat().st_size for path in BUNDLED_MODEL.iterdir()]

    assert sum(sizes) < 40 * MEBIBYTE
    assert max(sizes) < 16 * MEBIBYTE


def test_no_file_is_a_pickle():
    for path in BUNDLED_MODEL.glob("*.npy"):
        np.load(path, allow_pickle=False)
    assert {path.suffix for path in BUNDLED_MODEL.iterdir()} == {".json", ".npy", ".onnx", ".md"}


@pytest.mark.parametrize(
    ("measure", "least"),
    [
        *(("nDCG@10", 0.84), ("first@3", 0.95), ("hit@3", 0.95)),
        *(("out-of-domain AUROC", 0.95), ("abstains, nobody fits", 0.80)),
    ],
)
def test_everyday_words_find_the_competence(measures, measure, least):
    assert measures[measure].value >= least


def test_a_team_covers_more_of_what_judges_name_than_the_first_of_the_list(
    full_matcher, development_set
):
    estimates = evaluate_teams(full_matcher, development_set)

    assert estimates["coverage@3, likely team"].value >= 0.80
    assert estimates["coverage@3, first of the list"].value <= 0.75


@pytest.mark.parametrize(
    ("measure", "most"), [("abstains, somebody fits", 0.08), ("ECE, first ten", 0.07)]
)
def test_probabilities_can_be_believed(measures, measure, most):
    assert measures[measure].value <= most


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Weißer Belag in den Kühlrohren", "Weisser Belag in den Kuehlrohren"),
        ("Unsere Späne sind ölig", "UNSERE SPAENE SIND OELIG"),
    ],
)
def test_spellings_of_the_same_text_get_the_same_vector(encoder, written, meant):
    left, right = encoder.encode([written, meant], "need")

    np.testing.assert_array_equal(left, right)


def test_the_languages_share_one_space(encoder):
    german = ["Weißer Kalkbelag in Kühlrohren", "Recht der Produkthaftung", "Lärm von Ventilatoren"]
    english = ["white scale in cooling pipes", "product liability law", "noise of fans"]

    cosines = encoder.encode(german, "need") @ encoder.encode(english, "statement").T

    np.testing.assert_array_equal(cosines.argmax(axis=1), range(3))
