"""The pages of the indicators: exact for managers, of the cases they may read and no others."""

import csv
import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from models import (
    Account,
    Challenge,
    ChallengeState,
    IndicatorEntry,
    IndicatorReporter,
    IndicatorSource,
    IndicatorTarget,
    IntroductionState,
    Outcome,
    Role,
)
from tests.conftest import START
from tests.webapp.figures_world import build
from tests.webapp.indicators_recount import readable
from tests.webapp.statements import count_statements
from webapp.indicators.reports import REPORTS
from webapp.ledger.noting import note_facts
from webapp.ledger.rules import RULES, Kind
from webapp.own_data.collecting import collect


@pytest.fixture
def note(database, clock):
    def run() -> None:
        with database.writing() as session:
            note_facts(session, clock())

    return run


@pytest.fixture
def lead(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def closed(make, clock, lead):
    """A case of the lead that ended in a project."""
    introduction = make.introduction(IntroductionState.INTRODUCED, lead=lead)
    with make.writing() as session:
        case = session.get_one(Challenge, introduction.challenge_id)
        case.close(Outcome.PROJECT, clock())
        assert case.entered_by
    return case


def rows_of(page) -> dict[str, list[str]]:
    """The first table by what its rows are about."""
    return {
        next(row.th.stripped_strings): [
            list(each.stripped_strings)[-1] for each in row.select("td")
        ]
        for row in page.select_one("main table").select("tbody tr")
    }


def link_to(page, words: str) -> str:
    return next(each["href"] for each in page.select("main table a") if each.text == words)


def test_a_manager_reads_what_a_query_over_their_own_cases_finds(
    browser, make, session, note, clock
):
    world = build(make, clock())
    note()
    browser.login(world.reader)
    first, after = date(2025, 4, 1), date(2026, 4, 1)

    shown = rows_of(browser.get("/kennzahlen"))

    counted = 0
    for rule in RULES.values():
        values = readable(session, rule.code, world.reader.id, first, after, clock())
        assert shown[str(rule.words)][2] == str(len(values)), rule.code
        if rule.kind is not Kind.MEDIAN:
            assert shown[str(rule.words)][0] == f"{sum(values) / 1000:.0f}", rule.code
        counted += len(values)
    assert counted > 100


def test_each_figure_opens_its_rule_and_its_cases(browser, make, note, lead):
    case = make.challenge(ChallengeState.IN_REVIEW, lead=lead)
    make.challenge(ChallengeState.IN_REVIEW, lead=make.account(Role.TRANSFER_MANAGER))
    note()
    browser.login(lead)

    page = browser.get("/kennzahlen")
    behind = browser.get(link_to(page, "Bedarfe eingereicht"))

    assert behind.h1.text == "Bedarfe eingereicht"
    assert [each.text for each in behind.select("tbody th a")] == [case.title]
    assert case.reference in behind.text


def test_a_barred_manager_does_not_even_count_the_case(browser, make, note, lead):
    from models import Exclusion

    need = make.challenge()
    with make.writing() as session:
        row = session.get_one(Challenge, need.id)
        row.exclusions.append(Exclusion(university_id=lead.university_id))
    note()
    browser.login(lead)

    assert rows_of(browser.get("/kennzahlen"))["Bedarfe eingereicht"][0] == "0"
    assert need.title not in browser.get("/kennzahlen/regel/bedarfe").text


@pytest.mark.parametrize("role", [Role.COMPANY, Role.PROFESSOR, Role.SCOUT, Role.SUPPORTER])
def test_exact_figures_are_for_managers(browser, make, role):
    browser.login(make.account(role))

    for path in ("", "/ziele", "/staende", "/regel/bedarfe", "/berichte/stark"):
        browser.get(f"/kennzahlen{path}", status=403)


def test_filters_narrow_what_is_counted_and_stay_in_links_and_files(browser, make, note, clock):
    world = build(make, clock(), cases=60)
    note()
    browser.login(world.reader)

    page = browser.get("/kennzahlen?gemeinde=05978024&branche=22&groesse=klein")

    link = link_to(page, "Bedarfe eingereicht")
    assert "gemeinde=05978024" in link
    assert "groesse=klein" in link
    counted = int(rows_of(page)["Bedarfe eingereicht"][0])
    everything = int(rows_of(browser.get("/kennzahlen"))["Bedarfe eingereicht"][0])
    assert counted < everything
    places = {row[2] for row in rows_of(browser.get(link)).values()} if counted else {"Lünen"}
    assert places == {"Lünen"}


@pytest.mark.parametrize("name", REPORTS)
def test_each_report_has_a_page_and_files_that_say_the_same(browser, make, note, clock, name):
    world = build(make, clock(), cases=40)
    note()
    browser.login(world.reader)
    kind = REPORTS[name]

    page = browser.get(f"/kennzahlen/berichte/{name}")
    address = f"/kennzahlen/berichte/{name}"
    table = browser.client.get(f"{address}/zahlen.csv").get_data(as_text=True)
    book = load_workbook(io.BytesIO(browser.client.get(f"{address}/zahlen.xlsx").data))
    pages = PdfReader(io.BytesIO(browser.client.get(f"{address}/bericht.pdf").data))

    shown = {words: cells[0] for words, cells in rows_of(page).items()}
    assert list(shown) == [str(each.words) for each in kind.rules]
    lines = list(csv.reader(io.StringIO(table.removeprefix("\ufeff")), delimiter=";"))
    in_file = {line[0]: line[2] for line in lines[1:] if not line[1]}
    assert {words: value.replace("–", "") for words, value in shown.items()} == in_file
    in_book = {row[0]: row[1] for row in book["Kennzahlen"].iter_rows(min_row=2, values_only=True)}
    assert {words: each is None for words, each in in_book.items()} == {
        words: each == "–" for words, each in shown.items()
    }
    text = "".join(each.extract_text() for each in pages.pages)
    assert str(kind.title) in text.replace("\n", " ")
    assert bool(page.select("#nicht-geprueft")) == bool(kind.unchecked)
    assert ("nicht geprüft" in text) == bool(kind.unchecked)


def test_what_a_programme_wants_stays_empty_until_somebody_has_looked(browser, lead):
    browser.login(lead)

    page = browser.get("/kennzahlen/berichte/stark")

    values = page.select("#nicht-geprueft dd")
    assert len(values) == 3
    assert {each.text.strip() for each in values} == {"keine Angabe"}


def test_a_manager_reports_values_and_corrects_them_without_losing_any(
    browser, session, closed, lead
):
    browser.login(lead)
    address = f"/kennzahlen/werte/{closed.id}"

    page = browser.submit(
        address, arbeitsplaetze_gesichert="2,5", euro="1.250.000", note="Anruf am Montag"
    )
    assert "Gespeichert." in page.text
    browser.submit(
        address, arbeitsplaetze_gesichert="3", note="Brief vom Dienstag", basis="gemessen"
    )

    entries = session.scalars(
        select(IndicatorEntry)
        .where(IndicatorEntry.rule == "arbeitsplaetze_gesichert")
        .order_by(IndicatorEntry.recorded_at, IndicatorEntry.thousandths)
    ).all()
    assert [each.value for each in entries] == [2.5, 3]
    assert entries[1].supersedes_id == entries[0].id
    assert (
        session.scalars(
            select(IndicatorEntry.thousandths)
            .where(IndicatorEntry.rule == "euro")
            .order_by("recorded_at")
        ).first()
        == 1_250_000_000
    )
    shown = browser.get(address).text
    assert "Anruf am Montag" in shown
    assert "Brief vom Dienstag" in shown


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("euro", "viel", "Bitte geben Sie eine Zahl"),
        ("euro", "-5", "Bitte geben Sie eine Zahl"),
        ("euro", "1e9", "Bitte geben Sie eine Zahl"),
        ("euro", "9" * 20, "zu groß"),
        ("qualifizierte", "2,5", "ganze Zahl"),
        ("tonnen", "0,0001", "Nachkommastellen"),
        ("occurred_on", "2031-01-01", "nicht in der Zukunft"),
        ("occurred_on", "2001-01-01", "noch nicht eingereicht"),
        ("note", "", "Quelle"),
    ],
)
def test_a_wrong_value_is_named_at_its_field_and_stays_typed(
    browser, session, closed, lead, field, typed, message
):
    browser.login(lead)
    values = {"co2": "7", "note": "Anruf", field: typed}

    page = browser.submit(f"/kennzahlen/werte/{closed.id}", status=422, **values)

    assert message in page.select_one(f"#{field}-error").text
    assert page.select_one("#co2")["value"] == "7"
    if field not in {"note"}:
        assert page.select_one(f"#{field}")["value"] == typed
    assert session.scalars(select(IndicatorEntry).where(IndicatorEntry.rule == "co2")).all() == []


