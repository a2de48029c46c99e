"""Sessions: where somebody is signed in, how long, and how it ends."""

import os
import threading
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from models import Account, AuditEntry, BrowserSession, Challenge, Role
from models.session import OTHERS, STAFF, hash_key, limits_of
from tests.browser_client import Browser
from webapp import passwords
from webapp.devices import describe_device
from webapp.sessions import SEEN_EVERY, forget_old_sessions

PASSWORD = "blaue Kühe tanzen im Mai"
LIMITS = [(role, STAFF if role in {Role.TRANSFER_MANAGER, Role.ADMIN} else OTHERS) for role in Role]
SECOND = timedelta(seconds=1)
IS_LONG_RUN = os.environ.get("HYPOTHESIS_PROFILE") == "verify"


@pytest.fixture
def company(make) -> Account:
    return make.account(Role.COMPANY, password_hash=passwords.hash_password(PASSWORD))


@pytest.fixture
def elsewhere(app) -> Browser:
    """A second browser, on a phone."""
    browser = Browser(app)
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1"
    browser.client.environ_base = {**browser.client.environ_base, "HTTP_USER_AGENT": agent}
    return browser


def sign_in(browser, account):
    return browser.submit("/anmelden", email=account.email, password=PASSWORD)


def key_of(browser) -> str:
    with browser.client.session_transaction() as session:
        return session["_user_id"]


def is_signed_in(browser) -> bool:
    return browser.client.get("/konto").status_code == 200


def rows(session) -> list[BrowserSession]:
    session.rollback()
    query = select(BrowserSession).order_by(BrowserSession.created_at, BrowserSession.id)
    return list(session.scalars(query))


def test_the_database_holds_no_key_that_would_sign_in(browser, company, session):
    sign_in(browser, company)

    (row,) = rows(session)
    key = key_of(browser)
    assert len(key) >= 43  # 256 bits
    assert row.key_hash == hash_key(key)
    assert key not in str(vars(row))


def test_every_sign_in_has_a_new_key_and_ends_the_one_before(browser, app, company, session):
    sign_in(browser, company)
    first = key_of(browser)
    browser.client.post(
        "/anmelden",
        data={
            "csrf_token": browser.get("/konto").select_one("input[name=csrf_token]")["value"],
            "email": company.email,
            "password": PASSWORD,
        },
    )

    assert key_of(browser) != first
    assert sorted(row.ended_at is None for row in rows(session)) == [False, True]


def test_the_account_page_shows_where_one_is_signed_in(browser, elsewhere, company):
    sign_in(elsewhere, company)
    sign_in(browser, company)

    page = browser.get("/konto")

    table = page.select_one("table").get_text(" ", strip=True)
    assert "Safari, iPhone" in table
    assert "Dieses Gerät" in table
    assert len(page.select("form[action$='/beenden']")) == 1


def test_a_session_ended_elsewhere_is_dead_at_its_next_request(
    browser, elsewhere, company, session
):
    sign_in(elsewhere, company)
    sign_in(browser, company)

    page = browser.submit("/konto", action="/beenden")

    assert "Die Sitzung ist beendet" in page.text
    assert not is_signed_in(elsewhere)
    assert is_signed_in(browser)
    verbs = session.scalars(select(AuditEntry.verb)).all()
    assert "sitzung_beendet" in verbs


def test_everywhere_else_means_not_here(browser, elsewhere, company, app):
    third = Browser(app)
    for each in (elsewhere, third, browser):
        sign_in(each, company)

    browser.submit("/konto", action="/konto/sonst-abmelden")

    assert [is_signed_in(each) for each in (browser, elsewhere, third)] == [True, False, False]


def test_nobody_ends_the_session_of_somebody_else(browser, elsewhere, company, make, session):
    sign_in(elsewhere, company)
    (theirs,) = rows(session)
    browser.login(make.account(Role.ADMIN))
    token = browser.get("/konto").select_one("input[name=csrf_token]")["value"]

    answer = browser.client.post(
        f"/konto/sitzungen/{theirs.id}/beenden", data={"csrf_token": token}
    )

    assert answer.status_code == 404
    assert is_signed_in(elsewhere)


