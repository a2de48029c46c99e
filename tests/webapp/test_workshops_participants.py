"""Participants: their own registration by link, the waiting list, and what is forgotten when."""

import re

import pytest
from sqlalchemy import select

from models import (
    Account,
    AuditEntry,
    OutgoingMail,
    Participant,
    Role,
    SeatState,
    Side,
    Workshop,
    WorkshopState,
)
from tests.mailing import text_of
from webapp import nightly, seats
from webapp.links import participant_link


@pytest.fixture
def link(app, database):
    """The path of the link that is mailed to somebody."""

    def path(participant):
        with app.app_context(), database.reading() as session:
            url = participant_link(session.get_one(Participant, participant.id))
        return re.sub(r"^https?://[^/]+", "", url)

    return path


def state_of(session, participant):
    session.rollback()
    return session.get_one(Participant, participant.id).state


def test_the_link_shows_the_own_registration_and_nobody_elses(browser, make, link):
    workshop = make.workshop()
    own = make.participant(workshop, name="Ida Muster")
    make.participant(workshop, name="Eine Andere", is_listed=True)

    page = browser.get(link(own))

    assert "Ida Muster" in page.text
    assert own.email in page.text
    assert "Eine Andere" not in page.text
    assert page.select_one('meta[name="robots"]')["content"] == "noindex"
    assert page.response.headers["Referrer-Policy"] == "no-referrer"
    assert page.response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("end", ["", "/aendern", "/abmelden", "/doch-kommen"])
def test_a_wrong_link_gets_one_clear_answer(browser, make, link, session, end):
    right = link(make.participant(make.workshop()))
    wrong = [f"{right[:-3]}{end}", f"/veranstaltungen/anmeldung/unsinn{end}"]
    page = browser.get("/veranstaltungen/anmeldung/unsinn", status=410)

    for url in wrong:
        if end in {"/abmelden", "/doch-kommen"}:
            token = browser.get("/barrierefreiheit/melden").select_one("[name=csrf_token]")
            answer = browser.client.post(url, data={"csrf_token": token["value"]})
            assert answer.status_code == 410
            assert page.h1.text in answer.get_data(as_text=True)
        else:
            assert browser.get(url, status=410).h1.text == page.h1.text


def test_details_are_changed_by_the_link(browser, make, link, session):
    make.municipality()
    participant = make.participant(make.workshop(), is_listed=True)
    page = browser.get(link(participant) + "/aendern")

    bad = browser.send(page, status=422, name="")
    assert "Namen" in bad.error_at("name")
    browser.send(page, name="Ida Neu", side="hochschule", is_listed=[], areas=["beratung"])

    session.rollback()
    row = session.get_one(Participant, participant.id)
    assert (row.name, row.side, row.is_listed, row.areas) == (
        "Ida Neu", Side.PROFESSOR, False, ["beratung"],
    )  # fmt: skip
    assert row.email == participant.email


def test_whoever_cancels_makes_room_for_who_waited_longest(
    browser, make, link, session, clock, app, work_off
):
    workshop = make.workshop(capacity=1)
    first = make.participant(workshop)
    waiting = []
    for _ in range(2):
        clock.advance(minutes=5)
        waiting.append(make.participant(workshop, state=SeatState.WAITING))

    page = browser.submit(link(first), action="abmelden")
    work_off()

    assert "Sie sind abgemeldet" in page.text
    assert state_of(session, first) is SeatState.CANCELLED
    assert state_of(session, waiting[0]) is SeatState.REGISTERED
    assert state_of(session, waiting[1]) is SeatState.WAITING
    (mail,) = app.sent
    assert mail["To"] == waiting[0].email
    assert "nachgerückt" in text_of(mail)


def test_whoever_comes_after_all_queues_up_again(browser, make, link, session, clock):
    workshop = make.workshop(capacity=1)
    first = make.participant(workshop)
    second = make.participant(workshop, state=SeatState.WAITING)
    browser.submit(link(first), action="abmelden")

    page = browser.submit(link(first), action="doch-kommen")

    assert "Warteliste" in page.text
    assert state_of(session, first) is SeatState.WAITING
    assert state_of(session, second) is SeatState.REGISTERED


