import math

import numpy as np
import pytest

from matcher.evaluation import (
    Run,
    auroc,
    calibration_error,
    evaluate,
    first,
    hit,
    kendall_tau,
    ndcg,
    overlap,
    per_need_values,
    recall,
    reciprocal_rank,
)


def make_run(**scores):
    return Run(scores, {}, set())


def test_ndcg_of_the_ideal_order_is_one():
    assert ndcg([3, 2, 1, 0], [1, 2, 3], 10) == pytest.approx(1)


def test_ndcg_discounts_the_gain_by_rank():
    assert ndcg([0, 3, 0], [3], 10) == pytest.approx(1 / math.log2(3))
    assert ndcg([1, 2], [2, 1], 10) == pytest.approx(
        (1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3))
    )


def test_ndcg_ends_at_k():
    assert ndcg([0, 0, 3], [3], 2) == 0


def test_recall_hit_and_reciprocal_rank_ask_for_grade_two():
    ranked = [1, 0, 2, 3]

    assert recall(ranked, [1, 2, 3, 2], 3) == pytest.approx(1 / 3)
    assert reciprocal_rank(ranked) == pytest.approx(1 / 3)
    assert (hit(ranked, 2), hit(ranked, 3)) == (0, 1)
    assert (first(ranked, 3), first(ranked, 4)) == (0, 1)


def test_equal_scores_are_ordered_by_id():
    assert make_run(n={"b": 1.0, "c": 2.0, "a": 1.0}).order("n") == ["c", "a", "b"]


def test_auroc_counts_ties_half():
    assert auroc(np.array([2.0, 1.0]), np.array([1.0, 0.0])) == pytest.approx(3.5 / 4)
    assert math.isnan(auroc(np.array([]), np.array([1.0])))


def test_a_need_counts_only_where_it_has_an_expert_of_that_grade():
    run = make_run(n1={"a": 2.0, "b": 1.0}, n2={"a": 2.0, "b": 1.0}, out={"a": 0.5, "b": 0.1})
    qrels = {"n1": {"a": 3}, "n2": {"b": 1}}

    assert per_need_values(qrels, run, "nDCG@10") == pytest.approx(
        {"n1": 1.0, "n2": 1 / math.log2(3)}
    )
    assert per_need_values(qrels, run, "MRR") == {"n1": 1.0}
    assert evaluate(qrels, run)["out-of-domain AUROC"].value == 1.0


def test_a_probability_goes_before_a_score_when_needs_are_compared():
    run = Run({"n": {"a": 9.0}}, {"n": {"a": 0.2}}, set())

    assert run.top("n") == 0.2


def test_intervals_hold_the_value_and_repeat():
    scores = {f"n{i}": {"a": 1.0, "b": float(i % 2) * 2} for i in range(20)}
    qrels = {f"n{i}": {"a": 3} for i in range(20)}

    estimate = evaluate(qrels, make_run(**scores))["first@1"]

    assert estimate.low < estimate.value == 0.5 < estimate.high
    assert estimate == evaluate(qrels, make_run(**scores))["first@1"]


def test_without_any_judged_need_a_measure_is_not_a_number():
    assert math.isnan(evaluate({}, make_run(n={"a": 1.0}))["nDCG@10"].value)


def test_the_calibration_error_is_the_mean_gap_between_promise_and_truth():
    chances = np.array([0.9, 0.9, 0.1, 0.1])

    assert calibration_error(chances, np.array([True, True, False, False])) == pytest.approx(0.1)
    assert calibration_error(chances, ~np.array([True, True, False, False])) == pytest.approx(0.9)
    assert math.isnan(calibration_error(np.array([]), np.array([], bool)))


def test_abstention_is_counted_apart_for_needs_that_somebody_fits():
    run = Run({"a": {"x": 1.0}, "b": {"x": 1.0}}, {"a": {"x": 1.0}, "b": {"x": 0.5}}, {"b"})

    measures = evaluate({"a": {"x": 3}}, run, samples=5)

    assert measures["abstains, somebody fits"].value == 0
    assert measures["abstains, nobody fits"].value == 1
    assert measures["ECE, first ten"].value == pytest.approx(0.25)


def test_overlap_counts_who_stays_among_the_first():
    assert overlap(["a", "b", "c", "d"], ["d", "a", "b", "c"], 2) == 0.5
    assert overlap(["a"], ["b", "a"], 2) == 1
    assert overlap([], [], 10) == 1


def test_kendalls_tau_counts_pairs_in_another_order():
    assert kendall_tau("abcd", "abcd") == pytest.approx(1)
    assert kendall_tau("abcd", "bacd") == pytest.approx((5 - 1) / 6)
    assert kendall_tau("abcd", "dcba") == pytest.approx(-1)
    assert kendall_tau("a", "a") == 1
    with pytest.raises(KeyError):
        kendall_tau("ab", "ac")
