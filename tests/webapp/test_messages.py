"""One place to ask something: the company asks, its lead answers, and nobody else reads it."""

import pytest
from sqlalchemy import select

from models import (
    AuditEntry,
    ChallengeState,
    IntroductionState,
    Message,
    OutgoingMail,
    Promise,
    Role,
    TeaserState,
)
from tests.conftest import START
from tests.mailing import text_of

QUESTION = "Dürfen wir Ihnen ein Probestück schicken?"
ANSWER = "Ja, gern: an die Transferstelle, Raum 12."


@pytest.fixture
def challenge(make, company, lead):
    return make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)


def ask(browser, challenge, company, text=QUESTION):
    browser.login(company)
    return browser.submit(f"/bedarfe/{challenge.id}", action="/fragen", text=text)


def answer(browser, challenge, lead, text=ANSWER, **more):
    browser.login(lead)
    return browser.submit(f"/pruefung/{challenge.id}", action="/fragen", text=text, **more)


def test_the_company_asks_on_the_page_of_its_case_and_reads_the_answer_there(
    app, browser, challenge, company, lead, work_off, session
):
    page = ask(browser, challenge, company)
    assert page.path == f"/bedarfe/{challenge.id}"
    assert QUESTION in page.select_one("#fragen").get_text()
    assert "Eine Antwort bekommen Sie bis zum 25. März 2026" in page.text, "three working days"
    work_off()
    (to_lead,) = app.sent
    assert to_lead["To"] == lead.email

    page = answer(browser, challenge, lead)
    assert page.path == f"/pruefung/{challenge.id}"
    assert QUESTION in page.select_one("#fragen").get_text()
    work_off()

    (to_company,) = [each for each in app.sent if each["To"] == company.email]
    browser.login(company)
    page = browser.get(f"/bedarfe/{challenge.id}")
    assert ANSWER in page.select_one("#fragen").get_text()
    assert "Eine Antwort bekommen Sie" not in page.text
    assert "Nachricht der Transferstelle" in page.select_one(".timeline").text
    assert not session.scalars(select(Message)).first().is_unanswered
    for mail in (to_lead, to_company):
        assert QUESTION not in text_of(mail)
        assert ANSWER not in text_of(mail)
        assert challenge.title not in text_of(mail)
        assert f"/bedarfe/{challenge.id}/fragen" in text_of(mail)


def test_before_there_is_a_lead_every_transfer_office_hears_of_a_question(
    app, browser, make, company, work_off
):
    managers = {make.account(Role.TRANSFER_MANAGER).email for _ in range(2)}
    challenge = make.challenge(by=company)

    ask(browser, challenge, company)
    work_off()

    assert {each["To"] for each in app.sent} == managers


def test_a_second_question_before_the_answer_sends_no_second_mail(
    app, browser, challenge, company, lead, work_off
):
    ask(browser, challenge, company)
    ask(browser, challenge, company, "Und wie groß darf es sein?")
    work_off()

    assert [each["To"] for each in app.sent] == [lead.email]


def test_an_open_question_is_seen_in_the_inbox_and_overdue_after_its_day(
    browser, challenge, company, lead, clock
):
    ask(browser, challenge, company)
    browser.login(lead)
    row = browser.get("/pruefung").select_one("#meine li")
    assert "Frage offen, Antwort bis 25. März 2026" in row.get_text()
    assert not row.select(".tag--tone-danger")

    clock.advance(days=6)
    browser.login(lead)
    assert browser.get("/pruefung").select("#meine .tag--tone-danger")
    browser.login(company)
    words = browser.get(f"/bedarfe/{challenge.id}").select_one("#fragen").get_text()
    assert "es tut uns leid. Bitte rufen Sie uns an" in words

    answer(browser, challenge, lead)
    assert "Frage offen" not in browser.get("/pruefung").select_one("#meine").get_text()


def test_an_answer_moves_no_promise_unless_the_lead_names_a_new_day(
    app, browser, challenge, company, lead, clock, database, session
):
    from webapp import promises

    with app.app_context(), database.writing() as writing:
        promises.keep_clock(writing, writing.merge(challenge), clock())
    clock.advance(days=20)
    answer(browser, challenge, lead)
    before = session.scalars(select(Promise.due_on)).all()
    session.rollback()

    page = answer(browser, challenge, lead, "Wir suchen noch.", names_day="y")

    assert len(before) == 1
    assert [each.ended_at is None for each in session.scalars(select(Promise))].count(True) == 1
    assert "überfällig" not in browser.get("/pruefung").select_one("#meine").get_text()
    browser.login(company)
    page = browser.get(f"/bedarfe/{challenge.id}")
    assert "Sie hören bis zum 23. April 2026 von uns" in page.select_one(".columns__main").text
    assert "Ein neuer Termin ist genannt" in page.select_one(".timeline").text


