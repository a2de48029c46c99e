"""Grave steps ask who one is; what was typed survives the question."""

from datetime import timedelta

import pytest
from pyotp import TOTP
from sqlalchemy import select

from models import (
    Account,
    AuditEntry,
    BrowserSession,
    ChallengeState,
    Introduction,
    IntroductionState,
    Role,
)
from models.session import FRESH_FOR, OTHERS
from tests.browser_client import Browser
from webapp import create_app, factors, passwords

PASSWORD = "blaue Kühe tanzen im Mai"
WRONG = "gelbe Kühe fliegen im Mai"
SECOND = timedelta(seconds=1)
GRAVE = {
    "admin.change_membership", "admin.invite", "admin.reset_second_factor", "api.create",
    "api.create_feed", "auditing.grant",
    "learning.use", "challenges.delete", "colleagues.invite", "colleagues.share",
    "identity.change_address", "introductions.consent", "introductions.record_phone_consent",
    "own_data.download", "own_data.erase", "own_data.leave", "region.export",
}  # fmt: skip


@pytest.fixture(scope="module")
def password_hash() -> str:
    return passwords.hash_password(PASSWORD)


@pytest.fixture
def manager(make, password_hash) -> Account:
    return make.account(Role.TRANSFER_MANAGER, password_hash=password_hash)


def is_signed_in(browser) -> bool:
    return browser.client.get("/konto").status_code == 200


def cookie_of(browser) -> str:
    return browser.client.get_cookie("sitzung").value


def prove(browser, page, password=PASSWORD, status=200, **fields):
    assert page.h1.text == "Sind Sie es?"
    return browser.send(page, "/konto/bestaetigen", status, password=password, **fields)


def test_grave_steps_ask_and_no_others(app):
    asking = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if getattr(view, "is_proven", False)
    }

    assert asking == GRAVE


@pytest.mark.parametrize(("since", "is_asked"), [(FRESH_FOR - SECOND, False), (FRESH_FOR, True)])
def test_a_quarter_of_an_hour_after_signing_in_nobody_is_asked(
    browser, manager, clock, since, is_asked
):
    browser.login(manager)
    clock.advance(seconds=since.total_seconds())

    answer = browser.client.get("/region/faelle.csv")

    assert answer.status_code == (302 if is_asked else 200)


def test_whoever_proves_it_may_export(browser, manager, clock, session):
    browser.login(manager)
    clock.advance(minutes=16)

    page = browser.get("/region/faelle.csv")
    page = prove(browser, page, WRONG, status=422)
    assert "stimmt nicht" in page.error_at("password")
    assert browser.client.get("/region/faelle.csv").status_code == 302
    page = prove(browser, page)

    assert page.path == "/region/faelle"
    assert browser.client.get("/region/faelle.csv").mimetype == "text/csv"
    assert session.scalars(select(AuditEntry.verb)).all().count("identitaet_bestaetigt") == 1


def test_a_clock_that_is_set_back_proves_nothing(browser, manager, clock):
    browser.login(manager)
    clock.advance(seconds=-1)

    assert browser.client.get("/region/faelle.csv").status_code == 302


def test_the_consent_that_was_sent_is_carried_out_after_the_question(
    browser, make, password_hash, clock, session
):
    introduction = make.introduction(IntroductionState.INTERESTED)
    company = make.account(
        Role.COMPANY, company_id=introduction.challenge.company_id, password_hash=password_hash
    )
    browser.login(company)
    page = browser.get(f"/anfragen/{introduction.id}")
    clock.advance(minutes=16)

    page = browser.send(page, action="/zustimmen", status=401)
    assert "Ausgeführt wurde noch nichts" in page.text
    session.rollback()
    assert session.get_one(Introduction, introduction.id).state is IntroductionState.INTERESTED
    page = prove(browser, page)
    assert page.h1.text == "Danke, das sind Sie"
    page = browser.send(page)

    assert "Sie sind vermittelt" in page.text
    session.rollback()
    assert session.get_one(Introduction, introduction.id).state is IntroductionState.INTRODUCED
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "zugestimmt")).one()
    assert entry.detail == {"text_version": introduction.professor_consented_to}


