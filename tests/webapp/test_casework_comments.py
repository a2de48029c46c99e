"""Managers note things for each other; who is called hears of it, nobody else reads it."""

import io
import zipfile

import pytest
from sqlalchemy import select

from models import (
    Account,
    AuditEntry,
    Challenge,
    ChallengeState,
    Comment,
    ConflictOfInterest,
    Deputy,
    Mention,
    Outcome,
    Role,
)
from tests.mailing import text_of
from tests.webapp.statements import count_statements
from webapp.comments import called_by_name, noted_in

WORDS = "Das Unternehmen ruft am Montag zurück."


@pytest.fixture
def lead(make):
    return make.account(Role.TRANSFER_MANAGER, display_name="Transfer Mitte")


@pytest.fixture
def deputy(make):
    return make.account(Role.TRANSFER_MANAGER, display_name="Transfer Mitte Nord")


@pytest.fixture
def case(make, lead, deputy, clock):
    challenge = make.challenge(ChallengeState.IN_REVIEW, lead=lead)
    make.deputy(challenge, deputy)
    return challenge


def note(browser, case, text=WORDS, status=200, **more):
    return browser.submit(f"/pruefung/{case.id}/anmerkungen", status=status, text=text, **more)


def test_a_comment_calls_a_colleague_who_says_to_have_read_it(
    app, browser, case, lead, deputy, work_off, session
):
    browser.login(lead)
    page = note(browser, case, mentioned=[str(deputy.id)])
    assert WORDS in page.select_one("#anmerkungen").text
    work_off()
    (mail,) = app.sent
    assert mail["To"] == deputy.email
    assert WORDS not in text_of(mail)
    assert case.title not in text_of(mail)

    browser.login(deputy)
    page = browser.get("/pruefung/fristen")
    assert case.title in page.select_one("#hinweise").text
    page = browser.send(page, action="/gelesen")
    assert not page.select("#hinweise")

    session.rollback()
    assert session.scalars(select(Mention)).one().seen_at is not None
    entry = session.scalars(
        select(AuditEntry).where(AuditEntry.verb == "anmerkung_geschrieben")
    ).one()
    assert (entry.actor_id, entry.detail) == (lead.id, {"mentioned": [str(deputy.id)]})


def test_the_inbox_shows_at_the_case_who_is_called_until_they_have_read_it(
    browser, case, lead, deputy, make
):
    make.challenge(ChallengeState.IN_REVIEW, lead=lead, title="Ohne Anmerkung")
    browser.login(lead)
    note(browser, case, mentioned=[str(deputy.id)])
    assert "Sie wurden erwähnt" not in browser.get("/pruefung").text, "who writes is not called"

    browser.login(deputy)
    rows = [each for each in browser.get("/pruefung").select("li") if "erwähnt" in each.text]
    assert [each.select_one("h3").get_text() for each in rows] == [case.title]
    assert rows[0].select_one("a[href$=anmerkungen]")["href"] == f"/pruefung/{case.id}#anmerkungen"
    assert "Sie wurden erwähnt" in browser.get("/pruefung?ansicht=tafel").text
    browser.submit(f"/pruefung/{case.id}", action="/gelesen")

    assert "Sie wurden erwähnt" not in browser.get("/pruefung").text


def test_a_call_in_a_case_that_has_ended_is_not_lost(browser, case, lead, deputy, make, clock):
    browser.login(deputy)
    note(browser, case, mentioned=[str(lead.id)])
    with make.writing() as session:
        session.get_one(Challenge, case.id).close(Outcome.CONSULTING, clock())
    browser.login(lead)

    assert "Sie wurden erwähnt" in browser.get("/pruefung").select_one("#beendet").text


@pytest.mark.parametrize(
    ("text", "called", "unknown"),
    [
        ("@Transfer Mitte Nord, bitte lesen", ["Transfer Mitte Nord"], []),
        ("Bitte @transfer mitte: anrufen", ["Transfer Mitte"], []),
        ("@Transfer Mittelstand ist jemand anderes", [], ["Transfer"]),
        ("an anna@firma.example schreiben", [], []),
        ("@ niemand, und @, auch nicht", [], []),
        ("@Transfer Mitte und @Transfer Mitte", ["Transfer Mitte"], []),
        ("(@Transfer Mitte)", ["Transfer Mitte"], []),
    ],
)
def test_names_after_the_sign_are_read_as_people_write_them(text, called, unknown):
    people = [Account(display_name=each) for each in ("Transfer Mitte", "Transfer Mitte Nord")]

    found, rest = called_by_name(text, people)

    assert ([each.display_name for each in found], rest) == (called, unknown)


def test_a_name_in_the_text_calls_without_a_tick(browser, case, lead, deputy, session):
    browser.login(lead)

    note(browser, case, "@Transfer Mitte Nord: bitte anrufen")

    session.rollback()
    assert [each.account_id for each in session.scalars(select(Mention))] == [deputy.id]


