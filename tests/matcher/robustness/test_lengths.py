"""MR3: neither a long text nor a long profile wins by its length, and no length is too much."""

import random
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import spearmanr

from matcher import Need
from matcher.text import MOST_ASPECTS
from tests.matcher.robustness.changes import boilerplate
from tests.matcher.robustness.measures import overlap


@pytest.mark.sized
@pytest.mark.parametrize(
    ("least_words", "least_overlap"), [(100, 0.8), (5_000, 0.9), (20_000, 0.9)]
)
def test_mr3_boilerplate_after_a_need_hides_it_not(
    least_words, least_overlap, collections, full_size
):
    rng = random.Random(0)
    shares = [
        overlap(
            collection.rankings[need.id],
            collection.matcher.rank(
                replace(need, text=f"{need.text}\n\n{boilerplate(least_words, rng)}")
            ),
        )
        for collection in collections
        for need in collection.needs[: None if full_size else 8]
    ]

    assert np.mean(shares) >= least_overlap


@pytest.mark.sized
def test_mr3_a_few_words_rank_as_the_whole_need_roughly_does(collections):
    """Half of the first ten stay when only the title is left: a short text is no other need."""
    shares = [
        overlap(
            collection.rankings[need.id], collection.matcher.rank(replace(need, text=need.title))
        )
        for collection in collections
        for need in collection.served_needs[:20]
    ]

    assert np.mean(shares) >= 0.4


@pytest.mark.parametrize("text", ["Asche", "Asche im Kessel", "Asche " * 100_000])
def test_mr3_every_length_is_answered_in_bounded_work(text, development):
    result = development.matcher.propose(Need("n", "", text))

    assert len(result.proposals) == 10
    assert len(result.aspects) <= MOST_ASPECTS


@pytest.mark.sized
def test_mr3_exposure_does_not_follow_the_length_of_a_profile(collections):
    """At equal grade; pooled over the grades that people are called for."""
    lengths, exposures = [], []
    for collection in collections:
        length = {e.id: sum(len(s.text) for s in e.statements) for e in collection.experts}
        for grade in (2, 3):
            seen = [
                (length[proposal.expert_id], 1 / np.log2(1 + proposal.rank))
                for need in collection.served_needs
                for proposal in collection.rankings[need.id]
                if collection.qrels[need.id].get(proposal.expert_id) == grade
            ]
            mine, shown = np.array(seen).T
            lengths += list((mine.argsort().argsort() + 0.5) / len(mine))
            exposures += list((shown.argsort().argsort() + 0.5) / len(shown))

    assert abs(spearmanr(lengths, exposures).statistic) <= 0.15
