"""The second factor: who needs it, what it accepts, and how it is lost and found."""

import re
from datetime import timedelta

import pytest
from pyotp import TOTP
from sqlalchemy import select

from models import Account, AuditEntry, Role, SecondFactor
from models.second_factor import hash_recovery_code
from tests.browser_client import Browser
from webapp import create_app, factors, passwords
from webapp.links import account_link

PASSWORD = "blaue Kühe tanzen im Mai"
STAFF = [Role.TRANSFER_MANAGER, Role.ADMIN]


@pytest.fixture
def production(settings, clock, database):
    """The application as real people rely on it, over the same database."""
    app = create_app(settings.model_copy(update={"environment": "production"}), now=clock)
    app.testing = True
    app.config["PREFERRED_URL_SCHEME"] = "https"
    app.config["RATELIMIT_ENABLED"] = False
    yield app
    app.extensions["database"].engine.dispose()


@pytest.fixture
def strict(production) -> Browser:
    """A browser before the application that real people rely on."""
    return Browser(production)


@pytest.fixture
def manager(make) -> Account:
    return make.account(Role.TRANSFER_MANAGER, password_hash=passwords.hash_password(PASSWORD))


@pytest.fixture
def give_factor(app, database, clock):
    """Gives an account a factor; returns its generator and recovery codes."""

    def give(account: Account) -> tuple[TOTP, list[str]]:
        with app.app_context(), database.writing() as writing:
            sealed = factors.new_secret()
            generator = TOTP(factors.open_secret(sealed))
            owner = writing.get_one(Account, account.id)
            earlier = clock() - timedelta(hours=1)
            codes = factors.set_up(writing, owner, sealed, generator.at(earlier), earlier)
        return generator, codes

    return give


def sign_in(browser, account, status=200):
    return browser.submit("/anmelden", email=account.email, password=PASSWORD, status=status)


def is_signed_in(browser) -> bool:
    return browser.client.get("/konto").status_code == 200


def generator_on(page) -> TOTP:
    return TOTP(page.select_one(".second-factor__secret").text.replace(" ", ""))


def codes_on(page) -> list[str]:
    return [each.text for each in page.select(".second-factor__codes code")]


@pytest.mark.parametrize("role", STAFF)
def test_staff_set_up_a_factor_before_they_get_any_further(strict, make, clock, session, role):
    account = make.account(role, password_hash=passwords.hash_password(PASSWORD))

    page = sign_in(strict, account)
    assert page.path == "/anmelden/zweiter-faktor-einrichten"
    assert not is_signed_in(strict)
    assert page.select_one("main img")["src"].startswith("data:image/svg+xml")
    page = strict.send(page, code="000000", status=422)
    assert "gilt nicht" in page.error_at("code")
    page = strict.send(page, code=generator_on(page).at(clock()))

    codes = codes_on(page)
    assert page.h1.text == "Ihre Notfallcodes"
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"(\w{4}-){2}\w{4}", each) for each in codes)
    assert is_signed_in(strict)
    kept = session.scalars(select(SecondFactor)).one()
    assert kept.recovery_hashes == [hash_recovery_code(each) for each in codes]
    verbs = session.scalars(select(AuditEntry.verb)).all()
    assert {"zweiter_faktor_eingerichtet", "angemeldet"} <= set(verbs)


@pytest.mark.parametrize("role", [role for role in Role if role not in STAFF])
def test_all_others_need_none(strict, make, role):
    account = make.account(role, password_hash=passwords.hash_password(PASSWORD))

    sign_in(strict, account)

    assert is_signed_in(strict)


@pytest.mark.parametrize("role", list(Role))
def test_in_the_demo_nobody_needs_one(browser, make, role):
    account = make.account(role, password_hash=passwords.hash_password(PASSWORD))

    sign_in(browser, account)

    assert is_signed_in(browser)


