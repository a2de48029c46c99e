"""What anybody reads of the region: years that are over, and no small count."""

from datetime import timedelta

from models import ChallengeState, Role
from tests.conftest import START

LAST_YEAR = START - timedelta(days=200)


def make_needs(make, clock, number: int, at=LAST_YEAR, **facts):
    clock.at = at
    needs = [make.challenge(**facts) for _ in range(number)]
    clock.at = START
    return needs


def figures(page) -> dict[str, list[str]]:
    rows = [
        [each.get_text(" ", strip=True) for each in row.select("th, td")]
        for row in page.select("tbody tr")
    ]
    return {year: counts for year, *counts in rows}


def test_anybody_reads_how_many_asked_in_a_year(browser, make, clock):
    make_needs(make, clock, 6)
    make_needs(make, clock, 2, LAST_YEAR - timedelta(days=365))
    make_needs(make, clock, 9, START)

    page = browser.get("/region/jahre")

    assert figures(page) == {"2025": ["6", "0", "0"], "2024": ["unter 5", "0", "0"]}


def test_the_first_year_is_waited_for(browser, make, clock):
    make_needs(make, clock, 9, START)

    assert "wenn das laufende Jahr vorbei ist" in browser.get("/region/jahre").text


def test_what_nobody_may_know_of_does_not_count(browser, make, clock):
    make_needs(make, clock, 5)
    before = browser.get("/region/jahre").text
    make_needs(make, clock, 3, embargo_until=START + timedelta(days=9))
    make_needs(make, clock, 3, state=ChallengeState.WITHDRAWN)
    make_needs(make, clock, 3, state=ChallengeState.DRAFT)

    assert browser.get("/region/jahre").text == before


def test_nobody_learns_more_here_than_a_supporter_does(browser, make, clock):
    make_needs(make, clock, 7)
    for_all = figures(browser.get("/region/jahre"))["2025"][0]
    browser.login(make.account(Role.SUPPORTER))

    page = browser.get("/region?zeitraum=2025")

    assert f"Bedarfe eingereicht {for_all} " in page.text