def test_a_source_of_no_value_is_not_lost(browser, closed, lead):
    browser.login(lead)

    page = browser.submit(f"/kennzahlen/werte/{closed.id}", status=422, note="Anruf am Montag")

    assert "mindestens eine Zahl" in page.select_one("#note-error").text
    assert "Anruf am Montag" in page.select_one("#note").text


def test_only_whoever_has_the_desk_reports_for_a_case(browser, make, closed):
    other = make.account(Role.TRANSFER_MANAGER)
    browser.login(other)
    browser.get(f"/kennzahlen/werte/{closed.id}", status=404)
    browser.login(closed.entered_by)
    browser.get(f"/kennzahlen/werte/{closed.id}", status=409)


def test_the_source_of_a_value_is_read_by_the_lead_alone(browser, make, note, closed, lead):
    browser.login(lead)
    browser.submit(f"/kennzahlen/werte/{closed.id}", euro="5", note="Merkwort vom Werkleiter")
    pages = ["/kennzahlen", "/kennzahlen/regel/euro", "/kennzahlen/berichte/alle/zahlen.csv"]
    assert "Merkwort" in browser.get(f"/kennzahlen/werte/{closed.id}").text
    for user in (make.account(Role.TRANSFER_MANAGER), closed.entered_by, lead):
        browser.login(user)
        for path in pages:
            assert "Merkwort" not in browser.client.get(path).get_data(as_text=True)
    browser.login(closed.entered_by)
    assert "Merkwort" not in browser.get(f"/bedarfe/{closed.id}/rueckblick").text


