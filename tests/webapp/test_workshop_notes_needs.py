"""From a note to a need: drafted in one click, confirmed by the company, followed to the end."""

import re

import pytest
from sqlalchemy import select

from models import (
    Account,
    Challenge,
    ChallengeState,
    Exclusion,
    IntroductionState,
    NoteNeed,
    NoteState,
    Role,
    Side,
    SupportKind,
    Visit,
    VisitState,
    WorkshopNote,
    WorkshopState,
)
from tests.browser_client import Browser
from tests.mailing import text_of
from webapp.workshop_traces import note_trace

SAYING = "Rezyklat wird nach dem zweiten Umlauf spröde und bricht bei Kälte"


@pytest.fixture
def workshop(make, clock):
    return make.workshop(state=WorkshopState.RUNNING, begun_at=clock())


@pytest.fixture
def table(make, workshop):
    return make.workshop_table(workshop, area=SupportKind.PROTOTYPES)


@pytest.fixture
def guest(make, workshop):
    place = make.municipality()
    return make.participant(
        workshop, email="werk@musterteile.example", organisation="Musterteile GmbH",
        municipality_ags=place.ags,
    )  # fmt: skip


@pytest.fixture
def note(make, table, guest):
    return make.note(table, SAYING, participant_id=guest.id)


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def led(browser, manager):
    browser.login(manager)
    return browser


@pytest.fixture
def page_of(workshop, note):
    return f"/veranstaltungen/{workshop.id}/leitung/notizen/{note.id}"


def test_one_click_fills_the_draft_with_what_is_known(
    led, make, workshop, table, note, page_of, database
):
    mate = make.note(table, "Teile reißen im Winter")
    hidden = make.note(table, "Entfernt", state=NoteState.REMOVED, removed_at=note.written_at)
    make.cluster(workshop, note, mate, hidden)

    page = led.submit(page_of, "bedarf")

    assert page.path.startswith("/bedarfe/besuche/")
    assert page.select_one("[name=title]")["value"] == SAYING
    description = page.select_one("[name=description]").text
    assert SAYING in description
    assert "– Teile reißen im Winter" in description
    assert "Entfernt" not in description
    assert page.select_one("[name=company]")["value"] == "Musterteile GmbH"
    assert page.select_one("[name=email]")["value"] == "werk@musterteile.example"
    chosen = page.select("[name=support_kinds][checked]")
    assert [each["value"] for each in chosen] == ["technologietransfer"]
    with database.reading() as session:
        need = session.scalars(select(NoteNeed)).one()
        assert (need.note_id, need.challenge_id) == (note.id, None)
        assert need.visit.state is VisitState.DRAFT


def test_who_did_not_leave_a_badge_is_not_named(led, make, workshop, table, database):
    note = make.note(table, SAYING)
    professor = make.participant(workshop, Side.PROFESSOR)
    other = make.note(table, SAYING, participant_id=professor.id)

    for each in (note, other):
        page = led.submit(f"/veranstaltungen/{workshop.id}/leitung/notizen/{each.id}", "bedarf")
        for name in ("company", "email"):
            assert page.select_one(f"[name={name}]").get("value", "") == ""


def test_a_second_click_leads_to_the_same_draft(led, page_of, database):
    first = led.submit(page_of, "bedarf")
    token = led.get("/bedarfe/besuche").select_one("[name=csrf_token]")["value"]

    again = led.client.post(f"{page_of}/bedarf", data={"csrf_token": token})

    assert again.location.endswith(first.path)
    with database.reading() as session:
        assert len(session.scalars(select(Visit)).all()) == 1


def test_a_colleague_learns_that_it_is_begun_and_nothing_else(led, app, make, page_of, database):
    draft = led.submit(page_of, "bedarf")
    colleague = Browser(app)
    colleague.login(make.account(Role.TRANSFER_MANAGER))

    page = colleague.get(page_of)

    assert "Bedarf begonnen am" in page.text
    assert not page.select('form[action$="/bedarf"]')
    colleague.get(draft.path, status=404)
    token = page.select_one("[name=csrf_token]")["value"]
    answer = colleague.client.post(f"{page_of}/bedarf", data={"csrf_token": token})
    assert answer.location.endswith(page_of)