def test_who_may_not_read_the_case_cannot_be_called_and_the_page_says_what_to_do(
    browser, case, lead, make, session, work_off, app
):
    make.account(Role.TRANSFER_MANAGER, display_name="Transfer Süd")
    browser.login(lead)

    page = note(browser, case, "@Transfer Süd bitte lesen", status=422)

    assert "erreicht niemanden" in page.error_at("text")
    assert "Vertretung" in page.error_at("text")
    assert page.select_one("#text").get_text().strip() == "@Transfer Süd bitte lesen"
    assert "Transfer Süd" not in [each.text for each in page.select("label")]
    assert session.scalars(select(Comment)).all() == []


def test_a_mail_does_not_call_somebody_whom_something_bars_by_then(
    browser, case, lead, deputy, make, work_off, app
):
    browser.login(lead)
    note(browser, case, mentioned=[str(deputy.id)])
    with make.writing() as session:
        tie = ConflictOfInterest(
            account_id=deputy.id, organisation=case.company.name, declared_at=case.created_at
        )
        session.add(tie)

    work_off()

    assert app.sent == []
    browser.login(deputy)
    assert not browser.get("/pruefung/fristen").select("#hinweise")


def test_only_who_wrote_it_deletes_it_and_that_something_stood_there_remains(
    browser, case, lead, deputy, session
):
    browser.login(lead)
    page = note(browser, case, mentioned=[str(deputy.id)])
    target = page.select_one("#anmerkungen form[action*=loeschen]")["action"]
    browser.login(deputy)
    assert not browser.get(f"/pruefung/{case.id}").select("form[action*=loeschen]")
    token = browser.get("/konto/angaben").select_one("main input[name=csrf_token]")["value"]
    assert browser.client.post(target, data={"csrf_token": token}).status_code == 409

    browser.login(lead)
    page = browser.submit(f"/pruefung/{case.id}", action="/loeschen")

    assert WORDS not in page.text
    assert "Gelöscht am 20. März 2026" in page.text
    session.rollback()
    row = session.scalars(select(Comment)).one()
    assert (row.text, row.mentions) == ("", [])


def test_whoever_writes_has_read_what_stood_there(browser, case, lead, deputy, session):
    browser.login(lead)
    note(browser, case, mentioned=[str(deputy.id)])
    browser.login(deputy)

    note(browser, case, "Mache ich.")

    assert not browser.get("/pruefung/fristen").select("#hinweise")


@pytest.mark.parametrize("role", [Role.COMPANY, Role.PROFESSOR, Role.SCOUT, Role.ADMIN])
def test_nobody_outside_the_desk_reads_a_comment(browser, make, case, lead, role):
    browser.login(lead)
    note(browser, case)
    reader = case.entered_by if role is Role.COMPANY else make.account(role)
    browser.login(reader)

    for url in (f"/pruefung/{case.id}/anmerkungen", f"/pruefung/{case.id}"):
        assert browser.client.get(url).status_code == 404
    if role is Role.COMPANY:
        assert WORDS not in browser.get(f"/bedarfe/{case.id}").text


def test_a_company_takes_no_comment_along_and_erases_them_all(app, browser, case, lead, session):
    browser.login(lead)
    note(browser, case)
    owner = case.entered_by
    browser.login(owner)

    answer = browser.client.get("/konto/meine-daten/herunterladen")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as archive:
        packed = b"".join(archive.read(each) for each in archive.namelist())
    assert case.title.encode() in packed
    assert WORDS.encode() not in packed
    with app.app_context(), app.extensions["database"].writing() as writing:
        from models import Challenge
        from webapp.erasing import erase_challenge

        erase_challenge(
            writing, writing.get_one(Challenge, case.id), case.created_at,
            by=writing.get_one(Account, owner.id),
        )  # fmt: skip

    session.rollback()
    for model in (Comment, Mention, Deputy):
        assert session.scalars(select(model)).all() == []


def test_the_inbox_asks_three_questions_however_many_cases_there_are(
    make, database, clock, lead, deputy
):
    cases = [make.challenge(ChallengeState.IN_REVIEW, lead=lead) for _ in range(5)]
    with make.writing() as session:
        for each in cases:
            for _ in range(2):
                session.add(
                    Comment(
                        challenge_id=each.id, text="Wort", written_at=clock(),
                        mentions=[Mention(account_id=lead.id)],
                    )
                )  # fmt: skip
    with database.reading() as session:
        user = session.get_one(Account, lead.id)
        asked = []
        count = count_statements(
            database,
            lambda: asked.append(noted_in(session, [each.id for each in cases], user, clock())),
        )

    assert {(each.comments, each.mentions) for each in asked[0].values()} == {(2, 2)}
    assert count == 3, "her own ties, the comments, and those that call her"