def test_a_company_says_what_it_came_to_and_changes_its_mind(browser, session, closed):
    browser.login(closed.entered_by)
    address = f"/bedarfe/{closed.id}/rueckblick"

    page = browser.get(address)
    form = next(each for each in page.select("form") if each.select("[name=basis]"))
    assert form
    browser.submit(address, basis="geschaetzt", arbeitsplaetze_neu="2", tonnen="0,5")
    again = browser.get(address)
    assert again.select_one("#tonnen")["value"] == "0,5"
    browser.submit(address, basis="gemessen", arbeitsplaetze_neu="", tonnen="0,75")

    standing = {
        each.rule: (each.entry.value, each.entry.is_void)
        for each in session.scalars(select(IndicatorSource).where(IndicatorSource.revision == 2))
    }
    assert standing == {"arbeitsplaetze_neu": (0, True), "tonnen": (0.75, False)}
    reporters = set(session.scalars(select(IndicatorEntry.reporter)))
    assert reporters == {IndicatorReporter.COMPANY}


def test_what_the_company_leaves_empty_does_not_take_back_what_the_lead_reported(
    browser, session, closed, lead
):
    browser.login(lead)
    browser.submit(f"/kennzahlen/werte/{closed.id}", euro="100", note="Anruf")
    browser.login(closed.entered_by)
    address = f"/bedarfe/{closed.id}/rueckblick"
    assert browser.get(address).select_one("#euro")["value"] == ""

    browser.submit(address, basis="geschaetzt", euro="", co2="3")

    rules = session.scalars(select(IndicatorEntry.rule).where(IndicatorEntry.is_void.is_(False)))
    assert set(rules) == {"euro", "co2"}


def test_a_wrong_number_of_a_company_is_named_and_kept(browser, closed):
    browser.login(closed.entered_by)
    address = f"/bedarfe/{closed.id}/rueckblick"

    page = browser.submit(address, status=422, basis="geschaetzt", euro="sehr viel")

    assert "Bitte geben Sie eine Zahl" in page.select_one("#euro-error").text
    assert page.select_one("#euro")["value"] == "sehr viel"


def test_after_a_case_without_cooperation_nobody_is_asked_for_numbers(browser, make):
    no_match = make.no_match()
    with make.writing() as session:
        company = session.get_one(Challenge, no_match.challenge_id).entered_by
    browser.login(company)

    assert not browser.get(f"/bedarfe/{no_match.challenge_id}/rueckblick").select("#zahlen")