def test_no_new_day_is_named_while_the_company_decides(browser, make, challenge, lead):
    make.teaser(challenge, TeaserState.PRESENTED)
    browser.login(lead)

    form = browser.get(f"/bedarfe/{challenge.id}/fragen").select_one("main form")

    assert form.select_one("[name=text]")
    assert not form.select("[name=names_day]")


@pytest.mark.parametrize("text", ["", "   ", "x" * 3001, "<html><body>Hallo</body></html>"])
def test_what_cannot_be_sent_is_said_at_the_field_and_kept(
    browser, challenge, company, session, text
):
    browser.login(company)
    page = browser.get(f"/bedarfe/{challenge.id}")

    page = browser.send(page, "/fragen", status=422, text=text)

    assert page.select_one("#text-error p")
    assert page.select_one("#text").get_text().strip() == text.strip()
    assert session.scalars(select(Message)).all() == []


def test_professors_other_managers_and_other_companies_read_nothing_of_it(
    browser, make, challenge, company, lead
):
    professor = make.account(Role.PROFESSOR)
    make.introduction(
        IntroductionState.INTRODUCED, challenge=challenge, lead=lead,
        profile=make.profile(account=professor),
    )  # fmt: skip
    ask(browser, challenge, company)

    for role in (Role.TRANSFER_MANAGER, Role.COMPANY, Role.ADMIN):
        browser.login(make.account(role))
        browser.get(f"/bedarfe/{challenge.id}/fragen", status=404)
    browser.login(professor)
    assert QUESTION not in browser.get(f"/bedarfe/{challenge.id}/fragen", status=409).text
    page = browser.get(f"/bedarfe/{challenge.id}")
    assert QUESTION not in page.text
    assert not page.select("#fragen")


def test_after_the_end_both_still_read_and_nobody_writes(
    browser, make, company, lead, challenge, session
):
    ask(browser, challenge, company)
    page = browser.get(f"/bedarfe/{challenge.id}")
    browser.submit(f"/bedarfe/{challenge.id}/zurueckziehen")

    browser.send(page, "/fragen", status=409, text="Hört mich noch jemand?")

    for reader in (company, lead):
        browser.login(reader)
        page = browser.get(f"/bedarfe/{challenge.id}/fragen")
        assert QUESTION in page.text
        assert not page.select("main form")


def test_a_draft_has_nobody_to_ask(browser, make, company):
    challenge = make.challenge(ChallengeState.DRAFT, by=company)
    browser.login(company)

    assert not browser.get(f"/bedarfe/{challenge.id}").select("#fragen")
    browser.get(f"/bedarfe/{challenge.id}/fragen", status=409)


def test_a_manager_who_gave_the_lead_back_writes_no_more(browser, challenge, lead, session):
    browser.login(lead)
    page = browser.get(f"/bedarfe/{challenge.id}/fragen")
    browser.submit(f"/pruefung/{challenge.id}", action="abgeben")

    browser.send(page, "/fragen", status=409, text=ANSWER)

    assert session.scalars(select(Message)).all() == []


def test_questions_go_with_the_case_and_the_trail_holds_no_word_of_them(
    browser, challenge, company, session, make
):
    ask(browser, challenge, company)
    browser.submit(f"/bedarfe/{challenge.id}/zurueckziehen")
    browser.submit(f"/bedarfe/{challenge.id}/loeschen")

    assert session.scalars(select(Message)).all() == []
    assert session.scalars(select(OutgoingMail)).all() == []
    deeds = {each.verb: each.detail for each in session.scalars(select(AuditEntry))}
    assert deeds["frage_gestellt"] == {}


def test_a_question_asked_on_a_friday_counts_from_monday(browser, challenge, company, session):
    ask(browser, challenge, company)

    (message,) = session.scalars(select(Message))
    assert START.weekday() == 4
    assert message.answer_due_on.isoformat() == "2026-03-25"
