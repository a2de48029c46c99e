"""Guessing passwords: few guesses are looked at, and the owner gets in meanwhile."""

import os
from datetime import timedelta
from types import SimpleNamespace

import pytest
from argon2 import PasswordHasher
from pyotp import TOTP
from sqlalchemy import func, select

from models import Account, OutgoingMail, Role
from tests.browser_client import Browser
from webapp import create_app, factors, passwords

PASSWORD = "blaue Kühe tanzen im Mai"
WRONG = "gelbe Kühe fliegen im Mai"
IS_LONG_RUN = os.environ.get("HYPOTHESIS_PROFILE") == "verify"


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


def token_on(browser) -> str:
    return browser.get("/anmelden").select_one("main input[name=csrf_token]")["value"]


def stranger(app, number: int) -> Browser:
    return stranger_at(app, f"198.51.{number // 250}.{number % 250}")


def stranger_at(app, address: str) -> Browser:
    browser = a_browser(app, address)
    if "a fresh visit" not in app.extensions:
        app.extensions["a fresh visit"] = token_on(browser), browser.client.get_cookie("sitzung")
    browser.token, cookie = app.extensions["a fresh visit"]
    browser.client.set_cookie("sitzung", cookie.value)
    return browser


@pytest.fixture
def hashed(monkeypatch) -> list[str]:
    """Every password that Argon2 really looked at, however cheaply."""
    seen: list[str] = []
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

    class Counting:
        def verify(self, stored: str, password: str) -> bool:
            seen.append(password)
            return cheap.verify(stored, password)

        hash = staticmethod(cheap.hash)
        check_needs_rehash = staticmethod(cheap.check_needs_rehash)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    monkeypatch.setattr(passwords, "_NOBODYS", cheap.hash("nobody has this password"))
    return seen


@pytest.fixture
def victim(make, hashed) -> Account:
    return make.account(Role.COMPANY, password_hash=passwords.hash_password(PASSWORD))


@pytest.fixture(autouse=True)
def counted_by_the_clock(monkeypatch, clock):
    """The counter of attempts tells the time by the clock of the test."""
    monkeypatch.setattr(
        "limits.storage.memory.time", SimpleNamespace(time=lambda: clock.at.timestamp())
    )


