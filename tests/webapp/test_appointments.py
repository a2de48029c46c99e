"""The date of an Erstgespräch: named, agreed, changed, called off, and taken into calendars."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlalchemy import select

from models import (
    Appointment,
    Challenge,
    ChallengeState,
    IntroductionState,
    Outcome,
    OutgoingMail,
    Role,
)
from tests.browser_client import Browser
from tests.mailing import text_of
from tests.webapp.trail import deeds

INTRODUCED = IntroductionState.INTRODUCED
PLACE = "Werk 2, Halle; Tor \\ 3, https://konferenz.example/r?a=1,2"
DATE = {"day": "2026-04-03", "time": "14:30", "minutes": "45", "place": PLACE}


@pytest.fixture
def people(make):
    return {
        "company": make.account(Role.COMPANY),
        "professor": make.account(Role.PROFESSOR),
        "lead": make.account(Role.TRANSFER_MANAGER),
    }


@pytest.fixture
def introduction(make, people):
    return introduce(make, people, INTRODUCED)


def introduce(make, people, state):
    need = make.challenge(
        ChallengeState.IN_REVIEW, by=people["company"], lead=people["lead"],
        title="Galvanikbad schäumt",
    )  # fmt: skip
    profile = make.profile(account=people["professor"])
    return make.introduction(state, challenge=need, profile=profile, lead=people["lead"])


def url_of(introduction, page=""):
    return f"/anfragen/{introduction.id}{page}"


def arrange(browser, introduction, by, **facts):
    browser.login(by)
    return browser.submit(url_of(introduction, "/termin"), **{**DATE, **facts})


def appointment(session):
    session.rollback()
    return session.scalars(select(Appointment)).one()


def calendar_of(browser, introduction):
    answer = browser.client.get(url_of(introduction, "/termin.ics"))
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8; method=PUBLISH"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    calendar = Calendar.from_ical(answer.data)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_the_lead_proposes_and_both_sides_agree(
    browser, introduction, people, session, app, work_off
):
    page = arrange(browser, introduction, people["lead"])

    assert "Vorgeschlagen" in page.text
    assert "14:30 Uhr, 45 Minuten" in page.text
    for name in ("company", "professor"):
        browser.login(people[name])
        browser.submit(url_of(introduction), action="/termin/zusagen")
    work_off()

    assert appointment(session).is_agreed
    assert "Steht fest" in browser.get(url_of(introduction)).text
    told = [(message["To"], text_of(message)) for message in app.sent]
    assert [to for to, _ in told].count(people["company"].email) == 2
    assert [to for to, _ in told].count(people["lead"].email) == 2
    for _, words in told:
        assert "14:30" not in words
        assert "Halle" not in words
        assert "Galvanik" not in words
    assert [each.verb for each in deeds(session)] == [
        "termin_genannt", "termin_zugesagt", "termin_zugesagt",
    ]  # fmt: skip


def test_whoever_names_a_date_has_agreed_and_the_other_side_is_asked_anew(
    browser, introduction, people, session
):
    arrange(browser, introduction, people["professor"])
    assert (appointment(session).professor_agreed, appointment(session).company_agreed) == (
        True,
        False,
    )

    arrange(browser, introduction, people["company"], time="15:00")

    there = appointment(session)
    assert (there.professor_agreed, there.company_agreed) == (False, True)
    assert there.sequence == 1


def test_the_file_is_read_back_as_it_was_meant(browser, introduction, people, session):
    arrange(browser, introduction, people["lead"])

    for name in people:
        browser.login(people[name])
        calendar, event = calendar_of(browser, introduction)
        assert calendar["METHOD"] == "PUBLISH"
        assert event["UID"] == f"{appointment(session).id}@ecotechub"
        assert event["SEQUENCE"] == 0
        assert event["STATUS"] == "TENTATIVE"
        assert event["LOCATION"] == PLACE
        assert (
            event["SUMMARY"] == f"Erstgespräch EcoTecHub, Fall {introduction.challenge.reference}"
        )
        assert event["DTSTART"].dt.astimezone(UTC) == datetime(2026, 4, 3, 12, 30, tzinfo=UTC)
        assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=45)
        assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
        text = calendar.to_ical().decode()
        for secret in ("Galvanik", "Musterteile", "Kunststofftechnik"):
            assert secret not in text


def test_the_zone_in_the_file_is_berlin_in_summer_and_in_winter(browser, introduction, people):
    arrange(browser, introduction, people["lead"])
    calendar, _ = calendar_of(browser, introduction)

    (zone,) = calendar.walk("VTIMEZONE")
    told, berlin = zone.to_tz(), ZoneInfo("Europe/Berlin")
    day = datetime(2026, 1, 1, 12)  # noqa: DTZ001 (the zone is what is compared)
    for days in range(3 * 365):
        moment = day + timedelta(days=days)
        assert (
            moment.replace(tzinfo=told).utcoffset() == moment.replace(tzinfo=berlin).utcoffset()
        ), moment


def test_a_changed_date_keeps_its_uid_and_counts_up(browser, introduction, people):
    arrange(browser, introduction, people["lead"])
    _, first = calendar_of(browser, introduction)

    arrange(browser, introduction, people["lead"], day="2026-04-10")

    _, second = calendar_of(browser, introduction)
    assert second["UID"] == first["UID"]
    assert second["SEQUENCE"] > first["SEQUENCE"]
    assert second["DTSTART"].dt.day == 10


def test_a_date_that_is_called_off_says_so_in_the_file_and_by_mail(
    browser, introduction, people, session, app, work_off
):
    arrange(browser, introduction, people["lead"])
    work_off()
    app.sent.clear()

    browser.login(people["company"])
    page = browser.submit(url_of(introduction), action="/termin/absagen")
    work_off()

    assert "Abgesagt" in page.text
    _, event = calendar_of(browser, introduction)
    assert event["STATUS"] == "CANCELLED"
    assert "LOCATION" not in event
    assert {each["To"] for each in app.sent} == {people["professor"].email, people["lead"].email}
    assert all("entfällt" in each["Subject"] for each in app.sent)

    arrange(browser, introduction, people["professor"], day="2026-04-17")
    assert not appointment(session).is_cancelled


def test_a_withdrawal_calls_off_what_lies_ahead_and_tells_who_has_it_noted(
    browser, introduction, people, session, app, work_off, clock
):
    arrange(browser, introduction, people["lead"])
    work_off()
    app.sent.clear()

    browser.login(people["company"])
    browser.submit(f"/bedarfe/{introduction.challenge_id}/zurueckziehen")
    work_off()

    assert appointment(session).is_cancelled
    off = {each["To"]: each for each in app.sent if "entfällt" in each["Subject"]}
    assert off.keys() == {people["professor"].email, people["lead"].email}
    assert "/anfragen/" not in text_of(off[people["professor"].email])
    browser.login(people["professor"])
    browser.get(url_of(introduction, "/termin.ics"), status=404)
    browser.login(people["lead"])
    assert calendar_of(browser, introduction)[1]["STATUS"] == "CANCELLED"


def test_a_date_that_is_over_stays_when_the_need_is_withdrawn(
    browser, introduction, people, session, clock
):
    arrange(browser, introduction, people["lead"])
    clock.advance(days=30)
    browser.login(people["company"])

    browser.submit(f"/bedarfe/{introduction.challenge_id}/zurueckziehen")

    assert not appointment(session).is_cancelled


REFUSED = [
    ({"day": ""}, "day", "Bitte wählen Sie einen Tag."),
    ({"day": "2026-03-19"}, "day", "Dieser Tag ist schon vorbei."),
    ({"day": "2028-01-01"}, "day", "innerhalb eines Jahres"),
    ({"day": "2026-03-20", "time": "09:59"}, "time", "Diese Uhrzeit ist schon vorbei."),
    ({"day": "2026-03-29", "time": "02:30"}, "time", "gibt es an dem Tag nicht"),
    ({"time": ""}, "time", "Bitte geben Sie die Uhrzeit an"),
    ({"time": "halb drei"}, "time", "Fehler:"),
    ({"minutes": "7"}, "minutes", "Fehler:"),
    ({"place": "x" * 301}, "place", "Es sind 1 zu viel"),
]


def test_a_date_nobody_can_keep_is_refused_at_its_field(browser, introduction, people, session):
    browser.login(people["company"])
    for facts, field, words in REFUSED:
        page = browser.submit(url_of(introduction, "/termin"), status=422, **{**DATE, **facts})

        assert words in page.error_at(field), facts
    assert session.scalars(select(Appointment)).all() == []


def test_of_two_who_change_it_the_second_sees_what_the_first_named(
    app, browser, introduction, people, session
):
    arrange(browser, introduction, people["lead"])
    page = browser.get(url_of(introduction, "/termin"))
    arrange(Browser(app), introduction, people["professor"], day="2026-04-08")

    refused = browser.send(page, status=409, day="2026-04-20", place="Labor")

    assert "Jetzt gilt: 8. April 2026" in refused.text
    assert refused.select_one("[name=place]")["value"] == "Labor"
    assert appointment(session).starts_at.day == 8
    assert browser.send(refused, day="2026-04-20").path == url_of(introduction)
    assert appointment(session).starts_at.day == 20


def test_nobody_agrees_to_a_date_they_have_not_read(app, browser, introduction, people, session):
    arrange(browser, introduction, people["lead"])
    browser.login(people["company"])
    page = browser.get(url_of(introduction))
    arrange(Browser(app), introduction, people["professor"], day="2026-04-08")

    browser.send(page, action="/termin/zusagen", status=409)
    browser.send(page, action="/termin/absagen", status=409)

    assert not appointment(session).company_agreed
    assert not appointment(session).is_cancelled


def test_strangers_get_nothing_and_before_the_consent_nobody(browser, make, introduction, people):
    arrange(browser, introduction, people["lead"])
    for role in (Role.COMPANY, Role.PROFESSOR, Role.TRANSFER_MANAGER, Role.SCOUT, Role.SUPPORTER):
        browser.login(make.account(role))
        browser.get(url_of(introduction, "/termin.ics"), status=404)
        browser.get(url_of(introduction, "/termin"), status=404)

    more = {**people, "professor": make.account(Role.PROFESSOR)}
    pending = introduce(make, more, IntroductionState.INTERESTED)
    for person in more.values():
        browser.login(person)
        browser.get(url_of(pending, "/termin"), status=409)
        browser.get(url_of(pending, "/termin.ics"), status=409)


def test_a_mail_is_not_sent_once_the_date_is_off(browser, introduction, people, app, work_off):
    arrange(browser, introduction, people["lead"])
    browser.submit(url_of(introduction), action="/termin/absagen")

    work_off()

    assert all("entfällt" in each["Subject"] for each in app.sent)
    assert len(app.sent) == 2


def test_without_a_date_there_is_no_file(browser, introduction, people):
    browser.login(people["lead"])

    browser.get(url_of(introduction, "/termin.ics"), status=404)


def test_a_date_stays_readable_after_the_end_and_cannot_be_changed(
    browser, introduction, people, make
):
    arrange(browser, introduction, people["lead"])
    with make.writing() as session:
        session.get_one(Challenge, introduction.challenge_id).close(Outcome.PROJECT, make._clock())
    browser.login(people["company"])

    page = browser.get(url_of(introduction))

    assert "Termin absagen" not in page.text
    assert calendar_of(browser, introduction)[1]["STATUS"] == "TENTATIVE"
    browser.get(url_of(introduction, "/termin"), status=409)


def test_mails_of_a_date_name_no_challenge_text(session, browser, introduction, people):
    arrange(browser, introduction, people["lead"])

    rows = session.scalars(select(OutgoingMail)).all()

    assert {each.template for each in rows} == {"appointment_set"}
    assert {each.recipient_id for each in rows} == {people["company"].id, people["professor"].id}
