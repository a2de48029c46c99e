"""Notes from phones: taken once, kept when the table closed, and never refused to a full hall."""

import pytest
from sqlalchemy import select

from models import (
    HoldReason,
    NoteSource,
    NoteState,
    WorkshopNote,
    WorkshopState,
    WorkshopTable,
)
from tests.browser_client import Browser
from tests.webapp.statements import count_statements
from webapp import create_app
from webapp.workshop_notes import operations

PHONES, EACH = 50, 10
"""A hall: 500 notes in a minute from one address."""


@pytest.fixture
def workshop(make, clock):
    return make.workshop(state=WorkshopState.RUNNING, begun_at=clock())


@pytest.fixture
def table(make, workshop):
    return make.workshop_table(workshop, name="Werkstofftisch")


@pytest.fixture
def guarded(settings, clock, database):
    """An application that counts attempts, over the same database."""
    app = create_app(settings.model_copy(update={"environment": "demo"}), now=clock)
    yield app
    app.extensions["database"].engine.dispose()


class Phone:
    """A phone at a table whose page is open, as its script sends notes."""

    def __init__(self, app, table: WorkshopTable) -> None:
        self.client, self.path = app.test_client(), f"/tisch/{table.code}"
        page = Browser(app)._page(self.client.get(self.path))
        self.token = page.select_one("main [name=csrf_token]")["value"]

    def send(self, text: str, key: str, path: str = "", **fields: str):
        data = {"csrf_token": self.token, "text": text, "key": key, "badge": "", **fields}
        headers = {"X-Requested-With": "fetch"}
        return self.client.post(self.path + path, data=data, headers=headers)


def notes_in(database) -> list[WorkshopNote]:
    with database.reading() as session:
        return list(session.scalars(select(WorkshopNote).order_by(WorkshopNote.text)))


def test_a_note_without_a_script_is_read_by_the_table(browser, table, database):
    page = browser.submit(f"/tisch/{table.code}", text="Rezyklat wird\nspröde")

    assert page.h1.text == "Werkstofftisch"
    assert "Ihre Notiz ist gespeichert." in page.text
    assert [each.get_text() for each in page.select(".note__text")] == ["Rezyklat wird\nspröde"]
    [note] = notes_in(database)
    assert (note.source, note.state, note.participant_id) == (
        NoteSource.PHONE, NoteState.SHOWN, None,
    )  # fmt: skip


def test_the_newest_note_stands_first_and_held_ones_nowhere(browser, make, table, clock):
    make.note(table, "Zuerst")
    clock.advance(minutes=1)
    make.note(table, "Danach")
    make.note(table, "Noch nicht", state=NoteState.HELD, hold_reason=HoldReason.REPORTED)
    make.note(make.workshop_table(table.workshop), "Am Nachbartisch")

    page = browser.get(f"/tisch/{table.code}")

    assert [each.get_text() for each in page.select(".note__text")] == ["Danach", "Zuerst"]


def test_a_note_sent_again_after_a_broken_connection_is_one_note(app, table, database):
    phone = Phone(app, table)

    answers = [phone.send("Rezyklat", "schluessel-1").status_code for _ in range(3)]

    assert answers == [200] * 3
    assert len(notes_in(database)) == 1


def test_going_back_and_writing_on_makes_another_note(browser, table, database):
    page = browser.get(f"/tisch/{table.code}")

    browser.send(page, text="Rezyklat")
    browser.send(page, text="Rezyklat und Glasfaser")

    assert [each.text for each in notes_in(database)] == ["Rezyklat", "Rezyklat und Glasfaser"]


def test_the_same_note_arriving_twice_at_once_is_one_note(race, table, clock, database):
    def send(session):
        found = session.get_one(WorkshopTable, table.id)
        operations.take_note(
            session, found, "Rezyklat", "eins-zwei-drei", clock(), participant=None
        )

    answers = race(*[send] * 4)

    assert answers == ["done"] * 4
    assert len(notes_in(database)) == 1


def test_five_hundred_notes_from_one_hall_all_arrive_once(guarded, table, database):
    phones = [Phone(guarded, table) for _ in range(PHONES)]

    statuses = set()
    for round_ in range(EACH):
        for number, phone in enumerate(phones):
            text, key = f"Gedanke {round_} von {number}", f"schluessel-{round_}-{number}"
            statuses.add(phone.send(text, key).status_code)
            if number % 10 == round_:
                statuses.add(phone.send(text, key).status_code)

    assert statuses == {200}
    sent = {f"Gedanke {round_} von {number}" for round_ in range(EACH) for number in range(PHONES)}
    assert sorted(sent) == sorted(each.text for each in notes_in(database))


