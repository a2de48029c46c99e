"""The region for managers: right counts, and real lists behind them."""

import csv
import io
from datetime import timedelta

import pytest

from models import ChallengeState, IntroductionState, Role


def rows_of(page, caption: str) -> dict[str, list[str]]:
    """A table's rows by their header."""
    table = next(each for each in page.select("table") if caption in each.caption.text)
    return {
        next(row.th.stripped_strings): [cell.get_text(" ", strip=True) for cell in row.select("td")]
        for row in table.select("tbody tr")
    }


def file_of(browser, url: str) -> list[list[str]]:
    answer = browser.client.get(url)
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def supporter(make):
    return make.account(Role.SUPPORTER)


def test_a_manager_reads_exact_counts_that_open_their_cases(browser, make, manager):
    challenge = make.challenge()
    browser.login(manager)

    page = browser.get("/region")

    assert rows_of(page, "Gemeinde")["Bergkamen"][0].startswith("1")
    link = next(each for each in page.select("td a") if "Bergkamen" in each.text)
    assert challenge.reference in browser.get(link["href"]).text


def test_the_picture_of_the_months_draws_what_the_table_says(browser, make, manager):
    for _ in range(3):
        make.challenge()
    browser.login(manager)

    needs, introductions, outcomes = browser.get("/region").select(".column-chart")

    assert [each.text for each in needs.select(".column-chart__value")][-2:] == ["0", "3"]
    assert len(needs.select("rect")) == 1
    assert not introductions.select("rect")
    assert not outcomes.select("rect")
    spoken = needs.svg["aria-labelledby"].split()
    assert [needs.find(id=each).text for each in spoken] == [
        "Bedarfe", "Zusammen 3, die meisten im März 2026: 3.",
    ]  # fmt: skip


@pytest.mark.parametrize("role", [Role.COMPANY, Role.PROFESSOR])
@pytest.mark.parametrize("url", ["/region", "/region/faelle", "/region/faelle.csv"])
def test_nobody_else_reads_the_report(browser, make, role, url):
    browser.login(make.account(role))

    browser.get(url, status=403)


@pytest.mark.parametrize("role", [Role.SUPPORTER, Role.ADMIN])
def test_others_than_managers_read_half_years_that_are_settled(browser, make, clock, role):
    make.challenge()
    clock.advance(days=31)
    browser.login(make.account(role))

    page = browser.get("/region?zeitraum=2026")

    assert page.path == "/region/halbjahre"
    assert "Noch kein Halbjahr" in page.text
    assert browser.client.get("/region/zahlen.csv").location.endswith(
        "/region/halbjahre/zahlen.csv"
    )


def test_supporters_get_neither_list_nor_export_of_cases(browser, supporter):
    browser.login(supporter)

    browser.get("/region/faelle", status=403)
    browser.get("/region/faelle.csv", status=403)


def test_drafts_and_withdrawn_needs_do_not_count(browser, make, manager):
    for state in (ChallengeState.DRAFT, ChallengeState.WITHDRAWN):
        make.challenge(state, lead=None)
    browser.login(manager)

    assert "In diesem Zeitraum ist nichts geschehen" in browser.get("/region").text


def test_only_mutual_consent_counts_as_an_introduction(browser, make, manager):
    make.introduction(IntroductionState.INTERESTED, lead=manager)
    make.introduction(IntroductionState.INTRODUCED, lead=manager)
    browser.login(manager)

    page = browser.get("/region")

    assert rows_of(page, "Gemeinde")["Bergkamen"][1].startswith("1")
    assert "1 Fall." in browser.get("/region/faelle?art=vermittlungen").text


def test_every_figure_opens_as_many_cases_as_it_counts(browser, make, clock, manager):
    for _ in range(2):
        make.challenge(ChallengeState.CLOSED)
    clock.advance(days=40)
    make.challenge()
    browser.login(manager)

    for link in browser.get("/region").select("td a"):
        count = int(link.find(string=True, recursive=False))
        listed = browser.get(link["href"])
        assert len(listed.select("tbody tr")) == count, link["href"]


def test_a_month_ends_at_midnight_in_the_region(browser, make, clock, manager):
    clock.at = clock.at.replace(month=1, day=31, hour=23, minute=30)
    make.challenge()
    browser.login(manager)

    months = rows_of(browser.get("/region"), "Monat")

    assert months["Februar 2026"][0].startswith("1")


