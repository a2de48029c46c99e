import numpy as np
import pytest

from matcher import Matcher, Need, load_encoder
from matcher.encoder import BUNDLED
from matcher.word_pairs import WordPairs, WordVectors
from tests.matcher.factories import make_expert

MEANINGS = {
    "Belag": (3, 0),
    "Kalk": (2, 0),
    "Rohr": (0, 3),
    "Leitung": (0, 2),
    "Naht": (0, 0.5),
    "und": (2, 2),
}


class Dictionary:
    """Word vectors that can be checked by hand."""

    def word_vectors(self, words):
        return np.array([MEANINGS.get(word, (0.0, 0.0)) for word in words], np.float32)


@pytest.fixture
def word_pairs():
    return WordPairs(Dictionary(), lambda words: [word != "und" for word in words]).between


def test_the_words_that_carry_the_cosine_are_paired(word_pairs):
    pairs = word_pairs("Belag im Rohr", "Leitung mit Kalk")

    assert pairs == (("Belag", "Kalk"), ("Rohr", "Leitung"))


def test_stop_words_take_part_but_are_not_shown(word_pairs):
    assert word_pairs("und Belag", "und Kalk") == (("Belag", "Kalk"),)


def test_what_adds_little_explains_nothing(word_pairs):
    assert word_pairs("Belag", "Leitung") == ()
    assert word_pairs("Belag Rohr", "Kalk Naht") == (("Belag", "Kalk"),)


@pytest.mark.parametrize(("need", "statement"), [("", "Kalk"), ("Belag", ""), ("xyz", "zyx")])
def test_without_words_there_are_no_pairs(word_pairs, need, statement):
    assert word_pairs(need, statement) == ()


def test_evidence_names_the_words_that_met_although_none_is_shared():
    expert = make_expert("law", "Gestaltung von Nutzungsüberlassungsverträgen")
    need = Need("n", "", "Die Kunden wollen unsere Maschinen mieten statt kaufen.")

    evidence = Matcher([expert], BUNDLED).propose(need).proposals[0].evidence[0]

    assert evidence.words == ()
    assert ("mieten", "Nutzungsüberlassungsverträgen") in evidence.pairs


def test_words_alone_have_no_pairs():
    expert = make_expert("scale", "Kalk in Leitungen")

    evidence = Matcher([expert]).propose(Need("n", "", "Kalk in Leitungen")).proposals[0].evidence

    assert evidence[0].words
    assert evidence[0].pairs == ()


def test_the_parts_of_the_words_add_up_to_the_vector_of_the_text():
    encoder = load_encoder(BUNDLED)
    text = "Weißer Belag in Kühlrohren"

    parts = encoder.word_vectors(text.split()).sum(axis=0)
    half = encoder.encode([text], "need")[0, encoder.deep_dimensions :]

    assert isinstance(encoder, WordVectors)
    np.testing.assert_allclose(
        parts / np.linalg.norm(parts), half / np.linalg.norm(half), atol=1e-5
    )