def test_a_stolen_cookie_is_worth_nothing_after_signing_out(browser, elsewhere, company):
    sign_in(browser, company)
    stolen = browser.client.get_cookie("sitzung").value
    token = browser.get("/konto").select_one("input[name=csrf_token]")["value"]

    browser.client.post("/abmelden", data={"csrf_token": token})
    elsewhere.client.set_cookie("sitzung", stolen)

    assert not is_signed_in(elsewhere)


@pytest.mark.sized
def test_an_answer_that_comes_late_revives_no_session(app, browser, company, database, clock):
    """Whatever is committed last: a session ended while a page was written stays ended."""
    for _ in range(1000 if IS_LONG_RUN else 20):
        clock.advance(seconds=SEEN_EVERY.total_seconds())
        browser.login(company)
        key, cookie = key_of(browser), browser.client.get_cookie("sitzung").value
        clock.advance(seconds=SEEN_EVERY.total_seconds())
        page_is_asked_for, session_is_ended = threading.Event(), threading.Event()
        late = threading.Thread(
            target=ask_slowly, args=(app, cookie, page_is_asked_for, session_is_ended)
        )
        late.start()
        assert page_is_asked_for.wait(20)
        with database.writing() as writing:
            row = writing.scalars(
                select(BrowserSession).where(BrowserSession.key_hash == hash_key(key))
            ).one()
            row.end(clock())
        session_is_ended.set()
        late.join()

        assert not is_signed_in(browser)


def ask_slowly(app, cookie, page_is_asked_for, session_is_ended) -> None:
    """Fetch a page whose session is known to be good, and wait before it is answered."""
    here = threading.get_ident()

    def wait(_row, _context) -> None:
        if threading.get_ident() == here:
            page_is_asked_for.set()
            session_is_ended.wait(20)

    client = app.test_client()
    client.set_cookie("sitzung", cookie)
    event.listen(BrowserSession, "load", wait)
    try:
        client.get("/konto")
    finally:
        event.remove(BrowserSession, "load", wait)


def test_staff_are_signed_in_for_less_time_than_others():
    minutes = {role: tuple(each.total_seconds() / 60 for each in limits_of(role)) for role in Role}

    staff = {Role.TRANSFER_MANAGER, Role.ADMIN}
    assert minutes == {role: (30, 480) if role in staff else (60, 720) for role in Role}


@pytest.mark.parametrize(("role", "limits"), LIMITS)
def test_idle_sessions_end_to_the_second(browser, make, clock, role, limits):
    browser.login(make.account(role))
    clock.advance(seconds=(limits.idle - SECOND).total_seconds())
    assert is_signed_in(browser)

    clock.advance(seconds=(limits.idle + SECOND).total_seconds())

    assert not is_signed_in(browser)


@pytest.mark.parametrize(("role", "limits"), LIMITS)
def test_busy_sessions_end_after_a_working_day(browser, make, clock, role, limits):
    browser.login(make.account(role))
    began = clock.at
    while clock.at + limits.idle / 2 < began + limits.absolute:
        assert is_signed_in(browser)
        clock.advance(seconds=(limits.idle / 2).total_seconds())

    clock.at = began + limits.absolute - SECOND
    assert is_signed_in(browser)
    clock.at = began + limits.absolute + SECOND
    assert not is_signed_in(browser)


def test_no_clock_that_is_set_back_revives_a_session(browser, company, clock):
    browser.login(company)
    began = clock.at
    clock.advance(hours=2)
    assert not is_signed_in(browser)

    clock.at = began + timedelta(minutes=1)

    assert not is_signed_in(browser)


def test_a_form_with_mistakes_is_a_sign_of_life_too(browser, company, clock):
    browser.login(company)
    page = browser.get("/konto/angaben")
    clock.advance(minutes=50)
    browser.send(page, phone="keine", status=422)
    clock.advance(minutes=50)

    assert is_signed_in(browser)


def test_the_page_says_until_when_one_is_signed_in(browser, company, clock):
    browser.login(company)
    aside = browser.get("/konto").select_one("[data-session]")
    assert "endet Ihre Sitzung um 11:00 Uhr" in aside.text  # 60 minutes after 9:00 UTC
    assert aside["data-warned-in"] == str(55 * 60)
    assert aside["data-over-in"] == str(60 * 60)
    assert "session--near" not in aside["class"]

    clock.advance(minutes=30)
    aside = browser.get("/konto").select_one("[data-session]")
    assert "endet Ihre Sitzung um 11:30 Uhr" in aside.text


