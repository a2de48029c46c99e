"""A company registers itself; strangers learn nothing by trying."""

import re
import threading

import pytest
from sqlalchemy import func, select

from models import Account, Company, IndustryEdition, Municipality, OutgoingMail, Role, SizeClass
from tests.browser_client import Browser
from tests.mailing import text_of
from webapp import passwords

PASSWORD = "blaue Kühe tanzen im Mai"


@pytest.fixture(autouse=True)
def place(make) -> Municipality:
    return make.municipality()


def register(browser, status=200, **changes):
    facts = {
        "company": "Musterteile GmbH",
        "municipality": "05978004",
        "size_class": "klein",
        "function": "Geschäftsführung",
        "email": "leitung@musterteile.example",
        "password": PASSWORD,
        **changes,
    }
    return browser.submit("/registrieren", status=status, **facts)


def link_in(message) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", text_of(message))
    return found.group(1)


def test_company_registers_confirms_and_signs_in(browser, app, session, work_off):
    page = register(browser, phone="02307 123-45")
    assert "Postfach" in page.h1.text
    account = session.scalars(select(Account)).one()
    assert account.role is Role.COMPANY
    assert account.company.name == "Musterteile GmbH"
    assert account.company.size_class is SizeClass.SMALL

    work_off()
    link = link_in(app.sent[0])
    page = browser.get(link)
    session.rollback()
    assert account.confirmed_at is None, "opening a link confirms nothing"

    page = browser.send(page)
    assert page.path == "/anmelden"
    page = browser.send(page, email="leitung@musterteile.example", password=PASSWORD)
    assert page.path != "/anmelden"
    session.rollback()
    assert account.is_confirmed


def test_confirming_twice_is_friendly(browser, app, work_off):
    register(browser)
    work_off()
    link = link_in(app.sent[0])
    page = browser.get(link)
    browser.send(page)

    again = browser.send(page)
    opened_again = browser.get(link)

    assert "ist bestätigt" in again.h1.text
    assert "ist bestätigt" in opened_again.h1.text


def test_optional_industry_code_is_kept_with_its_edition(browser, session):
    register(browser, industry_code="22.29.0", industry_edition="2025")

    company = session.scalars(select(Company)).one()
    assert company.industry_code == "22.29.0"
    assert company.industry_edition is IndustryEdition.WZ_2025


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("company", "  ", "Namen des Unternehmens"),
        ("company", "<p>Musterteile</p>", "ohne HTML"),
        ("company", "x" * 201, "1 zu viel"),
        ("municipality", "", "Stadt oder Gemeinde"),
        ("function", "", "Funktion"),
        ("email", "", "E-Mail-Adresse"),
        ("email", "leitung", "vollständige E-Mail-Adresse"),
        ("email", "a@b.example\r\nBcc: c@d.example", "vollständige E-Mail-Adresse"),
        ("phone", "rufen Sie an", "Telefonnummer"),
        ("industry_code", "Kunststoff", "Ziffern und Punkten"),
        ("password", "zu kurz", "mindestens 15"),
        ("password", "x" * 129, "höchstens 128"),
        ("password", "Musterteile GmbH 2026", "leicht zu erraten"),
        ("password", "passwort12345678", "leicht zu erraten"),
        ("password", "aaaaaaaaaaaaaaaaaaaa", "leicht zu erraten"),
    ],
)
def test_mistakes_are_named_at_the_field(browser, session, field, value, message):
    page = register(browser, status=422, **{field: value})

    assert message in page.error_at(field)
    assert session.scalars(select(Account)).all() == []
    if field != "email":
        assert page.select_one("input[name=email]")["value"] == "leitung@musterteile.example"


def test_industry_code_needs_its_edition(browser):
    page = register(browser, status=422, industry_code="22.29")

    assert "Ausgabe" in page.error_at("industry_edition")


def test_unstorable_signs_are_answered_at_the_field(browser):
    page = register(browser, status=422, company="Muster\0teile")

    assert "nicht speichern" in page.error_at("company")


