"""The door: badges scanned once, twice, late, and those that belong elsewhere."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models import AuditEntry, Participant, Role, SeatState, Workshop, WorkshopState
from webapp.workshops.arrivals import read_code


@pytest.fixture
def host(browser, make):
    """A manager before the browser."""
    account = make.account(Role.TRANSFER_MANAGER)
    browser.login(account)
    return account


@pytest.fixture
def workshop(make, clock):
    return make.workshop(starts_at=clock(), state=WorkshopState.RUNNING, begun_at=clock())


def door(workshop, end=""):
    return f"/veranstaltungen/{workshop.id}/leitung/einlass{end}"


def scan(browser, workshop, code):
    return browser.submit(door(workshop), action="/einlass", code=code)


def send_scan(browser, workshop, code, moment):
    """What the page's script sends, perhaps later."""
    token = browser.get(door(workshop)).select_one("#scannen [name=csrf_token]")["value"]
    at = str(int(moment.timestamp() * 1000)) if moment else "gestern"
    data = {"csrf_token": token, "code": code, "at": at}
    answer = browser.client.post(door(workshop, "/scan"), data=data)
    assert answer.status_code == 200
    return " ".join(re.sub("<[^>]+>", " ", answer.get_data(as_text=True)).split())


def row_of(session, participant):
    session.rollback()
    return session.get_one(Participant, participant.id)


def arrivals_in_the_trail(session):
    session.rollback()
    counted = select(func.count()).select_from(AuditEntry)
    return session.scalar(counted.where(AuditEntry.verb == "eingelassen"))


def test_a_badge_lets_its_owner_in_once(browser, host, workshop, make, session, clock):
    clock.advance(minutes=2)
    participant = make.participant(workshop, name="Ida Muster")

    page = scan(browser, workshop, participant.code)
    assert "Ida Muster" in page.select_one(".arrival--success").text
    clock.advance(minutes=20)
    page = scan(browser, workshop, participant.code.upper())

    assert "Schon da seit 10:02" in page.select_one(".arrival--warning").text
    assert row_of(session, participant).checked_in_at == clock() - timedelta(minutes=20)
    assert arrivals_in_the_trail(session) == 1
    assert "1 von 1 sind gekommen" in page.text


@pytest.mark.once
def test_a_scanner_set_to_another_keyboard_still_spells_the_code():
    code = "0123456789abcdef0123"

    assert read_code(f"httpsÖ--hub.example-veranstaltungen-einlass-{code}") == code
    assert read_code(code.upper()) == code
    assert read_code(f"{'f' * 20} {code}") == code
    assert read_code("kein Code") is None
    assert read_code("") is None


def test_who_has_no_seat_is_told_so_and_can_be_let_in(
    browser, host, workshop, make, session, clock
):
    waiting = make.participant(workshop, state=SeatState.WAITING)
    gone = make.participant(workshop, state=SeatState.CANCELLED, cancelled_at=clock())

    page = scan(browser, workshop, waiting.code)
    assert "Warteliste" in page.select_one(".arrival").text
    assert row_of(session, waiting).checked_in_at is None
    browser.send(page, action=f"{waiting.id}/einlassen")
    page = scan(browser, workshop, gone.code)
    assert "abgemeldet" in page.select_one(".arrival").text
    browser.send(page, action=f"{gone.id}/einlassen")

    assert row_of(session, waiting).is_there
    assert row_of(session, gone).is_there
    assert row_of(session, gone).cancelled_at is None


def test_badges_of_other_workshops_and_unknown_codes_tell_nothing(browser, host, workshop, make):
    other = make.participant(make.workshop(title="Ein anderer"), name="Ida Muster")

    page = scan(browser, workshop, other.code)
    assert "anderen Workshop" in page.select_one(".arrival--danger").text
    assert "Ida Muster" not in page.text
    for typed in ("", "f" * 20, "<b>", "x" * 5000):
        assert "kennen wir nicht" in scan(browser, workshop, typed).select_one(".arrival").text


