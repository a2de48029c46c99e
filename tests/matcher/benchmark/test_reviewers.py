import math

import numpy as np
import pytest

from matcher.benchmark.readers import Texts
from matcher.benchmark.reviewers import (
    AGGREGATIONS,
    GoldStandard,
    Reviewer,
    chosen_without_the_reviewer,
    estimates,
    mix,
    read_gold_standard,
)

GRADES = [5.0, 4.0, 2.0]


def sums_of(grades: list[float], predicted: list[float]) -> list[list[float]]:
    reviewer = Reviewer(np.arange(len(grades)), np.array(grades), np.array([0]))
    gold = GoldStandard((reviewer,), Texts("en", ()), Texts("en", ()))
    return gold.sums([np.array(predicted)])[0].tolist()


def test_the_right_order_loses_nothing():
    assert sums_of(GRADES, [0.9, 0.5, 0.1]) == [[0, 1 + 3 + 2], [2, 2], [1, 1]]


def test_an_error_weighs_as_much_as_the_grades_differ():
    assert sums_of(GRADES, [0.5, 0.9, 0.1])[0] == [1, 6]
    assert sums_of(GRADES, [0.5, 0.1, 0.9])[0] == [3 + 2, 6]


def test_equal_predictions_are_half_an_error_and_not_right():
    assert sums_of(GRADES, [0.9, 0.9, 0.1]) == [[1 / 2, 6], [2, 2], [0, 1]]
    assert sums_of(GRADES, [0.3, 0.3, 0.3]) == [[3, 6], [0, 2], [0, 1]]


def test_papers_of_equal_grade_do_not_count():
    assert sums_of([4.0, 4.0], [0.9, 0.1]) == [[0, 0], [0, 0], [0, 0]]


def test_easy_is_from_four_against_up_to_two():
    easy = [sums_of([high, low], [0.9, 0.1])[1][1] for high, low in ((4, 2), (3.75, 1), (5, 2.25))]

    assert easy == [1, 0, 0]


def test_hard_is_from_four_on_both_sides():
    hard = [sums_of([high, low], [0.9, 0.1])[2][1] for high, low in ((4.25, 4), (5, 3.75))]

    assert hard == [1, 0]


def test_own_papers_are_combined_in_four_ways():
    similar = np.array([[0.1, 0.4, 0.3, 0.8], [0.0, 0.2, 0.0, 0.0]])

    combined = {name: combine(similar).tolist() for name, combine in AGGREGATIONS.items()}

    assert combined["max"] == [0.8, 0.2]
    assert combined["top2"] == pytest.approx([0.6, 0.1])
    assert combined["top3"] == pytest.approx([0.5, 0.2 / 3])
    assert combined["mean"] == pytest.approx([0.4, 0.05])


def test_of_two_own_papers_the_best_three_are_both():
    assert AGGREGATIONS["top3"](np.array([[0.2, 0.4]])) == pytest.approx([0.3])


def test_a_paper_is_compared_with_those_of_its_reviewer_alone(folder):
    gold = read_gold_standard(folder)
    similar = np.array([[0.9, 0.1], [0.2, 0.6]])

    predicted = [each.tolist() for each in gold.predictions(similar, "max")]

    assert predicted == [[0.9, 0.2], [0.9, 0.6], [0.1, 0.6]]


def test_a_mixture_scales_both_sides():
    dense = [np.array([0.0, 2.0]), np.array([1.0])]
    words = [np.array([30.0, 10.0]), np.array([20.0])]

    mixed = mix(dense, words, 0.25)

    # In units of their deviations both sides differ alike: 0, 2, 1 against 3, 1, 2.
    unit = np.std([0, 1, 2])
    np.testing.assert_allclose(mixed[0] * unit, [0.75 * 3, 0.25 * 2 + 0.75])
    np.testing.assert_allclose(mixed[1] * unit, [0.25 + 0.75 * 2])


def test_a_configuration_is_chosen_without_the_reviewer_it_is_measured_on():
    def losing(first: float, second: float) -> list:
        return [[[first, 1], [0, 1], [0, 1]], [[second, 1], [0, 1], [0, 1]]]

    sums = np.array([losing(0, 1), losing(1, 0)])

    # Each reviewer's own best would lose nothing; chosen by the other one it loses everything.
    assert chosen_without_the_reviewer(sums)[:, 0, 0].tolist() == [1, 1]


def test_pairs_are_pooled_over_reviewers():
    sums = np.array([[[1.0, 4.0], [1, 1], [0, 0]], [[0.0, 6.0], [0, 1], [2, 4]]])

    found = estimates(sums)

    assert found["loss"].value == pytest.approx(0.1)
    assert (found["loss"].low, found["loss"].high) == (0, 0.25)
    assert found["easy"].value == 0.5
    assert found["hard"].value == 0.5
    assert found["hard"].needs == 2


def test_without_any_pair_there_is_no_figure():
    found = estimates(np.array([[[1.0, 4.0], [1, 1], [0, 0]]]))

    assert math.isnan(found["hard"].value)
    assert found["hard"].needs == 0
