"""Between two lectures: an enquiry is answered from the mail, without a password."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    AuditEntry,
    ChallengeState,
    DeclineReason,
    Introduction,
    IntroductionState,
    OutgoingMail,
    Role,
    Teaser,
)
from tests.browser_client import Browser
from tests.confidentiality.test_requests import dump
from tests.factories import TEASER
from tests.hostile.crowd import answer_path
from tests.mailing import text_of
from tests.webapp.trail import deeds
from webapp.mail import queue_mail
from webapp.readings import VERB

GONE = 410


@pytest.fixture
def asked(make, lead):
    return make.introduction(IntroductionState.ASKED, lead=lead)


@pytest.fixture
def path(app):
    """The path of the link for an enquiry as it is now."""
    return lambda introduction: answer_path(app, introduction)


@pytest.fixture
def stored(session):
    """What the database holds now."""

    def read(introduction):
        session.rollback()
        session.expire_all()
        return session.get_one(Introduction, introduction.id)

    return read


@pytest.fixture
def change(database):
    """Change the rows of an enquiry behind everybody's back."""

    def change_it(introduction, action):
        with database.writing() as session:
            action(session.get_one(Introduction, introduction.id))

    return change_it


def readings(session) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.verb == VERB)))


def test_the_mail_carries_a_link_that_asks_for_no_password(app, browser, asked, work_off, database):
    with database.writing() as session:
        row = session.get_one(Introduction, asked.id)
        queue_mail(
            session, "enquiry", row.profile.account, row.asked_at,
            challenge=row.challenge, introduction=row,
        )  # fmt: skip
    work_off()

    body = text_of(app.sent[0])
    link = re.search(r"http://127\.0\.0\.1:8000(/anfragen/antwort/\S+)", body)[1]
    page = browser.get(link)

    assert page.h1.text == "Anfrage vom 20. März 2026"
    assert TEASER in page.text
    assert "Beratung & Best Practices" in page.text
    assert "3. April 2026, 11:00 Uhr" in page.text
    assert "Alterung von Rezyklaten" in page.text
    assert "weder von Ihrem Nein noch von Ihrem Grund" in page.text
    assert len(link) < 130, "no mail program breaks the line"


def test_a_yes_by_link_counts_like_one_on_the_page(browser, asked, path, stored, session):
    page = browser.submit(path(asked), action="zusagen")

    assert page.h1.text == "Ihre Antwort ist angekommen"
    row = stored(asked)
    assert row.state is IntroductionState.INTERESTED
    assert row.professor_consented_to == row.teaser.text_version
    (entry,) = deeds(session)
    assert (entry.verb, entry.actor_id) == ("zugesagt", row.profile.account_id)
    assert entry.detail["by_link"] is True
    templates = sorted(mail.template for mail in session.scalars(select(OutgoingMail)))
    assert templates == ["enquiry_answered", "professor_interested"]


def test_a_no_by_link_gives_its_reason_to_the_lead_only(browser, asked, path, stored, session):
    page = browser.get(f"{path(asked)}/absagen")
    browser.send(page, reason="falsches_fach", note="Das ist Chemie.")

    row = stored(asked)
    assert (row.state, row.decline_reason) == (
        IntroductionState.DECLINED, DeclineReason.WRONG_FIELD,
    )  # fmt: skip
    (entry,) = deeds(session)
    assert (entry.verb, entry.detail["by_link"]) == ("abgesagt", True)
    assert "Chemie" not in str(entry.detail)
    assert [mail.template for mail in session.scalars(select(OutgoingMail))] == ["enquiry_answered"]


def test_a_no_without_a_reason_stays_on_the_page(browser, asked, path, stored):
    page = browser.submit(f"{path(asked)}/absagen", status=422, note="Keine Zeit, leider.")

    assert "Bitte wählen Sie einen Grund." in page.error_at("reason")
    assert "Keine Zeit, leider." in page.text
    assert stored(asked).state is IntroductionState.ASKED


def test_a_scanner_that_opens_links_answers_nothing(app, asked, path, database):
    link, before = path(asked), dump(database)
    client = app.test_client()

    answers = [client.open(link, method=each) for each in ("HEAD", "OPTIONS")]
    answers += [client.get(f"{link}/absagen"), client.post(f"{link}/absagen"), client.post(link)]
    answers += [client.get(f"{link}/zusagen"), client.post(f"{link}/zusagen")]

    assert [each.status_code for each in answers] == [200, 200, 200, 400, 404, 404, 400]
    assert dump(database) == before
    shown = client.get(link)
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert shown.headers["Cache-Control"] == "no-store"
    assert dump(database) == before, "only who has read what is written down"