def test_one_phone_alone_cannot_flood_a_table(guarded, table, database):
    phone, neighbour = Phone(guarded, table), Phone(guarded, table)

    statuses = [phone.send(f"Flut {n}", f"schluessel-{n}").status_code for n in range(25)]

    assert statuses == [200] * 20 + [429] * 5
    assert neighbour.send("Ruhe", "schluessel-ruhe").status_code == 200
    assert len(notes_in(database)) == 21


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("closed", "Dieser Tisch ist geschlossen"),
        (WorkshopState.OVER, "Der Workshop ist beendet"),
    ],
)
def test_what_was_typed_when_the_table_closed_is_there_to_copy(
    app, browser, table, clock, database, make, state, words
):
    page, phone = browser.get(f"/tisch/{table.code}"), Phone(app, table)
    with make.writing() as session:
        row = session.get_one(WorkshopTable, table.id)
        row.close(clock()) if state == "closed" else row.workshop.end(clock())

    answer = browser.send(page, status=409, text="Noch ein Gedanke")
    to_script = phone.send("Noch ein Gedanke", "schluessel-1")

    assert words in answer.text
    assert answer.select_one("textarea[readonly]").text.strip() == "Noch ein Gedanke"
    assert to_script.status_code == 409
    assert words in to_script.get_data(as_text=True)
    assert not notes_in(database)
    assert not browser.get(f"/tisch/{table.code}").select("form textarea")


def test_before_it_begins_a_table_says_so(browser, make):
    table = make.workshop_table(make.workshop())

    assert "hat noch nicht begonnen" in browser.get(f"/tisch/{table.code}").text


def test_a_code_of_no_table_answers_like_every_unknown_page(browser):
    browser.get("/tisch/0123456789abcdef0123", status=404)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Bitte schreiben Sie ein paar Worte."),
        ("x" * 501, "Es sind 1 zu viel."),
        ("<table><tr>", "ohne HTML"),
    ],
)
def test_what_is_no_note_is_refused_at_the_field_and_kept(browser, table, database, text, words):
    page = browser.submit(f"/tisch/{table.code}", status=422, text=text)

    assert words in page.error_at("text")
    assert page.select_one("textarea").text.strip() == text
    assert not notes_in(database)


def test_the_badge_says_who_may_be_asked(browser, make, table, workshop, database):
    guest = make.participant(workshop, code="abcdef00000000000001")

    browser.submit(f"/tisch/{table.code}", text="Rezyklat", badge=" ABC-DEF ")

    [note] = notes_in(database)
    assert note.participant_id == guest.id


@pytest.mark.parametrize("badge", ["abcde", "ffffff", "abcdeg", "123456"])
def test_a_badge_that_is_nobodys_or_of_two_is_refused_and_the_note_kept(
    browser, make, table, workshop, database, badge
):
    make.participant(make.workshop(), code="ffffff00000000000001")
    make.participant(workshop, code="12345600000000000001")
    make.participant(workshop, code="12345600000000000002")

    page = browser.submit(f"/tisch/{table.code}", status=422, text="Rezyklat", badge=badge)

    assert "kennen wir nicht" in page.error_at("badge")
    assert page.select_one("textarea").text.strip() == "Rezyklat"
    assert not notes_in(database)


def test_a_reported_note_is_out_of_sight_until_somebody_has_looked(browser, make, table, database):
    note = make.note(table, "Anstößig")
    page = browser.get(f"/tisch/{table.code}")

    page = browser.send(page, "melden")

    assert "ausgeblendet" in page.text
    assert not page.select(".note")
    [found] = notes_in(database)
    assert (found.id, found.hold_reason) == (note.id, HoldReason.REPORTED)


def test_nobody_reports_a_note_of_another_table(app, make, table, workshop, database):
    other = make.note(make.workshop_table(workshop))

    answer = Phone(app, table).send("", "", f"/melden/{other.id}")

    assert answer.status_code == 404
    assert notes_in(database)[0].is_shown


def test_reading_along_asks_the_database_no_more_with_more_notes(browser, make, table, database):
    make.note(table)
    few = count_statements(database, lambda: browser.get(f"/tisch/{table.code}"))
    for _ in range(20):
        make.note(table)

    assert count_statements(database, lambda: browser.get(f"/tisch/{table.code}")) == few
