"""What anybody reads of the region: years of two settled half-years, and no small count."""

from datetime import date, timedelta

import pytest

from models import ChallengeState, Role
from tests.conftest import START
from webapp.ledger.noting import note_facts

LAST_SPRING, LAST_AUTUMN = START - timedelta(days=330), START - timedelta(days=150)


@pytest.fixture
def make_needs(make, clock):
    def run(number: int, at, **facts) -> list:
        clock.at = at
        needs = [make.challenge(**facts) for _ in range(number)]
        clock.at = START
        return needs

    return run


@pytest.fixture
def years(browser, database):
    """The table as anybody reads it, once the night has counted."""

    def read() -> dict[str, list[str]]:
        with database.writing() as session:
            note_facts(session, START)
        rows = [
            [each.get_text(" ", strip=True) for each in row.select("th, td")]
            for row in browser.get("/region/jahre").select("tbody tr")
        ]
        return {year: counts for year, *counts in rows}

    return read


def test_anybody_reads_how_many_asked_in_a_year(make_needs, years):
    make_needs(6, LAST_SPRING)
    make_needs(7, LAST_AUTUMN)
    make_needs(9, START)

    assert years() == {"2025": ["13", "0", "0"]}


@pytest.mark.parametrize(
    ("spring", "autumn", "shown"),
    [(0, 3, "unter 5"), (3, 3, "nicht ausgewiesen"), (9, 2, "nicht ausgewiesen"), (0, 5, "5")],
)
def test_a_year_tells_no_small_half_year(make_needs, years, spring, autumn, shown):
    make_needs(spring, LAST_SPRING)
    make_needs(autumn, LAST_AUTUMN)

    assert years()["2025"][0] == shown


def test_the_first_year_is_waited_for(browser, make_needs, years):
    make_needs(9, START)

    assert years() == {}
    assert "wenn das laufende Jahr vorbei ist" in browser.get("/region/jahre").text


def test_a_year_stands_a_month_after_its_end(make_needs, years, clock, browser):
    make_needs(9, START)
    years()
    for day, stands in ((date(2027, 1, 31), False), (date(2027, 2, 1), True)):
        clock.at = START + (day - START.date())

        assert ("2026" in browser.get("/region/jahre").select_one("main").text) == stands


def test_what_nobody_may_know_of_does_not_count(make_needs, years):
    make_needs(5, LAST_AUTUMN)
    before = years()
    make_needs(3, LAST_AUTUMN, embargo_until=START + timedelta(days=9))
    make_needs(3, LAST_AUTUMN, state=ChallengeState.WITHDRAWN)
    make_needs(3, LAST_AUTUMN, state=ChallengeState.DRAFT)

    assert years() == before


def test_nobody_learns_more_here_than_a_supporter_does(browser, make, make_needs, years):
    make_needs(7, LAST_AUTUMN)
    for_all = years()["2025"][0]
    browser.login(make.account(Role.SUPPORTER))

    page = browser.get("/region?halbjahr=2025-2")

    assert f"Bedarfe eingereicht Wert: {for_all} " in page.text