def test_nobody_cancels_who_has_come_or_after_the_end(browser, make, link, session, clock):
    come = make.participant(make.workshop(), checked_in_at=clock())
    over = make.participant(
        make.workshop(state=WorkshopState.OVER, begun_at=clock(), ended_at=clock())
    )
    token = browser.get("/barrierefreiheit/melden").select_one("[name=csrf_token]")["value"]

    for each in (come, over):
        assert browser.get(link(each)).select_one('form[action$="abmelden"]') is None
        browser.client.post(link(each) + "/abmelden", data={"csrf_token": token})
        assert state_of(session, each) is SeatState.REGISTERED


def test_two_who_give_up_their_seats_let_two_move_up(make, race, session, clock):
    workshop = make.workshop(capacity=2)
    leaving = [make.participant(workshop) for _ in range(2)]
    waiting = [make.participant(workshop, state=SeatState.WAITING) for _ in range(2)]

    def leave(participant):
        def step(writing):
            row = writing.get_one(Participant, participant.id)
            seats.give_up_seat(writing, row, clock(), by=None)

        return step

    assert race(*map(leave, leaving)) == ["done", "done"]
    assert [state_of(session, each) for each in waiting] == [SeatState.REGISTERED] * 2


def test_people_with_a_seat_are_reminded_once(app, make, clock, work_off, session):
    workshop = make.workshop(days=7)
    seated = make.participant(workshop)
    make.participant(workshop, state=SeatState.WAITING)
    make.participant(workshop, state=SeatState.CANCELLED, cancelled_at=clock())
    make.participant(make.workshop(days=30))
    sent = []
    for _ in range(7):
        with app.app_context():
            nightly.tidy()
        work_off()
        sent.append([each["To"] for each in app.sent if "Bald ist Workshop" in each["Subject"]])
        app.sent.clear()
        clock.advance(days=1)

    assert sent == [[], [], [], [], [seated.email], [], []]


def test_names_are_erased_half_a_year_later_and_counts_stay(app, make, clock, session, database):
    workshop = make.workshop(days=1)
    account = make.account(Role.COMPANY)
    with make.writing() as writing:
        row = writing.get_one(Workshop, workshop.id)
        row.state, row.begun_at = WorkshopState.RUNNING, clock()
    come = make.participant(
        workshop, name="Ida Muster", industry_code="22", account_id=account.id, is_listed=True,
        checked_in_at=clock(),
    )  # fmt: skip
    gone = make.participant(workshop, state=SeatState.CANCELLED, cancelled_at=clock())
    with database.writing() as writing:
        seats.queue_participant_mail(
            writing, "workshop_registered", writing.get_one(Participant, come.id), clock()
        )

    clock.advance(days=3)
    with app.app_context():
        nightly.tidy()
    session.rollback()
    assert session.get_one(Participant, gone.id).email is None
    assert session.get_one(Participant, come.id).name == "Ida Muster"

    clock.advance(days=180)
    with app.app_context():
        nightly.tidy()
    session.rollback()
    row = session.get_one(Participant, come.id)
    assert (row.email, row.name, row.organisation, row.account_id) == (None, "", "", None)
    assert (row.industry_code, row.is_listed) == ("22", False)
    assert row.checked_in_at is not None
    assert (
        session.scalars(select(OutgoingMail).where(OutgoingMail.address == come.email)).all() == []
    )
    assert session.get_one(Account, account.id).is_active
    details = [each.detail for each in session.scalars(select(AuditEntry))]
    assert all("Ida" not in str(each) for each in details)


def test_registrations_of_a_workshop_that_was_called_off_go_after_a_month(
    app, make, clock, session
):
    workshop = make.workshop(days=90, state=WorkshopState.CANCELLED, cancelled_at=clock())
    participant = make.participant(workshop)

    for days, is_kept in ((29, True), (2, False)):
        clock.advance(days=days)
        with app.app_context():
            nightly.tidy()
        session.rollback()
        row = session.get_one(Participant, participant.id)
        assert (row.email is not None) is is_kept


def test_an_erased_registration_has_no_link(browser, make, link, database, clock):
    participant = make.participant(make.workshop())
    url = link(participant)
    with database.writing() as writing:
        writing.get_one(Participant, participant.id).erase(clock())

    browser.get(url, status=410)
