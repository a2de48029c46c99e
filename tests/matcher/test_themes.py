"""Themes: the list is checked as a whole, and texts come under those they speak of."""

import numpy as np
import pytest

from matcher.encoder import load_encoder
from matcher.themes import (
    ThemeFinder,
    ThemeKind,
    VocabularyError,
    bundled_vocabulary,
    read_vocabulary,
)
from matcher.themes.finding import MOST_SENTENCES, passages_of
from matcher.themes.learned import Fusion

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


WATER = "Das Spülwasser aus der Galvanik darf nicht mehr in den Kanal."
WOOD = "In der Tischlerei bleiben jede Woche Reste von Eiche liegen."


@pytest.fixture(scope="module")
def encoder():
    return load_encoder("bundled")


@pytest.fixture(scope="module", params=["words", "model"])
def finder(request, encoder):
    return ThemeFinder(bundled_vocabulary(), encoder if request.param == "model" else None)


def test_a_text_comes_under_its_themes_each_with_the_sentence_that_carries_it(finder):
    found = finder.find(["Guten Tag,", WOOD, WATER])

    carried_by = {each.code: each.sentence for each in found}
    assert carried_by["abwasser"] == 2
    assert carried_by["holz"] == 1
    assert all(0 < each.score < 1 for each in found)
    assert list(found) == sorted(found, key=lambda each: -each.score)


@pytest.mark.parametrize("sentences", [[], [""], [" ", "\n"], ["…?!", "—"], ["\u200b\u00ad"]])
def test_a_text_without_words_is_under_no_theme(finder, sentences):
    assert finder.find(sentences) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Zwölf Boxkämpfer jagen Viktor.",
        "xqzv jjkw 000 ###",
        "Wir suchen ab Mai eine Buchhalterin in Teilzeit.",
        "Who translates our web shop into Polish?",
        "Unser Chor sucht einen Pianisten.",
    ],
)
def test_a_text_that_speaks_of_something_else_is_under_no_theme(finder, text):
    assert finder.find([text]) == ()


def test_a_long_text_keeps_the_themes_of_each_of_its_parts(finder):
    beside = ["Unser Betrieb ist seit drei Generationen am Ort, und die Leute kennen uns gut."] * 12

    found = {each.code: each.sentence for each in finder.find([*beside, WOOD, *beside, WATER])}

    assert found["holz"] == 12
    assert found["abwasser"] == 25


def test_a_pasted_book_is_read_as_far_as_a_person_would(finder):
    pages = ["Wir haben eine Frage zu unserem Betrieb."] * 5000 + [WATER]

    assert finder.find(pages) == finder.find(pages[:MOST_SENTENCES])
    assert finder.find([WOOD * 2000])


def test_the_same_text_gets_the_same_answer_whatever_came_before(finder):
    alone = finder.find([WATER, WOOD])

    finder.find([WOOD] * 9)

    assert finder.find([WATER, WOOD]) == alone


def test_the_order_of_short_sentences_moves_no_place(finder):
    forwards, backwards = finder.find([WATER, WOOD]), finder.find([WOOD, WATER])

    assert {each.code: 1 - each.sentence for each in forwards if each.score > 0.8} == {
        each.code: each.sentence for each in backwards if each.score > 0.8
    }


def test_a_model_that_nothing_was_learned_for_leaves_it_to_the_words():
    class Other:
        name, sha256 = "another", "0"

        def encode(self, texts, role):
            raise AssertionError("nobody knows what its vectors mean")

    finder = ThemeFinder(bundled_vocabulary(), Other())

    assert finder.model_sha256 is None
    assert finder.find([WATER]) == ThemeFinder(bundled_vocabulary()).find([WATER])


def test_a_vocabulary_that_nothing_was_learned_for_is_refused():
    with pytest.raises(ValueError, match="fit the weights again"):
        ThemeFinder(read_vocabulary(LIST))


def test_channels_are_weighed_and_a_text_needs_one_theme_that_is_likely():
    fusion = Fusion(np.array([[2.0, -1.0]]), intercept=1.0, least=0.0, least_best=3.0)

    odds = fusion.log_odds([np.array([[1.0, 0.0, 0.5], [0.0, 0.0, 0.0], [-1.0, 2.0, 1.0]])])

    assert odds.tolist() == [[2.5, 0.5], [1.0, 1.0], [-2.0, 4.0]]
    assert fusion.chosen(odds).tolist() == [[False, False], [False, False], [False, True]]


def test_sentences_join_to_passages_of_a_length_that_a_model_reads():
    passages = passages_of(["a" * 500, "b" * 50, "c" * 80, "d" * 900])

    assert [len(each) for each in passages] == [551, 80, 900]
