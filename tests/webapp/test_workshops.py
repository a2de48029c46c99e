"""Workshops as everybody finds them: announced, registered for, and closed at a known moment."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import OtherEvent, Participant, Role, SeatState, Side, Workshop, WorkshopState
from tests.mailing import all_of, text_of
from tests.webapp.statements import count_statements
from webapp import seats

MAILBOX = "leitung@werkstatt.example"
TYPED = {
    "name": "Ida Muster", "email": MAILBOX, "organisation": "Musterteile GmbH",
    "side": "unternehmen", "industry_code": "22", "size_class": "klein",
    "municipality_ags": "05978004", "areas": ["beratung", "technologietransfer"],
    "wants_talks": "y", "is_listed": "y", "consent": "y",
}  # fmt: skip


@pytest.fixture
def workshop(make):
    make.municipality()
    return make.workshop()


def sign_up(browser, workshop, status=200, **facts):
    return browser.submit(
        f"/veranstaltungen/{workshop.id}/anmelden", status=status, **{**TYPED, **facts}
    )


def people(session, workshop):
    session.rollback()
    listed = select(Participant).where(Participant.workshop_id == workshop.id)
    return session.scalars(listed.order_by(Participant.registered_at, Participant.id)).all()


def test_everybody_finds_what_is_announced_and_no_draft(browser, make, clock):
    coming = make.workshop(title="Kreisläufe schließen")
    make.workshop(title="Noch geheim", state=WorkshopState.DRAFT, published_at=None)
    over = make.workshop(
        title="Der erste Workshop", starts_at=clock() - timedelta(days=60),
        state=WorkshopState.OVER, begun_at=clock(), ended_at=clock(),
    )  # fmt: skip
    with make.writing() as session:
        session.add(
            OtherEvent(
                uid="1@kammer.example", sequence=0, title="Energietag der Kammer", summary="",
                place="Dortmund", organiser="IHK zu Dortmund", link="https://kammer.example/tag",
                starts_at=clock() + timedelta(days=9), ends_at=clock() + timedelta(days=9, hours=2),
                is_whole_day=False, imported_at=clock(),
            )
        )  # fmt: skip

    page = browser.get("/veranstaltungen")

    assert "Kreisläufe schließen" in page.text
    assert "Noch 60 Plätze frei" in page.text
    assert "Der erste Workshop" in page.text
    assert "Energietag der Kammer" in page.text
    assert "Veranstalter: IHK zu Dortmund" in page.text
    assert page.select_one('a[href="https://kammer.example/tag"]')["rel"]
    assert "Noch geheim" not in page.text
    assert "Anmelden" in browser.get(f"/veranstaltungen/{coming.id}").text
    assert (
        browser.get(f"/veranstaltungen/{over.id}").select_one('main a[href$="/anmelden"]') is None
    )


def test_the_list_asks_as_often_for_ten_workshops_as_for_two(browser, database, make):
    for _ in range(2):
        make.participant(make.workshop())
    browser.get("/veranstaltungen")
    few = count_statements(database, lambda: browser.get("/veranstaltungen"))
    for _ in range(8):
        make.participant(make.workshop())

    assert count_statements(database, lambda: browser.get("/veranstaltungen")) == few


def test_a_draft_is_there_for_those_who_prepare_it_alone(browser, make):
    draft = make.workshop(state=WorkshopState.DRAFT, published_at=None)
    pages = [f"/veranstaltungen/{draft.id}{end}" for end in ("", "/termin.ics", "/datenschutz")]

    for url in (*pages, f"/veranstaltungen/{draft.id}/anmelden"):
        browser.get(url, status=404)
    browser.login(make.account(Role.COMPANY))
    browser.get(pages[0], status=404)
    browser.login(make.account(Role.TRANSFER_MANAGER))
    assert "Entwurf" in browser.get(pages[0]).text


def test_somebody_without_an_account_registers(browser, workshop, session, app, work_off):
    page = sign_up(browser, workshop)
    work_off()

    assert page.path.endswith("/angemeldet")
    (participant,) = people(session, workshop)
    assert (participant.state, participant.side) == (SeatState.REGISTERED, Side.COMPANY)
    assert (participant.email, participant.industry_code) == (MAILBOX, "22")
    assert participant.areas == ["beratung", "technologietransfer"]
    assert participant.wants_talks
    assert participant.is_listed
    assert participant.account_id is None
    (mail,) = app.sent
    assert mail["To"] == MAILBOX
    assert "Sie haben einen Platz" in text_of(mail)
    assert workshop.place in text_of(mail)
    for typed in ("Ida Muster", "Musterteile GmbH"):
        assert typed not in all_of(mail)


def test_a_second_registration_gets_the_same_page_and_another_mail(
    browser, workshop, session, app, work_off
):
    first = sign_up(browser, workshop)
    work_off()
    app.sent.clear()

    second = sign_up(browser, workshop, name="Wer Anderes", email=MAILBOX.upper(), is_listed=[])
    work_off()

    assert second.text == first.text
    assert second.path == first.path
    (participant,) = people(session, workshop)
    assert participant.name == "Ida Muster"
    assert participant.is_listed
    (mail,) = app.sent
    assert "Sie sind schon angemeldet" in text_of(mail)
    assert "/veranstaltungen/anmeldung/" in text_of(mail)


def test_whoever_tries_again_and_again_fills_no_mailbox(browser, workshop, app, work_off):
    for _ in range(8):
        sign_up(browser, workshop)
    work_off()

    subjects = [each["Subject"] for each in app.sent]
    assert subjects.count("EcoTecHub: Sie sind schon angemeldet") == 3


def test_what_is_missing_is_said_at_the_field_and_the_rest_stays(browser, workshop, session):
    page = sign_up(
        browser, workshop, status=422, name="", email="leitung@", consent=[], side=[],
        organisation="Musterteile GmbH",
    )  # fmt: skip

    assert "Namen" in page.error_at("name")
    assert "vollständige E-Mail-Adresse" in page.error_at("email")
    assert "Einverständnis" in page.error_at("consent")
    assert "als wer" in page.error_at("side")
    assert page.select_one("[name=organisation]")["value"] == "Musterteile GmbH"
    assert page.select_one("[name=areas][value=beratung]").has_attr("checked")
    assert people(session, workshop) == []


@pytest.mark.parametrize("field", ["industry_code", "size_class", "municipality_ags", "side"])
def test_a_choice_that_is_none_is_refused(browser, workshop, session, field):
    page = browser.get(f"/veranstaltungen/{workshop.id}/anmelden")

    answer = browser.send(page, status=422, **{**TYPED, field: "unsinn"})

    assert answer.error_at(field)
    assert people(session, workshop) == []


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"registration_until": timedelta(hours=-1)}, "Die Anmeldung ist geschlossen"),
        ({"state": WorkshopState.CANCELLED}, "Der Workshop findet nicht statt"),
        ({"state": WorkshopState.OVER}, "Der Workshop ist vorbei"),
    ],
)
def test_registering_too_late_names_whom_to_ask_and_keeps_what_was_typed(
    browser, workshop, make, session, clock, facts, words
):
    page = browser.get(f"/veranstaltungen/{workshop.id}/anmelden")
    with make.writing() as writing:
        row = writing.get_one(Workshop, workshop.id)
        if "state" in facts:
            row.state = facts["state"]
            row.cancelled_at = clock() if row.state is WorkshopState.CANCELLED else None
            row.begun_at = row.ended_at = clock() if row.state is WorkshopState.OVER else None
        else:
            row.registration_until = clock() + facts["registration_until"]

    answer = browser.send(page, status=409, **TYPED)

    assert answer.h1.text == words
    assert workshop.contact in answer.text
    assert "Ida Muster" in answer.text
    assert people(session, workshop) == []
    browser.get(f"/veranstaltungen/{workshop.id}/anmelden", status=409)


def test_beyond_the_seats_people_wait(browser, make, session, app, work_off):
    make.municipality()
    workshop = make.workshop(capacity=1)
    make.participant(workshop)

    assert (
        "Alle Plätze sind vergeben" in browser.get(f"/veranstaltungen/{workshop.id}/anmelden").text
    )
    page = sign_up(browser, workshop)
    work_off()

    states = {each.email: each.state for each in people(session, workshop)}
    assert states[MAILBOX] is SeatState.WAITING
    assert "Warteliste" in app.sent[0]["Subject"]
    assert "Warteliste" not in page.select_one("main").get_text()


def test_of_two_on_the_last_seat_one_waits(make, race, session, clock):
    workshop = make.workshop(capacity=1)

    def come(email):
        def step(writing):
            row = writing.get_one(Workshop, workshop.id)
            seats.register(
                writing, row, email, clock(), name="Ida", organisation="Eine GmbH",
                side=Side.COMPANY,
            )  # fmt: skip

        return step

    answers = race(come("eins@werkstatt.example"), come("zwei@werkstatt.example"))

    assert answers == ["done", "done"]
    states = sorted(each.state.value for each in people(session, workshop))
    assert states == ["angemeldet", "warteliste"]


def test_somebody_signed_in_finds_their_details_and_is_linked(browser, make, session):
    company = make.account(Role.COMPANY)
    professor = make.account(Role.PROFESSOR)
    profile = make.profile(account=professor)
    workshop = make.workshop()

    for account in (company, professor):
        browser.login(account)
        page = browser.get(f"/veranstaltungen/{workshop.id}/anmelden")
        assert page.select_one("[name=email]")["value"] == account.email
        assert page.select_one("[name=name]")["value"] == account.display_name
        browser.send(page, consent="y")
    browser.login(company)
    sign_up(browser, workshop, email="kollegin@werkstatt.example", municipality_ags="")

    linked = {each.email: (each.account_id, each.profile_id) for each in people(session, workshop)}
    assert linked == {
        company.email: (company.id, None),
        professor.email: (professor.id, profile.id),
        "kollegin@werkstatt.example": (None, None),
    }


def test_the_calendar_file_says_when_and_where(browser, workshop):
    answer = browser.client.get(f"/veranstaltungen/{workshop.id}/termin.ics")

    text = answer.get_data(as_text=True).replace("\r\n ", "")
    assert answer.mimetype == "text/calendar"
    assert f"UID:{workshop.id}@ecotechub" in text
    assert "SUMMARY:Werkstatt Kreislaufwirtschaft" in text
    assert "Westenhellweg 110" in text
    assert "STATUS:CONFIRMED" in text


def test_the_privacy_notice_says_who_reads_and_how_long(browser, workshop):
    text = browser.get(f"/veranstaltungen/{workshop.id}/datenschutz").text

    for words in ("180 Tage", "Transferstellen beider Hochschulen", "widerrufen", workshop.contact):
        assert words in text
