from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.timetable import Day, Talk, plan_talks

COMPANIES, PROFESSORS = ("adler", "birke", "cedrus"), ("prof-x", "prof-y", "prof-z")


def plan(values, rounds=2, caps=None, standing=(), seconds=20.0, **day):
    """Everybody talks as often as there are rounds, unless something else is said."""
    caps = caps or {}
    companies = {name: caps.get(name, rounds) for name, _ in values}
    professors = {name: caps.get(name, rounds) for _, name in values}
    day = Day(rounds, **day)
    return plan_talks(values, companies, professors, day, standing, seconds=seconds)


def merits(talks, values, standing=(), past=0):
    """The same as the module says it, counted anew: people, talks kept, worth."""
    counts = Counter()
    for each in talks:
        counts.update([each.company_id, each.professor_id])
    later = [each for each in standing if each.round >= past]
    worth = sum(max(0.0, values.get((each.company_id, each.professor_id), 0)) for each in talks)
    worth += sum(1 / k for count in counts.values() for k in range(1, count + 1))
    return len(counts), len(set(later) & set(talks)), worth


def breaks_a_rule(talks, caps, day, standing=()):
    """Whether something is not allowed; what is past is nobody's fault any more."""
    new = [each for each in talks if each.round >= day.past]
    for name, cap in caps.items():
        rounds = [each.round for each in talks if name in {each.company_id, each.professor_id}]
        if len(rounds) != len(set(rounds)):
            return True
        if len(rounds) > cap and any(number >= day.past for number in rounds):
            return True
        if any((name, number) in day.away and number >= day.past for number in rounds):
            return True
        if day.most_in_a_row and any(
            sum(number in rounds for number in window) > day.most_in_a_row
            and any(number in rounds and number >= day.past for number in window)
            for window in windows(day)
        ):
            return True
    pairs = [(each.company_id, each.professor_id) for each in talks]
    fixed = {each for each in standing if each.round < day.past}
    return len(pairs) != len(set(pairs)) or {*talks} - {*new} != fixed


def windows(day):
    cuts = [0, *(each + 1 for each in sorted(day.pauses)), day.rounds]
    for first, last in pairwise(cuts):
        for start in range(first, last - day.most_in_a_row):
            yield range(start, start + day.most_in_a_row + 1)


def best_of_all(values, caps, day, standing):
    """Every timetable there is, one after the other."""
    fixed = [each for each in standing if each.round < day.past]
    met = {(each.company_id, each.professor_id) for each in fixed}
    pairs = [pair for pair, value in values.items() if value > 0 and pair not in met]

    def extended(talks, rest):
        if not rest:
            yield merits(talks, values, standing, day.past)
            return
        yield from extended(talks, rest[1:])
        for number in range(day.past, day.rounds):
            more = [*talks, Talk(number, *rest[0])]
            if not breaks_a_rule(more, caps, day, standing):
                yield from extended(more, rest[1:])

    return max(extended(fixed, pairs), key=lambda each: (each[0], each[1], round(each[2], 6)))


@st.composite
def cases(draw, *, is_free=False):
    """At most six pairs, so that every timetable can be tried."""
    everybody = [(left, right) for left in COMPANIES for right in PROFESSORS]
    pairs = draw(st.lists(st.sampled_from(everybody), unique=True, min_size=1, max_size=6))
    worth = st.sampled_from([-1.0, 0.0, 0.25, 1.0, 1.0, 2.0, 4.5])
    values = {pair: draw(worth) for pair in pairs}
    rounds = draw(st.integers(1, 3))
    caps = {name: draw(st.integers(0, 3)) for name in (*COMPANIES, *PROFESSORS)}
    if is_free:
        return values, caps, Day(rounds), ()
    past = draw(st.integers(0, rounds - 1))
    away = st.sets(st.tuples(st.sampled_from(list(caps)), st.integers(0, rounds - 1)), max_size=6)
    day = Day(
        rounds,
        past=past,
        away=frozenset(draw(away)),
        pauses=frozenset(draw(st.sets(st.integers(0, rounds - 1), max_size=2))),
        most_in_a_row=draw(st.sampled_from([None, None, 1, 2])),
    )
    standing, taken = [], set()
    for number, pair in enumerate(draw(st.lists(st.sampled_from(pairs), unique=True, max_size=3))):
        seats = {(name, number % rounds) for name in pair}
        if not seats & taken:
            taken |= seats
            standing.append(Talk(number % rounds, *pair))
    return values, caps, day, standing


def solve(values, caps, day, standing=()):
    return plan_talks(
        values,
        {name: caps[name] for name in COMPANIES},
        {name: caps[name] for name in PROFESSORS},
        day,
        standing,
    )


def is_best(case):
    values, caps, day, standing = case
    found = solve(*case)
    best = best_of_all(values, caps, day, standing)
    assert not breaks_a_rule(found.talks, caps, day, standing)
    assert (found.people, found.kept) == best[:2] == merits(found.talks, *case[::3], day.past)[:2]
    assert found.value == pytest.approx(best[2], abs=1e-5)
    assert found.is_optimal
    assert (found.most_people, found.most_value) == (found.people, found.value)


@given(cases(is_free=True))
def test_with_everybody_free_the_plan_is_the_best_of_all_plans(case):
    is_best(case)


@given(cases())
def test_with_breaks_pasts_and_standing_talks_it_is_the_best_too(case):
    is_best(case)


