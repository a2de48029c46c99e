"""Three, six and twelve months after a case a company says by one click what became of it."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from models import (
    Account,
    AuditEntry,
    Challenge,
    ChallengeState,
    FollowUp,
    FollowUpResult,
    Outcome,
    Role,
)
from tests.mailing import all_of, text_of
from webapp import looking_back


@pytest.fixture
def closed(make, company, lead):
    return make.challenge(ChallengeState.CLOSED, by=company, lead=lead)


@pytest.fixture
def night(app, clock, work_off):
    """Lets the nightly job run, and the mails leave."""

    def run() -> None:
        with app.app_context():
            looking_back.ask_what_became(clock())
        work_off()

    return run


def link_in(mail) -> str:
    return re.search(r"http://127\.0\.0\.1:8000(/rueckblick/\S+)", text_of(mail))[1]


def answers(session) -> list[FollowUp]:
    session.rollback()
    return list(session.scalars(select(FollowUp).order_by(FollowUp.months)))


def test_the_company_is_asked_after_three_six_and_twelve_months_once_each(
    app, company, closed, clock, night, session
):
    asked_on = []
    for _ in range(430):
        before = len(app.sent)
        night()
        asked_on += [clock().date()] * (len(app.sent) - before)
        clock.advance(days=1)

    assert asked_on == [date(2026, 6, 20), date(2026, 9, 20), date(2027, 3, 20)]
    assert {each["To"] for each in app.sent} == {company.email}
    assert [each.months for each in answers(session)] == [3, 6, 12]
    assert all(closed.title not in all_of(each) for each in app.sent)


def test_one_click_from_the_mail_is_an_answer_and_opening_the_page_is_none(
    app, browser, closed, clock, night, session
):
    clock.advance(days=92)
    night()
    link = link_in(app.sent[0])

    page = browser.get(link)
    assert page.h1.text == "Was ist daraus geworden?"
    assert closed.title not in page.text
    assert [each.answered_at for each in answers(session)] == [None], "looking is no answer"
    token = page.select_one("main [name=csrf_token]")["value"]
    answer = browser.client.post(
        link, data={"csrf_token": token, "result": "genutzt"}, follow_redirects=True
    )

    assert "Im Betrieb genutzt" in answer.get_data(as_text=True)
    (said,) = answers(session)
    assert said.result is FollowUpResult.IN_USE
    page = browser.send(browser.get(link), satisfaction="5", remark="Der Ausschuss ist halbiert.")
    (said,) = answers(session)
    assert (said.satisfaction, said.remark) == (5, "Der Ausschuss ist halbiert.")


def test_a_link_opens_one_page_for_one_month_and_nobody_is_signed_in_by_it(
    app, browser, closed, clock, night
):
    clock.advance(days=92)
    night()
    link = link_in(app.sent[0])

    browser.get(link)
    assert browser.get("/konto").path == "/anmelden"
    assert browser.get(link + "x", status=410)
    assert browser.get("/passwort/" + link.rpartition("/")[2], status=410)

    clock.advance(days=31)
    assert browser.get(link, status=410)


def test_a_link_ends_with_the_account_and_with_the_case(
    app, browser, make, company, closed, clock, night, database
):
    clock.advance(days=92)
    night()
    link = link_in(app.sent[0])
    browser.get(link)

    with database.writing() as session:
        session.delete(session.get_one(Challenge, closed.id))

    browser.get(link, status=410)


@pytest.mark.parametrize(
    "change",
    [
        lambda account: account.set_password_hash("x"),
        lambda account: account.deactivate(),
        lambda account: setattr(account, "email", "andere@firma.example"),
        lambda account: account.end_sessions(),
    ],
    ids=["password", "deactivation", "address", "sessions"],
)
def test_a_link_dies_with_what_it_was_made_for(
    app, browser, company, closed, clock, night, database, change
):
    clock.advance(days=92)
    night()
    link = link_in(app.sent[0])
    browser.get(link)

    with database.writing() as session:
        change(session.get_one(Account, company.id))

    browser.get(link, status=410)


def test_a_link_that_was_tampered_with_opens_nothing(app, browser, closed, clock, night):
    clock.advance(days=92)
    night()
    link = link_in(app.sent[0])
    page, _, token = link.rpartition("/")

    for forged in (token[1:], token[:-1], token.swapcase(), f"{token}x", "x", "..", "a" * 500):
        assert browser.client.get(f"{page}/{forged}").status_code in {404, 410}, forged


def test_whoever_answered_on_the_page_gets_no_mail_any_more(
    app, browser, company, closed, clock, night, session, database, work_off
):
    clock.advance(days=92)
    browser.login(company)
    browser.submit(f"/bedarfe/{closed.id}/rueckblick", satisfaction="4")

    night()

    assert app.sent == []
    assert [each.months for each in answers(session)] == [3]


def test_a_mail_that_waits_is_dropped_once_the_case_is_erased_or_answered(
    app, browser, company, closed, clock, work_off, session
):
    clock.advance(days=92)
    with app.app_context():
        assert looking_back.ask_what_became(clock()) == 1
    browser.login(company)
    browser.submit(f"/bedarfe/{closed.id}/rueckblick", satisfaction="4")

    work_off()

    assert app.sent == []


@pytest.mark.parametrize("outcome", [Outcome.NO_MATCH, Outcome.NO_COOPERATION])
def test_where_nothing_came_about_nobody_is_asked_months_later(
    app, browser, make, company, lead, clock, night, database, outcome
):
    challenge = make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)
    with database.writing() as session:
        session.get_one(Challenge, challenge.id).close(outcome, clock(), message="Leider.")
    clock.advance(days=92)

    night()

    assert app.sent == []
    browser.login(company)
    page = browser.get(f"/bedarfe/{challenge.id}/rueckblick")
    assert page.h1.text == "Wie war es für Sie?"


def test_at_the_end_the_page_of_the_case_asks_and_says_when_it_asks_again(
    browser, company, closed, session
):
    browser.login(company)
    page = browser.get(f"/bedarfe/{closed.id}")
    assert "Am 20. Juni 2026 fragen wir Sie" in page.select_one("#rueckblick").text

    browser.submit(f"/bedarfe/{closed.id}/rueckblick", satisfaction="3", remark="Ging so.")

    assert [(each.months, each.satisfaction) for each in answers(session)] == [(0, 3)]
    assert "3 von 5" in browser.get(f"/bedarfe/{closed.id}").select_one("#rueckblick").text


def test_the_lead_reads_it_and_nobody_else(browser, make, company, lead, closed, session):
    browser.login(company)
    browser.submit(f"/bedarfe/{closed.id}/rueckblick", satisfaction="5", remark="Sehr gut war es.")

    browser.login(lead)
    assert "Sehr gut war es." in browser.get(f"/pruefung/{closed.id}").text
    for role in (Role.TRANSFER_MANAGER, Role.COMPANY, Role.PROFESSOR, Role.ADMIN):
        browser.login(make.account(role))
        browser.get(f"/bedarfe/{closed.id}/rueckblick", status=404)
    verbs = {each.verb: each.detail for each in session.scalars(select(AuditEntry))}
    assert verbs["rueckblick_gegeben"] == {"months": 0}


def test_without_a_choice_the_page_says_so_and_keeps_the_words(browser, company, closed, session):
    browser.login(company)
    page = browser.get(f"/bedarfe/{closed.id}/rueckblick")

    page = browser.send(page, "/rueckblick", status=422, remark="Ein Satz dazu.")

    assert "Bitte wählen Sie eine Antwort." in page.text
    assert "Ein Satz dazu." in page.select_one("#remark").text
    assert answers(session) == []


def test_an_answer_that_is_none_of_the_four_is_refused(browser, company, closed, session):
    browser.login(company)
    page = browser.get(f"/bedarfe/{closed.id}/rueckblick")
    token = page.select_one("main [name=csrf_token]")["value"]

    answer = browser.client.post(
        f"/bedarfe/{closed.id}/rueckblick", data={"csrf_token": token, "result": "reich geworden"}
    )

    assert answer.status_code == 400
    assert answers(session) == []


@pytest.mark.parametrize(
    ("first", "months", "later"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_months_end_where_they_end(first, months, later):
    assert looking_back.add_months(first, months) == later
