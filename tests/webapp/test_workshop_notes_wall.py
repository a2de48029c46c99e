"""The wall shows what the tables say, and nothing that waits for a look or was removed."""

import pytest

from models import HoldReason, NoteState, Role, WorkshopState
from tests.webapp.statements import count_statements


@pytest.fixture
def workshop(make, clock):
    return make.workshop(state=WorkshopState.RUNNING, begun_at=clock())


@pytest.fixture
def wall_of(workshop):
    return f"/veranstaltungen/{workshop.id}/wand"


@pytest.fixture
def led(browser, make):
    browser.login(make.account(Role.TRANSFER_MANAGER))
    return browser


def test_tables_stand_side_by_side_with_their_newest_notes(led, make, workshop, wall_of, clock):
    first, second = make.workshop_table(workshop), make.workshop_table(workshop)
    for number in range(7):
        make.note(first, f"Gedanke {number}")
        clock.advance(minutes=1)
    make.note(second, "Am anderen Tisch")

    page = led.get(wall_of)

    columns = page.select(".wall__column")
    assert [each.h2.text for each in columns] == [first.name, second.name]
    assert [each.text for each in columns[0].select(".wall__note")] == [
        f"Gedanke {number}" for number in (6, 5, 4, 3, 2)
    ]
    assert columns[0].select_one(".wall__more").text == "und 2 weitere"
    assert [each.text for each in columns[1].select(".wall__note")] == ["Am anderen Tisch"]


def test_the_wall_shows_nothing_that_waits_or_was_removed(led, make, workshop, wall_of, clock):
    table = make.workshop_table(workshop)
    make.note(table, "Wartet", state=NoteState.HELD, hold_reason=HoldReason.RUDE)
    make.note(table, "Entfernt", state=NoteState.REMOVED, removed_at=clock())
    person = make.participant(workshop, name="Ida Berg")
    make.note(table, "Steht da", participant_id=person.id)

    for url in (wall_of, f"{wall_of}/stand"):
        text = led.client.get(url).get_data(as_text=True)
        assert "Steht da" in text
        for word in ("Wartet", "Entfernt", "Ida Berg", person.organisation):
            assert word not in text


def test_the_wall_asks_for_itself_again(led, make, workshop, wall_of):
    table = make.workshop_table(workshop)
    asking = led.get(wall_of).select_one("[hx-get]")
    make.note(table, "Eben geschrieben")

    part = led.client.get(asking["hx-get"]).get_data(as_text=True)

    assert "every 5s" in asking["hx-trigger"]
    assert "Eben geschrieben" in part
    assert "<h1" not in part


def test_long_notes_are_shortened_so_that_others_fit(led, make, workshop, wall_of):
    make.note(make.workshop_table(workshop), "Wort " * 90)

    assert len(led.get(wall_of).select_one(".wall__note").text) <= 140


@pytest.mark.parametrize("role", [None, *set(Role) - {Role.TRANSFER_MANAGER}], ids=str)
def test_only_those_who_run_the_day_open_the_wall(browser, make, workshop, wall_of, role):
    make.note(make.workshop_table(workshop), "Nur im Raum")
    if role:
        browser.login(make.account(role))

    for url in (wall_of, f"{wall_of}/stand"):
        answer = browser.client.get(url)
        assert answer.status_code in ({302} if role is None else {404, 409})
        assert "Nur im Raum" not in answer.get_data(as_text=True)


def test_the_wall_asks_the_database_no_more_with_more_tables(
    led, make, workshop, wall_of, database
):
    make.note(make.workshop_table(workshop))
    few = count_statements(database, lambda: led.client.get(f"{wall_of}/stand"))
    for _ in range(8):
        make.note(make.workshop_table(workshop))

    assert count_statements(database, lambda: led.client.get(f"{wall_of}/stand")) == few
