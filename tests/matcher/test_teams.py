from itertools import combinations
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher import Aspect, Matcher, Need
from matcher.parts import cover_parts, split_parts
from matcher.team_evaluation import (
    aspect_coverage,
    choose_teams,
    read_groups,
    read_judged,
)
from matcher.teams import LEAST_GAIN, TOLERANCE, Candidate, likely_team, smallest_team
from matcher.text import split_aspects


class WordsAsVectors:
    """An encoder for which texts are alike that share beginnings of words."""

    name, sha256 = "words", "0"

    def encode(self, texts, role):
        rows = np.full((len(texts), 64), 0.01, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[sum(map(ord, word[:5])) % 64] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def candidate(name: str, *strengths: float, group: str = "WH") -> Candidate:
    return Candidate(name, group, strengths)


def test_the_fewest_who_cover_everything_are_found_where_greedy_takes_one_more():
    # "big" covers most at once, but then two more are needed.
    team = smallest_team(
        [
            candidate("big", 0.0, 0.9, 0.9, 0.9, 0.9, 0.0),
            candidate("left", 0.5, 0.5, 0.5, 0.0, 0.0, 0.0),
            candidate("right", 0.0, 0.0, 0.0, 0.5, 0.5, 0.5),
        ],
        covered_from=0.1,
    )

    assert sorted(team.members) == ["left", "right"]
    assert team.covered == (0, 1, 2, 3, 4, 5)
    assert team.uncovered == ()


def test_what_nobody_covers_stays_uncovered_and_asks_for_no_one():
    team = smallest_team(
        [candidate("a", 0.5, 0.05, 0.0), candidate("b", 0.0, 0.09, 0.0)], covered_from=0.1
    )

    assert team.members == ("a",)
    assert team.uncovered == (1, 2)


def test_of_equally_small_teams_the_strongest_wins_then_both_universities_then_the_id():
    def chosen(*candidates):
        return smallest_team(candidates, covered_from=0.1).members

    weak, strong = candidate("a", 0.0, 0.5), candidate("b", 0.0, 0.9)
    first = candidate("z", 0.9, 0.0)
    elsewhere = candidate("c", 0.0, 0.5 + TOLERANCE, group="HSBO")

    assert chosen(first, weak, strong) == ("b", "z")
    assert chosen(first, weak, elsewhere) == ("z", "c")
    assert chosen(first, candidate("y", 0.0, 0.5), weak) == ("z", "a")


def test_a_team_larger_than_can_be_enumerated_is_put_together_greedily():
    five = [candidate(name, *(float(i == at) for i in range(5))) for at, name in enumerate("abcde")]

    team = smallest_team(five, covered_from=0.5, most=5)

    assert sorted(team.members) == ["a", "b", "c", "d", "e"]
    assert smallest_team(five, covered_from=0.5, most=2).uncovered == (2, 3, 4)


def test_members_stand_in_the_order_of_what_they_add():
    team = likely_team(
        [candidate("a", 0.6, 0.0), candidate("b", 0.5, 0.8), candidate("c", 0.1, 0.1)], [1, 1]
    )

    assert team.members == ("b", "a", "c")
    assert team.gains == pytest.approx((0.65, 0.15, 0.02))
    assert team.value == pytest.approx(1 - (0.5 * 0.4 * 0.9 + 0.2 * 0.9) / 2)
    assert team.covered == (0, 1)


def test_whoever_adds_nothing_is_left_out():
    team = likely_team([candidate("a", 1.0, 0.9), candidate("b", 0.9, 0.0)], [1, 1])

    assert team.members == ("a",)


def test_parts_that_weigh_more_decide():
    candidates = [candidate("a", 0.9, 0.0), candidate("b", 0.0, 0.9)]

    assert likely_team(candidates, [3, 1], most=1).members == ("a",)
    assert likely_team(candidates, [1, 3], most=1).members == ("b",)


def test_without_candidates_there_is_nobody():
    assert smallest_team([], covered_from=0.5).members == ()
    assert likely_team([], []).members == ()


@pytest.mark.parametrize(
    ("candidates", "weights", "problem"),
    [
        ([candidate("a", 0.5), candidate("a", 0.5)], [1], "twice"),
        ([candidate("a", 0.5), candidate("b", 0.5, 0.5)], [1], "same aspects"),
        ([candidate("a", 1.5)], [1], "between 0 and 1"),
        ([candidate("a", float("nan"))], [1], "between 0 and 1"),
        ([candidate("a", 0.5)], [1, 1], "one weight"),
        ([candidate("a", 0.5)], [-1], "negative"),
    ],
)
def test_what_makes_no_sense_is_refused(candidates, weights, problem):
    with pytest.raises(ValueError, match=problem):
        likely_team(candidates, weights)


@st.composite
def candidate_lists(draw):
    aspects = draw(st.integers(1, 5))
    strengths = st.tuples(*[st.sampled_from([0.0, 0.0, 0.2, 0.5, 0.8]) for _ in range(aspects)])
    chosen = draw(st.lists(strengths, min_size=1, max_size=7))
    groups = draw(
        st.lists(st.sampled_from(["WH", "HSBO"]), min_size=len(chosen), max_size=len(chosen))
    )
    return [
        Candidate(f"e{i}", group, each)
        for i, (group, each) in enumerate(zip(groups, chosen, strict=True))
    ]


@given(candidate_lists(), st.randoms(use_true_random=False))
def test_both_teams_are_as_good_as_the_best_of_all_sets(candidates, random):
    shuffled = random.sample(candidates, len(candidates))
    by_id = {each.expert_id: each for each in candidates}
    aspects = range(len(candidates[0].strengths))
    sets = [team for size in range(5) for team in combinations(candidates, size)]

    smallest = smallest_team(shuffled, covered_from=0.3)
    coverable = {i for i in aspects if any(each.strengths[i] >= 0.3 for each in candidates)}
    fewest = min(
        (
            len(team)
            for team in sets
            if coverable <= {i for i in aspects for each in team if each.strengths[i] >= 0.3}
        ),
        default=None,
    )
    if fewest is not None:
        assert len(smallest.members) == fewest
        assert set(smallest.covered) == coverable
    assert smallest == smallest_team(candidates, covered_from=0.3)

    def value(team):
        return sum(1 - prod(1 - each.strengths[i] for each in team) for i in aspects) / len(aspects)

    likely = likely_team(shuffled, [1] * len(aspects))
    best = max(value(team) for team in sets if len(team) <= 3)
    assert likely.value == pytest.approx(value([by_id[each] for each in likely.members]))
    # Whoever is left out adds less than the least gain, and equal teams differ by the tolerance.
    assert likely.value >= best - 3 * LEAST_GAIN - TOLERANCE
    assert likely == likely_team(candidates, [1] * len(aspects))


def test_a_sentence_falls_apart_into_what_it_asks_for():
    need = Need(
        "n", "Pumpe", "Wer prüft die Pumpe, und was darf man versprechen (Garantie, Haftung)?"
    )

    parts = split_parts(split_aspects(need))

    assert [part.text for _, part in parts] == [
        "Pumpe", "Wer prüft die Pumpe", "was darf man versprechen",
    ]  # fmt: skip
    assert [number for number, _ in parts] == [0, 1, 1]
    assert all(getattr(need, part.field)[part.start : part.end] == part.text for _, part in parts)


def test_background_asks_for_nobody():
    assert split_parts([Aspect("Wir sind seit 1920 da, und gern.", 0, 32, 0.1)]) == ()


def test_the_chance_to_cover_a_part_grows_with_what_the_profile_says_about_it(experts):
    matcher = Matcher(experts, WordsAsVectors())
    need = Need("n", "Lärm und Gerüche", "Unsere Pumpen haben schlechten Wirkungsgrad von früher.")

    cover = cover_parts(matcher, need, {"pump": 0.5, "rain": 0.5, "unknown": 0.5})

    assert set(cover.chances) == {"pump", "rain"}
    assert all(0 <= chance <= 1 for row in cover.chances.values() for chance in row)
    assert cover.chances["pump"][-1] > cover.chances["rain"][-1]
    assert len(cover.weights) == len(cover.aspects) == len(cover.chances["pump"])


def test_without_experts_words_or_a_model_there_is_nothing_to_put_together(experts, matcher):
    dense = Matcher(experts, WordsAsVectors())

    assert cover_parts(dense, Need("n", "Pumpe", ""), {}).chances == {}
    assert cover_parts(dense, Need("n", "", ""), {"pump": 0.5}).chances == {}
    assert cover_parts(matcher, Need("n", "Pumpe", ""), {"pump": 0.5}).chances == {}


def test_coverage_counts_judged_aspects_with_somebody_of_the_team():
    judged = {"Pumpe": frozenset("ab"), "Haftung": frozenset("c")}

    assert aspect_coverage(judged, ["a", "x"]) == 0.5
    assert aspect_coverage(judged, ["b", "c"]) == 1
    assert aspect_coverage(judged, []) == 0


def test_what_judges_wrote_reaches_no_team(development_set, tmp_path):
    judged = read_judged(development_set / "teams.tsv")
    changed = tmp_path / "teams.tsv"
    changed.write_text("N05\tunbekannt\tX01\n", "utf-8")

    assert len(judged) == 18
    assert judged["N08"]["digitale Bestandsaufnahme"] == {"X03", "X42"}
    assert read_judged(changed) == {"N05": {"unbekannt": {"X01"}}}
    assert set(read_groups(development_set / "experts.jsonl").values()) == {"WH", "HSBO"}


def test_only_the_first_of_the_list_are_considered(matcher):
    teams = choose_teams(
        matcher, Need("n", "Pumpen", "Kreiselpumpen mit schlechtem Wirkungsgrad"),
        dict.fromkeys(["ash", "noise", "odour", "pump", "rain"], "WH"),
    )  # fmt: skip

    assert teams["first of the list"][0] == "pump"
    assert all(len(members) <= 3 for members in teams.values())
