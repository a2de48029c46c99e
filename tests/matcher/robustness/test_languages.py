"""MR4: English and German find the same people, slips of the pen do little harm."""

import json
import random

import numpy as np
import pytest

from matcher import Need
from matcher.text import recognise_language
from tests.matcher.conftest import DEVELOPMENT_SET
from tests.matcher.robustness.changes import (
    changed,
    misspelt,
    without_sharp_s,
    without_umlauts,
)
from tests.matcher.robustness.measures import mean_recall, overlap

TRANSLATED = DEVELOPMENT_SET / "translated_needs.jsonl"


@pytest.fixture(scope="module")
def translated():
    return [json.loads(line) for line in TRANSLATED.read_text("utf-8").splitlines()]


def found(collection, pair, lang):
    """Whether the expert the pair was written for is among the first ten."""
    need = Need(pair["id"], pair[lang]["title"], pair[lang]["text"])
    return pair["expert"] in [p.expert_id for p in collection.matcher.rank(need)[:10]]


def test_mr4_english_finds_nine_tenths_of_what_german_finds(translated, calibration):
    german = [found(calibration, pair, "de") for pair in translated]
    english = [found(calibration, pair, "en") for pair in translated]

    assert sum(german) >= 18
    assert sum(english) >= 0.9 * sum(german)


@pytest.mark.sized
def test_mr4_five_misspelt_letters_in_a_hundred_cost_little(collections, full_size):
    rng = random.Random(0)
    for collection in collections:
        needs = collection.served_needs[: None if full_size else 20]
        noisy = {
            need.id: collection.matcher.rank(changed(need, lambda text: misspelt(text, rng)))
            for need in needs
        }

        tidy = {need.id: collection.rankings[need.id] for need in needs}
        assert mean_recall(collection, noisy) >= mean_recall(collection, tidy) - 0.05


@pytest.mark.sized
@pytest.mark.parametrize("spelling", [without_umlauts, without_sharp_s])
def test_mr4_another_keyboard_finds_the_same_people(spelling, collections, full_size):
    shares = [
        overlap(collection.rankings[need.id], collection.matcher.rank(changed(need, spelling)))
        for collection in collections
        for need in collection.needs[: None if full_size else 12]
    ]

    assert np.mean(shares) >= 0.9


@pytest.mark.parametrize(
    ("joined", "taken_apart"),
    [
        ("Kalkablagerungen im Kühlwasserkreislauf", "Kalk-Ablagerungen im Kühlwasser-Kreislauf"),
        ("Holzaschenverwertung", "Verwertung von Holzasche"),
        ("Schweißrauchabsaugung", "Absaugung von Schweißrauch"),
    ],
)
def test_mr4_a_compound_finds_what_its_parts_find(joined, taken_apart, development):
    rankings = [
        development.matcher.rank(Need("n", "", f"{text}, wer kann helfen?"))
        for text in (joined, taken_apart)
    ]

    assert overlap(*rankings, k=5) >= 0.6


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Nasze chłodnice zarastają białym osadem, kto może nam pomóc?", "pl"),
        ("Borularımız altı ayda bir beyaz kireçle tıkanıyor, kim yardım edebilir?", "tr"),
        ("Nos tuyaux se bouchent tous les six mois, qui peut nous aider ?", "fr"),
        ("Наши трубы каждые полгода зарастают белым налётом, кто поможет?", "ru"),
        ("Our pipes clog with white scale, who can help?", "en"),
        ("Unsere Rohre setzen sich mit weißem Belag zu, wer hilft?", "de"),
    ],
)
def test_mr4_a_language_nobody_analyses_is_declared(text, code, development):
    assert recognise_language(text) == code
    assert len(development.matcher.propose(Need("n", "", text)).proposals) == 10
