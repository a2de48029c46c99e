"""What scouts bring from company visits: a draft until the company confirms it by a link."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    Account,
    Challenge,
    ChallengeState,
    Company,
    OutgoingMail,
    Role,
    Visit,
    VisitState,
)
from tests.browser_client import Browser
from tests.factories import DESCRIPTION, TITLE
from tests.mailing import all_of, text_of
from tests.webapp.statements import count_statements
from webapp import nightly, visits
from webapp.own_data.collecting import collect
from webapp.own_data.operations import erase_company

MAILBOX = "werkstatt@besucht.example"
NOTED = {
    "company": "Besuchte Firma GmbH", "municipality_ags": "05978004",
    "function": "Werkstattleitung", "email": MAILBOX, "title": TITLE, "description": DESCRIPTION,
    "note": "Wir sprachen über die Presse.",
}  # fmt: skip


@pytest.fixture
def scout(make):
    make.municipality()
    return make.account(Role.SCOUT)


@pytest.fixture
def company(app):
    """The browser of whoever reads the company's mailbox."""
    return Browser(app)


def note(browser, scout, **facts):
    browser.login(scout)
    return browser.submit("/bedarfe/besuche/neu", **{**NOTED, **facts})


def visit_of(session):
    session.rollback()
    return session.scalars(select(Visit)).one()


def link_in(message):
    return re.search(r"http\S+(/bedarfe/besuche/bestaetigen/\S+)", text_of(message))[1]


def test_a_company_without_an_account_corrects_and_hands_in(
    browser, company, scout, session, app, work_off, make
):
    manager = make.account(Role.TRANSFER_MANAGER)
    page = note(browser, scout)
    work_off()

    assert "Liegt beim Unternehmen" in page.text
    (mail,) = app.sent
    assert mail["To"] == MAILBOX
    assert "IHK zu Dortmund war bei Ihnen" in text_of(mail)
    for typed in (TITLE, "Besuchte Firma", "Presse"):
        assert typed not in all_of(mail)
    assert session.scalars(select(Challenge)).all() == []
    assert session.scalars(select(Company)).all() == []

    app.sent.clear()
    page = company.get(link_in(mail))
    assert TITLE in str(page.select_one("[name=title]"))
    assert "Wir sprachen über die Presse." in page.text
    page = company.send(page, title="Teile werden spröde", phone="02307 123-45")
    work_off()

    assert page.path.startswith("/passwort/")
    session.rollback()
    challenge = session.scalars(select(Challenge)).one()
    assert (challenge.title, challenge.is_open) == ("Teile werden spröde", True)
    account = session.scalars(select(Account).where(Account.role == Role.COMPANY)).one()
    assert (account.email, account.display_name) == (MAILBOX, "Werkstattleitung")
    assert challenge.company_id == account.company_id
    assert {each["To"] for each in app.sent} == {MAILBOX, manager.email}
    visit = visit_of(session)
    assert (visit.state, visit.fields, visit.email) == (VisitState.CONFIRMED, {}, None)
    company.get(link_in(mail), status=410)


def test_after_that_the_scout_sees_the_status_and_nothing_else(
    browser, company, scout, session, app, work_off, make
):
    note(browser, scout)
    work_off()
    company.send(company.get(link_in(app.sent[0])), title="Teile werden spröde")
    session.rollback()
    challenge = session.scalars(select(Challenge)).one()

    page = browser.get("/bedarfe/besuche")

    assert challenge.reference in page.text
    assert "Eingereicht" in page.text
    for text in (TITLE, "Teile werden spröde", "Besuchte Firma", MAILBOX, "Presse"):
        assert text not in page.response.get_data(as_text=True)
    for url in (f"/bedarfe/{challenge.id}", f"/pruefung/{challenge.id}", "/pruefung"):
        assert browser.client.get(url).status_code in {403, 404}
    browser.get(f"/bedarfe/besuche/{visit_of(session).id}", status=409)
    make.introduction(challenge=make.challenge(ChallengeState.IN_REVIEW))
    assert "Lehrgebiet" not in browser.get("/bedarfe/aufgenommen").text