def test_a_year_can_be_chosen_and_nonsense_means_the_default(browser, make, clock, manager):
    clock.advance(days=-200)
    make.challenge()
    clock.advance(days=200)
    browser.login(manager)

    assert "Januar 2025" in rows_of(browser.get("/region?zeitraum=2025"), "Monat")
    assert "Januar 2025" not in rows_of(browser.get("/region?zeitraum=kaputt"), "Monat")


def test_no_year_is_offered_for_a_need_that_does_not_count_for_the_reader(
    browser, make, clock, manager
):
    lead = make.account(Role.TRANSFER_MANAGER)
    clock.advance(days=-900)
    make.challenge(ChallengeState.WITHDRAWN, lead=lead)
    make.challenge(lead=lead, embargo_until=clock() + timedelta(days=2000))
    clock.advance(days=900)
    browser.login(manager)

    assert "2024" not in browser.get("/region").text


def test_a_closed_case_of_another_lead_is_listed_without_its_contents(browser, make, manager):
    other = make.account(Role.TRANSFER_MANAGER)
    challenge = make.challenge(ChallengeState.IN_REVIEW, lead=other, title="Geheime Legierung")
    browser.login(manager)

    page = browser.get("/region/faelle")

    assert challenge.reference in page.text
    assert "Geheime Legierung" not in page.text
    assert challenge.company.name not in page.text


def test_the_export_names_only_what_the_manager_may_view(browser, make, manager):
    other = make.account(Role.TRANSFER_MANAGER)
    own = make.challenge(ChallengeState.IN_REVIEW, lead=manager, title="Unser Fall")
    foreign = make.challenge(ChallengeState.IN_REVIEW, lead=other, title="Fremder Fall")
    assert own.support_kinds == foreign.support_kinds != set()
    browser.login(manager)

    head, *rows = file_of(browser, "/region/faelle.csv")
    by_reference = {row[0]: dict(zip(head, row, strict=True)) for row in rows}

    assert by_reference[own.reference]["Titel"] == "Unser Fall"
    assert by_reference[own.reference]["Unternehmen"] == own.company.name
    assert by_reference[foreign.reference]["Titel"] == ""
    assert by_reference[foreign.reference]["Unternehmen"] == ""
    assert by_reference[own.reference]["Gewünschte Unterstützung"] != ""
    assert by_reference[foreign.reference]["Gewünschte Unterstützung"] == ""
    assert by_reference[foreign.reference]["AGS"] == "05978004"
    assert by_reference[foreign.reference]["Monat"] == "2026-03"


@pytest.mark.parametrize("title", ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", " =1+1"])
def test_a_formula_in_a_title_stays_text(browser, make, manager, title):
    make.challenge(title=title)
    browser.login(manager)

    row = file_of(browser, "/region/faelle.csv")[1]

    assert row[-1] == "'" + title


def test_the_table_is_taken_along_as_a_file(browser, make, manager):
    make.challenge()
    browser.login(manager)

    rows = file_of(browser, "/region/zahlen.csv")

    assert ["Gemeinde", "Bergkamen", "05978004", "1", "0", "0"] in rows
    assert rows[-1][3:] == ["1", "0", "0"]


def test_the_days_to_the_first_answer_end_with_the_kurzfassung(browser, make, clock, manager):
    challenge = make.challenge(ChallengeState.IN_REVIEW, lead=manager)
    clock.advance(days=4)
    make.teaser(challenge)
    clock.advance(days=1)
    browser.login(manager)

    figures = browser.get("/region").select_one(".figures").get_text(" ", strip=True)

    assert "Tage bis zur ersten Antwort (Median) 4" in figures


@pytest.mark.parametrize("query", ["art=quatsch", "ergebnis=quatsch"])
def test_an_address_nobody_linked_to_is_unknown(browser, manager, query):
    browser.login(manager)

    browser.get(f"/region/faelle?{query}", status=404)


def test_many_cases_are_paged(browser, make, clock, manager):
    company = make.account(Role.COMPANY)
    for _ in range(51):
        make.challenge(by=company)
        clock.advance(minutes=1)
    browser.login(manager)

    first, second = browser.get("/region/faelle"), browser.get("/region/faelle?seite=2")

    assert len(first.select("tbody tr")) == 50
    assert len(second.select("tbody tr")) == 1
