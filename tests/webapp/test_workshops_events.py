"""Events of others: read from calendar files nobody can trust, never doubled, open to everybody."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from models import OtherEvent, Role
from webapp.workshops.other_events import BIGGEST_CALENDAR, Unreadable, read_calendar

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
PAGE = "/veranstaltungen/leitung/andere"


def calendar(*events, head="BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//X//X//DE\r\n"):
    parts = [f"BEGIN:VEVENT\r\n{each}\r\nEND:VEVENT\r\n" for each in events]
    return (head + "".join(parts) + "END:VCALENDAR\r\n").encode()


def event(uid="1@kammer.example", title="Energietag", **lines):
    facts = {
        "UID": uid, "SUMMARY": title, "DTSTART": "20260420T080000Z", "DTEND": "20260420T100000Z",
        **lines,
    }  # fmt: skip
    return "\r\n".join(
        f"{name.replace('_', ';')}:{value}" for name, value in facts.items() if value
    )


@pytest.fixture
def host(browser, make):
    browser.login(make.account(Role.TRANSFER_MANAGER))


def send(browser, content, organiser="IHK zu Dortmund", status=200):
    token = browser.get(PAGE).select_one("form[enctype] [name=csrf_token]")["value"]
    data = {"csrf_token": token, "organiser": organiser}
    if content is not None:
        data["file"] = (io.BytesIO(content), "termine.ics")
    answer = browser._page(browser.client.post(PAGE, data=data, follow_redirects=True))
    assert answer.status == status, answer.text[:500]
    return answer


def events(session):
    session.rollback()
    return session.scalars(select(OtherEvent).order_by(OtherEvent.uid)).all()


def test_a_file_is_taken_over_and_read_by_everybody(browser, host, session):
    page = send(
        browser,
        calendar(event(LOCATION="Dortmund\\, Märkische Straße", URL="https://ihk.example/1")),
    )

    assert "Neu: 1" in page.text
    browser.logout()
    page = browser.get("/veranstaltungen")
    assert "Energietag" in page.text
    assert "Dortmund, Märkische Straße" in page.text
    assert "Montag, 20. April 2026, 10:00 bis 12:00 Uhr" in page.text
    assert page.select_one('main a[href="https://ihk.example/1"]')


def test_the_same_file_again_changes_and_never_doubles(browser, host, session):
    send(browser, calendar(event(SEQUENCE="1"), event("2@kammer.example", "Zweiter")))
    page = send(
        browser,
        calendar(
            event(title="Energietag neu", SEQUENCE="2"),
            event("2@kammer.example", "Zweiter", STATUS="CANCELLED"),
            event("3@kammer.example", "Dritter"),
            event("3@kammer.example", "Dritter, berichtigt", SEQUENCE="4"),
        ),
    )

    assert "Neu: 1, geändert: 1, entfernt: 1" in page.text
    assert [each.title for each in events(session)] == ["Energietag neu", "Dritter, berichtigt"]
    send(browser, calendar(event(title="Alter Stand", SEQUENCE="0")))
    assert events(session)[0].title == "Energietag neu"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "wählen Sie eine Datei"),
        (b"", "keine Kalenderdatei"),
        (b"\x89PNG\r\n\x1a\n\x00", "keine Kalenderdatei"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:halb", "keine Kalenderdatei"),
        (calendar(), "keine Kalenderdatei"),
        (calendar(event(DTSTART="20200101T080000Z", DTEND="20200101T090000Z")), "noch kommt"),
        (calendar(event(DTSTART="kein Tag")), ""),
        (calendar(*[event(f"{number}@x") for number in range(301)]), "mehr als 300"),
        (b"BEGIN:VCALENDAR\r\n" + b"X" * BIGGEST_CALENDAR, "größer als 500 kB"),
        (b"BEGIN:VEVENT\r\n" * 20_000, "keine Kalenderdatei"),
    ],
)
def test_what_is_no_good_is_said_at_the_field(browser, host, session, content, words):
    page = send(browser, content, status=422)

    assert words in page.error_at("file")
    assert page.error_at("file")
    assert page.select_one("[name=organiser]")["value"] == "IHK zu Dortmund"
    assert events(session) == []


def test_the_organiser_is_asked_for(browser, host):
    page = send(browser, calendar(event()), organiser="", status=422)

    assert "wer die Veranstaltungen anbietet" in page.error_at("organiser")


def test_one_is_removed(browser, host, session):
    send(browser, calendar(event()))

    browser.submit(PAGE, action="entfernen")

    assert events(session) == []
    token = browser.get(PAGE).select_one("[name=csrf_token]")["value"]
    gone = browser.client.post(
        f"{PAGE}/0b7e3f0e-6f6c-4f6d-9f64-1d7a2b3c4d5e/entfernen", data={"csrf_token": token}
    )
    assert gone.status_code == 404


@pytest.mark.once
@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "https://", "mailto:a@b.example", "//x"]
)
def test_only_links_to_the_web_are_kept(link):
    (found,), _left_out = read_calendar(calendar(event(URL=link)), NOW)

    assert found.link is None


@pytest.mark.once
def test_days_lengths_and_zones_are_understood():
    found, left_out = read_calendar(
        calendar(
            event("1", DTSTART="", DTEND="", **{"DTSTART_VALUE=DATE": "20260420"}),
            event("2", DTSTART="20260420T080000", DTEND="", DURATION="PT90M"),
            event("3", DTSTART="20260420T080000Z", DTEND="20260419T080000Z"),
            event("4", title="", DTSTART="20260420T080000Z"),
            event("5", DTSTART="20990420T080000Z", DTEND="20990420T090000Z"),
        ),
        NOW,
    )

    assert left_out == 2
    whole, local, backwards = found
    assert whole.is_whole_day
    assert whole.ends_at - whole.starts_at == timedelta(days=1)
    assert local.starts_at.astimezone(UTC).hour == 6
    assert local.ends_at - local.starts_at == timedelta(minutes=90)
    assert backwards.ends_at == backwards.starts_at


@pytest.mark.once
def test_texts_are_bounded_and_hold_no_control_signs():
    (found,), _left_out = read_calendar(
        calendar(event("u" * 400, "T\x07itel " * 100, DESCRIPTION="ä" * 9000)), NOW
    )

    assert len(found.uid) <= 255
    assert len(found.title) <= 200
    assert "\x07" not in found.title
    assert len(found.summary) <= 4000


@pytest.mark.once
def test_nesting_without_end_is_refused():
    with pytest.raises(Unreadable):
        read_calendar(b"BEGIN:VCALENDAR\r\n" * 5000 + b"END:VCALENDAR\r\n" * 5000, NOW)