def test_the_company_refuses_and_the_scout_learns_only_that(
    browser, company, scout, session, app, work_off
):
    note(browser, scout)
    work_off()

    page = company.submit(link_in(app.sent[0]), refuse="ja")

    assert "Eingereicht wurde nichts" in page.text
    visit = visit_of(session)
    assert (visit.state, visit.fields, visit.email) == (VisitState.REFUSED, {}, None)
    assert session.scalars(select(Challenge)).all() == []
    listed = browser.get("/bedarfe/besuche")
    assert "nicht gewollt" in listed.text
    assert "Besuchte Firma" not in listed.text
    company.get(link_in(app.sent[0]), status=410)


def test_an_owner_of_an_account_signs_in_and_hands_in_under_it(
    browser, company, scout, session, app, work_off, make
):
    owner = make.account(Role.COMPANY, email=MAILBOX, password_hash="x")
    note(browser, scout)
    work_off()
    link = link_in(app.sent[0])

    page = company.get(link)
    assert TITLE in page.text
    assert not page.select("[name=title]")
    assert company.submit(link, action="bestaetigen").path == "/anmelden"
    assert session.scalars(select(Challenge)).all() == []

    company.login(owner)
    page = company.submit(link, description=DESCRIPTION + " Seit dem Frühjahr.")

    session.rollback()
    challenge = session.scalars(select(Challenge)).one()
    assert page.path == f"/bedarfe/{challenge.id}"
    assert challenge.company_id == owner.company_id
    assert "Frühjahr" in challenge.description
    assert visit_of(session).challenge_id == challenge.id
    browser.get(f"/bedarfe/{challenge.id}", status=404)


def test_an_address_of_somebody_else_hands_nothing_in(
    browser, company, scout, session, app, work_off, make
):
    make.account(Role.PROFESSOR, email=MAILBOX)
    note(browser, scout)
    work_off()

    company.get(link_in(app.sent[0]), status=409)

    assert session.scalars(select(Challenge)).all() == []


def test_the_scout_edits_until_it_is_confirmed_and_the_company_reads_the_newest(
    browser, company, scout, session, app, work_off
):
    note(browser, scout)
    work_off()
    visit = visit_of(session)

    browser.submit(f"/bedarfe/besuche/{visit.id}", title="Neuer Titel vom Scout", draft="ja")

    read = company.get(link_in(app.sent[0]))
    assert read.select_one("[name=title]")["value"] == "Neuer Titel vom Scout"
    assert len(app.sent) == 1


def test_a_draft_is_kept_without_asking_anybody_and_thrown_away(
    browser, scout, session, app, work_off
):
    browser.login(scout)
    browser.submit("/bedarfe/besuche/neu", company="Halbe Notiz", draft="ja")
    work_off()

    visit = visit_of(session)
    assert visit.state is VisitState.DRAFT
    assert app.sent == []
    assert "Halbe Notiz" in browser.get("/bedarfe/besuche").text

    browser.submit(f"/bedarfe/besuche/{visit.id}", action="/loeschen")
    session.rollback()
    assert session.scalars(select(Visit)).all() == []


def test_a_company_is_asked_three_times_and_not_twice_in_two_days(
    browser, scout, session, app, work_off, clock
):
    note(browser, scout)
    url = f"/bedarfe/besuche/{visit_of(session).id}"

    assert "Bitte warten Sie zwei Tage" in browser.submit(url, status=422).error_at("email")
    for _ in range(2):
        clock.advance(days=3)
        browser.login(scout)
        browser.submit(url)
    clock.advance(days=3)
    browser.login(scout)
    assert "schon dreimal" in browser.submit(url, status=422).error_at("email")

    work_off()
    assert visit_of(session).sends == 3


def test_another_mailbox_ends_the_first_link(browser, company, scout, session, app, work_off):
    note(browser, scout, email="falsch@besucht.example")
    work_off()
    first = link_in(app.sent[0])

    browser.submit(f"/bedarfe/besuche/{visit_of(session).id}", email=MAILBOX)
    work_off()

    company.get(first, status=410)
    assert company.get(link_in(app.sent[1])).h1.text == "Stimmt das so?"


