"""MR8: who wants no professor is told that nobody fits; who does, is not."""

import json

import numpy as np
import pytest

from matcher import Matcher, Need
from matcher.evaluation import auroc
from tests.matcher.conftest import DEVELOPMENT_SET

MESSAGES = DEVELOPMENT_SET / "unseen_messages.jsonl"


@pytest.fixture(scope="module")
def results(development, calibration):
    """(whether in scope, best probability, whether nobody is proposed) of each message.

    From both collections together: that half of the experts has nobody is no mistake.
    """
    rows = []
    for record in map(json.loads, MESSAGES.read_text("utf-8").splitlines()):
        need = Need(record["id"], record["title"], record["description"], record["sector"])
        matchers = development.matcher, calibration.matcher
        rankings = [matcher.rank(need) for matcher in matchers]
        abstains = all(map(Matcher.abstains, matchers, rankings))
        best = max(ranked[0].probability for ranked in rankings)
        rows.append((record["scope"] == "in", best, abstains))
    return rows


def test_mr8_unseen_messages_are_told_apart(results):
    inside = np.array([chance for is_in, chance, _ in results if is_in])
    outside = np.array([chance for is_in, chance, _ in results if not is_in])

    assert len(inside) == len(outside) == 20
    assert auroc(inside, outside) >= 0.9


def test_mr8_of_unseen_messages_few_are_answered_wrongly(results):
    abstained_inside = [abstains for is_in, _, abstains in results if is_in]
    answered_outside = [not abstains for is_in, _, abstains in results if not is_in]

    assert sum(answered_outside) <= 1
    assert sum(abstained_inside) <= 2


def test_mr8_the_development_needs_that_nobody_fits_are_declined(development):
    outside = [need for need in development.needs if need not in development.served_needs]
    declined = {
        need.id
        for need in development.needs
        if development.matcher.abstains(development.rankings[need.id])
    }

    assert len(declined & {need.id for need in outside}) >= 0.8 * len(outside)
    assert len(declined) - len(outside) <= 0.08 * len(development.served_needs)
