"""What the lexical channels measured before they were made faster: speed may change no rank."""

import json

import numpy as np
import pytest

from matcher import Matcher
from matcher.datasets import read_experts, read_needs

_FEATURES_THEN = 4


@pytest.fixture(scope="module")
def golden(development_set):
    return json.loads((development_set / "golden_features.json").read_text("utf-8"))


def test_the_best_five_and_their_features_stay_what_they_were(golden, development_set):
    experts = read_experts(development_set / "experts.jsonl")
    ids = np.array(sorted(expert.id for expert in experts))
    matcher = Matcher(experts)

    for need in read_needs(development_set / "challenges.jsonl"):
        if need.id in golden:
            features = matcher.features(need)[:, :_FEATURES_THEN]
            best = np.argsort(-features.sum(axis=1), kind="stable")[:5]
            assert list(ids[best]) == list(golden[need.id])
            assert features[best] == pytest.approx(np.array([*golden[need.id].values()]), abs=1e-11)
