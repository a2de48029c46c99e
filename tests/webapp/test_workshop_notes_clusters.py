"""Notes come together by the matcher and by hand, and every move can be read afterwards."""

import pytest
from sqlalchemy import select

from models import ClusterDot, MoveKind, NoteCluster, NoteMove, Role, WorkshopNote, WorkshopState
from tests.webapp.statements import count_statements

ALIKE = ("Förderanträge sind zu kompliziert", "Förderanträge sind viel zu kompliziert")


@pytest.fixture
def workshop(make, clock):
    return make.workshop(state=WorkshopState.RUNNING, begun_at=clock())


@pytest.fixture
def table(make, workshop):
    return make.workshop_table(workshop)


@pytest.fixture
def groups(workshop):
    return f"/veranstaltungen/{workshop.id}/leitung/gruppen"


@pytest.fixture
def led(browser, make):
    browser.login(make.account(Role.TRANSFER_MANAGER))
    return browser


def clusters_in(database) -> dict[str, list[str]]:
    """The texts under the heading of each cluster that stands."""
    with database.reading() as session:
        return {
            each.title: sorted(note.text for note in each.notes)
            for each in session.scalars(
                select(NoteCluster).where(NoteCluster.dissolved_at.is_(None))
            )
        }


def moves_in(database) -> list[tuple]:
    with database.reading() as session:
        return [
            (each.note.text, each.kind, each.moved_by is not None)
            for each in session.scalars(
                select(NoteMove)
                .join(WorkshopNote, NoteMove.note_id == WorkshopNote.id)
                .order_by(NoteMove.moved_at, WorkshopNote.text)
            )
        ]


def test_what_says_the_same_comes_together_and_the_rest_stays(led, make, table, groups, database):
    for text in (*ALIKE, "Lärm der Lüfter"):
        make.note(table, text)

    page = led.submit(groups, "bilden")

    assert "2 Notizen haben eine Gruppe gefunden" in page.text
    [(title, texts)] = clusters_in(database).items()
    assert title in ALIKE
    assert texts == sorted(ALIKE)
    assert "Lärm der Lüfter" in page.select_one("#einzeln").text
    assert moves_in(database) == [(text, MoveKind.GROUPED, False) for text in sorted(ALIKE)]


def test_a_later_note_joins_its_like_but_not_what_a_person_touched(
    led, make, table, workshop, groups, database
):
    for text in ALIKE:
        make.note(table, text)
    led.submit(groups, "bilden")
    make.note(table, "Förderanträge sind zu kompliziert!")
    led.submit(groups, "bilden")
    [texts] = clusters_in(database).values()
    assert len(texts) == 3

    with database.reading() as session:
        cluster = session.scalars(select(NoteCluster)).one()
    led.submit(f"{groups}/{cluster.id}", title="Mühe mit Anträgen")
    make.note(table, "Förderanträge sind zu kompliziert?")
    page = led.submit(groups, "bilden")

    assert "Keine weiteren Notizen sagen dasselbe" in page.text
    assert {title: len(each) for title, each in clusters_in(database).items()} == {
        "Mühe mit Anträgen": 3
    }


def test_hidden_notes_are_not_grouped(led, make, table, groups, clock, database):
    from models import HoldReason, NoteState

    make.note(table, ALIKE[0])
    make.note(table, ALIKE[1], state=NoteState.HELD, hold_reason=HoldReason.RUDE)

    led.submit(groups, "bilden")

    assert clusters_in(database) == {}


def test_two_clusters_become_one_with_their_dots(
    led, make, table, workshop, groups, clock, database
):
    gone = make.cluster(workshop, make.note(table, "Rezyklat spröde"), title="Sprödes")
    into = make.cluster(workshop, make.note(table, "Rezyklat reißt"), title="Risse")
    with make.writing() as session:
        for cluster in (gone, into):
            session.add(
                ClusterDot(
                    workshop_id=workshop.id, cluster_id=cluster.id, voter=f"v{cluster.title}",
                    number=1, put_at=clock(),
                )
            )  # fmt: skip

    page = led.submit(f"{groups}/{gone.id}", into=str(into.id))

    assert "2 Punkte" in page.text
    assert clusters_in(database) == {"Risse": ["Rezyklat reißt", "Rezyklat spröde"]}
    assert moves_in(database) == [("Rezyklat spröde", MoveKind.MERGED, True)]
    led.get(f"{groups}/{gone.id}", status=404)


