from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.assignment import Assignment, Pair


def solve(table: dict[str, dict[str, float]], wanted=None, capacity=None, fixed=()):
    """Needs want one expert and experts take one need, unless something else is said."""
    pairs = [
        Pair(need, expert, value) for need, row in table.items() for expert, value in row.items()
    ]
    experts = {pair.expert_id for pair in pairs}
    return Assignment(
        pairs,
        wanted or dict.fromkeys(table, 1),
        capacity or dict.fromkeys(experts, 1),
        fixed,
    )


def names(pairs) -> list[tuple[str, str]]:
    return [(each.need_id, each.expert_id) for each in pairs]


TWO_NEEDS = {"n1": {"ash": 0.9, "oak": 0.8}, "n2": {"ash": 0.8, "oak": 0.2}}


def test_the_best_for_all_is_not_the_best_for_each():
    plan = solve(TWO_NEEDS).plan

    assert names(plan.pairs) == [("n1", "oak"), ("n2", "ash")]
    assert plan.total == pytest.approx(1.6)
    assert plan.missing == {}


def test_with_room_for_both_everybody_gets_the_first():
    plan = solve(TWO_NEEDS, capacity={"ash": 2, "oak": 1}).plan

    assert names(plan.pairs) == [("n1", "ash"), ("n2", "ash")]


def test_nobody_is_asked_twice_for_the_same_need():
    plan = solve(
        {"n1": {"ash": 0.9, "oak": 0.1}}, wanted={"n1": 2}, capacity={"ash": 5, "oak": 5}
    ).plan

    assert names(plan.pairs) == [("n1", "ash"), ("n1", "oak")]


def test_what_a_need_cannot_get_it_lacks():
    plan = solve(TWO_NEEDS, wanted={"n1": 2, "n2": 3, "n3": 1}).plan

    assert plan.missing == {"n2": 3, "n3": 1}


def test_a_price_says_what_the_rest_loses_and_who_changes_places():
    change = solve(TWO_NEEDS).force("n1", "ash")

    assert change.price == pytest.approx(0.5)  # 1.6 against 0.9 + 0.2
    assert names(change.added) == [("n2", "oak")]
    assert names(change.removed) == [("n1", "oak"), ("n2", "ash")]


def test_who_is_forbidden_is_replaced_as_well_as_can_be():
    change = solve(TWO_NEEDS).forbid("n2", "ash")

    assert change.price == pytest.approx(0.5)
    assert names(change.added) == [("n1", "ash"), ("n2", "oak")]
    assert names(change.removed) == [("n1", "oak")]


def test_what_is_planned_costs_nothing_and_what_is_not_needs_no_ban():
    assignment = solve(TWO_NEEDS)

    assert assignment.force("n1", "oak").price == 0
    assert assignment.forbid("n1", "ash").price == 0


def test_a_fixed_pair_stays_and_leaves_the_rest_less():
    assignment = solve(TWO_NEEDS, fixed=[("n1", "ash")])

    assert names(assignment.plan.pairs) == [("n1", "ash"), ("n2", "oak")]
    assert assignment.forbid("n1", "ash") is None
    assert assignment.force("n2", "ash") is None


def test_a_fixed_pair_may_take_more_than_there_is():
    plan = solve(TWO_NEEDS, capacity={"ash": 0, "oak": 1}, fixed=[("n1", "ash")]).plan

    assert names(plan.pairs) == [("n1", "ash"), ("n2", "oak")]


def test_without_pairs_there_is_an_empty_plan():
    assignment = Assignment([], {"n1": 1}, {"ash": 1})

    assert assignment.plan.pairs == ()
    assert assignment.plan.missing == {"n1": 1}


@pytest.mark.parametrize(
    ("pairs", "wanted", "capacity", "fixed"),
    [
        ([("n", "e", 0.5), ("n", "e", 0.4)], {"n": 1}, {"e": 1}, []),
        ([("n", "e", -0.1)], {"n": 1}, {"e": 1}, []),
        ([("n", "e", float("nan"))], {"n": 1}, {"e": 1}, []),
        ([("n", "e", 0.5)], {}, {"e": 1}, []),
        ([("n", "e", 0.5)], {"n": 1}, {}, []),
        ([("n", "e", 0.5)], {"n": -1}, {"e": 1}, []),
        ([("n", "e", 0.5)], {"n": 1}, {"e": 1}, [("n", "x")]),
    ],
)
def test_what_makes_no_sense_is_refused(pairs, wanted, capacity, fixed):
    with pytest.raises(ValueError, match=r"pair|utilities|wishes"):
        Assignment([Pair(*each) for each in pairs], wanted, capacity, fixed)


@st.composite
def problems(draw):
    needs, experts = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    cells = draw(
        st.lists(
            st.sampled_from(list(product(range(needs), range(experts)))), unique=True, max_size=7
        )
    )
    values = draw(st.lists(st.integers(0, 20), min_size=len(cells), max_size=len(cells)))
    pairs = [
        Pair(f"n{need}", f"e{expert}", value / 20)
        for (need, expert), value in zip(cells, values, strict=True)
    ]
    wanted = {f"n{each}": draw(st.integers(0, 3)) for each in range(needs)}
    capacity = {f"e{each}": draw(st.integers(0, 3)) for each in range(experts)}
    fixed = draw(st.lists(st.sampled_from(names(pairs)), unique=True, max_size=2)) if pairs else []
    return pairs, wanted, capacity, fixed


def allowed_plans(pairs, wanted, capacity, fixed):
    """All sets of pairs that hold the fixed ones and otherwise neither wish nor load too much."""
    for chosen in product([False, True], repeat=len(pairs)):
        plan = {pair for pair, is_in in zip(names(pairs), chosen, strict=True) if is_in}
        if not set(fixed) <= plan:
            continue
        free = plan - set(fixed)
        if all(
            sum(pair[0] == need for pair in free)
            <= max(0, most - sum(pair[0] == need for pair in fixed))
            for need, most in wanted.items()
        ) and all(
            sum(pair[1] == expert for pair in free)
            <= max(0, most - sum(pair[1] == expert for pair in fixed))
            for expert, most in capacity.items()
        ):
            yield plan


@given(problems())
def test_plan_and_prices_are_those_of_trying_everything(problem):
    pairs = problem[0]
    value = {(pair.need_id, pair.expert_id): pair.utility for pair in pairs}
    totals = [(sum(value[pair] for pair in plan), plan) for plan in allowed_plans(*problem)]
    assignment = Assignment(*problem)
    best = max(total for total, _ in totals)
    planned = set(names(assignment.plan.pairs))

    assert assignment.plan.total == pytest.approx(best)
    assert planned in [plan for _, plan in totals]
    for pair in value:
        with_it = [total for total, plan in totals if pair in plan]
        without = [total for total, plan in totals if pair not in plan]
        for change, left, forced in (
            (assignment.force(*pair), with_it, True),
            (assignment.forbid(*pair), without, False),
        ):
            if change is None:
                assert not left
                continue
            assert change.price == pytest.approx(best - max(left), abs=1e-6)
            after = (planned | set(names(change.added))) - set(names(change.removed))
            after = after | {pair} if forced else after - {pair}
            assert sum(value[each] for each in after) == pytest.approx(max(left), abs=1e-6)
            assert after in [plan for _, plan in totals]
