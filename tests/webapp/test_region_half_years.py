"""Supporters read no small count of the indicators, nor one that two views would give away."""

import csv
import io
import itertools
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import (
    Challenge,
    ChallengeState,
    Exclusion,
    IndicatorBasis,
    Role,
    SizeClass,
)
from tests.webapp.test_disclosure import meanings
from webapp.disclosure import SMALLEST_SHOWN, Hidden
from webapp.half_years import HalfYear
from webapp.ledger.dimensions import Dimension
from webapp.ledger.noting import note_facts
from webapp.ledger.reported import report_values
from webapp.ledger.rows import Row
from webapp.ledger.rules import REPORTED
from webapp.ledger.settled import PART_OF, TABLED, half_years, protect_report, together

SMALL, SECOND = Hidden.SMALL, Hidden.SECOND
HALF = HalfYear(2025, 2)
PLACES = ["05978004", "05978024", "05913000"]
SECTORS = ["22", "25", "andere", "keine"]
UNIVERSITIES = [uuid.UUID(int=1), uuid.UUID(int=2), None]
SIZES = [*SizeClass, None]
DIMENSIONS = [
    Dimension("gemeinde", "Gemeinde", lambda row: row.municipality_ags, [(e, e) for e in PLACES]),
    Dimension("branche", "Branche", lambda row: row.sector, [(e, e) for e in SECTORS]),
    Dimension("groesse", "Größe", lambda row: row.size_class, [(e, str(e)) for e in SIZES]),
    Dimension(
        "hochschule", "Hochschule", lambda row: row.university_id,
        [(e, str(e)) for e in UNIVERSITIES],
    ),
    Dimension(
        "monat", "Monat", lambda row: row.occurred_on.month,
        [(each, str(each)) for each in range(7, 13)],
    ),
]  # fmt: skip
entries = st.lists(
    st.builds(
        lambda rule, place, sector, size, university, month: Row(
            uuid.uuid4(),
            rule,
            date(2025, month, 1),
            1000,
            place,
            sector,
            size,
            university,
            None,
            True,
        ),
        st.sampled_from([*TABLED, *PART_OF]),
        st.sampled_from(PLACES),
        st.sampled_from(SECTORS),
        st.sampled_from(SIZES),
        st.sampled_from(UNIVERSITIES),
        st.integers(7, 12),
    ),
    max_size=45,
)


def true_counts(rows, rule: str, dimension: Dimension) -> dict[str, int]:
    return {
        words: sum(each.rule == rule and dimension.of(each) == value for each in rows)
        for value, words in dimension.values
    }


def thought(line, place: int) -> set[int]:
    """What somebody may think of a cell; what is left over may be anything where it is hidden."""
    cell = line.cells[place]
    return set(range(60)) if cell is SECOND and not line.words else meanings(cell)


def sums_of(choices) -> set[int]:
    found = {0}
    for each in choices:
        found = {so_far + more for so_far in found for more in each}
    return found


def possible_totals(report, place: int, total) -> set[int]:
    """What somebody who adds up every view of every dimension may think of a total."""
    known = set(range(1, 300)) if total is SECOND else meanings(total)
    for dimension in DIMENSIONS:
        if report.tables[dimension.name]:
            known &= sums_of([thought(line, place) for line in report.tables[dimension.name]])
    return known


@given(entries)
def test_no_view_and_no_two_views_give_a_small_count_away(rows):
    report = protect_report(HALF, rows, DIMENSIONS)

    for place, rule in enumerate(TABLED):
        total = report.totals[rule]
        truth = sum(each.rule == rule for each in rows)
        totals = possible_totals(report, place, total)
        assert truth in totals
        for dimension in DIMENSIONS:
            counts = true_counts(rows, rule, dimension)
            lines = report.tables[dimension.name]
            for line in lines:
                cell = line.cells[place]
                if not line.words:
                    continue
                assert counts[line.words] in meanings(cell)
                assert not (isinstance(cell, int) and 0 < cell < SMALLEST_SHOWN)
                if cell is SMALL:
                    others = sums_of(thought(each, place) for each in lines if each is not line)
                    left = {
                        value
                        for value, rest in itertools.product(meanings(cell), others)
                        if value + rest in totals
                    }
                    assert len(left) > 1, (rule, dimension.name, lines, total)