def test_chosen_notes_are_split_off(led, make, table, workshop, groups, database):
    stays, goes = make.note(table, "Rezyklat spröde"), make.note(table, "Azubis finden")
    cluster = make.cluster(workshop, stays, goes, title="Gemischtes")

    led.submit(f"{groups}/{cluster.id}", notes=[str(goes.id)], target="neu")

    assert clusters_in(database) == {
        "Gemischtes": ["Rezyklat spröde"], "Azubis finden": ["Azubis finden"],
    }  # fmt: skip
    assert moves_in(database) == [("Azubis finden", MoveKind.SPLIT, True)]


def test_a_note_moves_and_its_way_can_be_read(led, make, table, workshop, groups, clock, database):
    note = make.note(table, "Azubis finden")
    first = make.cluster(workshop, note, title="Gemischtes")
    second = make.cluster(workshop, make.note(table, "Lehrlinge fehlen"), title="Nachwuchs")

    led.submit(f"{groups}/{first.id}", notes=[str(note.id)], target=str(second.id))
    clock.advance(minutes=1)
    led.submit(f"{groups}/{second.id}", notes=[str(note.id)], target="einzeln")
    page = led.get(f"/veranstaltungen/{workshop.id}/leitung/notizen/{note.id}")

    assert [each.text for each in page.select(".timeline__text")] == [
        "war in „Gemischtes“, kam in „Nachwuchs“", "war in „Nachwuchs“, steht seitdem einzeln",
    ]  # fmt: skip
    assert clusters_in(database) == {"Nachwuchs": ["Lehrlinge fehlen"]}


def test_single_notes_are_put_into_a_cluster_by_hand(led, make, table, workshop, groups, database):
    cluster = make.cluster(workshop, make.note(table, "Lehrlinge fehlen"), title="Nachwuchs")
    loose = [make.note(table, "Azubis finden"), make.note(table, "Keine Bewerbungen")]

    led.submit(groups, notes=[str(each.id) for each in loose], target=str(cluster.id))

    assert clusters_in(database) == {
        "Nachwuchs": ["Azubis finden", "Keine Bewerbungen", "Lehrlinge fehlen"]
    }


def test_what_is_missing_is_said_at_its_field(led, make, table, workshop, groups, database):
    note = make.note(table, "Lehrlinge fehlen")
    cluster = make.cluster(workshop, note, title="Nachwuchs")
    make.cluster(workshop, make.note(table), title="Anderes")
    url = f"{groups}/{cluster.id}"

    assert "Überschrift" in led.submit(url, status=422, title=" ").error_at("title")
    assert "die andere Gruppe" in led.submit(url, status=422, into="").error_at("into")
    assert "wenigstens eine" in led.submit(url, status=422, notes=[], target="neu").error_at(
        "notes"
    )

    assert moves_in(database) == []


@pytest.mark.parametrize("role", [None, *set(Role) - {Role.TRANSFER_MANAGER}], ids=str)
def test_only_managers_sort_notes(browser, make, table, workshop, groups, role):
    cluster = make.cluster(workshop, make.note(table, "Nur im Raum"))
    if role:
        browser.login(make.account(role))

    for url in (groups, f"{groups}/{cluster.id}"):
        answer = browser.client.get(url)
        assert answer.status_code in ({302} if role is None else {404, 409})
        assert "Nur im Raum" not in answer.get_data(as_text=True)


def test_sorting_asks_the_database_no_more_with_more_clusters(
    led, make, table, workshop, groups, database
):
    make.cluster(workshop, make.note(table))
    few = count_statements(database, lambda: led.get(groups))
    for number in range(6):
        make.cluster(workshop, make.note(table), make.note(table), title=f"Gruppe {number}")

    assert count_statements(database, lambda: led.get(groups)) == few