def test_whoever_has_one_is_asked_for_it(browser, manager, give_factor, clock):
    generator, _codes = give_factor(manager)

    page = sign_in(browser, manager)
    assert page.path == "/anmelden/zweiter-faktor"
    assert not is_signed_in(browser)
    browser.send(page, code=generator.at(clock()))

    assert is_signed_in(browser)


def test_a_code_opens_one_session_only(browser, app, manager, give_factor, clock):
    generator, _codes = give_factor(manager)
    code, onlooker = generator.at(clock()), Browser(app)
    browser.send(sign_in(browser, manager), code=code)

    page = onlooker.send(sign_in(onlooker, manager), code=code, status=422)
    earlier = generator.at(clock() - timedelta(seconds=30))
    onlooker.send(page, code=earlier, status=422)

    assert not is_signed_in(onlooker)


@pytest.mark.parametrize(
    ("seconds", "is_good"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)]
)
def test_a_telephone_may_be_half_a_minute_off(
    browser, manager, give_factor, clock, seconds, is_good
):
    generator, _codes = give_factor(manager)
    clock.advance(seconds=30 - int(clock().timestamp()) % 30)
    page = sign_in(browser, manager)

    browser.send(
        page,
        code=generator.at(clock() + timedelta(seconds=seconds)),
        status=200 if is_good else 422,
    )

    assert is_signed_in(browser) is is_good


def test_a_recovery_code_opens_once_however_it_is_typed(
    browser, app, manager, give_factor, session
):
    _generator, codes = give_factor(manager)
    browser.send(sign_in(browser, manager), code=f" {codes[3].upper().replace('-', ' ')} ")
    assert is_signed_in(browser)

    again = Browser(app)
    again.send(sign_in(again, manager), code=codes[3], status=422)

    assert len(session.scalars(select(SecondFactor)).one().recovery_hashes) == 9
    assert "notfallcode_benutzt" in session.scalars(select(AuditEntry.verb)).all()


def test_the_secret_is_encrypted_with_a_key_the_database_has_not(
    app, manager, give_factor, session, settings, clock
):
    generator, _codes = give_factor(manager)

    sealed = session.scalars(select(SecondFactor)).one().sealed_secret
    assert generator.secret not in sealed
    old = settings.secret_key
    for keys, opens in (
        ({"secret_key": "fresh " * 10, "secret_key_fallbacks": [old]}, True),
        ({"secret_key": "fresh " * 10}, False),
    ):
        values = settings.model_dump() | keys
        other = create_app(type(settings)(**values, _env_file=None), now=clock)
        with other.app_context():
            assert factors.open_secret(sealed) == (generator.secret if opens else None)
        other.extensions["database"].engine.dispose()


def test_a_new_password_does_not_get_around_the_factor(browser, app, manager, give_factor, session):
    give_factor(manager)
    with app.app_context():
        link = account_link(manager, "password").removeprefix("http://127.0.0.1:8000")

    page = browser.submit(link, password="rote Pferde singen abends")
    page = browser.send(page, email=manager.email, password="rote Pferde singen abends")

    assert page.path == "/anmelden/zweiter-faktor"
    assert not is_signed_in(browser)


def test_the_right_password_waits_ten_minutes_for_the_code(browser, manager, give_factor, clock):
    generator, _codes = give_factor(manager)
    page = sign_in(browser, manager)
    clock.advance(minutes=10, seconds=1)

    page = browser.send(page, code=generator.at(clock()))

    assert page.path == "/anmelden"
    assert not is_signed_in(browser)


def test_nobody_skips_the_password(browser, make):
    for path in ("/anmelden/zweiter-faktor", "/anmelden/zweiter-faktor-einrichten"):
        assert browser.get(path).path == "/anmelden"


def test_one_sets_up_a_factor_by_oneself_with_the_password(browser, make, clock, session):
    company = make.account(Role.COMPANY, password_hash=passwords.hash_password(PASSWORD))
    browser.login(company)
    page = browser.get("/konto/zweiter-faktor")
    assert page.path == "/konto/zweiter-faktor/einrichten"
    code = generator_on(page).at(clock())

    page = browser.send(page, code=code, password="gelbe Kühe fliegen im Mai", status=422)
    assert "stimmt nicht" in page.error_at("password")
    assert session.scalars(select(SecondFactor)).all() == []
    page = browser.send(page, code=code, password=PASSWORD)

    assert page.h1.text == "Ihre Notfallcodes"
    assert "eingerichtet am 20. März 2026" in browser.get("/konto").text


