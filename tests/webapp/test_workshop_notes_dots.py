"""Dots: nobody has more than their number, everybody moves them, nobody learns whose they are."""

import pytest
from sqlalchemy import select

from models import ClusterDot, NoteCluster, Role, Workshop, WorkshopState
from tests.browser_client import Browser
from webapp.workshop_notes import dots


@pytest.fixture
def workshop(make, clock):
    return make.workshop(state=WorkshopState.RUNNING, begun_at=clock(), dots=2)


@pytest.fixture
def clusters(make, workshop):
    table = make.workshop_table(workshop)
    return [make.cluster(workshop, make.note(table), title=title) for title in ("Wasser", "Wärme")]


@pytest.fixture
def page_of(workshop):
    return f"/veranstaltungen/{workshop.id}/punkte"


@pytest.fixture
def walls_code(app, workshop, page_of):
    with app.app_context():
        return f"{page_of}?saal={dots.hall_code(workshop)}"


def dots_in(database) -> list[tuple[str, int]]:
    with database.reading() as session:
        return [
            (each.cluster.title, each.number)
            for each in session.scalars(select(ClusterDot).order_by(ClusterDot.number))
        ]


def test_whoever_scans_the_wall_puts_and_moves_a_few_dots(
    browser, clusters, walls_code, page_of, database
):
    water, heat = clusters
    page = browser.get(walls_code)
    assert "Sie haben noch 2 Punkte" in page.text

    page = browser.send(page, f"{water.id}/setzen")
    stale = page
    page = browser.send(page, f"{water.id}/setzen")
    assert "Alle Ihre Punkte sind vergeben." in page.text
    assert not page.select('form[action$="/setzen"]')
    page = browser.send(stale, f"{heat.id}/setzen")
    assert "Nehmen Sie einen zurück" in page.text
    page = browser.send(page, f"{water.id}/nehmen")
    browser.send(page, f"{heat.id}/setzen")

    assert dots_in(database) == [("Wasser", 1), ("Wärme", 2)]


def test_coming_back_by_the_code_gives_no_new_dots(browser, clusters, walls_code):
    browser.send(browser.get(walls_code), f"{clusters[0].id}/setzen")

    assert "Sie haben noch einen Punkt" in browser.get(walls_code).text


def test_a_badge_votes_once_on_two_phones(app, browser, make, workshop, clusters, page_of):
    make.participant(workshop, code="abcdef00000000000001")
    page = browser.submit(page_of, badge="abcdef")
    browser.send(page, f"{clusters[0].id}/setzen")

    other = Browser(app)

    assert "Sie haben noch einen Punkt" in other.submit(page_of, badge="ABCDEF 0000").text


def test_without_code_and_badge_nobody_votes(browser, clusters, page_of, database):
    page = browser.get(page_of)
    assert "Wasser" not in page.text
    assert "kennen wir nicht" in browser.submit(page_of, status=422, badge="abcdef").error_at(
        "badge"
    )
    assert "Wasser" not in browser.get(f"{page_of}?saal=0123456789abcdef").text
    token = page.select_one("[name=csrf_token]")["value"]
    for deed in ("setzen", "nehmen"):
        answer = browser.client.post(
            f"{page_of}/{clusters[0].id}/{deed}", data={"csrf_token": token}
        )
        assert answer.status_code == 409

    assert dots_in(database) == []


def test_after_the_end_dots_stay_where_they_are(
    browser, make, workshop, clusters, walls_code, page_of, clock, database
):
    page = browser.get(walls_code)
    with make.writing() as session:
        session.get_one(Workshop, workshop.id).end(clock())

    browser.send(page, f"{clusters[0].id}/setzen", status=409)

    assert "während der Workshop läuft" in browser.get(page_of).text
    assert dots_in(database) == []


def test_pressing_at_once_gives_never_one_dot_too_many(race, workshop, clusters, clock, database):
    def press(session):
        dots.put_dot(
            session, session.get_one(Workshop, workshop.id),
            session.get_one(NoteCluster, clusters[0].id), "one voter", clock(),
        )  # fmt: skip

    answers = race(*[press] * 5)

    assert answers == ["done"] * 5
    assert dots_in(database) == [("Wasser", 1), ("Wasser", 2)]


def test_who_voted_is_not_in_the_table(app, browser, make, workshop, clusters, page_of, database):
    guest = make.participant(workshop, code="abcdef00000000000001")
    browser.send(browser.submit(page_of, badge="abcdef"), f"{clusters[0].id}/setzen")

    with database.reading() as session:
        voter = session.scalars(select(ClusterDot.voter)).one()
    with app.app_context():
        assert voter == dots.voter_of(workshop, "badge", guest.code)
        assert voter != dots.voter_of(make.workshop(), "badge", guest.code)
    assert guest.code not in voter


def test_the_wall_shows_groups_with_their_dots(browser, make, workshop, clusters, clock):
    browser.login(make.account(Role.TRANSFER_MANAGER))
    with make.writing() as session:
        for number in (1, 2):
            session.add(
                ClusterDot(
                    workshop_id=workshop.id, cluster_id=clusters[1].id, voter="v", number=number,
                    put_at=clock(),
                )
            )  # fmt: skip

    page = browser.get(f"/veranstaltungen/{workshop.id}/wand?ansicht=gruppen")

    assert [each.text for each in page.select(".wall__group-title")] == ["Wärme", "Wasser"]
    assert "2 Punkte" in page.select_one(".wall__group").text
    assert "ansicht=gruppen" in page.select_one("[hx-get]")["hx-get"]
    assert page.select_one(".wall__code img")["src"].startswith("data:image/svg+xml")
