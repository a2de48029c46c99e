"""Pictures of figures: right lengths, none for hidden counts, and sentences that are true."""

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st

from webapp.disclosure import SMALLEST_SHOWN, Hidden, protect
from webapp.figures.drawing import draw_funnel, draw_waits
from webapp.figures.drawing_fairness import draw_exposure
from webapp.figures.exposure import FAIR, Comparison
from webapp.figures.tables import Column, Kind, Table
from webapp.pictures import HIGHEST, draw_columns
from webapp.working_days import add_working_days, working_days_until

MONTHS = [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
COUNTS = st.lists(st.integers(0, 30), min_size=1, max_size=12)


@pytest.fixture(autouse=True)
def _german():
    app = Flask(__name__)
    Babel(app, default_locale="de")
    with app.test_request_context():
        yield


def columns_of(*counts, total):
    (picture,) = draw_columns(MONTHS, [("bedarfe", "Bedarfe", list(counts), total)])
    return picture


def funnel_of(*counts: int):
    rows = [
        (f"Schritt {place}", count, None, None, None)
        for place, count in enumerate(counts)
    ]  # fmt: skip
    columns = [Column("Schritt", Kind.WORDS), Column("Bedarfe", Kind.COUNT)]
    return draw_funnel(Table(name="weg", title="Weg", columns=columns, rows=rows))


def waits_of(*rows):
    names = ["erste_antwort", "antwort_lehrgebiet"]
    columns = [
        Column("Wer", Kind.WORDS),
        Column("Antworten", Kind.COUNT, "antworten"),
        Column("Median", Kind.DAYS, "median_arbeitstage"),
        Column("Neunzig", Kind.DAYS, "neunzig_arbeitstage"),
    ]
    table = Table(name="antwortzeiten", title="", columns=columns, rows=rows, figures=names)
    return draw_waits(table, {"erste_antwort": 10})


@given(st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.integers(0, 60))
def test_working_days_are_the_fewest_whose_promise_would_be_kept(first, days):
    last = first + timedelta(days=days)

    enough = working_days_until(first, last)

    assert add_working_days(first, enough) >= last
    assert not enough or add_working_days(first, enough - 1) < last


def test_the_highest_column_fills_the_picture_and_the_others_are_shares_of_it():
    picture = columns_of(4, 0, 8, total=12)

    assert [each.height for each in picture.columns] == [HIGHEST / 2, 0, HIGHEST]
    assert picture.finding == "Zusammen 12, die meisten im März 2026: 8."


def test_months_that_share_the_highest_count_are_not_told_apart():
    assert columns_of(8, 8, 1, total=17).finding == "Zusammen 17, in einem Monat höchstens 8."


def test_nothing_at_all_is_said_as_such():
    picture = columns_of(0, 0, 0, total=0)

    assert picture.finding == "In keinem dieser Monate."
    assert [each.height for each in picture.columns] == [0, 0, 0]


@given(COUNTS, COUNTS)
def test_what_is_hidden_has_no_height_and_no_say_in_the_scale(counts, others):
    months = [date(2026, 1 + place, 1) for place in range(len(counts))]
    (table,), total = protect(counts)

    (picture, _other) = draw_columns(
        months,
        [
            ("bedarfe", "Bedarfe", table, total),
            ("andere", "Andere", [0] * len(months), sum(others)),
        ],
    )

    shown = [each for each in table if isinstance(each, int)]
    for column, cell in zip(picture.columns, table, strict=True):
        if isinstance(cell, Hidden):
            assert column.height == 0
            assert column.sign in {"<5", "*"}
        else:
            assert column.height == round(HIGHEST * cell / (max(shown) or 1), 1)
    assert all(int(each) >= SMALLEST_SHOWN for each in re.findall(r"\d+", picture.finding))
    if Hidden.SECOND in table:
        assert "die meisten" not in picture.finding


@pytest.mark.parametrize(
    ("counts", "finding"),
    [
        ((2, 1, 1), "Von 2 Bedarfen kam einer zu einer Zusammenarbeit."),
        ((34, 33, 32), "Von 34 Bedarfen kamen 32 zu einer Zusammenarbeit."),
        ((1, 1, 1), "Der eine Bedarf kam zu einer Zusammenarbeit."),
        ((1, 1, 0), "Der eine Bedarf kam noch nicht zu einer Zusammenarbeit."),
        ((2, 1, 0), "Von 2 Bedarfen kam noch keiner zu einer Zusammenarbeit."),
    ],
)
def test_a_funnel_is_summed_up_in_a_sentence(counts, finding):
    assert funnel_of(*counts).finding == finding


def test_a_funnel_names_the_step_on_the_way_to_which_most_are_lost():
    assert funnel_of(34, 33, 25, 24).finding.endswith(
        "Die meisten stehen oder enden zwischen „Schritt 1“ und „Schritt 2“: 8."
    )


def test_a_funnel_shows_at_each_step_what_was_lost():
    steps = funnel_of(40, 20, 10).steps

    assert [(each.width, each.width_before, each.lost) for each in steps] == [
        (100, 100, 0), (50, 100, 20), (25, 50, 10),
    ]  # fmt: skip


def test_waits_and_promises_stand_on_one_scale_of_working_days():
    picture = waits_of(("Erste Antwort", 9, 4.0, 20.0), ("Lehrgebiet", 3, 2.5, 5.0))

    first, second = picture.spans
    assert picture.finding == "Arbeitstage bis zur ersten Antwort: im Median 4, zugesagt 10."
    assert (first.dot, first.end, first.mark) == (16, 80, 40)
    assert first.says == "Median 4, neun von zehn nach 20, zugesagt 10"
    assert (second.dot, second.end, second.mark) == (10, 20, None)
    assert second.says == "Median 2,5, neun von zehn nach 5"
    assert [words for _place, words in picture.ticks] == ["0", "5", "10", "15", "20", "25"]


def test_a_wait_that_nobody_knows_is_not_drawn():
    picture = waits_of(("Erste Antwort", 0, None, None), ("Lehrgebiet", 1, 2.0, 2.0))

    assert [each.words for each in picture.spans] == ["Lehrgebiet"]


def test_two_universities_are_drawn_as_each_other_turned_round():
    names = ["Hochschule Bochum", "Westfälische Hochschule"]

    picture = draw_exposure([(names[0], Comparison(2.0, 1.0, 4.0, FAIR))], names)

    first, second = picture.spans
    assert (first.begin, first.dot, first.end) == (50, 75, 100)
    assert (second.begin, second.dot, second.end) == (0, 25, 50)
    assert (first.says, second.says) == ("2-fach", "0,5-fach")
    assert picture.band == pytest.approx((41.95, 58.05), abs=0.01)


def test_universities_with_too_few_cases_are_not_drawn():
    names = ["Hochschule Bochum", "Westfälische Hochschule"]

    assert not draw_exposure([(names[0], Comparison(None, None, None, FAIR))], names).spans