def test_targets_are_set_replaced_and_given_up_and_all_stay(browser, make, session, lead, note):
    for _ in range(3):
        make.challenge(ChallengeState.IN_REVIEW, lead=lead)
    note()
    browser.login(lead)
    days = {"first_on": "2026-01-01", "last_on": "2026-12-31", "due_on": "2026-12-31"}

    page = browser.submit("/kennzahlen/ziele", rule="bedarfe", value="12", **days)
    assert "3 von 12 (25 %)" in page.text
    page = browser.submit("/kennzahlen/ziele", rule="bedarfe", value="3", **days)
    assert "erreicht" in page.text
    assert "3 von 3 (100 %)" in browser.get("/kennzahlen").text
    page, again = (browser.get("/kennzahlen/ziele") for _ in range(2))
    browser.send(page, "aufgeben")

    assert "Noch kein Ziel" in browser.get("/kennzahlen/ziele").text
    assert len(session.scalars(select(IndicatorTarget)).all()) == 3
    browser.send(again, "aufgeben", status=409)


def test_a_target_of_one_transfer_office_is_none_of_the_other(browser, make, lead):
    browser.login(lead)
    days = {"first_on": "2026-01-01", "last_on": "2026-12-31", "due_on": "2026-12-31"}
    page = browser.submit("/kennzahlen/ziele", rule="bedarfe", value="12", **days)
    elsewhere = make.account(Role.TRANSFER_MANAGER, university_id=make.university("HSBO").id)
    browser.login(elsewhere)

    own = browser.get("/kennzahlen/ziele")
    assert "Noch kein Ziel" in own.text
    answer = browser.client.post(
        page.select_one("form[action$=aufgeben]")["action"],
        data={"csrf_token": own.select_one("[name=csrf_token]")["value"]},
    )
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("value", "0", "Wert"),
        ("value", "", "Wert"),
        ("last_on", "2025-01-01", "vor dem Anfang"),
        ("due_on", "9999-01-01", "Jahr"),
        ("first_on", "", "Tag"),
    ],
)
def test_a_target_that_makes_no_sense_is_refused(browser, lead, field, typed, message):
    browser.login(lead)
    facts = {
        "rule": "bedarfe", "value": "5", "first_on": "2026-01-01", "last_on": "2026-12-31",
        "due_on": "2026-12-31", field: typed,
    }  # fmt: skip

    page = browser.submit("/kennzahlen/ziele", status=422, **facts)

    assert message in page.select_one(f"#{field}-error").text


def test_waits_are_aimed_at_from_above(browser, make, lead, note, clock):
    case = make.challenge(lead=lead)
    with make.writing() as session:
        session.get_one(Challenge, case.id).close(
            Outcome.NO_MATCH, clock() + timedelta(days=4), message="Leider nein."
        )
    note()
    browser.login(lead)
    days = {"first_on": "2026-01-01", "last_on": "2026-12-31", "due_on": "2026-12-31"}

    page = browser.submit("/kennzahlen/ziele", rule="antwort_unternehmen", value="5", **days)

    assert "höchstens 5" in page.text
    assert "erreicht" in page.text


def test_the_button_adds_what_the_night_would_add(browser, make, session, lead):
    make.challenge(ChallengeState.IN_REVIEW, lead=lead)
    browser.login(lead)

    browser.submit("/kennzahlen", "nachtragen")

    assert rows_of(browser.get("/kennzahlen"))["Bedarfe eingereicht"][0] == "1"


def test_no_page_needs_more_statements_for_more_entries(browser, make, database, note, lead):
    def statements(path: str) -> int:
        return count_statements(database, lambda: browser.get(path))

    browser.login(lead)
    paths = ["/kennzahlen", "/kennzahlen/regel/bedarfe", "/kennzahlen/berichte/jahresbericht"]
    make.challenge(ChallengeState.IN_REVIEW, lead=lead)
    note()
    few = [statements(each) for each in paths]
    for _ in range(6):
        make.challenge(ChallengeState.IN_REVIEW, lead=lead)
    note()

    assert [statements(each) for each in paths] == few


def test_a_company_takes_along_what_it_reported_and_not_the_words_of_the_lead(
    browser, session, closed, lead
):
    browser.login(lead)
    browser.submit(f"/kennzahlen/werte/{closed.id}", euro="100", note="Merkwort am Telefon")
    browser.login(closed.entered_by)
    browser.submit(f"/bedarfe/{closed.id}/rueckblick", basis="gemessen", tonnen="2,5")

    tree = collect(session, session.get_one(Account, closed.entered_by.id), START)

    (need,) = tree["Bedarfe"]
    assert [(each["Kennzahl"], each["Wert"]) for each in need["Ergebnis in Zahlen"]] == [
        ("Eingespartes Material", "2.5")
    ]
    assert "Merkwort" not in str(tree)
