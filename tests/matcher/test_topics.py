"""Needs nobody answers come together by meaning and themes, and circles change nothing outside."""

import random

import numpy as np
import pytest

from matcher import Expert, Matcher, Need, Statement
from matcher.topics import (
    Bond,
    Unanswered,
    find_topics,
    joined_likeness,
    keep_identities,
    nearest_experts,
)
from tests.benchmarks.topics import b_cubed, measured, read_needs

BOND = Bond(0.5, 0.8)
WORDS = Bond(0.5, 0.1)


class Compass:
    """A model whose vectors are directions that a reader can see: the angle stands in the title."""

    name, sha256 = "compass", "0" * 64

    def encode(self, texts, role):
        angles = np.radians([float(each.split()[0]) for each in texts])
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def need(key, angle, *themes, circle=""):
    return Unanswered(Need(key, f"{angle} Grad", ""), frozenset(themes), circle)


def topics(needs, bond=BOND):
    return [
        [each.need_id for each in topic.members] for topic in find_topics(needs, Compass(), bond)
    ]


def test_meaning_and_themes_decide_together():
    # The same direction and no theme in common: half of 1. The same theme and 45° apart: .85.
    needs = [need("a", 0, "holz"), need("b", 0, "papier"), need("c", 45, "holz")]

    assert topics(needs) == [["a", "c"], ["b"]]


def test_where_one_has_no_theme_meaning_decides_alone():
    assert topics([need("a", 0, "holz"), need("b", 10)]) == [["a", "b"]]


def test_likeness_is_the_mean_of_cosine_and_share_of_themes():
    cosines = np.array([[1.0, 0.6], [0.6, 1.0]])
    themes = [frozenset({"holz"}), frozenset({"holz", "papier"})]

    assert joined_likeness(cosines, themes, 0.5)[0, 1] == pytest.approx(0.55)
    assert joined_likeness(cosines, [frozenset(), themes[1]], 0.5)[0, 1] == pytest.approx(0.6)
    assert joined_likeness(np.zeros((0, 0)), [], 0.5).shape == (0, 0)


def test_a_topic_says_what_holds_it_together():
    first, second = find_topics(
        [need("a", 0, "holz", "papier"), need("b", 20, "holz"), need("c", 90)],
        Compass(),
        Bond(0.5, 0.7),
    )

    assert first.themes == ("holz",)
    assert first.heading == "a"
    # cos 20° = .94, and one of two themes is shared.
    assert [each.likeness for each in first.members] == [0.7198, 0.7198]
    assert second.is_single
    assert second.members[0].likeness == 1.0
    assert second.themes == ()


def test_words_that_carry_a_topic_are_shown_where_they_stand():
    texts = {
        "a": "Guten Tag! Unser Galvanikbad schäumt über. Wer kennt einen Entschäumer?",
        "b": "Wir suchen einen Entschäumer für das galvanische Bad.",
        "c": "Wie zählt man Zugvögel bei Nacht?",
    }
    found = find_topics(
        [Unanswered(Need(key, "", text)) for key, text in texts.items()], bond=WORDS
    )

    spans = {each.need_id: each.spans for topic in found for each in topic.members}
    for key in ("a", "b"):
        assert "Entschäumer" in {f"\n{texts[key]}"[start:end] for start, end in spans[key]}
        assert "Tag" not in {f"\n{texts[key]}"[start:end] for start, end in spans[key]}
    assert spans["c"] == ()


def test_the_order_in_which_needs_arrive_decides_nothing():
    needs = [
        need(f"n{number:02}", number * 7 % 90, *("holz", "papier")[: number % 3],
             circle="wh" if number % 5 == 0 else "")
        for number in range(30)
    ]  # fmt: skip
    expected = find_topics(needs, Compass(), BOND)
    for seed in range(5):
        shuffled = random.Random(seed).sample(needs, len(needs))

        assert find_topics(shuffled, Compass(), BOND) == expected


def test_needs_of_a_circle_move_nobody_outside_it():
    known = [need("a", 0), need("b", 30), need("c", 85)]
    apart = find_topics(known, Compass(), Bond(0.5, 0.9))
    circle = [need("x", 15, circle="wh"), need("y", 57, circle="wh"), need("z", 58, circle="hsbo")]

    together = find_topics([*known, *circle], Compass(), Bond(0.5, 0.9))

    def seen(found):
        return [
            [each for each in topic.members if each.need_id in "abc"]
            for topic in sorted(found, key=lambda topic: topic.members[0].need_id)
            if {each.need_id for each in topic.members} & set("abc")
        ]

    assert seen(together) == seen(apart)
    ids = [{each.need_id for each in topic.members} for topic in together]
    assert {"a", "x"} in ids
    assert {"y"} in ids
    assert {"z"} in ids


def test_needs_of_one_circle_come_together():
    found = topics([need("x", 0, circle="wh"), need("y", 5, circle="wh"), need("z", 3, circle="b")])

    assert found == [["x", "y"], ["z"]]


def test_two_needs_of_one_id_are_refused():
    with pytest.raises(ValueError, match="same id"):
        find_topics([need("a", 0), need("a", 9)])


def test_nothing_makes_no_topic():
    assert find_topics([]) == []


IDENTITIES = [
    ({"t": {"1", "2"}}, [{"1", "2", "3"}], ["t"]),
    ({"t": {"1", "2", "3"}}, [{"1"}, {"2", "3"}], [None, "t"]),
    ({"s": {"1", "2"}, "t": {"3", "4", "5"}}, [{"1", "2", "3", "4", "5"}], ["t"]),
    ({"s": {"1"}, "t": {"2"}}, [{"1", "2"}], ["s"]),
    ({"s": {"1"}, "t": {"2", "9"}}, [{"1", "2"}], ["s"]),
    ({"t": {"1"}}, [{"2"}], [None]),
]


@pytest.mark.parametrize(("before", "now", "keys"), IDENTITIES)
def test_a_topic_goes_on_where_most_of_its_needs_are(before, now, keys):
    assert keep_identities(before, now) == keys


def test_the_nearest_expert_is_told_with_whether_that_is_enough():
    matcher = Matcher()
    for key, text in (("foam", "Entschäumer für galvanische Bäder"), ("birds", "Zug der Vögel")):
        matcher.add([Expert(key, (Statement("1", text),))])

    fits, *_ = nearest_experts(matcher, Need("n", "Entschäumer für galvanische Bäder", ""))
    other, *_ = nearest_experts(matcher, Need("n", "Recht der Erbschaften", ""), among={"foam"})

    assert fits.expert_id == "foam"
    assert fits.chance > other.chance
    assert not other.is_enough
    assert other.expert_id == "foam"


def test_the_measure_is_one_for_what_people_did_and_less_for_anything_else():
    labels = [frozenset("a"), frozenset("a"), frozenset("b"), frozenset("b")]

    assert b_cubed(labels, np.array([0, 0, 1, 1])) == pytest.approx(1.0)
    # Precision 1/2, recall 1: every text stands with two of its theme among four.
    assert b_cubed(labels, np.zeros(4, np.intp)) == pytest.approx(2 / 3)
    texts, themes = read_needs()
    assert len(texts) == len(themes) > 150
    assert measured.__doc__
