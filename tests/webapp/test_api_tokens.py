"""Zugänge für Programme: shown once, good for a purpose and a while, never for more."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import Account, ApiToken, AuditEntry, InvalidTransition, Role, Scope, SecondFactor
from models.api_token import KEPT_AFTER_THE_END, MOST_TOKENS
from tests.browser_client import Browser
from tests.mailing import text_of
from webapp import create_app, nightly
from webapp.programs import PER_PLACE, PER_TOKEN
from webapp.security import limiter

CASES = "/api/v1/faelle"


@pytest.fixture
def manager(make) -> Account:
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def ask(app):
    """The answer to a program that has a key, and neither cookies nor anything else."""

    def ask(key: str | None, url: str = CASES, **headers: str):
        sent = {"Authorization": f"Bearer {key}"} if key is not None else {}
        return app.test_client().get(url, headers=sent | headers)

    return ask


def create(browser, **fields) -> str:
    page = browser.submit("/konto/zugaenge/neu", **{"name": "ERP", "days": "30", **fields})
    return page.select_one("#schluessel").get_text(strip=True)


def test_somebody_makes_a_key_uses_it_and_ends_it(browser, manager, ask, session, work_off, app):
    browser.login(manager)

    key = create(browser, scopes=["faelle"])

    assert ask(key).status_code == 200
    page = browser.get("/konto/zugaenge")
    assert "ERP" in page.text
    assert "Fälle lesen" in page.text
    assert key not in page.text, "it is shown once"
    work_off()
    assert "Neuer Zugang" in app.sent[-1]["Subject"]
    assert key not in text_of(app.sent[-1])

    token_id = next(
        each.id for each in session.scalars(select(ApiToken)).all() if each.opens_with(key)
    )
    browser.send(page, f"{token_id}/beenden")

    assert ask(key).status_code == 401
    assert "beendet" in browser.get("/konto/zugaenge").text
    session.rollback()
    deeds = set(session.scalars(select(AuditEntry.verb)))
    assert {"zugang_angelegt", "zugang_beendet"} <= deeds


def test_the_key_itself_is_stored_nowhere(browser, manager, session):
    browser.login(manager)

    key = create(browser, scopes=["faelle"])

    rows = session.scalars(select(ApiToken)).all()
    assert not any(key in repr(vars(each)) for each in rows)
    (made,) = [each for each in rows if each.name == "ERP"]
    assert made.opens_with(key)
    assert not made.opens_with(key[:-1])


def test_a_browser_left_open_makes_no_key(browser, manager, clock, session):
    browser.login(manager)
    clock.advance(minutes=16)

    page = browser.get("/konto/zugaenge/neu")

    assert page.h1.text == "Sind Sie es?"


def test_only_purposes_of_the_own_role_are_offered(make, browser):
    offered = {
        Role.COMPANY: {"bedarfe"}, Role.PROFESSOR: set(), Role.SCOUT: set(),
        Role.SUPPORTER: {"kennzahlen", "luecken"}, Role.ADMIN: {"kennzahlen", "luecken"},
        Role.TRANSFER_MANAGER: {"faelle", "kennzahlen", "luecken"},
    }  # fmt: skip
    for role, expected in offered.items():
        browser.login(make.account(role))
        page = browser.get("/konto/zugaenge/neu")
        assert {each["value"] for each in page.select("[name=scopes]")} == expected, role

    browser.login(make.account(Role.COMPANY))
    form = browser.get("/konto/zugaenge/neu").select_one("main form")
    data = browser._prefilled(form) | {"name": "ERP", "scopes": ["faelle"]}
    assert browser.client.post("/konto/zugaenge/neu", data=data).status_code == 422


def test_without_a_name_or_a_purpose_the_form_says_so_at_the_field(browser, manager):
    browser.login(manager)

    page = browser.submit("/konto/zugaenge/neu", status=422, name="")

    assert "wofür der Zugang ist" in page.error_at("name")
    assert "mindestens einen Zweck" in page.error_at("scopes")


def test_nobody_ends_the_key_of_somebody_else(make, browser, manager, ask):
    token, key = make.api_token(manager, Scope.CASES)
    browser.login(make.account(Role.TRANSFER_MANAGER))
    page = browser.get("/konto")
    data = {"csrf_token": page.select_one("[name=csrf_token]")["value"]}

    answer = browser.client.post(f"/konto/zugaenge/{token.id}/beenden", data=data)

    assert answer.status_code == 404
    assert ask(key).status_code == 200


def test_a_key_opens_only_what_it_was_made_for(make, manager, ask):
    _, key = make.api_token(manager, Scope.FIGURES)

    assert ask(key, "/api/v1/kennzahlen/region").status_code == 200
    answer = ask(key)
    assert answer.status_code == 403
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


ENDS = {
    "deactivated": lambda account, at: account.deactivate(),
    "a new password": lambda account, at: account.set_password_hash("new"),
    "signed out everywhere": lambda account, at: account.end_sessions(),
    "another address": lambda account, at: account.change_address("neu@hub.example", at),
    "another role": lambda account, at: account.move(Role.ADMIN, None),
}


@pytest.mark.parametrize("how", ENDS)
def test_what_ends_sessions_ends_keys(make, manager, ask, how, clock):
    _, key = make.api_token(manager, Scope.CASES)
    assert ask(key).status_code == 200

    with make.writing() as session:
        ENDS[how](session.get_one(Account, manager.id), clock())

    assert ask(key).status_code == 401


def test_a_purpose_of_an_earlier_role_opens_nothing(make, ask):
    """Even for a key that somehow outlived the change, because each request asks anew."""
    supporter = make.account(Role.SUPPORTER)
    _, key = make.api_token(supporter, Scope.CASES, Scope.FIGURES)

    assert ask(key).status_code == 403
    assert ask(key, "/api/v1/kennzahlen/region").status_code == 200


def test_a_key_expires_to_the_second(make, manager, ask, clock):
    _, key = make.api_token(manager, Scope.CASES, days=30)
    clock.advance(days=30, seconds=-1)
    assert ask(key).status_code == 200

    clock.advance(seconds=1)

    assert ask(key).status_code == 401


def test_where_a_second_factor_is_asked_for_a_key_without_one_opens_nothing(
    settings, make, manager, clock
):
    _, key = make.api_token(manager, Scope.CASES)
    facts = {
        "environment": "production", "smtp_host": "localhost", "trusted_hosts": ["localhost"],
        "base_url": "https://localhost",
    }  # fmt: skip
    strict = create_app(settings.model_copy(update=facts), now=clock)
    strict.extensions["wake"] = lambda: None

    def status() -> int:
        sent = {"Authorization": f"Bearer {key}"}
        return strict.test_client().get(CASES, headers=sent).status_code

    assert status() == 401
    with make.writing() as session:
        session.add(
            SecondFactor(
                account_id=manager.id,
                sealed_secret="x",
                set_up_at=clock(),
                last_step=1,
                recovery_hashes=[],
            )
        )
    assert status() == 200
    strict.extensions["database"].engine.dispose()


WRONG = {
    "none": {}, "no such key": {"Authorization": "Bearer eth_wrong"},
    "another kind": {"Authorization": "Basic YTpi"}, "nothing": {"Authorization": "Bearer"},
    "noise": {"Authorization": "äöü \x7f"}, "in the address": {},
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_without_a_good_key_there_is_one_answer(make, manager, app, kind):
    _, key = make.api_token(manager, Scope.CASES)
    url = f"{CASES}?access_token={key}" if kind == "in the address" else CASES

    answer = app.test_client().get(url, headers=WRONG[kind])

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="EcoTecHub"'
    assert answer.mimetype == "application/problem+json"


def test_a_wrong_key_is_not_passed_over_where_none_is_needed(app):
    client = app.test_client()

    assert client.get("/api/v1/profile").status_code == 200
    sent = {"Authorization": "Bearer eth_wrong"}
    assert client.get("/api/v1/profile", headers=sent).status_code == 401


def test_a_cookie_opens_nothing_and_none_is_sent(app, manager):
    browser = Browser(app)
    browser.login(manager)
    browser.client.key = None

    answer = browser.client.get(CASES)

    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers["Vary"]


def test_a_key_opens_no_page(make, manager, app):
    _, key = make.api_token(manager, Scope.CASES)

    answer = app.test_client().get("/pruefung", headers={"Authorization": f"Bearer {key}"})

    assert answer.status_code == 302


def test_the_last_use_is_kept_to_the_minute(make, manager, ask, clock, session):
    token, key = make.api_token(manager, Scope.CASES)

    def last_used():
        session.rollback()
        return session.get_one(ApiToken, token.id).last_used_at

    began = clock()
    ask(key)
    assert last_used() == began
    clock.advance(seconds=59)
    ask(key)
    assert last_used() == began
    clock.advance(seconds=1)
    ask(key)
    assert last_used() == clock()


def test_each_key_and_each_place_has_its_share(settings, make, manager, clock):
    """In the demo, where attempts are counted."""
    app = create_app(settings.model_copy(update={"environment": "demo"}), now=clock)
    token, key = make.api_token(manager, Scope.CASES)
    _, other = make.api_token(manager, Scope.CASES)
    (per_token,), (per_place,) = PER_TOKEN, PER_PLACE
    assert per_token.amount < per_place.amount

    def ask(key: str):
        return app.test_client().get(CASES, headers={"Authorization": f"Bearer {key}"})

    with app.app_context():
        for _ in range(per_token.amount):
            assert limiter.allows(PER_TOKEN, "api-token", token.id.hex)
    refused = ask(key)

    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    assert refused.mimetype == "application/problem+json"
    assert ask(other).status_code == 200
    with app.app_context():
        limiter.reset()
    app.extensions["database"].engine.dispose()


def test_an_account_has_only_so_many_keys(make, manager, browser):
    for _ in range(MOST_TOKENS):
        make.api_token(manager, Scope.CASES)
    browser.login(manager)
    page = browser.get("/konto/zugaenge/neu")
    data = browser._prefilled(page.select_one("main form")) | {"name": "ERP", "scopes": ["faelle"]}

    assert browser.client.post("/konto/zugaenge/neu", data=data).status_code == 409


def test_keys_that_ended_long_ago_are_forgotten(app, make, manager, clock, session):
    gone, _ = make.api_token(manager, Scope.CASES, days=1)
    kept, _ = make.api_token(manager, Scope.CASES, days=365)
    clock.advance(days=2, seconds=KEPT_AFTER_THE_END.total_seconds())

    with app.app_context():
        nightly.tidy()

    left = set(session.scalars(select(ApiToken.id)))
    assert gone.id not in left
    assert kept.id in left


def test_a_key_is_ended_once(clock):
    token, _ = ApiToken.issue(
        Account(role=Role.ADMIN), clock(), name="ERP", scopes=[],
        expires_at=clock() + timedelta(days=1),
    )  # fmt: skip
    token.revoke(clock())

    with pytest.raises(InvalidTransition):
        token.revoke(clock())
