"""A state that is kept stays the same, bit by bit, and only those read it who may."""

import csv
import hashlib
import io

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from models import (
    Account,
    AuditEntry,
    Challenge,
    ChallengeState,
    ConflictOfInterest,
    IndicatorEntry,
    IndicatorFreeze,
    Role,
)
from tests.webapp.figures_world import build
from webapp.erasing import erase_challenge
from webapp.ledger.noting import note_facts

SPAN = {"first_on": "2025-01-01", "last_on": "2026-12-31"}


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
def take(browser, session):
    """Keeps the present state as whoever is signed in; returns its address."""

    def run(purpose: str = "Antrag", report: str = "alle", **span: str) -> str:
        facts = SPAN | span
        page = browser.submit("/kennzahlen/staende", purpose=purpose, report=report, **facts)
        assert page.h1.text == purpose
        newest = select(IndicatorFreeze.id).order_by(IndicatorFreeze.taken_at.desc())
        freeze_id = session.scalars(newest.where(IndicatorFreeze.purpose == purpose)).first()
        session.rollback()
        return f"/kennzahlen/staende/{freeze_id}"

    return run


def lines_of(content: bytes) -> list[list[str]]:
    text = content.decode().removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_the_file_is_the_same_bit_by_bit_whatever_comes_later(
    browser, make, session, app, note, clock, take
):
    world = build(make, clock(), cases=50)
    note()
    browser.login(world.reader)
    address = take("Antrag im Frühjahr")
    before = browser.client.get(f"{address}/stand.csv").data
    pages = browser.client.get(f"{address}/stand.pdf").data

    clock.advance(days=40)
    gone = session.scalars(
        select(Challenge).where(
            Challenge.lead_id == world.reader.id, Challenge.state == ChallengeState.CLOSED
        )
    ).first()
    session.rollback()
    with app.test_request_context(), make.writing() as writing:
        row = writing.get_one(Challenge, gone.id)
        erase_challenge(writing, row, clock(), by=row.entered_by)
    make.challenge(ChallengeState.IN_REVIEW, lead=world.reader)
    note()
    browser.login(world.reader)
    with browser.client.session_transaction() as cookies:
        cookies["language"] = "en"

    assert browser.client.get(f"{address}/stand.csv").data == before
    with browser.client.session_transaction() as cookies:
        cookies["language"] = "de"
    page = browser.get(address)
    assert hashlib.sha256(before).hexdigest() in page.text
    assert "noch genau die" in page.text
    assert "gelöscht" in page.text
    again = browser.client.get(f"{address}/stand.pdf").data
    assert words_of(again) == words_of(pages)


def words_of(pages: bytes) -> str:
    return "".join(each.extract_text() for each in PdfReader(io.BytesIO(pages)).pages)


def test_figures_in_the_file_are_the_sums_of_its_evidence(browser, make, note, clock, take):
    world = build(make, clock(), cases=50)
    note()
    browser.login(world.reader)

    lines = lines_of(browser.client.get(f"{take()}/stand.csv").data)

    evidence = [line for line in lines if line[0] == "beleg"]
    counted = 0
    for line in lines:
        if line[0] == "kennzahl" and line[3] == "Anzahl":
            rule = line[4].split()[0]
            own = [each for each in evidence if each[4].split()[0] == rule]
            assert int(line[2]) == sum(int(each[2]) for each in own), rule
            counted += len(own)
    assert counted > 30
    assert len({each[1] for each in evidence}) == len(evidence)


def test_a_state_holds_only_its_report_and_its_days(browser, make, session, note, lead, take):
    make.challenge(ChallengeState.IN_REVIEW, lead=lead)
    note()
    browser.login(lead)

    lines = lines_of(browser.client.get(f"{take(report='5-standorte')}/stand.csv").data)
    early = lines_of(
        browser.client.get(
            f"{take('Davor', first_on='2024-01-01', last_on='2024-12-31')}/stand.csv"
        ).data
    )

    assert not [line for line in lines if line[0] == "beleg"]
    assert [line[2] for line in lines if line[2] == "nicht geprüft"] == ["nicht geprüft"] * 3
    assert not [line for line in early if line[0] == "beleg"]
    assert session.scalars(select(IndicatorEntry)).all()


