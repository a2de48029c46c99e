"""A browser never seen before: its owner hears of it once, in neutral words."""

import pytest
from sqlalchemy import select

from models import Account, OutgoingMail, Role
from tests.browser_client import Browser
from tests.mailing import text_of
from webapp import passwords
from webapp.links import account_link

PASSWORD = "blaue Kühe tanzen im Mai"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1"


@pytest.fixture
def company(make) -> Account:
    return make.account(Role.COMPANY, password_hash=passwords.hash_password(PASSWORD))


def sign_in(browser, account, password=PASSWORD, status=200):
    return browser.submit("/anmelden", email=account.email, password=password, status=status)


def mails(session) -> list[OutgoingMail]:
    session.rollback()
    return list(session.scalars(select(OutgoingMail).where(OutgoingMail.template == "new_device")))


def test_a_new_device_is_told_with_what_it_is_and_when(browser, app, company, work_off):
    browser.client.environ_base = {**browser.client.environ_base, "HTTP_USER_AGENT": PHONE}

    sign_in(browser, company)
    work_off()

    (mail,) = app.sent
    assert mail["To"] == company.email
    assert mail["Subject"] == "EcoTecHub: Anmeldung auf einem neuen Gerät"
    text = text_of(mail)
    assert "Safari, iPhone" in text
    assert "20. März 2026, 10:00" in text
    assert "http://127.0.0.1:8000/konto\n" in text
    assert company.company.name not in text


def test_one_device_is_told_once(browser, app, company, session, database):
    for _ in range(2):
        sign_in(browser, company)
        browser.logout()
    with database.writing() as writing:
        writing.get_one(Account, company.id).end_sessions()
    sign_in(browser, company)
    assert len(mails(session)) == 1

    sign_in(Browser(app), company)

    assert len(mails(session)) == 2


def test_each_account_hears_of_a_shared_device(browser, make, company, session):
    colleague = make.account(Role.COMPANY, password_hash=company.password_hash)
    for account in (company, colleague, company):
        sign_in(browser, account)
        browser.logout()

    assert {each.recipient_id for each in mails(session)} == {company.id, colleague.id}


def test_a_wrong_password_tells_nobody_anything(browser, company, session):
    sign_in(browser, company, "gelbe Kühe fliegen im Mai", status=422)

    assert mails(session) == []


def test_whoever_confirms_the_address_here_is_at_home_here(browser, app, make, session):
    account = make.account(
        Role.COMPANY, confirmed_at=None, password_hash=passwords.hash_password(PASSWORD)
    )
    with app.app_context():
        link = account_link(account, "confirm").removeprefix("http://127.0.0.1:8000")

    sign_in(browser, account)
    browser.send(browser.get(link))
    sign_in(browser, account)

    assert browser.get("/konto").path == "/konto"
    assert mails(session) == []


def test_a_device_says_no_word_of_its_own_into_the_mail(browser, app, company, work_off):
    agent = "Kaufen Sie jetzt https://evil.example Chrome/1 Windows"
    browser.client.environ_base = {**browser.client.environ_base, "HTTP_USER_AGENT": agent}

    sign_in(browser, company)
    work_off()

    assert "evil" not in text_of(app.sent[0])
    assert "Chrome, Windows" in text_of(app.sent[0])
