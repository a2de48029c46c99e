import numpy as np
import pytest

from matcher import EncoderUnavailable, Matcher, Need
from matcher.encoder import unit_rows
from tests.matcher.factories import make_expert

NEED = Need("n", "Krach in der Halle", "Unsere Presse macht Krach. Wer hilft uns?")
EXPERTS = [make_expert("a", "Pumpen"), make_expert("b", "Akustik"), make_expert("c", "Malerei")]


class KnowsThatNoiseIsAcoustics:
    """The first of forty dimensions is about sound; any other text falls into one of the rest."""

    name = "by-hand"
    sha256 = "0" * 64

    def encode(self, texts, role):
        is_sound = [any(word in text.lower() for word in ("krach", "akustik")) for text in texts]
        places = [
            0 if sound else 1 + sum(map(ord, text)) % 39
            for text, sound in zip(texts, is_sound, strict=True)
        ]
        return np.eye(40, dtype=np.float32)[places]


class FailsAfter(KnowsThatNoiseIsAcoustics):
    def __init__(self, calls):
        self.calls = calls

    def encode(self, texts, role):
        self.calls -= 1
        if self.calls < 0:
            raise EncoderUnavailable("out of memory")
        return super().encode(texts, role)


def test_meaning_finds_what_words_do_not():
    result = Matcher(EXPERTS, KnowsThatNoiseIsAcoustics()).propose(NEED)

    assert result.proposals[0].expert_id == "b"
    assert result.proposals[0].evidence[0].words == ()
    assert result.fingerprint.model == "by-hand"
    assert not result.reduced_quality


@pytest.mark.parametrize("calls", range(7))
def test_a_model_that_fails_leaves_the_lexical_ranking(calls):
    matcher = Matcher(EXPERTS, FailsAfter(calls))

    matcher.rank(NEED)
    result = matcher.propose(NEED)

    assert result.degraded
    assert result.reduced_quality
    assert matcher.problem == "out of memory"
    assert result.fingerprint.model is None
    assert matcher.rank(NEED) == Matcher(EXPERTS).rank(NEED)


def test_the_matcher_goes_on_without_an_unavailable_model():
    matcher = Matcher(EXPERTS, "no/such-model")

    assert matcher.degraded
    assert matcher.reduced_quality
    assert "no/such-model" in matcher.problem
    assert len(matcher.rank(NEED)) == 3


def test_rows_have_length_one_zero_stays_zero_and_nan_becomes_zero():
    rows = unit_rows(np.array([[3, 4], [0, 0], [np.nan, 1]], dtype=np.float32))

    assert rows == pytest.approx(np.array([[0.6, 0.8], [0, 0], [0, 0]]))
