"""Notes that wait for a look, and cards that are typed in: for those who run the day alone."""

import pytest
from sqlalchemy import select

from models import (
    AuditEntry,
    HoldReason,
    NoteSource,
    NoteState,
    Role,
    Workshop,
    WorkshopNote,
    WorkshopState,
)
from tests.webapp.statements import count_statements
from webapp.workshop_notes.decency import reason_to_hold


@pytest.fixture
def workshop(make, clock):
    return make.workshop(state=WorkshopState.RUNNING, begun_at=clock())


@pytest.fixture
def table(make, workshop):
    return make.workshop_table(workshop, name="Werkstofftisch")


@pytest.fixture
def page_of(workshop):
    return f"/veranstaltungen/{workshop.id}/leitung/notizen"


@pytest.fixture
def led(browser, make):
    browser.login(make.account(Role.TRANSFER_MANAGER))
    return browser


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Was für ein Scheiß", HoldReason.RUDE),
        ("SCHEISSE", HoldReason.RUDE),
        ("Scheiiiiße hier", HoldReason.RUDE),
        ("so ein V0llidi0t", HoldReason.RUDE),
        ("ihr seid I.d.i.o.t.e.n", HoldReason.RUDE),
        ("what the fuck", HoldReason.RUDE),
        ("Rufen Sie an: 02307 123-456", HoldReason.PERSONAL),
        ("Fragen an werk@musterteile.example", HoldReason.PERSONAL),
        ("siehe https://musterteile.example/angebot", HoldReason.LINK),
        ("www.musterteile.example", HoldReason.LINK),
        ("Diffusion nach Fick ist zu langsam", None),
        ("Barsch, Marsch und harsche Spastik der Ventile", None),
        ("Das Retarderöl wird zu warm", None),
        ("Ausschuss 12 %, Charge 4711, 3,5 bar, DIN EN ISO 14021", None),
        ("Assembly of 20 000 units per day", None),
        ("Schalldämpfer und Analytik", None),
        ("Muttern M8 in Nuten, Penneranlage", None),
        ("Kotflügel aus Rezyklat", None),
    ],
)
def test_what_waits_for_a_look_and_what_does_not(text, reason):
    assert reason_to_hold(text) is reason


def test_whoever_wrote_a_held_note_is_told_that_somebody_looks_first(browser, table, database):
    page = browser.submit(f"/tisch/{table.code}", text="Rückfragen: 02307 123-456")

    assert "Bevor andere sie lesen, sieht jemand vom Team darauf" in page.text
    assert not page.select(".note")
    with database.reading() as session:
        note = session.scalars(select(WorkshopNote)).one()
        assert (note.state, note.hold_reason) == (NoteState.HELD, HoldReason.PERSONAL)


def test_a_manager_lets_a_held_note_through(led, make, table, page_of, database):
    note = make.note(table, "Grob", state=NoteState.HELD, hold_reason=HoldReason.RUDE)
    page = led.get(page_of)
    assert "Warten auf Sie (1)" in page.text
    assert page.select_one("#warten .tag").text == "Wortwahl"

    page = led.send(page, f"{note.id}/zeigen")

    assert "Sichtbar (1)" in page.text
    with database.reading() as session:
        assert session.get_one(WorkshopNote, note.id).is_shown
        [entry] = session.scalars(select(AuditEntry).where(AuditEntry.verb == "notiz_gezeigt"))
        assert entry.object_id == note.id
    led.logout()
    assert led.get(f"/tisch/{table.code}").select_one(".note__text").text == "Grob"


def test_a_note_is_removed_and_brought_back(led, make, table, page_of, clock, database):
    note = make.note(table, "Unpassend")

    page = led.submit(page_of, f"{note.id}/entfernen")
    assert "Entfernt (1)" in page.text
    assert led.get(f"/tisch/{table.code}").select(".note") == []
    led.send(page, f"{note.id}/zeigen")

    with database.reading() as session:
        assert session.get_one(WorkshopNote, note.id).is_shown
        verbs = session.scalars(select(AuditEntry.verb).order_by(AuditEntry.sequence)).all()
    assert verbs == ["notiz_entfernt", "notiz_gezeigt"]


def test_two_managers_removing_at_once_are_both_content(led, make, table, page_of):
    note = make.note(table)
    first, second = led.get(page_of), led.get(page_of)

    led.send(first, f"{note.id}/entfernen")
    page = led.send(second, f"{note.id}/entfernen")

    assert "Entfernt (1)" in page.text