@given(entries)
def test_what_is_a_part_of_something_differs_from_it_by_nothing_small(rows):
    report = protect_report(HALF, rows, DIMENSIONS)

    for part, whole in PART_OF.items():
        shown, beside = report.totals[part], report.totals[whole]
        assert shown is SECOND or beside is not SECOND
        if isinstance(shown, int) and isinstance(beside, int):
            assert not 0 < abs(shown - beside) < SMALLEST_SHOWN
        assert not (isinstance(shown, int) and 0 < shown < SMALLEST_SHOWN)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.booleans()), max_size=12))
def test_sums_are_shown_from_five_companies_on_and_only_as_a_whole(reports):
    rows = [
        Row(
            uuid.uuid4(), "euro", date(2025, 8, 1), value * 1000, PLACES[0], "22", None, None, None,
            is_first,
        )
        for value, is_first in reports
    ]  # fmt: skip

    report = protect_report(HALF, rows, DIMENSIONS)

    companies = sum(is_first and value > 0 for value, is_first in reports)
    if not reports:
        assert report.totals["euro"] == 0
    elif companies < SMALLEST_SHOWN:
        assert report.totals["euro"] is SMALL
    else:
        assert report.totals["euro"] == sum(value for value, _is_first in reports)
    assert not any(any(line.cells) for each in report.tables.values() for line in each)


@given(entries, entries)
def test_a_year_tells_nothing_that_its_half_years_do_not(spring, autumn):
    halves = [protect_report(HALF, rows, DIMENSIONS) for rows in (spring, autumn)]

    for code in TABLED:
        shown = [each.totals[code] for each in halves]
        year = together(*shown)
        if isinstance(year, int):
            assert year == sum(shown)
        elif year is SMALL:
            assert sorted(shown, key=str) == sorted([0, SMALL], key=str)
        else:
            assert any(not isinstance(each, int) for each in shown)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_half_years_never_overlap(day):
    half = HalfYear.of(day)
    first, after = half.days

    assert first <= day < after
    assert half.before.days[1] == first
    assert HalfYear.parse(str(half)) == half


def rows_of(page, caption: str) -> dict[str, list[str]]:
    table = next(each for each in page.select("table") if caption == each.caption.text)
    return {
        next(row.th.stripped_strings): [
            list(each.stripped_strings)[-1] for each in row.select("td")
        ]
        for row in table.select("tbody tr")
    }


@pytest.fixture
def note(database, clock):
    def run() -> None:
        with database.writing() as session:
            note_facts(session, clock())

    return run


@pytest.fixture
def supporter(make):
    return make.account(Role.SUPPORTER)


@pytest.fixture
def seven(make, note, clock):
    """Seven needs of the first half of 2026, two of them in another municipality."""
    make.municipality("05978024", "Lünen")
    note()
    cases = [
        make.challenge(municipality_ags="05978024" if number < 2 else "05978004")
        for number in range(7)
    ]
    note()
    return cases


def test_a_supporter_reads_a_half_year_a_month_after_its_end(
    browser, clock, seven, supporter, note
):
    browser.login(supporter)
    assert "Noch kein Halbjahr" in browser.get("/region/halbjahre").text
    clock.advance(days=(date(2026, 8, 2) - clock().date()).days)
    browser.login(supporter)

    page = browser.get("/region/halbjahre")

    assert (
        "1. Halbjahr 2026" in page.select_one("header + nav, nav").text
        or "1. Halbjahr" in page.text
    )
    assert rows_of(page, "Insgesamt")["Bedarfe eingereicht"][0] == "7"
    assert rows_of(page, "Nach Gemeinde") == {
        "Bergkamen": ["nicht ausgewiesen", "0", "0"], "Lünen": ["unter 5", "0", "0"],
    }  # fmt: skip
    assert not page.select("main a[href*=werte], main a[href*='/regel/']")


