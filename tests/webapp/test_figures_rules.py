"""Figures as rules: whatever the cases are, steps only lose cases and every split adds up."""

import importlib.util
import math
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from models import ChallengeState, DeclineReason, IntroductionState, Outcome, SizeClass
from webapp.figures import breakdowns
from webapp.figures.exposure import FAIR, NOT_BELOW, JudgedCase, Person, Sign, compare, measure
from webapp.figures.facts import Case, Enquiry, days_between, median_of, ninetieth_of
from webapp.figures.funnel import STEPS, funnel
from webapp.figures.registry import FIGURES
from webapp.figures.report import TABLES, figures_of
from webapp.figures.waiting import promises
from webapp.periods import Month, Period

BEGIN = datetime(2025, 4, 1, tzinfo=UTC)
PERIOD = Period(Month(2025, 4), Month(2026, 4))
moments = st.integers(0, 525_600).map(lambda minutes: BEGIN + timedelta(minutes=minutes))
perhaps = st.one_of(st.none(), moments)


def enquiries():
    return st.builds(
        Enquiry,
        university=st.sampled_from(["Westfälische Hochschule", "Hochschule Bochum"]),
        state=st.sampled_from(IntroductionState),
        asked_at=perhaps,
        renewed_at=st.none(),
        accepted_at=perhaps,
        declined_at=st.none(),
        declined_for=st.sampled_from([None, *DeclineReason]),
        consented_at=perhaps,
        met_on=perhaps.map(lambda moment: moment and moment.date()),
    )


def cases():
    return st.lists(
        st.builds(
            Case,
            id=st.just(UUID(int=0)),
            state=st.sampled_from(ChallengeState),
            created_at=moments,
            submitted_at=moments,
            closed_at=perhaps,
            outcome=st.sampled_from([None, *Outcome]),
            municipality=st.sampled_from(["Bergkamen", "Lünen"]),
            sector=st.sampled_from(["Chemie", "Andere Branchen"]),
            size_class=st.sampled_from([None, *SizeClass]),
            proposed_at=perhaps,
            approved_at=perhaps,
            presented_at=perhaps,
            rejections=st.just(()),
            enquiries=st.lists(enquiries(), max_size=3),
            promises=st.just(()),
        ),
        max_size=12,
    )


@given(cases())
def test_no_step_has_more_cases_than_the_one_before(found):
    counts = [row[1] for row in funnel(found).rows]

    assert counts == sorted(counts, reverse=True)
    assert counts[0] == len(found)
    for _words, _count, before, whole, days in funnel(found).rows:
        assert all(each is None or 0 <= each <= 1 for each in (before, whole))
        assert days is None or days >= 0


@given(cases())
def test_every_split_adds_up_to_the_steps_of_all(found):
    counts = [row[1] for row in funnel(found).rows]
    for table in (
        breakdowns.by_month(found, PERIOD),
        breakdowns.by_sector(found),
        breakdowns.by_municipality(found),
        breakdowns.by_size(found),
    ):
        *rows, total = [row[1:] for row in table.rows]
        assert list(total) == counts, table.name
        assert [sum(column) for column in zip(*rows, strict=True)] == (counts if rows else [])


def test_a_day_and_a_moment_are_apart_in_whole_days_of_the_region():
    late = datetime(2026, 3, 20, 23, 30, tzinfo=UTC)

    assert days_between(late, late.date()) == 0
    assert days_between(late, late.date() + timedelta(days=3)) == 2
    assert days_between(late, late + timedelta(hours=12)) == 0.5


def test_nine_of_ten_is_the_shortest_time_that_covers_them():
    assert ninetieth_of([]) is None
    assert ninetieth_of([4.0]) == 4
    assert ninetieth_of([float(each) for each in range(1, 11)]) == 9
    assert median_of([1.0, 2.0, 4.0, 9.0]) == 3


