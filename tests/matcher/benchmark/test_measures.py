import numpy as np
import pytest

from matcher.benchmark.measures import estimate, expected_gains, fuse, score_of
from matcher.benchmark.readers import Task, Texts

ALL = np.arange(3)


def make_task(measure: str, goal: list[float], groups: list[int] | None = None) -> Task:
    texts = Texts("de", tuple("x" * len(goal)))
    numbers = np.array(groups if groups is not None else range(len(goal)))
    return Task("test", measure, texts, texts, np.array(goal, float), numbers)


def test_reciprocal_rank_counts_the_place_of_the_right_document():
    similar = np.array([[0.9, 0.5, 0.1], [0.9, 0.5, 0.1], [0.9, 0.5, 0.1]])

    score = score_of(make_task("MRR@10", [0, 1, 2]), similar)

    assert score(ALL) == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)
    assert score(np.array([1])) == 1 / 2


def test_accuracy_counts_the_first_place_only():
    similar = np.array([[0.9, 0.5, 0.1], [0.9, 0.5, 0.1], [0.1, 0.5, 0.9]])

    assert score_of(make_task("accuracy", [0, 1, 2]), similar)(ALL) == pytest.approx(2 / 3)


def test_equal_similarities_count_by_chance():
    similar = np.array([[5.0, 5.0, 5.0], [0.0, 1.0, 1.0]])
    goal = np.array([1, 2])

    reciprocal = expected_gains(similar, goal, 1 / np.arange(1, 11))
    right = expected_gains(similar, goal, np.ones(1))

    assert reciprocal.tolist() == pytest.approx([(1 + 1 / 2 + 1 / 3) / 3, (1 + 1 / 2) / 2])
    assert right.tolist() == pytest.approx([1 / 3, 1 / 2])


def test_below_the_tenth_place_nothing_counts():
    falling = -np.arange(12.0)
    tied = falling.copy()
    tied[10] = tied[9]

    gains = expected_gains(np.array([falling, tied]), np.array([10, 10]), 1 / np.arange(1, 11))

    assert gains.tolist() == pytest.approx([0, (1 / 10 + 0) / 2])


def test_similar_sentences_are_compared_pair_by_pair():
    similar = np.array([[0.1, 9, 9], [9, 0.2, 9], [9, 9, 0.3]])

    # One neighbouring swap among three: 1 - 6 · 2 / (3 · 8).
    assert score_of(make_task("Spearman", [1, 3, 2]), similar)(ALL) == pytest.approx(0.5)


def test_a_constant_shows_no_order():
    assert score_of(make_task("Spearman", [1, 3, 2]), np.ones((3, 3)))(ALL) == 0
    assert score_of(make_task("Spearman", [2, 2, 2]), np.eye(3) * ALL)(ALL) == 0


def test_a_share_is_never_chosen_on_the_query_it_is_measured_on():
    dense = np.array([[1.0, 0.0], [1.0, 0.0]])
    words = np.array([[0.0, 1.0], [0.0, 1.0]])
    task = make_task("accuracy", [0, 1], groups=[0, 1])

    # Dense is right for the first query, words for the second, so each misleads about the other.
    assert score_of(task, fuse(task, dense, words))(np.arange(2)) == 0


def test_a_group_is_not_parted():
    dense = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]])
    words = np.array([[0.0, 1.0], [0.0, 1.0], [0.0, 1.0]])
    task = make_task("accuracy", [0, 0, 1], groups=[0, 0, 1])

    # Parted, each of the first two would learn from the other that dense is right.
    assert score_of(task, fuse(task, dense, words))(np.arange(2)) == 0


def test_fusing_keeps_the_channel_that_helps_everywhere():
    words = np.array([[2.0, 0.0], [0.0, 2.0]])
    dense = np.array([[0.0, 1.0], [1.0, 0.0]])
    task = make_task("accuracy", [0, 1], groups=[0, 1])

    np.testing.assert_allclose(fuse(task, dense, words), words / words.std())


def test_words_that_are_all_alike_do_no_harm():
    dense = np.array([[2.0, 0.0], [0.0, 2.0]])
    task = make_task("accuracy", [0, 1])

    assert score_of(task, fuse(task, dense, np.zeros((2, 2))))(np.arange(2)) == 1


def test_an_interval_holds_the_value_and_is_the_same_every_time():
    similar = np.eye(3) + np.array([[0.0, 2, 0], [0, 0, 0], [0, 0, 0]])
    task = make_task("accuracy", [0, 1, 2])

    found = estimate(task, similar)

    assert found == estimate(task, similar)
    assert found.value == pytest.approx(2 / 3)
    assert (found.low, found.high, found.needs) == (0, 1, 3)