def test_the_company_confirms_and_the_note_leads_to_the_case(
    led, app, make, manager, guest, note, page_of, database, work_off
):
    draft = led.submit(page_of, "bedarf")
    page = led.send(
        draft, draft.path, function="Werkleitung", phone="0221 4710 102",
    )  # fmt: skip
    assert "Liegt beim Unternehmen" in page.text
    work_off()
    mail = app.sent[-1]
    assert mail["To"] == guest.email
    assert "nach einem Workshop" in text_of(mail)
    assert SAYING not in text_of(mail)

    company = Browser(app)
    link = re.search(r"http\S+(/bedarfe/besuche/bestaetigen/\S+)", text_of(mail))[1]
    page = company.get(link)
    assert "nach einem Workshop aufgeschrieben" in page.text
    company.send(page, link)

    with database.reading() as session:
        need = session.scalars(select(NoteNeed)).one()
        challenge = session.scalars(select(Challenge)).one()
        assert need.challenge_id == challenge.id
        assert challenge.entered_by_id == manager.id
        assert challenge.state is ChallengeState.SUBMITTED
    page = led.get(page_of)
    assert challenge.reference in page.text
    led.get(page.select_one(f'a[href="/pruefung/{challenge.id}"]')["href"])
    assert not page.select('form[action$="/bedarf"]')


def test_what_the_company_did_not_want_can_be_begun_anew(
    led, make, manager, page_of, clock, database
):
    led.submit(page_of, "bedarf")
    with make.writing() as session:
        visit = session.scalars(select(Visit)).one()
        visit.send_to("werk@musterteile.example", clock())
        visit.refuse(clock())

    page = led.get(page_of)
    assert "Vom Unternehmen nicht gewollt" in page.text
    clock.advance(minutes=1)
    led.send(page, "bedarf")

    with database.reading() as session:
        states = {each.state for each in session.scalars(select(Visit))}
        assert states == {VisitState.REFUSED, VisitState.DRAFT}


@pytest.fixture
def introduced(make, manager, note, clock):
    """A need of the note that was introduced, led by the manager."""
    introduction = make.introduction(IntroductionState.INTRODUCED, lead=manager)
    challenge = introduction.challenge
    with make.writing() as session:
        session.add(NoteNeed(note_id=note.id, challenge_id=challenge.id, made_at=clock()))
    return challenge


def trace_for(session, note, reader, clock):
    reader = session.get(Account, reader.id) if reader else None
    return note_trace(session, session.get_one(WorkshopNote, note.id), reader=reader, at=clock())


def test_whoever_leads_the_case_follows_it_to_the_end(
    led, make, manager, note, introduced, page_of, session, clock
):
    trace = trace_for(session, note, manager, clock)

    assert trace.challenge.id == introduced.id
    assert trace.case.introductions == [IntroductionState.INTRODUCED]
    assert trace.case.matches >= 1
    assert trace.case.outcome is None
    page = led.get(page_of)
    assert introduced.reference in page.text
    assert "Vermittlungen" in page.text


def test_another_manager_sees_that_there_is_a_case_but_not_its_proposals(
    make, note, introduced, session, clock
):
    trace = trace_for(session, note, make.account(Role.TRANSFER_MANAGER), clock)

    assert trace.challenge.id == introduced.id
    assert trace.case is None
    assert trace.visit is None


def test_whom_the_company_excluded_learns_no_more_than_before(
    app, make, note, introduced, page_of, session, clock
):
    barred = make.account(Role.TRANSFER_MANAGER, university_id=make.university("HSBO").id)
    with make.writing() as writing:
        writing.add(Exclusion(challenge_id=introduced.id, university_id=barred.university_id))

    trace = trace_for(session, note, barred, clock)
    browser = Browser(app)
    browser.login(barred)
    page = browser.get(page_of)

    assert (trace.challenge, trace.case, trace.visit) == (None, None, None)
    for word in (introduced.reference, introduced.title, "Vermittl", "Matchvorschl"):
        assert word not in page.select_one("main").text


def test_a_stranger_sees_nothing_of_the_need(note, introduced, session, clock):
    trace = trace_for(session, note, None, clock)

    assert (trace.challenge, trace.case, trace.visit) == (None, None, None)


def test_managers_keep_only_their_own_drafts_and_begin_none_by_hand(led, make):
    scouted = make.visit(make.account(Role.SCOUT))

    page = led.get("/bedarfe/besuche")

    assert page.h1.text == "Entwürfe für Unternehmen"
    assert scouted.fields["company"][0] not in page.text
    led.get(f"/bedarfe/besuche/{scouted.id}", status=404)
    led.get("/bedarfe/besuche/neu", status=403)
