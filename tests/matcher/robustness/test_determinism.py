"""MR10: the same texts give the same order and the same scores, whoever asks how often."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from matcher import Matcher

REPEATS = {False: 3, True: 100}


@pytest.mark.sized
@pytest.mark.parametrize("threads", [1, 2, 4])
@pytest.mark.parametrize("name", ["development", "words_alone"])
def test_mr10_repeats_threads_and_order_of_adding_change_nothing(name, threads, full_size, request):
    collection = request.getfixturevalue(name)
    rng = random.Random(threads)
    needs = collection.needs[:6] if full_size else collection.needs[:2]
    experts = list(collection.experts if full_size else collection.experts[:20])
    expected = {need.id: Matcher(experts, collection.encoder).rank(need) for need in needs}
    rng.shuffle(experts)
    matcher = Matcher(experts[:7], collection.encoder)
    matcher.add(experts[7:])

    with ThreadPoolExecutor(threads) as pool:
        rankings = list(pool.map(matcher.rank, needs * REPEATS[full_size]))

    assert rankings == [expected[need.id] for need in needs] * REPEATS[full_size]


def test_mr10_a_changed_and_restored_profile_ranks_as_before(words_alone):
    experts = words_alone.experts[:8]
    need = words_alone.needs[0]
    matcher = Matcher(experts)
    before = matcher.rank(need)

    matcher.remove(experts[3].id)
    matcher.add([experts[3]])

    assert matcher.rank(need) == before
