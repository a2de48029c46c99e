"""MR5: a need that is sent again is recognised, and moves nobody."""

import random
from dataclasses import replace

import pytest

from matcher import Matcher
from matcher.datasets import read_needs
from matcher.duplicates import are_near_duplicates, near_duplicates
from tests.matcher.conftest import DEVELOPMENT_SET
from tests.matcher.robustness.changes import reworded
from tests.matcher.robustness.conftest import CALIBRATION_SET


@pytest.mark.sized
def test_mr5_a_need_sent_again_is_recognised_and_no_other(full_size):
    rng = random.Random(0)
    needs = [
        need
        for folder in (DEVELOPMENT_SET, CALIBRATION_SET)
        for need in read_needs(folder / "challenges.jsonl")
    ]
    if not full_size:
        needs = rng.sample(needs, 40)

    recognised = [are_near_duplicates(need, reworded(need, rng)) for need in needs]
    mistaken = [
        (need, other)
        for place, need in enumerate(needs)
        for other in near_duplicates(need, needs[:place])
    ]

    assert sum(recognised) >= 0.9 * len(needs)
    assert sum(recognised) >= 0.95 * (sum(recognised) + len(mistaken))


def test_mr5_a_second_profile_of_the_same_words_moves_nobody(words_alone):
    need, expert = words_alone.needs[0], words_alone.experts[0]
    matcher = Matcher(words_alone.experts[:12])
    before = {p.expert_id: p.score for p in matcher.rank(need)}

    matcher.add([replace(expert, id="twin")])

    after = {p.expert_id: p.score for p in matcher.rank(need)}
    assert after.pop("twin") == before[expert.id]
    assert after == before
