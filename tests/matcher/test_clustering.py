"""Texts that say the same come together, in whatever order and company they arrive."""

import random

import numpy as np
import pytest

from matcher.clustering import MOST_TEXTS, Group, group_texts, groups_of, likeness
from matcher.encoder import load_encoder
from tests.benchmarks.clustering import MODEL_THRESHOLD, judge, numbers_of, read_notes


class Compass:
    """A model whose vectors are directions that a reader can see: the angle stands in the text."""

    name, sha256 = "compass", "0" * 64

    def encode(self, texts, role):
        angles = np.radians([float(each.split()[-1]) for each in texts])
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def groups(texts, threshold=0.9) -> list[list[str]]:
    return [
        [texts[place] for place in each.members]
        for each in group_texts(texts, Compass(), threshold)
    ]


@pytest.fixture(scope="module")
def notes():
    return read_notes()


@pytest.fixture(scope="module")
def bundled():
    return load_encoder("bundled")


def test_near_directions_come_together():
    texts = ["a 0", "b 90", "c 5", "d 80", "e 45"]

    assert groups(texts) == [["a 0", "c 5"], ["b 90", "d 80"], ["e 45"]]


def test_it_is_the_average_that_has_to_be_near_enough():
    # cos 20° = .94; the mean of cos 20° and cos 40° is .85.
    assert groups(["a 0", "b 20", "c 41"]) == [["a 0", "b 20"], ["c 41"]]
    assert groups(["a 0", "b 20", "c 41"], 0.8) == [["a 0", "b 20", "c 41"]]


def test_the_heading_is_what_is_nearest_to_the_others():
    assert group_texts(["a 0", "b 8", "c 12"], Compass(), 0.9) == [Group((0, 1, 2), 1)]


def test_nothing_and_one_text_need_no_comparing():
    assert group_texts([], Compass()) == []
    assert group_texts(["a 0"], Compass()) == [Group((0,), 0)]
    assert group_texts([]) == []


def test_likeness_is_symmetric_and_between_nought_and_one():
    cosines = likeness(["a 0", "b 60", "c 180"], Compass())

    assert np.allclose(cosines, [[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1]], atol=1e-6)


def test_texts_without_words_are_alike_and_like_nothing_else():
    assert [each.members for each in group_texts(["…", "Rezyklat wird spröde", "…"])] == [
        (0, 2), (1,),
    ]  # fmt: skip


def test_more_texts_than_fit_are_refused():
    with pytest.raises(ValueError, match="more than"):
        group_texts(["x"] * (MOST_TEXTS + 1))


def partition(texts, encoder):
    return {
        frozenset(texts[place] for place in each.members) for each in group_texts(texts, encoder)
    }


@pytest.mark.parametrize("with_model", [True, False])
def test_the_order_of_the_notes_does_not_matter(notes, bundled, with_model):
    encoder = bundled if with_model else None
    texts = list(notes[0])
    before = partition(texts, encoder)

    for seed in range(3):
        random.Random(seed).shuffle(texts)
        assert partition(texts, encoder) == before


@pytest.mark.parametrize("with_model", [True, False])
def test_a_duplicate_joins_its_twin(notes, bundled, with_model):
    texts = notes[0]
    encoder = bundled if with_model else None

    found = group_texts([*texts, *(f"  {each.upper()} " for each in texts[::7])], encoder)

    home = {place: number for number, each in enumerate(found) for place in each.members}
    for twin, place in enumerate(range(0, len(texts), 7), len(texts)):
        assert home[place] == home[twin], texts[place]


def test_far_away_notes_change_no_other_group(notes, bundled):
    texts = notes[0]
    asked = ["Die Katze schläft", "Zwölftonmusik", "Elfmeter in der Nachspielzeit", "Mozartkugeln"]
    nearest = likeness([*texts, *asked], bundled)[len(texts) :, : len(texts)].max(axis=1)
    strangers = [each for each, near in zip(asked, nearest, strict=True) if near < MODEL_THRESHOLD]
    assert len(strangers) >= 2, nearest

    before, after = partition(texts, bundled), partition([*texts, *strangers], bundled)

    assert before <= after


def test_groups_follow_the_themes_that_people_see(notes, bundled):
    texts, themes = notes
    index, information = judge(
        texts, themes, likeness(texts, bundled), MODEL_THRESHOLD, list(range(len(texts)))
    )

    # What the benchmark measures, less what a new version of a library may cost.
    assert index > 0.55
    assert information > 0.85


def test_one_threshold_asks_for_more_than_another(notes):
    texts = notes[0]
    cosines = likeness(texts)

    counts = [len(groups_of(texts, cosines, each)) for each in (0.01, 0.1, 0.5, 1.0)]

    assert counts == sorted(counts)
    assert len(set(numbers_of(texts, cosines, 0.1))) == counts[1]
