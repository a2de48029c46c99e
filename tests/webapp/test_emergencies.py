"""Emergency access: one reason, two persons, one case, one hour, and all concerned are told."""

import pytest
from sqlalchemy import select, text

from models import Emergency, OutgoingMail, Reading, Role
from tests.mailing import text_of
from tests.webapp.trail import unlock
from webapp.auditing import queries

REASON = "Das Unternehmen meldet, dass sein Bedarf doppelt angezeigt wird."
PAGE = "/betrieb/notfallzugriff"


@pytest.fixture
def challenge(make, company, lead):
    return make.challenge(by=company, lead=lead, description="Die Dichtung aus Kautschuk quillt.")


@pytest.fixture
def first(make):
    return make.account(Role.ADMIN, display_name="Betrieb Nord")


@pytest.fixture
def second(make):
    return make.account(Role.ADMIN, display_name="Betrieb Süd")


@pytest.fixture
def ask(browser, challenge, first, second, session):
    """The first administrator asks; gives back what was asked."""

    def do() -> Emergency:
        browser.login(first)
        browser.submit(PAGE, reference=challenge.reference.lower(), reason=REASON)
        return session.scalars(select(Emergency)).one()

    return do


@pytest.fixture
def grant(browser, second):
    def do(emergency: Emergency):
        browser.login(second)
        return browser.submit(PAGE, f"{emergency.id}/gewaehren")

    return do


def test_two_administrators_open_one_case_for_one_hour(browser, ask, grant, first, clock):
    emergency = ask()
    reading = f"{PAGE}/{emergency.id}"
    browser.get(reading, status=409)

    grant(emergency)
    browser.login(first)
    page = browser.get(reading)

    assert "Kautschuk" in page.text
    clock.advance(minutes=59)
    browser.login(first)
    browser.get(reading)
    clock.advance(minutes=1)
    browser.get(reading, status=409)


def test_nobody_grants_their_own_request(browser, ask, first, session):
    emergency = ask()

    page = browser.get(PAGE)

    assert not page.select(f'form[action$="{emergency.id}/gewaehren"]')
    answer = browser.client.post(
        f"{PAGE}/{emergency.id}/gewaehren", data={"csrf_token": _token(page)}
    )
    assert answer.status_code == 409
    session.refresh(emergency)
    assert emergency.granted_at is None


def _token(page) -> str:
    return page.soup.find(attrs={"name": "csrf_token"})["value"]


def test_whoever_grants_does_not_read(browser, ask, grant):
    emergency = ask()
    grant(emergency)

    browser.get(f"{PAGE}/{emergency.id}", status=409)


def test_a_request_lapses_after_a_day(browser, ask, second, clock):
    ask()
    clock.advance(days=1)
    browser.login(second)

    page = browser.get(PAGE)

    assert "Verfallen" in page.text
    assert not page.select("form[action$=gewaehren]")


def test_company_and_lead_are_told_without_a_word_of_content(
    ask, grant, challenge, company, lead, first, second, database, work_off, app
):
    emergency = ask()
    assert _mails(database) == [("emergency_asked", second.email)]

    grant(emergency)

    assert _mails(database) == [
        ("emergency_asked", second.email),
        ("emergency_granted", first.email),
        *sorted(("emergency_notice", each.email) for each in (company, lead)),
    ]
    work_off()
    assert len(app.sent) == 4
    for message in app.sent:
        text = f"{message['Subject']} {text_of(message)}"
        assert not any(word in text for word in ("Kautschuk", challenge.title, REASON))


def _mails(database) -> list[tuple[str, str]]:
    with database.reading() as session:
        mails = session.scalars(select(OutgoingMail))
        return sorted((each.template, each.recipient.email) for each in mails)


def test_the_company_reads_who_asked_who_agreed_and_why(
    browser, ask, grant, challenge, company, first
):
    emergency = ask()
    grant(emergency)
    browser.login(first)
    browser.get(f"{PAGE}/{emergency.id}")

    browser.login(company)
    page = browser.get(f"/bedarfe/{challenge.id}/gelesen")

    for words in ("Betrieb Nord", "Betrieb Süd", REASON, "Notfallzugriff, Voller Text"):
        assert words in page.text


