"""Calendars to subscribe to: everybody's events, and the own dates behind an address."""

from datetime import timedelta
from types import SimpleNamespace

import icalendar
import pytest

from models import Account, IntroductionState, Role, Scope, WorkshopState
from tests.browser_client import Browser
from webapp.appointments import cancel_date, set_date


def events_of(answer) -> list:
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    return icalendar.Calendar.from_ical(answer.data).walk("VEVENT")


def test_everybody_subscribes_to_what_is_announced(app, make):
    make.workshop(title="Werkstatt Phosphor")
    make.workshop(title="Fällt aus", state=WorkshopState.CANCELLED, cancelled_at=make._clock())
    make.workshop(title="Nur ein Entwurf", state=WorkshopState.DRAFT, published_at=None)

    answer = app.test_client().get("/veranstaltungen/kalender.ics")

    told = {str(each["summary"]): str(each["status"]) for each in events_of(answer)}
    assert told == {"Werkstatt Phosphor": "CONFIRMED", "Fällt aus": "CANCELLED"}
    calendar = icalendar.Calendar.from_ical(answer.data)
    assert str(calendar["x-wr-calname"]) == "EcoTecHub Veranstaltungen"
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert app.test_client().get("/veranstaltungen/kalender.ics", headers=tag).status_code == 304


def test_the_page_of_events_leads_to_their_calendar(browser, make):
    make.workshop()

    page = browser.get("/veranstaltungen")

    assert page.select_one("main a[href='/veranstaltungen/kalender.ics']")


@pytest.fixture
def meeting(make, clock, app):
    """An introduction with a date, and the accounts of both sides."""
    introduction = make.introduction(IntroductionState.INTRODUCED)
    with app.app_context(), make.writing() as session:
        row = session.merge(introduction)
        company = row.challenge.company.accounts[0]
        set_date(
            session, row, clock(), by=company, starts_at=clock() + timedelta(days=3),
            minutes=60, place="Raum 7", sequence=-1,
        )  # fmt: skip
        words = (row.challenge.company.name, row.challenge.title)
        return SimpleNamespace(
            introduction=introduction, company=company, professor=row.profile.account, words=words
        )


def subscribe(app, account: Account) -> str:
    browser = Browser(app)
    browser.login(account)
    page = browser.send(browser.get("/konto/zugaenge"), "kalender")
    address = page.select_one("#adresse").get_text(strip=True)
    return address.removeprefix(app.extensions["settings"].base_url)


def test_both_sides_subscribe_to_their_dates(app, meeting, make):
    for account in (meeting.company, meeting.professor):
        (event,) = events_of(app.test_client().get(subscribe(app, account)))
        assert str(event["location"]) == "Raum 7"
        words = event.to_ical().decode()
        assert not [each for each in meeting.words if each in words]
    stranger = make.account(Role.COMPANY)
    assert events_of(app.test_client().get(subscribe(app, stranger))) == []


def test_a_date_that_may_not_be_read_any_more_leaves_the_calendar(app, meeting, make, clock):
    path = subscribe(app, meeting.professor)
    assert len(events_of(app.test_client().get(path))) == 1

    with app.app_context(), make.writing() as session:
        session.merge(meeting.introduction).challenge.withdraw(clock())

    assert events_of(app.test_client().get(path)) == []


def test_a_date_called_off_says_so(app, meeting, make, clock):
    path = subscribe(app, meeting.company)

    with app.app_context(), make.writing() as session:
        row = session.merge(meeting.introduction)
        session.refresh(row)
        by = session.get_one(Account, meeting.company.id)
        cancel_date(session, row, row.appointment.sequence, clock(), by=by)

    (event,) = events_of(app.test_client().get(path))
    assert str(event["status"]) == "CANCELLED"
    assert "location" not in event


def test_the_address_opens_nothing_else_and_no_key_opens_it(app, make):
    company = make.account(Role.COMPANY)
    client, path = app.test_client(), subscribe(app, company)
    key = path.split("/")[2]
    _, other = make.api_token(company, Scope.NEEDS)

    bearer = {"Authorization": f"Bearer {key}"}
    assert client.get("/api/v1/bedarfe", headers=bearer).status_code == 401
    assert client.get("/api/v1/profile", headers=bearer).status_code == 401
    assert client.get(f"/kalender/{other}/termine.ics").status_code == 404
    assert client.get("/kalender/x/termine.ics").status_code == 404
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_ending_it_closes_the_address(app, make, browser):
    company = make.account(Role.COMPANY)
    path = subscribe(app, company)
    assert app.test_client().get(path).status_code == 200
    browser.login(company)
    page = browser.get("/konto/zugaenge")
    row = next(each for each in page.select("tbody tr") if "Kalender" in each.get_text())

    browser.send(page, row.select_one("form")["action"])

    assert app.test_client().get(path).status_code == 404


def test_who_has_no_dates_is_offered_no_calendar(browser, make):
    browser.login(make.account(Role.SUPPORTER))
    page = browser.get("/konto/zugaenge")
    assert not page.select("form[action$='/zugaenge/kalender']")

    data = {"csrf_token": page.select_one("[name=csrf_token]")["value"]}
    assert browser.client.post("/konto/zugaenge/kalender", data=data).status_code == 404
