"""What companies and professors read of themselves in the audit trail."""

import ast
from pathlib import Path

import pytest

import webapp
from models import Challenge, Role
from tests.conftest import START
from webapp.audit import record
from webapp.auditing import queries
from webapp.deeds import DEEDS


def table_of(page) -> list[list[str]]:
    rows = page.select("tbody tr")
    return [[each.get_text(" ", strip=True) for each in row.select("th, td")] for row in rows]


def test_a_professor_reads_what_they_did_and_what_was_done_to_their_account(
    browser, make, database
):
    professor, admin = make.account(Role.PROFESSOR), make.account(Role.ADMIN)
    introduction = make.introduction(profile=make.profile(account=professor))
    browser.login(professor)
    browser.get(f"/anfragen/{introduction.id}")
    with database.writing() as session:
        record(session, "zweiter_faktor_zurueckgesetzt", professor, START, by=admin)
        record(session, "angemeldet", admin, START, by=admin)

    page = browser.get("/konto/protokoll")

    newest, reading = table_of(page)
    assert newest == ["Zweiten Faktor zurückgesetzt 20. März 2026, 10:00", "–", "Administration"]
    assert reading[0].startswith("Gelesen: Kurzfassung")
    assert reading[2] == "Sie"


def test_a_case_that_is_no_longer_known_stands_there_without_its_number(
    browser, make, database, clock
):
    professor = make.account(Role.PROFESSOR)
    introduction = make.introduction(profile=make.profile(account=professor))
    browser.login(professor)
    browser.get(f"/anfragen/{introduction.id}")
    with database.writing() as session:
        session.get_one(Challenge, introduction.challenge_id).withdraw(clock())

    page = browser.get("/konto/protokoll")

    assert introduction.challenge.reference not in page.text
    assert table_of(page)[0][1] == "–"


def test_nobody_reads_the_deeds_of_others(browser, make, database):
    company, competitor = make.account(Role.COMPANY), make.account(Role.COMPANY)
    challenge = make.challenge(by=company)
    with database.writing() as session:
        record(session, "eingereicht", challenge, START, by=company)
    browser.login(company)
    assert challenge.reference in browser.get("/konto/protokoll").text

    browser.login(competitor)

    assert "Noch ist nichts festgehalten." in browser.get("/konto/protokoll").text


def test_a_long_trail_is_spread_over_pages(browser, make, database):
    company = make.account(Role.COMPANY)
    with database.writing() as session:
        for _ in range(queries.PER_PAGE + 1):
            record(session, "angemeldet", company, START, by=company)
    browser.login(company)

    assert len(table_of(browser.get("/konto/protokoll"))) == queries.PER_PAGE
    assert len(table_of(browser.get("/konto/protokoll?seite=2"))) == 1


@pytest.mark.parametrize("role", [Role.TRANSFER_MANAGER, Role.SCOUT, Role.SUPPORTER, Role.ADMIN])
def test_others_have_no_such_page(browser, make, role):
    browser.login(make.account(role))

    browser.get("/konto/protokoll", status=403)
    assert "Mein Protokoll" not in browser.get("/konto").text


def test_every_deed_that_is_written_down_has_german_words():
    verbs = {"gelesen"}
    for module in Path(webapp.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            is_record = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record"
            if is_record and isinstance(node.args[1], ast.Constant):
                verbs.add(node.args[1].value)
            is_list = isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "VERBS"
            if is_list and isinstance(node.value, ast.Dict):
                verbs |= {each.value for each in node.value.values}

    assert verbs == DEEDS.keys()