def test_new_recovery_codes_replace_the_old_ones(browser, app, manager, give_factor, clock):
    generator, old = give_factor(manager)
    browser.login(manager)
    page = browser.submit("/konto/zweiter-faktor", code=generator.at(clock()))
    new = codes_on(page)

    other = Browser(app)
    page = sign_in(other, manager)
    page = other.send(page, code=old[0], status=422)
    other.send(page, code=new[0])

    assert is_signed_in(other)
    assert not set(old) & set(new)


def test_another_administrator_resets_a_lost_factor(
    browser, app, make, manager, give_factor, session, work_off
):
    give_factor(manager)
    owner = Browser(app)
    owner.login(manager)
    browser.login(make.account(Role.ADMIN))

    page = browser.submit("/betrieb/konten", action="zweiten-faktor-zuruecksetzen")

    assert "ist zurückgesetzt" in page.text
    assert not is_signed_in(owner)
    assert session.scalars(select(SecondFactor)).all() == []
    assert "zweiter_faktor_zurueckgesetzt" in session.scalars(select(AuditEntry.verb)).all()
    work_off()
    assert "zurückgesetzt" in app.sent[0]["Subject"]
    assert app.sent[0]["To"] == manager.email


def test_nobody_resets_their_own_factor(browser, make, give_factor, session):
    admin = make.account(Role.ADMIN)
    give_factor(admin)
    browser.login(admin)
    page = browser.get("/betrieb/konten")
    token = page.select_one("input[name=csrf_token]")["value"]

    for account in (admin, make.account(Role.COMPANY)):
        answer = browser.client.post(
            f"/betrieb/konten/{account.id}/zweiten-faktor-zuruecksetzen",
            data={"csrf_token": token},
        )
        assert answer.status_code == (404 if account is admin else 409)

    assert not page.select("form[action*='zweiten-faktor-zuruecksetzen']")
    assert session.scalars(select(SecondFactor)).all() != []


def test_what_was_typed_is_carried_past_the_second_factor_too(browser, manager, give_factor, clock):
    generator, _codes = give_factor(manager)
    browser.login(manager)
    page = browser.get("/konto/angaben")
    clock.advance(minutes=31)
    page = browser.send(page, status=401, display_name="Leitung des Transfers")

    page = browser.send(page, action="/anmelden")
    page = browser.send(page, email=manager.email, password=PASSWORD)
    page = browser.send(page, action="/anmelden/zweiter-faktor")
    page = browser.send(page, code=generator.at(clock()))
    page = browser.send(page, action="/konto/angaben")

    assert page.select_one("[name=display_name]")["value"] == "Leitung des Transfers"


def test_codes_are_guessed_five_times_only(settings, clock, manager, give_factor):
    generator, _codes = give_factor(manager)
    app = create_app(settings.model_copy(update={"environment": "demo"}), now=clock)
    browser = Browser(app)
    page = sign_in(browser, manager)
    for _ in range(5):
        page = browser.send(page, code="000000", status=422)

    browser.send(page, code=generator.at(clock()), status=429)

    assert not is_signed_in(browser)
    app.extensions["database"].engine.dispose()


@pytest.mark.parametrize(("role", "status"), [(Role.TRANSFER_MANAGER, 200), (Role.COMPANY, 422)])
def test_eight_signs_are_enough_where_no_password_stands_alone(
    strict, production, make, role, status
):
    account = make.account(role)
    with production.app_context():
        link = account_link(account, "invitation").removeprefix("http://127.0.0.1:8000")

    page = strict.submit(link, password="Gurke!89", status=status)

    assert ("mindestens 15" in page.text) is (role is Role.COMPANY)