def test_a_note_typed_on_the_telephone_survives_the_question(
    browser, make, manager, clock, session
):
    challenge = make.challenge(
        ChallengeState.IN_REVIEW, by=manager, lead=manager, company_id=make.company().id
    )
    introduction = make.introduction(
        IntroductionState.INTERESTED, challenge=challenge, lead=manager
    )
    browser.login(manager)
    page = browser.get(f"/anfragen/{introduction.id}")
    clock.advance(minutes=16)
    note = 'Gespräch um 9:15 Uhr mit der "Leitung", <b>einverstanden</b>.'

    page = browser.send(page, "/telefonisch-zugestimmt", 401, note=note)
    page = prove(browser, page, WRONG, status=422)
    page = prove(browser, page)
    browser.send(page)

    kept = session.get_one(Introduction, introduction.id)
    assert (kept.state, kept.consent_note) == (IntroductionState.INTRODUCED, note)


@pytest.mark.parametrize(
    ("action", "fields"), [("zusagen", {}), ("absagen", {"reason": "keine_kapazitaet"})]
)
def test_professors_answer_without_being_asked(browser, make, session, clock, action, fields):
    introduction = make.introduction(IntroductionState.ASKED)
    browser.login(session.get_one(Account, introduction.profile.account_id))
    clock.advance(minutes=16)
    page = browser.get(f"/anfragen/{introduction.id}" + ("/absagen" if action == "absagen" else ""))

    page = browser.send(page, action=f"/{action}", **fields)

    assert "Danke" in page.text


def test_a_second_factor_is_asked_for_too(browser, app, database, manager, clock, session):
    with app.app_context(), database.writing() as writing:
        sealed, earlier = factors.new_secret(), clock() - timedelta(hours=1)
        generator = TOTP(factors.open_secret(sealed))
        owner = writing.get_one(Account, manager.id)
        factors.set_up(writing, owner, sealed, generator.at(earlier), earlier)
    browser.login(manager)
    clock.advance(minutes=16)
    code = generator.at(clock())

    page = browser.get("/region/faelle.csv")
    page = prove(browser, page, WRONG, 422, code=code)
    page = prove(browser, page, PASSWORD, 422, code="000000")
    assert "gilt nicht" in page.error_at("code")
    page = prove(browser, page, code=code)
    assert page.path == "/region/faelle"

    clock.advance(minutes=15)
    prove(browser, browser.get("/region/faelle.csv"), PASSWORD, 422, code=code)


def test_the_proof_gives_a_new_key_and_no_longer_day(browser, app, manager, clock, session):
    browser.login(manager)
    began, thief = clock(), Browser(app)
    browser.get("/konto")
    thief.client.set_cookie("sitzung", cookie_of(browser))
    clock.advance(minutes=16)
    assert is_signed_in(thief)
    other_tab = browser.get("/konto/angaben")

    prove(browser, browser.get("/region/faelle.csv"))

    assert not is_signed_in(thief)
    row = session.scalars(select(BrowserSession)).one()
    assert (row.created_at, row.proved_at) == (began, clock())
    assert browser.send(other_tab, display_name="Leitung des Transfers").path == "/konto"


def test_a_thief_guesses_the_password_five_times(settings, clock, manager):
    app = create_app(settings.model_copy(update={"environment": "demo"}), now=clock)
    browser = Browser(app)
    browser.login(manager)
    page = browser.get("/konto/bestaetigen")
    for _ in range(5):
        page = prove(browser, page, WRONG, status=422)

    browser.send(page, status=429, password=PASSWORD)

    app.extensions["database"].engine.dispose()


def test_what_was_typed_survives_a_session_that_ends_at_the_question(
    browser, make, password_hash, clock
):
    company = make.account(Role.COMPANY, password_hash=password_hash)
    browser.login(company)
    page = browser.get("/konto/adresse")
    clock.advance(minutes=16)
    page = browser.send(page, status=401, email="neu@firma.example")
    clock.advance(seconds=OTHERS.idle.total_seconds())

    page = browser.send(page, "/konto/bestaetigen", password=PASSWORD)

    assert page.path == "/anmelden"


def test_nobody_proves_anything_without_signing_in(browser):
    assert browser.get("/konto/bestaetigen").path == "/anmelden"