def test_a_link_ends_after_two_weeks_and_the_words_after_a_month(
    browser, company, scout, session, app, work_off, clock
):
    note(browser, scout)
    work_off()
    link = link_in(app.sent[0])
    clock.advance(days=13, hours=23)
    company.get(link)
    clock.advance(hours=1)
    company.get(link, status=410)

    with app.app_context():
        nightly.tidy()
    assert visit_of(session).state is VisitState.SENT
    clock.advance(days=17)
    with app.app_context():
        nightly.tidy()

    visit = visit_of(session)
    assert (visit.state, visit.fields, visit.email) == (VisitState.EXPIRED, {}, None)


def test_a_scout_cannot_fill_mailboxes(browser, scout, session, app, make, clock, monkeypatch):
    monkeypatch.setattr(visits, "MOST_A_DAY", 2)
    for number in range(2):
        note(browser, scout, email=f"{number}@besucht.example")

    page = browser.submit("/bedarfe/besuche/neu", status=422, **NOTED)

    assert "Morgen geht es weiter" in page.error_at("email")
    assert NOTED["note"] in page.text
    assert session.query(OutgoingMail).filter_by(template="visit_waits").count() == 2


def test_what_was_typed_is_kept_and_found_again(browser, scout, session):
    browser.login(scout)
    page = browser.get("/bedarfe/besuche/neu")
    form = browser._prefilled(page.select_one("main form"))
    kept = browser.client.post(
        "/bedarfe/besuche/merken", data=form | {"title": "Halb getippt", "company": "Firma"}
    )

    assert "Zwischengespeichert" in kept.get_data(as_text=True)
    assert "Halb getippt" in str(browser.get("/bedarfe/besuche/neu").select_one("[name=title]"))
    note(browser, scout)
    assert "Halb getippt" not in str(browser.get("/bedarfe/besuche/neu"))


def test_what_is_missing_is_said_at_its_field(browser, scout):
    browser.login(scout)
    for name in ("company", "municipality_ags", "function", "email", "title", "description"):
        page = browser.submit("/bedarfe/besuche/neu", status=422, **{**NOTED, name: ""})

        assert page.error_at(name), name
        assert NOTED["note"] in page.text


def test_nobody_else_reads_a_visit(browser, make, scout, session):
    visit = make.visit(scout)
    for role in Role:
        browser.login(make.account(role))
        browser.get(f"/bedarfe/besuche/{visit.id}", status=404)
        if role is not Role.SCOUT:
            if role is not Role.TRANSFER_MANAGER:
                browser.get("/bedarfe/besuche", status=403)
            browser.get("/bedarfe/besuche/neu", status=403)
        else:
            assert "Besuchte Firma" not in browser.get("/bedarfe/besuche").text


def test_a_forged_link_is_none(company, make, app, clock):
    visit = make.visit()
    with make.writing() as session:
        session.get_one(Visit, visit.id).send_to(MAILBOX, clock() - timedelta(days=1))
    for token in ("x", "x.y", "", visit.id.hex):
        answer = company.client.get(f"/bedarfe/besuche/bestaetigen/{token}")
        assert answer.status_code in {404, 410}


def test_the_page_of_visits_asks_as_often_for_many_as_for_few(browser, make, scout, database):
    browser.login(scout)
    make.visit(scout)
    few = count_statements(database, lambda: browser.get("/bedarfe/besuche"))
    for _ in range(6):
        make.visit(scout)

    assert count_statements(database, lambda: browser.get("/bedarfe/besuche")) == few


def test_what_was_sent_to_a_company_goes_with_its_account(
    browser, scout, session, app, work_off, make
):
    owner = make.account(Role.COMPANY, email=MAILBOX, is_responsible=True, password_hash="x")
    note(browser, scout)
    with make.writing() as writing:
        erase_company(writing, make._clock(), by=writing.get_one(Account, owner.id))

    visit = visit_of(session)
    assert (visit.state, visit.fields, visit.email) == (VisitState.REFUSED, {}, None)


def test_a_scout_takes_along_what_they_wrote(app, make, scout, database, clock):
    make.visit(scout)
    with app.test_request_context(), database.reading() as reading:
        tree = collect(reading, reading.get_one(Account, scout.id), clock())
        others = collect(reading, make.account(Role.SCOUT), clock())

    assert tree["Besuche"][0]["Text"]["company"] == ["Besuchte Firma GmbH"]
    assert "Besuche" not in others
