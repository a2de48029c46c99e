"""Wishing for talks by the link in the own mail, without an account."""

import pytest
from sqlalchemy import select

from models import ProfileState, SeatState, Side, TalkWish, WorkshopState
from tests.webapp.workshop_day import link_of, make_day, talker, wish
from webapp.workshop_talks import operations


@pytest.fixture
def day(make, clock):
    return make_day(make, clock)


def wishes_of(session, participant):
    session.rollback()
    query = select(TalkWish.wished_id).where(TalkWish.wisher_id == participant.id)
    return set(session.scalars(query))


def change(make, row, **facts):
    with make.writing() as session:
        kept = session.get_one(type(row), row.id)
        for name, value in facts.items():
            setattr(kept, name, value)


def press(browser, link, beside, **more):
    """Press the button beside a person."""
    page = browser.get(link)
    forms = [each for each in page.select("main form") if str(beside.id) in str(each)]
    assert forms, f"nobody called {beside.name} on the page"
    data = {each["name"]: each.get("value", "") for each in forms[0].select("input[name]")}
    return browser.client.post(
        f"{link}/wunsch", data={**data, **more}, follow_redirects=True
    ).get_data(as_text=True)


def test_a_company_wishes_for_a_professor_and_takes_it_back(day, browser, app, session):
    _, companies, professors = day
    link = link_of(app, companies[0])

    assert "Der Wunsch ist notiert." in press(browser, link, professors[1])
    assert wishes_of(session, companies[0]) == {professors[1].id}

    gone = press(browser, link, professors[1], zuruecknehmen="ja")
    assert "Der Wunsch ist zurückgenommen." in gone
    assert wishes_of(session, companies[0]) == set()


def test_only_the_other_side_who_wants_to_be_found_stands_to_choose(day, make, browser, app):
    workshop, companies, professors = day
    hidden = talker(make, workshop, Side.PROFESSOR, name="Frau Verborgen", is_listed=False)
    unwilling = talker(make, workshop, Side.PROFESSOR, name="Herr Unwillig", wants_talks=False)
    waits = talker(make, workshop, Side.PROFESSOR, name="Frau Wartet", state=SeatState.WAITING)

    page = browser.get(link_of(app, companies[0]))

    assert all(each.name in page.text for each in professors)
    assert all(each.name not in page.text for each in (*companies[1:], hidden, unwilling, waits))


def test_a_professor_is_found_by_the_chair_of_the_public_profile(day, make, browser, app):
    workshop, companies, professors = day
    profile = make.profile("Rezyklat", chair="Kunststoffe im Kreislauf")
    known = talker(make, workshop, Side.PROFESSOR, name="Frau Kreis", profile_id=profile.id)
    link = link_of(app, companies[0])

    found = browser.get(f"{link}?suche=kunststoffe")

    assert known.name in found.text
    assert "Kunststoffe im Kreislauf" in found.text
    assert all(each.name not in found.text for each in professors)
    change(make, profile, state=ProfileState.DRAFT, published_at=None)
    assert known.name not in browser.get(f"{link}?suche=kunststoffe").text
    assert "Kunststoffe im Kreislauf" not in browser.get(link).text


def test_nobody_has_more_wishes_than_talks(day, make, browser, app, session):
    workshop, companies, professors = day
    fourth = talker(make, workshop, Side.PROFESSOR)
    link = link_of(app, companies[0])
    for each in professors:
        press(browser, link, each)

    refused = press(browser, link, fourth)

    assert "Mehr als 3 Wünsche sind nicht möglich." in refused
    assert wishes_of(session, companies[0]) == {each.id for each in professors}


def test_two_wishes_at_once_do_not_make_too_many(day, make, race, clock, session):
    workshop, companies, professors = day
    wish(make, clock, *((companies[0], each) for each in professors[:2]))
    more = [professors[2], talker(make, workshop, Side.PROFESSOR)]

    def step(person):
        def run(session):
            wisher = session.get_one(type(companies[0]), companies[0].id)
            operations.wish_for(session, wisher, person.id, clock())

        return run

    assert race(*(step(each) for each in more)) == ["TooManyWishes", "done"]
    assert len(wishes_of(session, companies[0])) == 3


@pytest.mark.parametrize("sent", ["", "kein-schluessel", "00000000-0000-0000-0000-000000000000"])
def test_whom_nobody_can_wish_for_is_said_and_nothing_changes(day, browser, app, session, sent):
    _, companies, professors = day
    link = link_of(app, companies[0])

    answer = press(browser, link, professors[0], person=sent)

    assert "Diese Person steht nicht mehr zur Wahl." in answer
    assert wishes_of(session, companies[0]) == set()


def test_wishes_across_workshops_and_of_the_own_side_are_none(
    day, make, clock, browser, app, session
):
    _, companies, professors = day
    _, _, elsewhere = make_day(make, clock)
    link = link_of(app, companies[0])

    for person in (elsewhere[0], companies[1], companies[0]):
        press(browser, link, professors[0], person=str(person.id))

    assert wishes_of(session, companies[0]) == set()


def test_wishes_are_told_to_nobody(day, make, clock, browser, app):
    _, companies, professors = day
    wish(make, clock, (companies[0], professors[0]))

    page = browser.get(link_of(app, professors[0]))

    assert "Ihre Wünsche: 0 von höchstens 3" in page.text
    assert companies[0].id.hex not in page.select_one("#wuensche").get_text()
    assert companies[0].name not in page.select_one("#wuensche").get_text()


@pytest.mark.parametrize("spoilt", ["", "x", "falsch.falsch"])
def test_a_wrong_link_says_so(browser, day, app, spoilt):
    page = browser.get(f"/veranstaltungen/gespraeche/{spoilt or 'leer'}", status=410)

    assert page.h1.text == "Dieser Link gilt nicht mehr"


def test_each_reason_why_nobody_can_wish_is_said(day, make, browser, app, clock, session):
    workshop, companies, professors = day
    guest = talker(make, workshop, Side.GUEST)
    change(make, companies[0], state=SeatState.CANCELLED, cancelled_at=clock())
    change(make, companies[1], wants_talks=False)
    change(make, companies[2], state=SeatState.WAITING)
    said = {
        companies[0]: "Sie haben sich abgemeldet.",
        companies[1]: "haben Sie keine Einzelgespräche gewählt",
        companies[2]: "Sie stehen auf der Warteliste.",
        guest: "Als Gast oder Partner",
    }

    for person, words in said.items():
        page = browser.get(link_of(app, person))
        assert words in page.text
        assert not page.select("#auswahl")

    change(make, workshop, state=WorkshopState.OVER, begun_at=clock(), ended_at=clock())
    late = browser.get(link_of(app, professors[0]))
    assert "Der Workshop ist vorbei." in late.text


def test_a_wish_that_comes_too_late_is_answered(day, make, browser, app, clock, session):
    workshop, companies, _ = day
    link = link_of(app, companies[0])
    page = browser.get(link)
    change(make, workshop, state=WorkshopState.OVER, begun_at=clock(), ended_at=clock())

    answer = browser.send(page, action="/wunsch")

    assert "Daran lässt sich jetzt nichts mehr ändern." in answer.text
    assert wishes_of(session, companies[0]) == set()
