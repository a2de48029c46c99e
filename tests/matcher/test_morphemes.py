import json
import re

import pytest
from HanTa.HanoverTagger import HanoverTagger

from matcher.morphemes import Morphology

ODD = ["Xylophonquatsch", "Qqqqqqqqqqqq", "Éclairfabrik", "Шестерёнка", "Ææææææææ", "A" * 32]


@pytest.fixture(scope="module")
def tagger():
    return HanoverTagger("morphmodel_ger.pgz")


def test_the_morphemes_are_those_of_the_tagger(tagger, development_set):
    text = (development_set / "experts.jsonl").read_text("utf-8")
    statements = " ".join(s["text"] for line in text.splitlines() for s in _statements(line))
    words = sorted(set(re.findall(r"[A-ZÄÖÜ][a-zäöüß]{7,32}", statements)))[::4] + ODD

    morphology = Morphology(tagger)

    assert len(words) > 300
    for word in words:
        assert morphology.morphemes(word) == tagger.analyze(word, taglevel=3)[1], word


def test_a_word_in_lower_case_may_be_another_part_of_speech(tagger):
    for word in ("rechnend", "Rechnend", "verwerten", "Verwerten"):
        assert Morphology(tagger).morphemes(word) == tagger.analyze(word, taglevel=3)[1]


def _statements(line):
    return json.loads(line)["statements"]
