"""Signing in and out."""

import time

import pytest

from models import Account, Role
from tests.browser_client import Browser
from webapp import create_app, passwords

PASSWORD = "blaue Kühe tanzen im Mai"


@pytest.fixture
def company(make) -> Account:
    return make.account(Role.COMPANY, password_hash=passwords.hash_password(PASSWORD))


def is_signed_in(browser) -> bool:
    return browser.get("/konto").path == "/konto"


def sign_in(browser, account, password=PASSWORD, status=200):
    return browser.submit("/anmelden", email=account.email, password=password, status=status)


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.COMPANY, "challenges.index"),
        (Role.PROFESSOR, "introductions.index"),
        (Role.TRANSFER_MANAGER, "review.inbox"),
        (Role.SUPPORTER, "region.show_half_years"),
        (Role.ADMIN, "admin.accounts"),
    ],
)
def test_everybody_begins_at_home(browser, make, app, role, home):
    account = make.account(role, password_hash=passwords.hash_password(PASSWORD))
    if role is Role.PROFESSOR:
        make.profile(account=account)
    token = browser.get("/anmelden").select_one("main input[name=csrf_token]")["value"]

    answer = browser.client.post(
        "/anmelden", data={"csrf_token": token, "email": account.email, "password": PASSWORD}
    )

    assert answer.status_code == 302
    assert answer.location == app.url_map.bind("").build(home)


def test_a_professor_without_a_profile_begins_one(browser, make):
    account = make.account(Role.PROFESSOR, password_hash=passwords.hash_password(PASSWORD))

    assert sign_in(browser, account).h1.text == "Ihr Profil in zwei Minuten"


def test_address_is_known_however_it_is_typed(browser, company):
    browser.submit("/anmelden", email=f"  {company.email.upper()} ", password=PASSWORD)

    assert is_signed_in(browser)


def test_password_is_known_on_every_keyboard(browser, company):
    decomposed = PASSWORD.replace("ü", "u\u0308")

    sign_in(browser, company, decomposed)

    assert is_signed_in(browser)


def test_wrong_password_keeps_the_address_and_opens_nothing(browser, company):
    page = sign_in(browser, company, "gelbe Kühe schlafen im Mai", status=422)

    assert "passen nicht zusammen" in page.error_at("password")
    assert page.select_one("main input[name=email]")["value"] == company.email
    assert not is_signed_in(browser)


def test_unknown_address_gets_the_same_answer_as_a_wrong_password(browser, company):
    known = sign_in(browser, company, "gelbe Kühe schlafen im Mai", status=422)
    unknown = browser.submit(
        "/anmelden", email="niemand@nirgends.example", password=PASSWORD, status=422
    )
    broken = browser.submit("/anmelden", email="niemand", password=PASSWORD, status=422)

    texts = {known.text, unknown.text, broken.text}
    assert len(texts) == 1


def test_overlong_password_is_never_hashed(browser, company, monkeypatch):
    class Refusing:
        def verify(self, *_):
            raise AssertionError("an over-long password must not be hashed")

        hash = verify

    monkeypatch.setattr(passwords, "_hasher", Refusing())

    page = sign_in(browser, company, "x" * 129, status=422)

    assert "höchstens 128 Zeichen" in page.error_at("password")
    assert not passwords.is_right("x" * 129, company.password_hash)
    with pytest.raises(ValueError, match="at most 128"):
        passwords.hash_password("x" * 129)


def test_deactivated_account_is_refused_like_an_unknown_one(browser, make, company):
    gone = make.account(
        Role.COMPANY, password_hash=passwords.hash_password(PASSWORD), is_active=False
    )

    page = sign_in(browser, gone, status=422)

    assert "passen nicht zusammen" in page.error_at("password")


def test_deactivation_ends_an_open_session_at_once(browser, company, database):
    sign_in(browser, company)
    with database.writing() as session:
        session.get_one(Account, company.id).deactivate()

    page = browser.get("/konto")

    assert page.path == "/anmelden"


def test_old_hash_is_renewed_at_sign_in(browser, make, session):
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    account = make.account(Role.COMPANY, password_hash=old)

    sign_in(browser, account)

    kept = session.get_one(Account, account.id)
    assert kept.password_hash != old
    assert passwords.is_right(PASSWORD, kept.password_hash)
    assert kept.session_token == account.session_token


def test_sign_in_begins_a_new_session(browser, company):
    browser.get("/anmelden")
    with browser.client.session_transaction() as session:
        session["left_over"] = "by a stranger"
        before = session["csrf_token"]

    sign_in(browser, company)

    browser.get("/konto")
    with browser.client.session_transaction() as session:
        assert "left_over" not in session
        assert session["csrf_token"] != before


def test_sign_out_needs_a_post(browser, company):
    browser.login(company)

    browser.get("/abmelden", status=404)
    assert is_signed_in(browser)

    token = browser.get("/konto").select_one("input[name=csrf_token]")["value"]
    browser.client.post("/abmelden", data={"csrf_token": token})
    assert not is_signed_in(browser)


def test_after_signing_in_one_arrives_where_one_wanted_to_go(browser, company):
    page = browser.get("/konto")
    assert page.path == "/anmelden"

    page = browser.send(page, email=company.email, password=PASSWORD)

    assert page.path == "/konto"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x", "/\t/evil"],
)
def test_nobody_is_sent_to_a_foreign_page(browser, company, target):
    token = browser.get("/anmelden").select_one("main input[name=csrf_token]")["value"]
    with browser.client.session_transaction() as session:
        session["next"] = target

    answer = browser.client.post(
        "/anmelden", data={"csrf_token": token, "email": company.email, "password": PASSWORD}
    )

    assert answer.status_code == 302
    assert answer.location.startswith("/")
    assert "evil" not in answer.location


def test_signed_in_people_are_not_asked_again(browser, company):
    browser.login(company)

    answer = browser.client.get("/anmelden")

    assert answer.status_code == 302


def test_missing_token_is_answered_in_words(browser, company):
    answer = browser._page(
        browser.client.post("/anmelden", data={"email": company.email, "password": PASSWORD})
    )

    assert answer.status == 400
    assert "konnten wir nicht lesen" in answer.h1.text
    assert not is_signed_in(browser)


@pytest.fixture
def build(settings, clock, database):
    """Builds a second application over the same database, with other settings."""
    built = []

    def build_app(**changes):
        app = create_app(settings.model_copy(update=changes), now=clock)
        built.append(app)
        return app

    yield build_app
    for app in built:
        app.extensions["database"].engine.dispose()


def test_eleventh_attempt_waits_but_other_places_do_not(build, company):
    app = build(environment="demo")
    here, elsewhere = Browser(app), Browser(app)
    elsewhere.client.environ_base = {**elsewhere.client.environ_base, "REMOTE_ADDR": "192.0.2.7"}
    for _ in range(10):
        sign_in(here, company, "gelbe Kühe schlafen im Mai", status=422)

    refused = sign_in(here, company, status=429)
    sign_in(elsewhere, company)

    assert "sehr viele Versuche" in refused.h1.text
    assert not is_signed_in(here)
    assert is_signed_in(elsewhere)


def test_answers_never_leave_before_the_floor(build, make):
    slow = Browser(build(answer_floor_ms=300))
    page = slow.get("/passwort-vergessen")

    began = time.monotonic()
    slow.send(page, email="niemand@nirgends.example")

    assert time.monotonic() - began >= 0.3
