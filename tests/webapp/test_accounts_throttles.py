"""Guessing passwords: few guesses are looked at, and the owner gets in meanwhile."""

import os

import pytest

from models import Account, Role
from tests.browser_client import Browser
from webapp import create_app, passwords

PASSWORD = "blaue Kühe tanzen im Mai"
WRONG = "gelbe Kühe fliegen im Mai"


@pytest.fixture
def owner(make) -> Account:
    return make.account(Role.COMPANY, password_hash=passwords.hash_password(PASSWORD))


@pytest.fixture
def guarded(settings, clock, database):
    """An application that counts attempts, over the same database."""
    changes = {"environment": "demo", "answer_floor_ms": 0}
    app = create_app(settings.model_copy(update=changes), now=clock)
    yield app
    app.extensions["database"].engine.dispose()


@pytest.fixture
def looked_at(monkeypatch) -> list[str]:
    """Every password that was compared with a hash; comparing costs nothing here."""
    seen: list[str] = []

    def compare(password, password_hash) -> bool:
        seen.append(password)
        return password == PASSWORD and password_hash is not None

    monkeypatch.setattr(passwords, "is_right", compare)
    return seen


def a_browser(app, address: str) -> Browser:
    browser = Browser(app)
    browser.client.environ_base = {**browser.client.environ_base, "REMOTE_ADDR": address}
    return browser


def guess(browser, email, password=WRONG) -> int:
    """Send the form as a program does; the answer's status."""
    form = {"csrf_token": browser.token, "email": email, "password": password}
    return browser.client.post("/anmelden", data=form).status_code


def stranger(app, number: int) -> Browser:
    browser = a_browser(app, f"198.51.{number // 250}.{number % 250}")
    browser.token = browser.get("/anmelden").select_one("main input[name=csrf_token]")["value"]
    return browser


@pytest.mark.sized
@pytest.mark.timeout(1200)
def test_of_ten_thousand_guesses_from_everywhere_few_are_looked_at_and_the_owner_gets_in(
    guarded, owner, looked_at
):
    guesses = 10_000 if os.environ.get("HYPOTHESIS_PROFILE") == "verify" else 400
    at_home = a_browser(guarded, "192.0.2.1")
    at_home.submit("/anmelden", email=owner.email, password=PASSWORD)
    at_home.logout()
    looked_at.clear()

    one = stranger(guarded, 0)
    for number in range(guesses):
        address = f"198.51.{number // 250}.{number % 250}"
        one.client.environ_base = {**one.client.environ_base, "REMOTE_ADDR": address}
        guess(one, owner.email, f"{WRONG} {number}")
    page = at_home.submit("/anmelden", email=owner.email, password=PASSWORD)

    # The eightieth was the owner's first sign-in, when the device was not known yet.
    assert len(looked_at) - looked_at.count(PASSWORD) == 79
    assert page.path != "/anmelden"


def test_writing_the_address_otherwise_makes_no_other_account_of_it(guarded, owner, looked_at):
    spellings = [owner.email, owner.email.upper(), f"  {owner.email} ", owner.email.title()]
    browsers = [stranger(guarded, number) for number in range(40)]

    answers = [guess(browser, spellings[number % 4]) for number, browser in enumerate(browsers * 4)]

    assert len(looked_at) == 80
    assert answers[80:] == [429] * 80


def test_unknown_addresses_are_counted_like_known_ones(guarded, looked_at):
    for number in range(100):
        last = guess(stranger(guarded, number), "niemand@nirgends.example")

    assert last == 429
    assert len(looked_at) == 80


def test_a_known_device_guesses_twenty_times_a_day_and_may_still_be_right(
    guarded, owner, looked_at, clock
):
    device = stranger(guarded, 1)
    guess(device, owner.email, PASSWORD)
    device.logout()
    device.token = device.get("/anmelden").select_one("main input[name=csrf_token]")["value"]
    looked_at.clear()

    for number in range(60):
        device.client.environ_base = {
            **device.client.environ_base, "REMOTE_ADDR": f"203.0.113.{number}",
        }  # fmt: skip
        guess(device, owner.email)

    assert len(looked_at) <= 20


def test_a_device_is_known_for_the_account_that_signed_in_there(guarded, owner, make, looked_at):
    other = make.account(Role.COMPANY, password_hash="x")
    device = stranger(guarded, 1)
    guess(device, owner.email, PASSWORD)
    device.logout()
    for number in range(100):
        guess(stranger(guarded, 100 + number), other.email)
    device.token = device.get("/anmelden").select_one("main input[name=csrf_token]")["value"]

    assert guess(device, other.email) == 429


def test_a_device_is_strange_again_after_signing_out_everywhere(
    guarded, owner, looked_at, database
):
    device = stranger(guarded, 1)
    guess(device, owner.email, PASSWORD)
    device.logout()
    with database.writing() as writing:
        writing.get_one(Account, owner.id).end_sessions()
    for number in range(100):
        guess(stranger(guarded, 100 + number), owner.email)
    device.token = device.get("/anmelden").select_one("main input[name=csrf_token]")["value"]

    assert guess(device, owner.email, PASSWORD) == 429


@pytest.mark.parametrize("cookie", ["", "x", "W10.x", "WyJ4Iiwge31d.AAAA"])
def test_a_forged_device_is_a_stranger(guarded, owner, cookie):
    browser = stranger(guarded, 1)
    browser.client.set_cookie("geraet", cookie)

    assert guess(browser, owner.email) == 422


def test_a_limiter_that_fails_lets_nobody_in(guarded, owner, monkeypatch):
    from limits.storage import MemoryStorage

    def fail(*_, **__):
        raise OSError("the counter is away")

    browser = stranger(guarded, 1)
    monkeypatch.setattr(MemoryStorage, "acquire_entry", fail)
    monkeypatch.setattr(MemoryStorage, "get_moving_window", fail)

    assert guess(browser, owner.email, PASSWORD) == 500
    assert browser.client.get("/konto").status_code == 302