@pytest.mark.parametrize(("seconds", "is_near"), [(301, False), (299, True)])
def test_the_last_minutes_of_the_day_are_announced(
    browser, company, clock, database, seconds, is_near
):
    browser.login(company)
    began = clock.at
    clock.at = began + OTHERS.absolute - timedelta(seconds=seconds)
    with database.writing() as writing:
        writing.scalars(select(BrowserSession)).one().last_seen_at = clock.at

    aside = browser.get("/konto").select_one("[data-session]")

    assert ("session--near" in aside["class"]) is is_near
    assert "Danach melden Sie sich bitte neu an" in aside.text
    assert aside.select_one("form") is None


def test_strangers_read_nothing_about_sessions(browser):
    assert browser.get("/").select_one("[data-session]") is None


def test_staying_signed_in_is_one_button(browser, company, clock):
    browser.login(company)
    token = browser.get("/konto").select_one("input[name=csrf_token]")["value"]
    clock.advance(minutes=58)

    answer = browser.client.post(
        "/konto/sitzung-verlaengern",
        data={"csrf_token": token},
        headers={"X-Requested-With": "fetch"},
    )
    assert "um 11:58 Uhr" in answer.get_data(as_text=True)
    clock.advance(minutes=59)
    without_script = browser.client.post("/konto/sitzung-verlaengern", data={"csrf_token": token})

    assert without_script.status_code == 302
    clock.advance(minutes=59)
    assert is_signed_in(browser)


def test_what_was_typed_before_the_session_ended_is_back_in_the_form(
    browser, company, clock, session
):
    browser.login(company)
    page = browser.get("/bedarfe/neu")
    clock.advance(minutes=61)
    title, text = "Risse in Sichtbeton", 'Unsere "Wände"\nreißen <b>überall</b> nach\n\ndem Winter.'

    page = browser.send(page, status=401, title=title, description=text, support_kinds=["beratung"])
    assert [each.text.strip() for each in page.select("textarea")] == [title, text]
    page = browser.send(page, action="/anmelden")
    assert page.path == "/anmelden"
    page = browser.send(page, email=company.email, password="gelbe Kühe fliegen im Mai", status=422)
    page = browser.send(page, email=company.email, password=PASSWORD)
    assert page.h1.text == "Sie sind wieder angemeldet"
    page = browser.send(page, action="/bedarfe/neu")

    assert page.path == "/bedarfe/neu"
    assert page.select_one("[name=title]")["value"] == title
    assert page.select_one("[name=description]").text.strip() == text
    assert not page.select("[id$=-error]")
    assert session.scalars(select(Challenge)).all() == []
    page = browser.send(page)
    assert page.h1.text == title


@pytest.mark.parametrize(
    "kept", ["", "[", "null", "3", '["//evil.example/", []]', '["/x"]', '["/x", [1]]', "[3, []]"]
)
def test_a_foreign_form_is_carried_nowhere(browser, company, kept):
    token = browser.get("/anmelden").select_one("main input[name=csrf_token]")["value"]

    answer = browser.client.post(
        "/anmelden",
        data={"csrf_token": token, "kept": kept, "email": company.email, "password": PASSWORD},
    )

    assert answer.status_code == 302


def test_rows_are_forgotten_a_month_after_the_last_sign_of_life(
    app, browser, elsewhere, company, clock, session
):
    browser.login(company)
    clock.advance(days=29)
    elsewhere.login(company)
    clock.advance(days=1, seconds=1)

    with app.app_context():
        forget_old_sessions()

    (left,) = rows(session)
    assert left.created_at == clock.at - timedelta(days=1, seconds=1)


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0",
         "Edge, Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.5 Safari/605.1.15",
         "Safari, macOS"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.5.0", ""),
        ("<script>alert(1)</script> Windows", "Windows"),
        ("", ""),
    ],
)  # fmt: skip
def test_devices_are_described_coarsely(user_agent, device):
    assert describe_device(user_agent) == device