def test_the_file_names_neither_company_nor_case(browser, make, note, lead, take):
    case = make.challenge(ChallengeState.IN_REVIEW, lead=lead)
    with make.writing() as session:
        company = session.get_one(Challenge, case.id).company.name
    note()
    browser.login(lead)

    written = browser.client.get(f"{take()}/stand.csv").get_data(as_text=True)

    for word in (case.title, case.reference, company, case.id.hex, str(case.id)):
        assert word not in written


def test_who_may_not_read_a_case_of_it_does_not_find_the_state(browser, make, note, lead, take):
    case = make.challenge(ChallengeState.IN_REVIEW, lead=lead)
    note()
    browser.login(lead)
    address = take()
    colleague = make.account(Role.TRANSFER_MANAGER, university_id=lead.university_id)
    elsewhere = make.account(Role.TRANSFER_MANAGER, university_id=make.university("HSBO").id)
    for other in (colleague, elsewhere, case.entered_by, make.account(Role.SUPPORTER)):
        browser.login(other)
        for path in ("", "/stand.csv", "/stand.pdf"):
            assert browser.client.get(address + path).status_code == 404
    make.deputy(case, colleague)
    browser.login(colleague)
    assert browser.get(address).h1.text == "Antrag"


def test_whoever_is_barred_later_loses_the_state_they_kept(browser, make, note, lead, take):
    case = make.challenge(ChallengeState.IN_REVIEW, lead=lead)
    note()
    browser.login(lead)
    address = take()
    with make.writing() as session:
        company = session.get_one(Challenge, case.id).company.name
        account = session.get_one(Account, lead.id)
        tie = ConflictOfInterest(organisation=company, declared_at=case.created_at)
        account.conflicts.append(tie)

    browser.get(address, status=404)
    assert "Noch nichts." in browser.get("/kennzahlen/staende").text


def test_once_a_case_is_erased_colleagues_do_not_read_the_state_any_more(
    browser, make, app, note, lead, take, clock
):
    case = make.challenge(ChallengeState.IN_REVIEW, lead=lead)
    note()
    browser.login(lead)
    address = take()
    colleague = make.account(Role.TRANSFER_MANAGER, university_id=lead.university_id)
    with app.test_request_context(), make.writing() as session:
        row = session.get_one(Challenge, case.id)
        erase_challenge(session, row, clock(), by=row.entered_by)

    browser.get(address)
    browser.login(colleague)
    browser.get(address, status=404)


def test_keeping_a_state_is_written_down(browser, session, lead, take):
    browser.login(lead)
    take()

    verbs = session.scalars(select(AuditEntry.verb).where(AuditEntry.actor_id == lead.id)).all()
    assert "kennzahlen_eingefroren" in verbs


@pytest.mark.parametrize(
    ("field", "typed"), [("purpose", ""), ("last_on", "2024-01-01"), ("first_on", "0001-01-01")]
)
def test_a_state_of_nothing_is_refused(browser, lead, field, typed):
    browser.login(lead)
    facts = {"purpose": "Antrag", "report": "alle", **SPAN, field: typed}

    page = browser.submit("/kennzahlen/staende", status=422, **facts)

    assert page.select_one(f"#{field}-error")


def test_a_purpose_is_no_formula_in_a_spreadsheet(browser, lead, take):
    browser.login(lead)

    lines = lines_of(browser.client.get(f"{take('=1+1')}/stand.csv").data)

    assert [line[2] for line in lines if line[1] == "Wofür"] == ["'=1+1"]
