"""Themes: the list is checked as a whole, and texts come under those they speak of."""

import json

import numpy as np
import pytest

from matcher.themes import (
    ThemeFinder,
    ThemeKind,
    VocabularyError,
    bundled_vocabulary,
    read_vocabulary,
)
from matcher.themes.finding import FEATURES, WORD_FEATURES, read_weights, stored_weights

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


class TwoAxes:
    """Water points one way, repairing the other, and all else nowhere."""

    name, sha256 = "two axes", "0"

    def encode(self, texts, role):
        water, repair = ("wasser", "water", "klär"), ("repar", "repair", "ersatz", "spare", "wart")
        rows = [
            [any(each in text.lower() for each in axis) for axis in (water, repair)]
            for text in texts
        ]
        rows = np.array(rows, np.float32).reshape(-1, 2)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1)


def test_themes_come_by_kind_with_names_scopes_and_mappings():
    vocabulary = read_vocabulary(LIST)

    assert vocabulary.version == "7"
    assert [theme.code for theme in vocabulary] == ["reparieren", "wasser"]
    water = vocabulary.get("wasser")
    assert (water.names["en"], water.scopes["de"]) == ("Water", "Alles mit Wasser.")
    assert water.gemet.address == "http://www.eionet.europa.eu/gemet/concept/9127"
    assert vocabulary.get("reparieren").gemet is None
    assert vocabulary.get("feuer") is None
    assert "wasser" in vocabulary
    assert "feuer" not in vocabulary
    assert [each.code for each in vocabulary.of_kind(ThemeKind.MATERIAL_FLOW)] == ["wasser"]


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ('version = "7"', "", "no version"),
        ('version = "7"', "version = 7", "no version"),
        ('"reparieren"', '"wasser"', "the code 'wasser'"),
        ('"reparieren"', '"Große Worte"', "is no code"),
        ('de = "Reparieren"', 'de = "Wasser"', "name \\(de\\)"),
        ('en = "Water"', "", "wasser: en is missing"),
        ('scope_en = "Everything with water."', 'scope_en = " "', "scope_en is missing"),
        ('wz = ["37"]', 'wz = ["04"]', "no division '04'"),
        ('wz = ["37"]', 'wz = "37"', "no list of texts"),
        ('kind = "stofffluss"', 'kind = "sonstiges"', "no kind 'sonstiges'"),
        ('"Spülwasser", ', "", "at least 5 phrases"),
        ('id = 9127, label = "Abwasser"', "id = 9127", "label is missing"),
        ('id = 9127, label = "Abwasser"', 'label = "Abwasser"', "needs an id"),
        ("[[theme]]", "[[theme", "cannot be read"),
    ],
)
def test_a_list_with_a_mistake_is_refused_as_a_whole(right, wrong, says):
    assert right in LIST

    with pytest.raises(VocabularyError, match=says):
        read_vocabulary(LIST.replace(right, wrong, 1))


def test_a_list_without_a_theme_is_refused():
    with pytest.raises(VocabularyError, match="no theme"):
        read_vocabulary('version = "1"')


def test_the_list_that_is_shipped_holds_what_it_has_to():
    vocabulary = bundled_vocabulary()

    assert 40 <= len(vocabulary.themes) <= 60
    assert all(vocabulary.of_kind(kind) for kind in ThemeKind)
    assert all(theme.wz and len(theme.phrases) >= 10 for theme in vocabulary)


@pytest.mark.parametrize("encoder", [None, TwoAxes()], ids=["words", "model"])
def test_a_text_comes_under_its_themes_each_with_the_sentence_that_carries_it(encoder):
    finder = ThemeFinder(bundled_vocabulary())
    if encoder is not None:
        finder = ThemeFinder(read_vocabulary(LIST), encoder)
        sentences = ["Guten Tag.", "Für die Reparatur fehlt ein Ersatzteil.", "Danke."]
        found = finder.find(sentences)
        assert [(each.code, each.sentence) for each in found] == [("reparieren", 1)]
        return

    found = finder.find(
        ["Wir sind ein Familienbetrieb.", "Unser Abwasser geht ungeklärt in die Kläranlage."]
    )

    assert found[0].code == "abwasser"
    assert found[0].sentence == 1
    assert 0 < found[0].score <= 1
    assert list(found) == sorted(found, key=lambda each: -each.score)


@pytest.mark.parametrize("sentences", [[], [""], [" ", "\n"]])
def test_a_text_without_words_is_under_no_theme(sentences):
    assert ThemeFinder(bundled_vocabulary()).find(sentences) == ()


def test_a_text_that_speaks_of_something_else_is_under_no_theme():
    assert ThemeFinder(bundled_vocabulary()).find(["Zwölf Boxkämpfer jagen Viktor."]) == ()


def test_the_order_of_other_sentences_changes_no_theme():
    finder = ThemeFinder(bundled_vocabulary())
    sentences = ["Das Abwasser ist trüb.", "Die Pumpe ist laut.", "Wir suchen Rat."]

    forwards, backwards = finder.find(sentences), finder.find(sentences[::-1])

    assert {each.code: each.score for each in forwards} == {
        each.code: each.score for each in backwards
    }


def test_weights_for_other_features_are_refused():
    stored = {
        "words": {
            "features": ["one"], "means": [0], "deviations": [1], "weights": [1],
            "intercept": 0, "threshold": 0,
        }
    }  # fmt: skip

    with pytest.raises(ValueError, match="fit them again"):
        read_weights(json.loads(json.dumps(stored)), has_model=False)


@pytest.mark.parametrize(("has_model", "features"), [(False, WORD_FEATURES), (True, FEATURES)])
def test_the_weights_that_are_shipped_fit_the_features(has_model, features):
    weights = stored_weights(has_model=has_model)

    assert weights.weights.shape == weights.means.shape == (len(features),)
    assert weights.log_odds(weights.means) == pytest.approx(weights.intercept)