@given(cases(), st.permutations(range(3)))
def test_other_names_change_no_worth(case, order):
    values, caps, day, standing = case
    names = {old: f"n{new}" for old, new in zip(COMPANIES, order, strict=True)}
    names |= {old: f"p{new}" for old, new in zip(PROFESSORS, order, strict=True)}
    other = plan_talks(
        {(names[left], names[right]): value for (left, right), value in values.items()},
        {names[name]: caps[name] for name in COMPANIES},
        {names[name]: caps[name] for name in PROFESSORS},
        Day(
            day.rounds,
            day.past,
            frozenset((names[name], number) for name, number in day.away),
            day.pauses,
            day.most_in_a_row,
        ),
        [Talk(each.round, names[each.company_id], names[each.professor_id]) for each in standing],
    )

    found = solve(*case)
    assert (other.people, other.kept) == (found.people, found.kept)
    assert other.value == pytest.approx(found.value, abs=1e-5)


@given(cases())
def test_a_further_round_never_makes_it_worse(case):
    values, caps, day, standing = case
    longer = Day(
        day.rounds + 1, day.past, day.away, day.pauses | {day.rounds - 1}, day.most_in_a_row
    )

    found, more = solve(*case), solve(values, caps, longer, standing)

    assert (more.people, more.kept, round(more.value, 5)) >= (
        found.people,
        found.kept,
        round(found.value, 5),
    )


@given(cases())
def test_the_same_input_gives_the_same_plan(case):
    assert solve(*case) == solve(*case)


def test_everybody_gets_a_talk_before_anybody_gets_the_better_one():
    values = {("adler", "prof-x"): 9.0, ("adler", "prof-y"): 1.0, ("birke", "prof-x"): 1.0}

    found = plan(values, rounds=1)

    assert [(each.company_id, each.professor_id) for each in found.talks] == [
        ("adler", "prof-y"),
        ("birke", "prof-x"),
    ]
    assert found.people == 4


def test_further_talks_go_to_those_who_have_few():
    values = {("adler", right): 1.0 for right in PROFESSORS} | {("birke", "prof-z"): 1.0}
    caps = {"prof-z": 1}

    found = plan(values, rounds=3, caps=caps)

    assert Counter(each.company_id for each in found.talks) == {"adler": 2, "birke": 1}


def test_what_stands_keeps_its_round_when_somebody_has_left():
    everybody = {(left, right): 1.0 for left in COMPANIES for right in PROFESSORS}
    first = plan(everybody, rounds=3)
    left = frozenset(("birke", number) for number in range(1, 3))

    again = plan(everybody, rounds=3, standing=first.talks, past=1, away=left)

    stays = {each for each in first.talks if each.company_id != "birke" or each.round < 1}
    assert {*again.talks} == stays
    assert again.kept == 4


def test_a_talk_that_is_barred_now_is_called_off_and_a_past_one_is_not():
    standing = (Talk(0, "adler", "prof-x"), Talk(1, "birke", "prof-y"))

    found = plan({("adler", "prof-x"): 0.0, ("birke", "prof-y"): 0.0}, standing=standing, past=1)

    assert found.talks == standing[:1]
    assert found.kept == 0


def test_nobody_talks_longer_than_they_can_without_a_pause():
    values = {("adler", right): 1.0 for right in PROFESSORS}

    on_end = plan(values, rounds=3, most_in_a_row=2)
    with_pause = plan(values, rounds=3, most_in_a_row=2, pauses=frozenset({1}))

    assert len(on_end.talks) == 2
    assert len(with_pause.talks) == 3


def test_without_time_the_plan_holds_the_rules_and_says_that_it_may_not_be_the_best():
    values = {
        (f"c{left:02}", f"p{right:02}"): 1.0 + (7 * left + 11 * right) % 13 / 13
        for left in range(30)
        for right in range(20)
    }
    caps = dict.fromkeys([name for pair in values for name in pair], 5)
    day = Day(6, away=frozenset((f"c{number:02}", number % 6) for number in range(30)))
    companies = {name: 5 for name, _ in values}
    professors = {name: 5 for _, name in values}

    found = plan_talks(values, companies, professors, day, seconds=0.0)

    assert not breaks_a_rule(found.talks, caps, day)
    assert found.talks
    assert found.is_optimal or found.value <= found.most_value
    best = plan_talks(values, companies, professors, day)
    assert best.is_optimal
    assert (best.people, best.value) <= (found.most_people, found.most_value + 1e-5)


def test_nobody_there_gives_an_empty_plan():
    assert plan_talks({}, {}, {}, Day(0)).talks == ()
    assert plan_talks({}, {"adler": 2}, {"prof-x": 2}, Day(4)).is_optimal


@pytest.mark.parametrize(
    ("words", "change"),
    [
        ("both sides", {"professors": {"adler": 1, "prof-x": 1}}),
        ("not there", {"values": {("adler", "prof-q"): 1.0}}),
        ("finite", {"values": {("adler", "prof-x"): float("nan")}}),
        ("negative", {"companies": {"adler": -1}}),
        ("round", {"day": Day(2, past=3)}),
        ("round", {"day": Day(2, away=frozenset({("adler", 2)}))}),
        ("away", {"day": Day(2, away=frozenset({("birke", 1)}))}),
        ("in a row", {"day": Day(2, most_in_a_row=0)}),
        ("round", {"standing": [Talk(2, "adler", "prof-x")]}),
        ("standing talk names", {"standing": [Talk(1, "birke", "prof-x")]}),
        ("twice", {"standing": [Talk(0, "adler", "prof-x"), Talk(1, "adler", "prof-x")]}),
    ],
)
def test_what_makes_no_sense_is_refused(words, change):
    facts = {
        "values": {("adler", "prof-x"): 1.0},
        "companies": {"adler": 1},
        "professors": {"prof-x": 1},
        "day": Day(2),
        "standing": (),
        **change,
    }

    with pytest.raises(ValueError, match=words):
        plan_talks(**facts)