def test_scans_of_an_hour_without_connection_count_when_they_were_made(
    browser, host, workshop, make, session, clock
):
    participant = make.participant(workshop, name="Ida Muster")
    scanned_at = clock() + timedelta(minutes=5)
    clock.advance(hours=1)
    browser.login(host)

    first = send_scan(browser, workshop, participant.code, scanned_at)
    again = send_scan(browser, workshop, participant.code, scanned_at)

    assert "eingelassen um 10:05" in first
    assert again == first
    assert row_of(session, participant).checked_in_at == scanned_at
    assert arrivals_in_the_trail(session) == 1


def test_of_two_doors_the_earlier_scan_counts_even_if_it_is_sent_later(
    browser, host, workshop, make, session, clock
):
    participant = make.participant(workshop)
    offline = clock() + timedelta(minutes=1)
    clock.advance(minutes=10)
    scan(browser, workshop, participant.code)

    send_scan(browser, workshop, participant.code, offline)

    assert row_of(session, participant).checked_in_at == offline


@pytest.mark.parametrize("wrong", [timedelta(hours=2), timedelta(days=-3), None])
def test_a_clock_that_is_wrong_is_not_believed(
    browser, host, workshop, make, session, clock, wrong
):
    participant = make.participant(workshop)

    send_scan(browser, workshop, participant.code, clock() + wrong if wrong else None)

    assert row_of(session, participant).checked_in_at == clock()


def test_who_left_early_can_come_back_but_not_by_an_old_scan(
    browser, host, workshop, make, session, clock
):
    participant = make.participant(workshop, name="Ida Muster")
    listed = f"/veranstaltungen/{workshop.id}/leitung/teilnehmende"
    scan(browser, workshop, participant.code)
    clock.advance(hours=1)
    browser.login(host)
    browser.submit(listed, action="gegangen")
    left_at = clock()
    assert row_of(session, participant).left_at == left_at
    clock.advance(minutes=10)

    assert "Schon da" in send_scan(
        browser, workshop, participant.code, left_at - timedelta(minutes=30)
    )
    assert row_of(session, participant).left_at == left_at
    assert "Wieder da" in scan(browser, workshop, participant.code).text
    assert row_of(session, participant).is_there


@pytest.mark.parametrize(
    "facts",
    [
        {"state": WorkshopState.CANCELLED},
        {"state": WorkshopState.DRAFT, "published_at": None},
    ],
)
def test_nobody_is_let_in_where_nothing_takes_place(browser, host, make, session, clock, facts):
    if facts["state"] is WorkshopState.CANCELLED:
        facts = {**facts, "cancelled_at": clock()}
    workshop = make.workshop(**facts)
    participant = make.participant(workshop)

    assert "eingelassen wird niemand" in scan(browser, workshop, participant.code).text
    assert row_of(session, participant).checked_in_at is None


def test_scans_sent_after_the_end_still_count(browser, host, workshop, make, session, clock):
    participant = make.participant(workshop)
    scanned_at = clock()
    clock.advance(hours=6)
    browser.login(host)
    with make.writing() as writing:
        writing.get_one(Workshop, workshop.id).end(clock())

    send_scan(browser, workshop, participant.code, scanned_at)

    assert row_of(session, participant).checked_in_at == scanned_at


def test_a_name_is_enough_whatever_its_umlauts(browser, host, workshop, make, session):
    person = make.participant(workshop, name="Jörg Ärmel", organisation="Öko-Straße GmbH")
    make.participant(workshop, name="Ida Muster")

    page = browser.get(door(workshop) + "?suche=armel+OKO")
    assert "Jörg Ärmel" in page.text
    assert "Ida Muster" not in page.text
    browser.send(page, action=f"{person.id}/einlassen")

    assert row_of(session, person).is_there
    assert "Niemand heißt so" in browser.get(door(workshop) + "?suche=xyz").text