@pytest.mark.sized
@pytest.mark.timeout(1200)
def test_of_ten_thousand_guesses_in_a_day_few_are_looked_at_and_the_owner_gets_in(
    guarded, victim, hashed, clock
):
    guesses = 10_000 if IS_LONG_RUN else 300
    at_home = a_browser(guarded, "192.0.2.1")
    at_home.submit("/anmelden", email=victim.email, password=PASSWORD)
    clock.advance(days=1, seconds=1)
    hashed.clear()

    one, signed_in = stranger(guarded, 0), 0
    for number in range(guesses):
        clock.advance(seconds=86_400 / guesses)
        address = f"198.51.{number // 250}.{number % 250}"
        one.client.environ_base = {**one.client.environ_base, "REMOTE_ADDR": address}
        guess(one, victim.email, f"{WRONG} {number}")
        if number % (guesses // 5) == guesses // 10:
            at_home.logout()
            page = at_home.submit("/anmelden", email=victim.email, password=PASSWORD)
            signed_in += page.path != "/anmelden"

    assert signed_in == 5
    assert len(hashed) - hashed.count(PASSWORD) == 80


def test_a_campus_behind_one_address_is_not_shut_out(guarded, make, owner, looked_at):
    hashed, company = owner.password_hash, owner.company_id
    people = [
        make.account(Role.COMPANY, password_hash=hashed, company_id=company) for _ in range(90)
    ]

    answers = [guess(stranger_at(guarded, "192.0.2.1"), each.email, PASSWORD) for each in people]

    assert answers == [302] * 90


def test_who_signed_in_before_gets_past_a_flood_from_the_own_campus(guarded, owner, looked_at):
    known = stranger_at(guarded, "192.0.2.1")
    guess(known, owner.email, PASSWORD)
    known.logout()
    known.token = token_on(known)
    flood = stranger_at(guarded, "192.0.2.1")
    for number in range(100):
        last = guess(flood, f"wer{number}@auch.example")
    assert last == 429

    assert guess(known, owner.email, PASSWORD) == 302


@pytest.mark.sized
@pytest.mark.skipif(not IS_LONG_RUN, reason="a thousand attempts are for make verify")
def test_strangers_everywhere_share_a_thousand_attempts_in_five_minutes(
    guarded, owner, looked_at, clock
):
    known = stranger(guarded, 5000)
    guess(known, owner.email, PASSWORD)
    known.logout()
    known.token = token_on(known)
    one, statuses = stranger(guarded, 0), []
    for number in range(1_000):
        address = f"198.51.{number // 250}.{number % 250}"
        one.client.environ_base = {**one.client.environ_base, "REMOTE_ADDR": address}
        statuses.append(guess(one, f"wer{number}@auch.example"))

    assert statuses == [422] * 999 + [429]
    assert guess(known, owner.email, PASSWORD) == 302
    clock.advance(minutes=5, seconds=1)
    assert guess(one, "wer@auch.example") == 422


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
    device.token = token_on(device)
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
    device.token = token_on(device)

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
    device.token = token_on(device)

    assert guess(device, owner.email, PASSWORD) == 429


@pytest.mark.parametrize("cookie", ["", "x", "W10.x", "WyJ4Iiwge31d.AAAA"])
def test_a_forged_device_is_a_stranger(guarded, owner, cookie):
    browser = stranger(guarded, 1)
    browser.client.set_cookie("geraet", cookie)

    assert guess(browser, owner.email) == 422


def test_whoever_cannot_count_lets_nobody_in_and_says_so(guarded, owner, monkeypatch):
    from limits.storage import MemoryStorage

    def fail(*_, **__):
        raise OSError("the counter is away")

    inside = stranger(guarded, 2)
    guess(inside, owner.email, PASSWORD)
    browser = stranger(guarded, 1)
    monkeypatch.setattr(MemoryStorage, "acquire_entry", fail)
    monkeypatch.setattr(MemoryStorage, "get_moving_window", fail)

    page = browser.submit("/anmelden", email=owner.email, password=PASSWORD, status=503)

    assert page.h1.text == "Gerade kann sich niemand anmelden"
    assert browser.client.get("/konto").status_code == 302
    assert inside.client.get("/konto").status_code == 200


@pytest.fixture
def with_factor(app, owner, database, clock) -> TOTP:
    """The owner has a second factor."""
    with app.app_context(), database.writing() as writing:
        sealed, earlier = factors.new_secret(), clock() - timedelta(hours=1)
        generator = TOTP(factors.open_secret(sealed))
        account = writing.get_one(Account, owner.id)
        factors.set_up(writing, account, sealed, generator.at(earlier), earlier)
    return generator


def codes_looked_at(app, owner, attempts: int, number: int = 1) -> int:
    """Give the password and then wrong codes from one browser; how many of them were read."""
    browser = stranger(app, number)
    assert guess(browser, owner.email, PASSWORD) == 302
    statuses = [
        browser.client.post(
            "/anmelden/zweiter-faktor", data={"csrf_token": browser.token, "code": "000000"}
        ).status_code
        for _ in range(attempts)
    ]
    return statuses.count(422)


def test_of_codes_five_are_looked_at_in_five_minutes_twenty_in_an_hour_fifty_in_a_day(
    guarded, owner, with_factor, looked_at, clock
):
    seen = []
    for number in range(8):
        seen += [codes_looked_at(guarded, owner, 6, 2 * number)]
        clock.advance(minutes=5, seconds=1)
        seen += [codes_looked_at(guarded, owner, 6, 2 * number + 1)]
        clock.advance(minutes=5, seconds=1)
        if number == 1:
            assert codes_looked_at(guarded, owner, 1, 80) == 0
        clock.advance(minutes=20)

    assert seen[:4] == [5, 5, 5, 5]
    assert sum(seen) == 50
    codes_looked_at(guarded, owner, 1, 90)
    clock.advance(days=1)
    last = [codes_looked_at(guarded, owner, 5, number) for number in (91, 92)]
    assert last == [5, 0]
    clock.advance(minutes=5, seconds=1)
    assert [codes_looked_at(guarded, owner, 5, number) for number in (93,)] == [5]


def test_guesses_at_the_code_do_not_lock_out_who_signed_in_before(
    guarded, owner, with_factor, looked_at, clock
):
    known = stranger(guarded, 500)
    guess(known, owner.email, PASSWORD)
    known.client.post(
        "/anmelden/zweiter-faktor",
        data={"csrf_token": known.token, "code": with_factor.at(clock())},
    )
    known.logout()
    known.token = token_on(known)
    clock.advance(minutes=6)
    assert codes_looked_at(guarded, owner, 6) == 5

    guess(known, owner.email, PASSWORD)
    answer = known.client.post(
        "/anmelden/zweiter-faktor",
        data={"csrf_token": known.token, "code": with_factor.at(clock())},
    )

    assert answer.status_code == 302


def count(session, template: str) -> int:
    session.rollback()
    query = select(func.count()).select_from(OutgoingMail)
    return session.scalar(query.where(OutgoingMail.template == template))


def test_of_resets_five_a_day_are_written_and_three_in_six_hours(browser, owner, session, clock):
    for _ in range(5):
        browser.submit("/passwort-vergessen", email=owner.email)
    assert count(session, "set_password") == 3

    for _ in range(3):
        clock.advance(hours=6, seconds=1)
        for _ in range(5):
            browser.submit("/passwort-vergessen", email=owner.email)
    assert count(session, "set_password") == 5

    clock.advance(hours=6)
    browser.submit("/passwort-vergessen", email=owner.email)
    assert count(session, "set_password") == 6


def test_of_confirmations_three_are_written_in_six_hours(browser, make, session, clock, owner):
    newcomer = make.account(Role.COMPANY, confirmed_at=None, password_hash=owner.password_hash)
    for _ in range(5):
        browser.submit("/anmelden", email=newcomer.email, password=PASSWORD)
    assert count(session, "confirm_address") == 3

    clock.advance(hours=6, seconds=1)
    browser.submit("/anmelden", email=newcomer.email, password=PASSWORD)

    assert count(session, "confirm_address") == 4
