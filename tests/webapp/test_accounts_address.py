"""Another mail address: asked for with a proof, confirmed by the new mailbox, told to the old."""

import pytest
from sqlalchemy import select

from models import Account, AuditEntry, OutgoingMail, Role
from tests.browser_client import Browser
from tests.mailing import text_of
from webapp import passwords
from webapp.links import account_link

PASSWORD = "blaue Kühe tanzen im Mai"
NEW = "neu@firma.example"


@pytest.fixture
def company(make) -> Account:
    return make.account(
        Role.COMPANY,
        email="alt@firma.example",
        password_hash=passwords.hash_password(PASSWORD),
    )


def ask(browser, email=NEW, status=200):
    return browser.submit("/konto/adresse", email=email, status=status)


def link_in(message) -> str:
    return text_of(message).split("http://127.0.0.1:8000")[1].split()[0]


def test_the_new_address_counts_once_its_owner_has_confirmed_it(
    browser, app, company, session, work_off
):
    elsewhere = Browser(app)
    elsewhere.login(company)
    browser.login(company)
    with app.app_context():
        old_link = account_link(company, "password").removeprefix("http://127.0.0.1:8000")

    page = ask(browser, f" {NEW.upper()}")
    assert "neues Postfach" in page.h1.text
    work_off()
    (asking,) = app.sent
    assert asking["To"] == NEW
    page = browser.get(link_in(asking))
    session.rollback()
    assert session.get_one(Account, company.id).email == "alt@firma.example"
    page = browser.send(page)
    work_off()

    assert page.path == "/konto"
    assert NEW in page.text
    session.rollback()
    assert session.get_one(Account, company.id).email == NEW
    assert elsewhere.get("/konto").path == "/anmelden"
    browser.get(old_link, status=410)
    told = app.sent[1]
    assert told["To"] == "alt@firma.example"
    assert "geändert" in told["Subject"]
    assert NEW not in text_of(told)
    verbs = session.scalars(select(AuditEntry.verb)).all()
    assert {"neue_adresse_erbeten", "adresse_geaendert"} <= set(verbs)


def test_the_link_may_be_opened_in_another_browser_and_only_once(browser, app, company, work_off):
    browser.login(company)
    ask(browser)
    work_off()
    other = Browser(app)

    page = other.submit(link_in(app.sent[0]))
    assert page.path == "/anmelden"
    other.send(page, email=NEW, password=PASSWORD)

    assert other.get("/konto").path == "/konto"
    assert browser.get("/konto").path == "/anmelden"
    other.get(link_in(app.sent[0]), status=410)


def test_an_address_that_somebody_has_gets_the_same_answer_and_another_mail(
    browser, app, make, company, session, work_off
):
    owner = make.account(Role.PROFESSOR, email="professur@hochschule.example")
    browser.login(company)

    free, taken = ask(browser), ask(browser, owner.email)
    work_off()

    assert (free.status, free.path, free.text) == (taken.status, taken.path, taken.text)
    subjects = {message["To"]: message["Subject"] for message in app.sent}
    assert "schon ein Konto" in subjects[owner.email]
    assert session.get_one(Account, company.id).email == "alt@firma.example"


def test_an_address_taken_meanwhile_is_answered_in_words(browser, app, make, company, work_off):
    browser.login(company)
    ask(browser)
    work_off()
    page = browser.get(link_in(app.sent[0]))
    make.account(Role.PROFESSOR, email=NEW)

    page = browser.send(page, status=410)

    assert "gilt nicht mehr" in page.h1.text


def test_nobody_fills_a_mailbox_with_links(browser, make, app, company, session, clock):
    other = make.account(Role.COMPANY)
    for account in (company, other):
        browser.login(account)
        for _ in range(3):
            ask(browser)
    assert len(session.scalars(select(OutgoingMail)).all()) == 3
    session.rollback()

    clock.advance(hours=6, seconds=1)
    browser.login(company)
    ask(browser)

    assert len(session.scalars(select(OutgoingMail)).all()) == 4


@pytest.mark.parametrize(
    ("email", "message"),
    [
        ("", "neue E-Mail-Adresse an"),
        ("neu", "vollständige E-Mail-Adresse"),
        (" ALT@firma.example", "schon Ihre"),
        ("a@b.example\r\nBcc: c@d.example", "vollständige E-Mail-Adresse"),
    ],
)
def test_mistakes_are_named_at_the_field(browser, company, email, message):
    browser.login(company)

    page = ask(browser, email, status=422)

    assert message in page.error_at("email")


def test_the_link_is_good_for_a_day(browser, app, company, work_off, clock):
    browser.login(company)
    ask(browser)
    work_off()

    clock.advance(hours=24, seconds=-1)
    browser.get(link_in(app.sent[0]))
    clock.advance(seconds=2)

    browser.get(link_in(app.sent[0]), status=410)