def test_nothing_that_comes_later_changes_a_settled_half_year(
    browser, make, clock, seven, supporter, note
):
    clock.advance(days=(date(2026, 8, 2) - clock().date()).days)
    browser.login(supporter)
    before = browser.client.get("/region/halbjahre/zahlen.csv").data
    with make.writing() as session:
        session.get_one(Challenge, seven[-1].id).withdraw(clock())
        session.delete(session.get_one(Challenge, seven[0].id))
    with make.writing() as session:
        late = make.challenge()
        session.get_one(Challenge, late.id).submitted_at = clock() - timedelta(days=60)
    note()
    with make.writing() as session:
        report_values(
            session, session.get_one(Challenge, seven[2].id),
            {each.code: Decimal(3) for each in REPORTED}, clock(), by=seven[2].entered_by,
            basis=IndicatorBasis.MEASURED, occurred_on=date(2026, 5, 1),
        )  # fmt: skip

    assert browser.client.get("/region/halbjahre/zahlen.csv").data == before


def test_no_filter_in_the_address_narrows_what_a_supporter_reads(browser, clock, seven, supporter):
    clock.advance(days=(date(2026, 8, 2) - clock().date()).days)
    browser.login(supporter)
    plain = rows_of(browser.get("/region/halbjahre"), "Insgesamt")

    for address in ("gemeinde=05978024", "gemeinde=05978024&branche=22", "halbjahr=2026-1&thema=x"):
        assert rows_of(browser.get(f"/region/halbjahre?{address}"), "Insgesamt") == plain
    for half in ("2026-2", "2025-2", "2026-3", "x", "999999-1"):
        page = browser.get(f"/region/halbjahre?halbjahr={half}")
        assert rows_of(page, "Insgesamt") == plain


def test_file_and_page_hide_the_same(browser, clock, seven, supporter):
    clock.advance(days=(date(2026, 8, 2) - clock().date()).days)
    browser.login(supporter)

    text = browser.client.get("/region/halbjahre/zahlen.csv").get_data(as_text=True)

    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    of_places = {
        line[1]: line[3]
        for line in lines
        if line[0] == "Gemeinde" and line[2] == "Bedarfe eingereicht"
    }
    assert of_places == {"Bergkamen": "nicht ausgewiesen", "Lünen": "unter 5"}


@pytest.mark.parametrize("role", [Role.COMPANY, Role.PROFESSOR, Role.SCOUT])
def test_others_do_not_read_the_region(browser, make, role):
    browser.login(make.account(role))

    browser.get("/region/halbjahre", status=403)
    browser.get("/region/halbjahre/zahlen.csv", status=403)


def test_only_settled_half_years_are_offered():
    running, first = HalfYear(2026, 2), HalfYear(2025, 2)

    assert list(map(str, half_years(first, running, True))) == ["2026-1", "2025-2"]
    assert list(map(str, half_years(first, running, False))) == ["2025-2"]
    assert half_years(None, running, True) == []


def test_a_case_under_embargo_is_in_no_half_year(browser, make, note, clock, supporter):
    note()
    for _ in range(5):
        make.challenge(ChallengeState.IN_REVIEW)
    make.challenge(embargo_until=clock() + timedelta(days=400))
    note()
    clock.advance(days=(date(2026, 8, 2) - clock().date()).days)
    browser.login(supporter)
    note()

    assert rows_of(browser.get("/region/halbjahre"), "Insgesamt")["Bedarfe eingereicht"][0] == "5"


def test_a_case_kept_from_a_university_is_in_no_half_year(
    browser, database, make, note, clock, supporter
):
    note()
    for _ in range(6):
        case = make.challenge(ChallengeState.IN_REVIEW)
    other = make.university("HSBO").id
    with database.writing() as session:
        session.add(Exclusion(challenge_id=case.id, university_id=other))
    note()
    clock.advance(days=(date(2026, 8, 2) - clock().date()).days)
    browser.login(supporter)
    note()

    assert rows_of(browser.get("/region/halbjahre"), "Insgesamt")["Bedarfe eingereicht"][0] == "5"


def test_a_hidden_total_hides_what_holds_it():
    rows = [
        Row(
            uuid.uuid4(), rule, date(2025, 7 + number, 1), 1000, PLACES[number % 3],
            SECTORS[number % 4], SIZES[number % 4], UNIVERSITIES[number % 3], None, True,
        )
        for rule in ("bedarfe", "kontakte")
        for number in range(6)
    ]  # fmt: skip

    report = protect_report(HALF, rows, DIMENSIONS)

    assert (report.totals["bedarfe"], report.totals["kontakte"]) == (SECOND, SECOND)