def test_the_code_of_a_badge_leads_a_manager_to_the_door(browser, host, workshop, make):
    participant = make.participant(workshop)

    page = browser.get(f"/veranstaltungen/einlass/{participant.code}")

    assert page.path == door(workshop)
    assert page.select_one("[name=code]")["value"] == participant.code
    assert "camera=(self)" in page.response.headers["Permissions-Policy"]
    browser.get("/veranstaltungen/einlass/unbekannt", status=404)


def test_somebody_comes_unannounced(browser, host, make, session, clock):
    make.municipality()
    workshop = make.workshop(
        starts_at=clock(), state=WorkshopState.RUNNING, begun_at=clock(), capacity=1
    )
    expected = make.participant(workshop)
    form = f"/veranstaltungen/{workshop.id}/leitung/teilnehmende/neu"
    facts = {"name": "Ohne Anmeldung", "organisation": "Spontan GmbH", "side": "gast"}

    page = browser.submit(form, status=422, **facts)
    assert "Einverständnis" in page.error_at("consent")
    page = browser.submit(form, status=422, **facts, consent="y", email=expected.email)
    assert "schon jemand angemeldet" in page.error_at("email")
    browser.submit(form, **facts, consent="y")
    browser.submit(form, **{**facts, "name": "Noch wer"}, consent="y", is_here=[])

    session.rollback()
    guests = session.scalars(select(Participant).where(Participant.email.is_(None))).all()
    assert {each.name: each.is_there for each in guests} == {
        "Ohne Anmeldung": True, "Noch wer": False,
    }  # fmt: skip
    assert all(each.has_seat for each in guests)


def test_the_list_filters_counts_and_strikes_off(browser, host, make, session, clock):
    workshop = make.workshop(capacity=2)
    first = make.participant(workshop, name="Anna Erste")
    make.participant(workshop, name="Zoe Zweite")
    waiting = make.participant(workshop, name="Karl Wartet", state=SeatState.WAITING)
    listed = f"/veranstaltungen/{workshop.id}/leitung/teilnehmende"

    page = browser.get(listed)
    assert "2 von 2" in page.text
    names = [each.find(string=True) for each in page.select("tbody th")]
    assert names == ["Anna Erste", "Karl Wartet", "Zoe Zweite"]
    page = browser.get(listed + "?stand=warteliste")
    assert "Karl Wartet" in page.select_one("table").text
    assert "Anna Erste" not in page.select_one("table").text
    browser.get(listed + "?stand=unsinn&suche=%25")

    page = browser.send(browser.get(listed), action=f"{first.id}/abmelden")
    assert "Karl Wartet rückt nach" in page.text
    assert row_of(session, waiting).has_seat


def test_badges_are_printed_all_together_and_one_by_one(browser, host, workshop, make, clock):
    people = [make.participant(workshop, name=f"Ida Muster {number}") for number in range(9)]
    make.participant(workshop, state=SeatState.CANCELLED, cancelled_at=clock())
    base = f"/veranstaltungen/{workshop.id}/leitung"

    for url in (f"{base}/namensschilder", f"{base}/teilnehmende/{people[0].id}/namensschild"):
        answer = browser.client.get(url)
        assert answer.mimetype == "application/pdf"
        assert answer.data.startswith(b"%PDF-")
    other = make.participant(make.workshop())
    browser.get(f"{base}/teilnehmende/{other.id}/namensschild", status=404)


def test_who_has_come_is_counted_after_names_are_gone(
    browser, host, workshop, make, database, clock
):
    participant = make.participant(workshop, checked_in_at=clock())
    with database.writing() as session:
        session.get_one(Participant, participant.id).erase(clock())

    page = browser.get(f"/veranstaltungen/{workshop.id}/leitung/teilnehmende")

    assert "gelöscht" in page.text
    assert "1 von 60" in page.text