def test_every_look_is_written_down(browser, ask, grant, challenge, first, database, clock):
    emergency = ask()
    grant(emergency)
    browser.login(first)
    for _ in range(3):
        clock.advance(minutes=1)
        browser.get(f"{PAGE}/{emergency.id}")

    with database.reading() as session:
        found = queries.readers(session, challenge.id)
    assert len(found) == 3
    assert {each.account_id for each in found} == {first.id}
    assert all({Reading.EMERGENCY, Reading.FULL_TEXT} <= each.what for each in found)


def test_a_single_administrator_is_told_that_a_second_person_is_needed(
    browser, make, challenge, session
):
    browser.login(make.account(Role.ADMIN))
    make.account(Role.ADMIN, is_active=False)
    make.account(Role.ADMIN, confirmed_at=None)

    page = browser.get(PAGE)

    assert "Eine zweite Person ist nötig" in page.text
    assert not page.soup.find(attrs={"name": "reason"})
    data = {"csrf_token": _token(page), "reference": challenge.reference, "reason": REASON}
    assert browser.client.post(PAGE, data=data).status_code == 409
    assert session.scalars(select(Emergency)).all() == []


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("reference", "000-000", "gibt es keinen Fall"),
        ("reference", "", "geben Sie die Fallnummer an"),
        ("reason", "Bitte.", "in einem ganzen Satz"),
    ],
)
def test_what_is_missing_stands_at_its_field(
    browser, first, second, challenge, field, value, words
):
    browser.login(first)
    given = {"reference": challenge.reference, "reason": REASON, field: value}

    page = browser.submit(PAGE, status=422, **given)

    assert words in page.error_at(field)


@pytest.mark.parametrize(
    "role", [each for each in Role if each is not Role.ADMIN], ids=lambda role: role.value
)
def test_nobody_but_administrators_comes_near_it(browser, make, ask, grant, role):
    emergency = ask()
    grant(emergency)
    browser.login(make.account(role))

    browser.get(PAGE, status=403)
    browser.get("/betrieb/protokoll", status=403)
    browser.get(f"{PAGE}/{emergency.id}", status=404)


def test_rights_end_at_once_with_the_account(browser, ask, grant, first, database):
    emergency = ask()
    grant(emergency)
    with database.writing() as session:
        session.merge(first).deactivate()

    browser.login(first)
    page = browser.get(f"{PAGE}/{emergency.id}")

    assert page.path == "/anmelden"


def test_an_erased_case_takes_its_requests_along(browser, ask, challenge, company, database):
    ask()
    browser.login(company)
    browser.submit(f"/bedarfe/{challenge.id}/zurueckziehen")
    browser.submit(f"/bedarfe/{challenge.id}/loeschen")

    with database.reading() as session:
        assert session.scalars(select(Emergency)).all() == []


def test_an_administrator_sees_that_the_trail_is_whole(browser, app, first, challenge):
    from webapp import nightly

    browser.login(first)
    assert "Noch ist nichts verankert" in browser.get("/betrieb/protokoll").text
    with app.app_context():
        nightly.anchor_trail()

    page = browser.get("/betrieb/protokoll")

    assert "Seit dem letzten Anker wurde nichts verändert" in page.text
    assert len(page.select("tbody tr")) == 1


def test_an_administrator_sees_damaged_anchors_and_entries(
    browser, app, first, challenge, company, settings, database
):
    browser.login(company)
    browser.get(f"/bedarfe/{challenge.id}")
    with database.open(writes=True) as session:
        unlock(session)
        session.execute(text("UPDATE audit_entries SET verb = 'x'"))
        session.commit()
    browser.login(first)

    assert "Eintrag 1 ist nicht, wie er geschrieben wurde" in browser.get("/betrieb/protokoll").text
    (settings.data_dir / "audit-anchors.txt").write_text("kein Anker\n")
    assert "Anker beschädigt" in browser.get("/betrieb/protokoll").text