def test_known_address_gets_the_same_answer_and_another_mail(browser, app, make, session, work_off):
    owner = make.account(Role.PROFESSOR, email="leitung@musterteile.example")
    before = owner.session_token

    new = register(browser, email="neu@musterteile.example")
    known = register(browser)
    work_off()

    assert (new.status, new.path, new.text) == (known.status, known.path, known.text)
    subjects = {message["To"]: message["Subject"] for message in app.sent}
    assert "bestätigen" in subjects["neu@musterteile.example"]
    assert "schon ein Konto" in subjects["leitung@musterteile.example"]
    kept = session.get_one(Account, owner.id)
    assert (kept.role, kept.session_token) == (Role.PROFESSOR, before)
    assert session.scalar(select(func.count()).select_from(Company)) == 1


def test_registering_again_sends_the_link_again_and_takes_nothing_over(
    browser, app, session, work_off
):
    register(browser)
    register(browser, company="Fremde AG", password="ein ganz anderes Passwort hier")
    work_off()

    account = session.scalars(select(Account)).one()
    assert account.company.name == "Musterteile GmbH"
    assert passwords.is_right(PASSWORD, account.password_hash)
    assert [message["Subject"] for message in app.sent] == [app.sent[0]["Subject"]] * 2


def test_registering_an_invited_address_sends_the_invitation_again(
    browser, app, make, session, work_off
):
    make.account(Role.PROFESSOR, email="leitung@musterteile.example", confirmed_at=None)

    register(browser)
    work_off()

    assert "Einladung" in app.sent[0]["Subject"]


def test_nobody_fills_a_mailbox_by_asking_again(browser, make, session, clock):
    owner = make.account(Role.COMPANY)

    for _ in range(6):
        register(browser, email=owner.email)
        browser.submit("/passwort-vergessen", email=owner.email)
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 6
    session.rollback()

    clock.advance(hours=7)
    browser.submit("/passwort-vergessen", email=owner.email)
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 7


def test_two_registrations_of_one_address_at_once_make_one_account(app, session):
    browsers = [Browser(app) for _ in range(4)]
    pages = [browser.get("/registrieren") for browser in browsers]
    start = threading.Barrier(len(browsers))
    answers = []

    def send(browser, page):
        start.wait()
        answers.append(
            browser.send(
                page,
                company="Musterteile GmbH",
                municipality="05978004",
                size_class="klein",
                function="Geschäftsführung",
                email="leitung@musterteile.example",
                password=PASSWORD,
            )
        )

    threads = [
        threading.Thread(target=send, args=pair) for pair in zip(browsers, pages, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 4, "every one of them gets the same generic answer"
    assert {answer.path for answer in answers} == {"/registrieren/geschafft"}
    assert session.scalar(select(func.count()).select_from(Account)) == 1
    assert session.scalar(select(func.count()).select_from(Company)) == 1


def test_form_sent_twice_registers_and_writes_once(browser, session):
    page = browser.get("/registrieren")
    facts = {
        "company": "Musterteile GmbH",
        "municipality": "05978004",
        "size_class": "klein",
        "function": "Geschäftsführung",
        "email": "leitung@musterteile.example",
        "password": PASSWORD,
    }

    first = browser.send(page, **facts)
    second = browser.send(page, **facts)

    assert first.path == second.path == "/registrieren/geschafft"
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 1


def test_please_confirm_is_said_only_after_the_right_password(browser, app, work_off):
    register(browser)

    wrong = browser.submit(
        "/anmelden",
        email="leitung@musterteile.example",
        password="gelbe Kühe schlafen im Mai",
        status=422,
    )
    right = browser.submit("/anmelden", email="leitung@musterteile.example", password=PASSWORD)
    work_off()

    assert "bestätigen" not in wrong.text
    assert "zuerst" in right.h1.text
    assert len(app.sent) == 2, "the link is sent once more"
    assert browser.get("/konto").path == "/anmelden"


def test_links_are_never_built_from_the_host_header(app, work_off, browser):
    page = browser.get("/registrieren")
    browser.client.environ_base = {**browser.client.environ_base, "HTTP_HOST": "evil.example"}
    register(browser)
    work_off()

    assert "evil" not in text_of(app.sent[0])
    assert "http://127.0.0.1:8000/bestaetigen/" in text_of(app.sent[0])
    assert page.status == 200


def test_secret_of_a_link_waits_in_no_queue(browser, session):
    register(browser)

    mail = session.scalars(select(OutgoingMail)).one()
    assert mail.body is None
    assert mail.subject is None