def test_a_reading_by_link_is_written_down_as_one(browser, asked, path, session, stored):
    for _ in range(2):
        browser.get(path(asked))

    (entry,) = readings(session)
    assert entry.actor_id == stored(asked).profile.account_id
    assert entry.challenge_id == asked.challenge_id
    assert entry.detail["what"] == ["kurzfassung"]
    assert entry.detail["by_link"] is True


def test_the_own_trail_tells_what_the_link_did(browser, make, asked, path, stored):
    browser.submit(path(asked), action="zusagen")
    browser.login(stored(asked).profile.account)

    page = browser.get("/konto/protokoll")

    assert "Interesse zugesagt" in page.text
    assert page.text.count("Sie, über den Link in der E-Mail") == 2


def test_the_link_opens_no_session_and_no_other_page(app, asked, path):
    browser = Browser(app)
    browser.submit(path(asked), action="zusagen")

    for url in ("/anfragen", f"/anfragen/{asked.id}", "/konto", "/kompetenzen/mein-profil"):
        assert browser.client.get(url).status_code == 302
    with browser.client.session_transaction() as cookie:
        assert "_user_id" not in cookie


@pytest.mark.parametrize("role", [Role.PROFESSOR, Role.COMPANY, Role.TRANSFER_MANAGER])
def test_whoever_is_signed_in_answers_for_the_account_of_the_link(
    browser, make, asked, path, session, stored, role
):
    browser.login(make.account(role))

    page = browser.submit(path(asked), action="zusagen")

    assert page.h1.text == "Ihre Antwort ist angekommen"
    assert {each.actor_id for each in (*deeds(session), *readings(session))} == {
        stored(asked).profile.account_id
    }


def test_the_professor_who_is_signed_in_is_led_to_the_enquiry(browser, asked, path, stored):
    browser.login(stored(asked).profile.account)

    page = browser.submit(path(asked), action="zusagen")

    assert page.path == f"/anfragen/{asked.id}"


def new_password(row):
    row.profile.account.set_password_hash("x")


def new_address(row):
    row.profile.account.email = "anders@hochschule.example"


def deactivate(row):
    row.profile.account.deactivate()


def end_sessions(row):
    row.profile.account.end_sessions()


def accept(row):
    row.accept(row.teaser.text_version, row.asked_at)


def decline(row):
    row.decline(DeclineReason.NO_CAPACITY)


def revoke(row):
    row.revoke()


def expire(row):
    row.expire(row.answer_due_at)


def withdraw(row):
    row.challenge.withdraw(row.asked_at)


def close(row):
    from models import Outcome

    row.challenge.close(Outcome.CONSULTING, row.asked_at)


def ask_anew(row):
    teaser = Teaser(version=2, text="Neu", written_at=row.asked_at)
    row.challenge.teasers.append(teaser)
    teaser.present(row.asked_at)
    teaser.approve(teaser.text_version, row.asked_at)
    row.ask_again(teaser, row.asked_at)


ENDS = [
    new_password, new_address, deactivate, end_sessions, accept, decline, revoke, expire, withdraw,
    close, ask_anew,
]  # fmt: skip


def test_the_link_dies_with_what_it_was_made_for_and_never_says_why(
    app, make, lead, path, change, database, clock
):
    pages = {Browser(app).get("/anfragen/antwort/x", status=GONE).select_one("main").decode()}
    for end in ENDS:
        asked = make.introduction(IntroductionState.ASKED, lead=lead)
        link = path(asked)
        Browser(app).get(link)
        change(asked, end)
        before = dump(database)
        browser = Browser(app)
        pages.add(browser.get(link, status=GONE).select_one("main").decode())
        pages.add(browser.get(f"{link}/absagen", status=GONE).select_one("main").decode())
        token = browser.get("/registrieren").select_one("main [name=csrf_token]")["value"]
        for ending in ("zusagen", "absagen"):
            data = {"csrf_token": token, "text_version": asked.teaser.text_version}
            answer = browser.client.post(f"{link}/{ending}", data=data | {"reason": "zu_frueh"})
            assert answer.status_code == GONE, (end, ending)
        assert dump(database) == before, end

    assert len(pages) == 1
    assert "Unter „Anfragen“ steht, was auf Ihre Antwort wartet" in pages.pop()