def test_cards_are_typed_one_after_the_other(led, make, table, page_of, database):
    make.workshop_table(table.workshop)

    page = led.submit(page_of, "notizen", table=str(table.id), text="Handschrift, unleserlich")
    assert page.select_one("select option[selected]").text == "Werkstofftisch"
    assert page.select_one("form textarea").has_attr("autofocus")
    assert page.select_one("form textarea").text.strip() == ""
    led.send(page, "notizen", text="Zweite Karte, mit 02307 123-456")

    with database.reading() as session:
        notes = session.scalars(select(WorkshopNote).order_by(WorkshopNote.text)).all()
        assert [each.text for each in notes] == [
            "Handschrift, unleserlich", "Zweite Karte, mit 02307 123-456",
        ]  # fmt: skip
        for each in notes:
            assert (each.source, each.state) == (NoteSource.CARD, NoteState.SHOWN)
            assert each.written_by.role is Role.TRANSFER_MANAGER


def test_cards_are_typed_in_after_the_end_too(led, make, workshop, table, page_of, clock, database):
    with make.writing() as session:
        session.get_one(Workshop, workshop.id).end(clock())

    led.submit(page_of, "notizen", table=str(table.id), text="Am Abend")

    with database.reading() as session:
        assert session.scalars(select(WorkshopNote)).one().text == "Am Abend"


def test_an_empty_card_and_a_table_of_elsewhere_are_refused(led, make, table, page_of, database):
    other = make.workshop_table(make.workshop())

    page = led.submit(page_of, "notizen", status=422, table=str(other.id), text="Karte")
    assert page.error_at("table")
    assert page.select_one("form textarea").text.strip() == "Karte"
    page = led.submit(page_of, "notizen", status=422, table=str(table.id), text=" ")
    assert "ein paar Worte" in page.error_at("text")

    with database.reading() as session:
        assert session.scalars(select(WorkshopNote)).all() == []


def test_before_the_day_there_is_nothing_to_type(led, make):
    table = make.workshop_table(make.workshop())

    page = led.get(f"/veranstaltungen/{table.workshop_id}/leitung/notizen")

    assert "sobald der Workshop läuft" in page.text
    assert not page.select("form textarea")


def test_one_table_can_be_looked_at_alone(led, make, workshop, table, page_of):
    make.note(table, "Hier")
    make.note(make.workshop_table(workshop), "Dort")

    page = led.get(f"{page_of}?tisch={table.id}")

    assert [each.text for each in page.select(".note__text")] == ["Hier"]
    led.get(f"{page_of}?tisch=unsinn")


def test_a_note_of_another_workshop_is_out_of_reach(led, make, workshop, page_of):
    other = make.note(make.workshop_table(make.workshop()))
    token = led.get(page_of).select_one("[name=csrf_token]")["value"]

    for deed in ("zeigen", "entfernen"):
        answer = led.client.post(f"{page_of}/{other.id}/{deed}", data={"csrf_token": token})
        assert answer.status_code == 404


@pytest.mark.parametrize("role", [None, *set(Role) - {Role.TRANSFER_MANAGER}], ids=str)
def test_only_managers_moderate(browser, make, table, page_of, role):
    make.note(table, "Geheimnis der Halle", state=NoteState.HELD, hold_reason=HoldReason.RUDE)
    if role:
        browser.login(make.account(role))

    for url in (page_of, page_of.replace("notizen", "tischkarten")):
        answer = browser.client.get(url)
        assert answer.status_code in ({302} if role is None else {404, 409})
        assert "Geheimnis" not in answer.get_data(as_text=True)


def test_the_queue_asks_the_database_no_more_with_more_notes(led, make, table, page_of, database):
    make.note(table)
    few = count_statements(database, lambda: led.get(page_of))
    for _ in range(15):
        make.note(table, state=NoteState.HELD, hold_reason=HoldReason.RUDE)
        make.note(table)

    assert count_statements(database, lambda: led.get(page_of)) == few


def test_every_table_has_a_sheet_with_its_code(led, make, table, page_of):
    other = make.workshop_table(table.workshop)

    page = led.get(page_of.replace("notizen", "tischkarten"))

    sheets = page.select(".poster")
    assert [each.h2.text for each in sheets] == [table.name, other.name]
    for sheet, each in zip(sheets, (table, other), strict=True):
        assert sheet.select_one(".poster__address").text.endswith(f"/tisch/{each.code}")
        assert sheet.img["src"].startswith("data:image/svg+xml")
    assert sheets[0].img["src"] != sheets[1].img["src"]
