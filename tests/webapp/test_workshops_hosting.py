"""A workshop as its hosts set it up: announced, moved, filled, called off."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    AgendaItem,
    AgendaKind,
    AuditEntry,
    Participant,
    Role,
    SeatState,
    SupportKind,
    Workshop,
    WorkshopState,
)
from models.base import LOCAL_ZONE
from tests.mailing import text_of
from tests.webapp.statements import count_statements

WRITTEN = {
    "title": "Kreisläufe schließen", "summary": "Ein Nachmittag.", "day": "2026-05-08",
    "begins": "14:00", "ends": "18:00", "place": "Ökologiestation, Bergkamen",
    "contact": "Transferstelle, 0209 5710 120", "capacity": "40", "closing_day": "2026-05-07",
    "closing_time": "12:00", "dots": "5", "talk_minutes": "15", "most_talks": "8",
}  # fmt: skip


@pytest.fixture
def host(browser, make):
    """A manager before the browser."""
    account = make.account(Role.TRANSFER_MANAGER)
    browser.login(account)
    return account


def the_workshop(session):
    session.rollback()
    return session.scalars(select(Workshop)).one()


def page_of(workshop, end=""):
    return f"/veranstaltungen/{workshop.id}/leitung{end}"


def test_a_manager_leads_a_workshop_from_draft_to_end(browser, host, session, clock):
    page = browser.submit("/veranstaltungen/leitung/neu", **WRITTEN)
    workshop = the_workshop(session)
    assert page.h1.text == "Kreisläufe schließen"
    assert "Programm eintragen" in page.text
    assert workshop.created_by_id == host.id
    assert workshop.starts_at.astimezone(LOCAL_ZONE).hour == 14

    arrange = page_of(workshop, "/ablauf")
    browser.submit(
        arrange, action="programm", **{
            "teil-title": "Ankommen", "teil-begins": "14:00", "teil-ends": "14:30",
            "teil-kind": "pause",
        }
    )  # fmt: skip
    assert "Tische einrichten" in browser.get(page_of(workshop)).text
    page = browser.submit(arrange, action="vier-felder")
    assert page.select_one('form[action$="vier-felder"]') is None
    browser.submit(arrange, **{"tisch-name": "Wasser"})

    assert "Ankündigen" in browser.get(page_of(workshop)).text
    browser.submit(page_of(workshop), action="ankuendigen")
    assert the_workshop(session).state is WorkshopState.PUBLISHED
    assert "Öffentliche Seite" in browser.get(page_of(workshop)).text
    clock.at = workshop.starts_at - timedelta(hours=1)
    browser.login(host)
    browser.submit(page_of(workshop), action="beginnen")
    assert the_workshop(session).state is WorkshopState.RUNNING
    browser.submit(page_of(workshop), action="beenden")

    workshop = the_workshop(session)
    assert workshop.state is WorkshopState.OVER
    assert [each.area for each in workshop.tables] == [*SupportKind, None]
    assert all(each.closed_at for each in workshop.tables)
    assert [each.kind for each in workshop.agenda] == [AgendaKind.BREAK]
    verbs = set(session.scalars(select(AuditEntry.verb)))
    assert verbs >= {
        "workshop_angelegt", "workshop_angekuendigt", "workshop_begonnen", "workshop_beendet",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "Titel"),
        ("day", "2020-01-01", "vorbei"),
        ("day", "2046-01-01", "drei Jahren"),
        ("ends", "13:00", "nach dem Beginn"),
        ("capacity", "0", "1 bis 500"),
        ("capacity", "viele", "1 bis 500"),
        ("talk_minutes", "61", "5 bis 60"),
        ("closing_day", "2026-05-09", ""),
        ("contact", "", "fragen"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(browser, host, session, field, value, words):
    page = browser.submit("/veranstaltungen/leitung/neu", status=422, **{**WRITTEN, field: value})

    at = "closing_time" if field == "closing_day" else field
    assert words in page.error_at(at)
    assert page.error_at(at)
    assert page.select_one("[name=place]").text.strip() == WRITTEN["place"]
    assert session.scalars(select(Workshop)).all() == []


def test_an_hour_that_the_clocks_leave_out_is_refused(browser, host, clock):
    page = browser.submit(
        "/veranstaltungen/leitung/neu", status=422,
        **{**WRITTEN, "day": "2027-03-28", "begins": "02:30", "ends": "05:00"},
    )  # fmt: skip

    assert "Uhren umgestellt" in page.error_at("begins")


def test_moving_the_day_tells_everybody_and_takes_the_programme_along(
    browser, host, make, session, app, work_off, clock
):
    workshop = make.workshop(days=20)
    seated, waiting = (
        make.participant(workshop),
        make.participant(workshop, state=SeatState.WAITING),
    )
    gone = make.participant(workshop, state=SeatState.CANCELLED, cancelled_at=clock())
    with make.writing() as writing:
        writing.add(
            AgendaItem(
                workshop_id=workshop.id, kind=AgendaKind.TABLES, title="Tische",
                starts_at=workshop.starts_at + timedelta(hours=1),
                ends_at=workshop.starts_at + timedelta(hours=2),
            )
        )  # fmt: skip
        writing.get_one(Participant, seated.id).reminded_at = clock()

    browser.submit(page_of(workshop, "/bearbeiten"), title="Nur der Titel", capacity="1")
    work_off()
    assert app.sent == []
    browser.submit(
        page_of(workshop, "/bearbeiten"), day="2026-06-12", closing_day="2026-06-01",
        place="Rathaus, Unna",
    )  # fmt: skip
    work_off()

    assert {each["To"] for each in app.sent} == {seated.email, waiting.email}
    assert gone.email not in {each["To"] for each in app.sent}
    assert all("Rathaus, Unna" in text_of(each) for each in app.sent)
    row = the_workshop(session)
    assert row.sequence == 1
    assert row.starts_at.astimezone(LOCAL_ZONE).date().isoformat() == "2026-06-12"
    # The clocks went forward in between, and still it is the same hour on the wall.
    before, after = (each.astimezone(LOCAL_ZONE) for each in (workshop.starts_at, row.starts_at))
    assert before.time() == after.time()
    (item,) = row.agenda
    assert item.starts_at - row.starts_at == timedelta(hours=1)
    assert session.get_one(Participant, seated.id).reminded_at is None


def test_more_seats_let_those_who_wait_move_up(browser, host, make, session, app, work_off):
    workshop = make.workshop(capacity=1)
    make.participant(workshop)
    waiting = [make.participant(workshop, state=SeatState.WAITING) for _ in range(3)]

    browser.submit(page_of(workshop, "/bearbeiten"), capacity="3")
    work_off()

    session.rollback()
    states = [session.get_one(Participant, each.id).state for each in waiting]
    assert sorted(each.value for each in states) == ["angemeldet", "angemeldet", "warteliste"]
    assert len(app.sent) == 2


def test_calling_it_off_tells_everybody_once(browser, host, make, app, work_off):
    workshop = make.workshop()
    people = [make.participant(workshop) for _ in range(3)]

    page = browser.submit(page_of(workshop), action="absagen")
    work_off()

    assert "3 Personen" in page.text
    assert {each["To"] for each in app.sent} == {each.email for each in people}
    assert all("findet leider nicht statt" in text_of(each) for each in app.sent)
    browser.logout()
    assert "findet nicht statt" in browser.get(f"/veranstaltungen/{workshop.id}").text
    file = browser.client.get(f"/veranstaltungen/{workshop.id}/termin.ics").get_data(as_text=True)
    assert "STATUS:CANCELLED" in file


def test_day_and_place_stand_once_it_runs(browser, host, make, session, clock):
    workshop = make.workshop(state=WorkshopState.RUNNING, begun_at=clock(), tables=1)
    browser.get(page_of(workshop, "/bearbeiten"), status=409)
    page = browser.get(page_of(workshop, "/ablauf"))

    assert page.select_one('form[action$="/entfernen"]') is None
    page = browser.send(page, action="schliessen")
    assert "Geschlossen" in page.text
    assert "Offen" in browser.send(page, action="oeffnen").text


def test_steps_out_of_turn_change_nothing(browser, host, make, session):
    workshop = make.workshop()
    token = browser.get("/veranstaltungen/leitung/neu").select_one("[name=csrf_token]")["value"]

    for step in ("ankuendigen", "beenden"):
        answer = browser.client.post(page_of(workshop, f"/{step}"), data={"csrf_token": token})
        assert answer.status_code == 409, step
    assert the_workshop(session).state is WorkshopState.PUBLISHED


def test_a_draft_whose_day_is_over_gets_another_day_first(browser, host, make, session, clock):
    workshop = make.workshop(
        state=WorkshopState.DRAFT, published_at=None, starts_at=clock() - timedelta(hours=1)
    )

    page = browser.submit(page_of(workshop), action="ankuendigen")

    assert page.path.endswith("/bearbeiten")
    assert "Der Beginn ist schon vorbei" in page.text
    assert the_workshop(session).state is WorkshopState.DRAFT


@pytest.mark.parametrize(
    ("fields", "at", "words"),
    [
        ({"teil-title": ""}, "teil-title", "geschieht"),
        ({"teil-ends": "00:01"}, "teil-ends", "nach dem Beginn"),
        ({"teil-ends": "23:59"}, "teil-ends", "zu Ende"),
        ({"teil-begins": "00:00"}, "teil-begins", "später"),
    ],
)
def test_a_part_of_the_day_lies_within_it(browser, host, make, session, fields, at, words):
    workshop = make.workshop()
    written = {
        "teil-title": "Tische", "teil-begins": "11:00", "teil-ends": "12:00",
        "teil-kind": "tische",
    }  # fmt: skip

    page = browser.submit(
        page_of(workshop, "/ablauf"), action="programm", status=422, **{**written, **fields}
    )

    assert words in page.error_at(at)
    assert the_workshop(session).agenda == []


def test_another_workshops_table_is_not_found(browser, host, make, clock):
    own = make.workshop()
    table = make.workshop_table(make.workshop())
    token = browser.get("/veranstaltungen/leitung/neu").select_one("[name=csrf_token]")["value"]

    answer = browser.client.post(
        page_of(own, f"/tische/{table.id}/schliessen"), data={"csrf_token": token}
    )

    assert answer.status_code == 404


def test_only_managers_find_the_pages_of_those_who_run_it(app, browser, make):
    workshop = make.workshop(tables=1)
    participant = make.participant(workshop, name="Ida Muster")
    ends = ["", "/bearbeiten", "/ablauf", "/teilnehmende", "/teilnehmende/neu", "/einlass",
            "/namensschilder", f"/teilnehmende/{participant.id}/namensschild"]  # fmt: skip
    for role in (Role.COMPANY, Role.PROFESSOR, Role.SCOUT, Role.SUPPORTER, Role.ADMIN):
        browser.login(make.account(role))
        for end in ends:
            answer = browser.client.get(page_of(workshop, end))
            assert answer.status_code == 404, (role, end)
            assert "Ida Muster" not in answer.get_data(as_text=True)
        for url in ("/veranstaltungen/leitung", f"/veranstaltungen/einlass/{participant.code}"):
            assert browser.client.get(url).status_code == 403
    browser.logout()
    for end in ends:
        answer = browser.client.get(page_of(workshop, end))
        assert re.search("/anmelden$", answer.location or ""), end


def test_the_overview_asks_as_often_for_fifty_people_as_for_two(
    browser, host, make, database, clock
):
    workshop = make.workshop(tables=4)
    urls = [page_of(workshop, end) for end in ("", "/teilnehmende", "/einlass", "/ablauf")]
    urls.append("/veranstaltungen/leitung")

    def look():
        for url in urls:
            browser.get(url)

    for _ in range(2):
        make.participant(workshop)
    look()
    few = count_statements(database, look)
    for _ in range(20):
        make.participant(workshop)
        make.workshop()

    assert count_statements(database, look) == few
