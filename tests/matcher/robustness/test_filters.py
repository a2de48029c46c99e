"""MR14: whoever is filtered out leaves no trace, and nobody else moves."""

import random

import pytest

TRIPLES = {False: 2_000, True: 100_000}
"""(need, expert, rule), in the suite and in the long run."""


@pytest.mark.sized
@pytest.mark.parametrize("name", ["development", "words_alone"])
def test_mr14_filtered_experts_appear_nowhere_and_move_nobody(name, full_size, request):
    collection = request.getfixturevalue(name)
    rng = random.Random(0)
    everybody = [expert.id for expert in collection.experts]
    seen = 0
    while seen < TRIPLES[full_size] // 2:
        need = rng.choice(collection.needs[: None if full_size else 8])
        allowed = {key for key in everybody if rng.random() < rng.choice([0.1, 0.5, 0.9])}

        result = collection.matcher.propose(need, k=5, among=allowed)

        expected = [p for p in collection.rankings[need.id] if p.expert_id in allowed][:5]
        assert [(p.expert_id, p.score) for p in result.proposals] == [
            (p.expert_id, p.score) for p in expected
        ]
        assert [p.rank for p in result.proposals] == list(range(1, len(expected) + 1))
        seen += len(everybody)


def test_mr14_what_nobody_allowed_covers_is_uncovered(development):
    need = development.needs[0]

    nobody = development.matcher.propose(need, among=set())

    assert nobody.proposals == ()
    assert nobody.abstains
    assert set(nobody.uncovered) >= set(development.matcher.propose(need).uncovered)
