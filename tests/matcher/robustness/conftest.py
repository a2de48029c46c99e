"""The project's own collections, ranked once."""

import os
from functools import cached_property

import numpy as np
import pytest

from matcher import Matcher, load_encoder
from matcher.datasets import read_experts, read_needs, read_qrels
from matcher.encoder import BUNDLED
from tests.matcher.conftest import DEVELOPMENT_SET

CALIBRATION_SET = DEVELOPMENT_SET.parent.parent / "matcher" / "training" / "calibration"


class RememberingEncoder:
    """Encodes no text twice, so that many changed profiles cost little."""

    def __init__(self, encoder):
        self.name, self.sha256 = encoder.name, encoder.sha256
        self._encoder, self._known = encoder, {}

    def encode(self, texts, role):
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._encoder.encode(new, role), strict=True))
        return np.stack([self._known[text] for text in texts])


class Collection:
    """Experts and needs with judgements, and what the matcher makes of them."""

    def __init__(self, folder, encoder):
        self.experts = read_experts(folder / "experts.jsonl")
        self.needs = read_needs(folder / "challenges.jsonl")
        self.qrels = read_qrels(folder / "qrels.tsv")
        self.encoder = encoder
        self.matcher = Matcher(self.experts, encoder)

    @property
    def served_needs(self):
        """Those that somebody fits."""
        return [need for need in self.needs if self.qrels.get(need.id)]

    @cached_property
    def rankings(self):
        """Every expert for every need, by id of the need."""
        return {need.id: self.matcher.rank(need) for need in self.needs}

    def first(self, need_id, k=10):
        """The ids of the first k."""
        return [proposal.expert_id for proposal in self.rankings[need_id][:k]]


@pytest.fixture(scope="session")
def full_size():
    """Whether this is the long run."""
    return os.environ.get("HYPOTHESIS_PROFILE") == "verify"


@pytest.fixture(scope="session")
def encoder():
    return RememberingEncoder(load_encoder(BUNDLED))


@pytest.fixture(scope="session")
def development(encoder):
    return Collection(DEVELOPMENT_SET, encoder)


@pytest.fixture(scope="session")
def calibration(encoder):
    return Collection(CALIBRATION_SET, encoder)


@pytest.fixture(scope="session")
def words_alone():
    return Collection(DEVELOPMENT_SET, None)


@pytest.fixture(scope="session")
def collections(development, calibration, full_size):
    """The development set, in the long run also the other one."""
    return [development, calibration] if full_size else [development]