def test_each_figure_is_defined_and_stands_in_a_table():
    tables = [make([]) for make in TABLES]
    tables += [promises([], BEGIN.date()), breakdowns.by_month([], PERIOD)]
    tables.append(breakdowns.by_university([], []))
    shown = [name for table in tables for name in figures_of(table)]

    assert set(shown) == FIGURES.keys()
    assert {step.figure for step in STEPS} <= FIGURES.keys()


A, B, NEW = (Person(name, home, is_new) for name, home, is_new in (
    ("a", "Hochschule Bochum", False), ("b", "Westfälische Hochschule", False),
    ("n", "Westfälische Hochschule", True),
))  # fmt: skip


def test_exposure_is_shared_by_what_managers_approved():
    """Rank 1 is seen fully, rank 3 half; each side has one approval a case."""
    cases = [JudgedCase(ranks={"a": 1, "b": 3}, approved=frozenset("ab")) for _ in range(6)]

    found = compare(cases, [A, B], lambda each: each is A, FAIR)

    assert (found.ratio, found.low, found.high) == (2, 2, 2)
    assert found.sign is Sign.LEFT


def test_twice_as_visible_is_fair_for_twice_as_many_approvals():
    both = JudgedCase(ranks={"a": 1, "b": 3}, approved=frozenset("ab"))
    only_a = JudgedCase(ranks={"a": 1}, approved=frozenset("a"))
    shown_b = JudgedCase(ranks={"b": 1}, approved=frozenset("b"))

    found = compare([both, only_a, shown_b] * 3, [A, B], lambda each: each is A, FAIR)

    assert math.isclose(found.ratio, (6 / 6) / (4.5 / 6), abs_tol=1e-4)
    assert found.low < found.ratio < found.high
    assert found.sign is Sign.MAYBE


def test_fewer_than_five_cases_or_approvals_say_nothing():
    few = [JudgedCase(ranks={"a": 1, "b": 2}, approved=frozenset("ab"))] * 4
    one_sided = [JudgedCase(ranks={"a": 1, "b": 2}, approved=frozenset("a"))] * 9

    assert compare(few, [A, B], lambda each: each is A, FAIR).sign is Sign.TOO_FEW
    assert compare(one_sided, [A, B], lambda each: each is A, FAIR).sign is Sign.TOO_FEW
    assert measure(few, [A, B]).never_proposed is None


def test_who_is_new_may_be_more_visible_but_not_much_less():
    cases = [JudgedCase(ranks={"n": 1, "a": 7}, approved=frozenset("na")) for _ in range(6)]

    assert compare(cases, [A, NEW], lambda each: each.is_new, NOT_BELOW).sign is Sign.WITHIN
    turned = [JudgedCase(ranks={"n": 7, "a": 1}, approved=frozenset("na")) for _ in range(6)]
    assert compare(turned, [A, NEW], lambda each: each.is_new, NOT_BELOW).sign is Sign.LEFT


def test_whom_people_approved_and_the_software_never_proposed_is_counted():
    people = [Person(f"p{place}", "Hochschule Bochum", False) for place in range(8)]
    seen = JudgedCase({f"p{place}": place + 1 for place in range(6)}, frozenset(["p0", "p1"]))
    added = JudgedCase({"p0": 1}, frozenset(["p2", "p3", "p7"]))

    found = measure([seen, added] * 3, people)

    assert found.never_proposed == 0.2
    assert found.misses_too_many
    assert 0 < found.gini < 1


def test_equal_visibility_has_no_inequality_and_one_for_all_has_the_most():
    people = [Person(str(place), "Hochschule Bochum", False) for place in range(5)]
    equal = [JudgedCase({str(place): 1}, frozenset()) for place in range(5)]
    one = [JudgedCase({"0": 1}, frozenset()) for _ in range(5)]

    assert measure(equal, people).gini == 0
    assert measure(one, people).gini == 0.8


def test_the_document_of_the_figures_is_up_to_date():
    script = Path(__file__).parents[2] / "docs" / "figures.py"
    spec = importlib.util.spec_from_file_location("figures_document", script)
    written = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(written)

    assert written.DOCUMENT.read_text(encoding="utf-8") == written.as_markdown()