def test_a_new_text_brings_a_new_link(browser, asked, path, change, stored):
    old = path(asked)
    change(asked, ask_anew)

    browser.get(old, status=GONE)
    page = browser.submit(path(asked), action="zusagen")

    assert page.h1.text == "Ihre Antwort ist angekommen"
    assert stored(asked).professor_consented_to == stored(asked).teaser.text_version


def test_the_link_ends_to_the_second(browser, asked, path, clock, stored):
    link, due = path(asked), asked.answer_due_at

    clock.at = due - timedelta(seconds=1)
    browser.get(link)
    clock.at = due
    browser.get(link, status=GONE)


def test_a_yes_to_another_text_is_a_conflict(browser, asked, path, stored):
    for version in ("", "0" * 64):
        browser.submit(path(asked), action="zusagen", text_version=version, status=409)

    assert stored(asked).state is IntroductionState.ASKED


def test_two_answers_at_the_same_moment_have_one_winner(app, asked, path, stored, session):
    browser, link = Browser(app), path(asked)
    page = browser.get(link)
    data = {
        "csrf_token": page.select_one("main [name=csrf_token]")["value"],
        "text_version": page.select_one("[name=text_version]")["value"], "reason": "zu_frueh",
    }  # fmt: skip
    cookie = f"sitzung={browser.client.get_cookie('sitzung').value}"

    def answer(ending):
        client = app.test_client(use_cookies=False)
        url = f"{link}/{ending}"
        return client.post(url, data=data, headers={"Cookie": cookie}).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(answer, ["zusagen", "absagen"] * 2))

    assert answers[0] == 302
    assert set(answers[1:]) <= {409, GONE}
    assert len(deeds(session)) == 1


def test_a_link_that_was_tampered_with_opens_nothing(app, make, lead, path, database):
    mine, theirs = (
        path(make.introduction(IntroductionState.ASKED, lead=lead)).rpartition("/")[2]
        for _ in range(2)
    )
    payload, signature = mine.rsplit(".", 1)
    other_payload, other_signature = theirs.rsplit(".", 1)
    forged = [
        f"{payload}.{other_signature}", f"{other_payload}.{signature}", payload, f"{payload}.",
        f".{signature}", f"{mine}x", mine[1:], mine.swapcase(), "x", "..", "%00", "a" * 7000,
    ]  # fmt: skip
    forged += [mine[:at] + ("A" if sign != "A" else "B") + mine[at + 1 :]
               for at, sign in enumerate(mine[:-1]) if at % 3 == 0]  # fmt: skip

    before = dump(database)
    for each in forged:
        for ending in ("", "/absagen"):
            answer = app.test_client().get(f"/anfragen/antwort/{each}{ending}")
            assert answer.status_code in {GONE, 404, 422}, each
    assert dump(database) == before


def test_links_of_other_purposes_answer_nothing_and_this_one_serves_no_other(app, asked, path):
    token = path(asked).rpartition("/")[2]
    with app.app_context():
        from webapp.tokens import Purpose, make_token

        with app.extensions["database"].reading() as session:
            account = session.get_one(Introduction, asked.id).profile.account
            others = [make_token(account, each, "neu@firma.example") for each in Purpose]

    client = app.test_client()
    for each in others:
        assert client.get(f"/anfragen/antwort/{each}").status_code == GONE
    for page in ("/bestaetigen", "/passwort", "/konto/adresse"):
        assert client.get(f"{page}/{token}").status_code == GONE


def test_whoever_hides_the_profile_may_still_answer_what_arrived(
    browser, asked, path, change, stored
):
    change(asked, lambda row: row.profile.unpublish())

    browser.submit(path(asked), action="zusagen")

    assert stored(asked).state is IntroductionState.INTERESTED


def test_the_link_of_a_case_with_an_nda_shows_no_more(browser, make, lead, path):
    need = make.challenge(ChallengeState.IN_REVIEW, lead=lead, nda_required=True)
    asked = make.introduction(IntroductionState.ASKED, challenge=need, lead=lead)

    page = browser.get(path(asked))

    assert need.title not in page.text
    assert need.description not in page.text
