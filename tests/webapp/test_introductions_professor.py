"""The sceptical professor between two lectures: what she reads and how she answers."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    ChallengeState,
    Competence,
    CompetenceKind,
    DeclineReason,
    Introduction,
    IntroductionState,
    OutgoingMail,
    ProfileState,
    Role,
)
from tests.factories import TEASER
from tests.mailing import text_of
from tests.webapp.trail import deeds

INDEX = "/anfragen"


@pytest.fixture
def asked(make, lead, browser):
    """A professor who was asked sits before the browser."""
    introduction = make.introduction(IntroductionState.ASKED, lead=lead)
    browser.login(make_owner(introduction, make))
    return introduction


def make_owner(introduction, make):
    """The account that was asked."""
    with make._database.reading() as session:
        return session.get_one(Introduction, introduction.id).profile.account


@pytest.fixture
def stored(session):
    """What the database holds now."""

    def read(introduction):
        session.rollback()
        session.expire_all()
        return session.get_one(Introduction, introduction.id)

    return read


@pytest.fixture
def mails(session):
    """Template and recipient's role of every mail that waits."""

    def read():
        session.rollback()
        return sorted(
            (mail.template, mail.recipient.role.value)
            for mail in session.scalars(select(OutgoingMail))
        )

    return read


def url_of(introduction):
    return f"{INDEX}/{introduction.id}"


def test_the_dashboard_puts_the_most_urgent_enquiry_first(browser, make, lead, clock):
    professor = make.account(Role.PROFESSOR)
    profile = make.profile(account=professor, capacity=3)
    make.introduction(IntroductionState.INTERESTED, profile=profile, lead=lead)
    make.introduction(IntroductionState.ASKED, profile=profile, lead=lead)
    clock.advance(days=1)
    make.introduction(IntroductionState.ASKED, profile=profile, lead=lead)
    make.introduction(IntroductionState.EXPIRED, profile=profile, lead=lead)
    browser.login(professor)

    page = browser.get(INDEX)

    assert [each.text for each in page.select("main h2")] == [
        "2 Anfragen warten auf Sie", "Laufend", "Vergangen", "Mein Profil",
    ]  # fmt: skip
    due = [each.text for each in page.select(".card--accent p") if "antworten" in each.text]
    assert due == [
        "Bitte antworten Sie bis zum 3. April 2026, 11:00 Uhr.",
        "Bitte antworten Sie bis zum 4. April 2026, 11:00 Uhr.",
    ]
    assert TEASER in page.text
    assert "3 von 3" in page.text


def test_what_is_only_being_prepared_takes_no_visible_capacity(browser, make, lead):
    professor = make.account(Role.PROFESSOR)
    profile = make.profile(account=professor)
    browser.login(professor)
    before = browser.get(INDEX).select_one("main").get_text()

    make.introduction(IntroductionState.PREPARED, profile=profile, lead=lead)

    assert browser.get(INDEX).select_one("main").get_text() == before
    assert "0 von 2" in before


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (None, "Noch kann Sie niemand finden"),
        ({"state": ProfileState.DRAFT}, "Ihr Profil ist noch nicht veröffentlicht"),
        ({}, "bekommen Sie eine E-Mail mit einer Kurzfassung"),
        ({}, "fünf bis zehn sind gut"),
        ({"capacity": 0}, "Sie nehmen zurzeit keine Anfragen an."),
    ],
)
def test_an_empty_dashboard_says_what_happens_next(browser, make, facts, sentence):
    professor = make.account(Role.PROFESSOR)
    if facts is not None:
        make.profile(account=professor, **facts)
    browser.login(professor)

    assert sentence in browser.get(INDEX).text


def test_the_page_says_what_it_is_about_why_her_and_what_a_yes_means(browser, asked):
    page = browser.get(url_of(asked))

    assert page.h1.text == "Anfrage vom 20. März 2026"
    assert TEASER in page.text
    assert "Beratung & Best Practices" in page.text
    assert "3. April 2026, 11:00 Uhr" in page.text
    assert "starker Bezug" in page.text
    assert "Alterung von Rezyklaten" in page.text
    assert "Von einem Nein erfährt es nichts." in page.text


def test_only_her_own_words_are_marked_as_reasons(browser, make, lead, database):
    introduction = make.introduction(IntroductionState.ASKED, lead=lead)
    with database.open(writes=True) as session, session.begin():
        evidence = session.get_one(Introduction, introduction.id).match.evidence[0]
        evidence.words = ["Rezyklaten", "Geheimrezeptur"]
    browser.login(make_owner(introduction, make))

    page = browser.get(url_of(introduction))

    assert [each.text for each in page.select("mark")] == ["Rezyklaten"]
    assert "Geheimrezeptur" not in page.response.get_data(as_text=True)
    assert "0.8" not in page.text
    assert "0,8" not in page.text


def test_a_yes_reaches_the_company_and_the_lead(browser, make, asked, stored, mails, session):
    page = browser.submit(url_of(asked), action="zusagen")

    assert "Jetzt entscheidet das Unternehmen" in page.text
    assert stored(asked).state is IntroductionState.INTERESTED
    assert stored(asked).professor_consented_to == stored(asked).teaser.text_version
    assert mails() == [
        ("enquiry_answered", "transferstelle"), ("professor_interested", "unternehmen"),
    ]  # fmt: skip
    assert [each.verb for each in deeds(session)] == ["zugesagt"]


def test_every_active_account_of_the_company_hears_of_a_yes(browser, make, lead, mails):
    owner = make.account(Role.COMPANY)
    for facts in ({}, {"confirmed_at": None}, {"is_active": False}):
        make.account(Role.COMPANY, company_id=owner.company_id, **facts)
    make.account(Role.COMPANY)
    challenge = make.challenge(ChallengeState.IN_REVIEW, by=owner, lead=lead)
    introduction = make.introduction(IntroductionState.ASKED, challenge=challenge, lead=lead)
    browser.login(make_owner(introduction, make))

    browser.submit(url_of(introduction), action="zusagen")

    assert mails().count(("professor_interested", "unternehmen")) == 2


def test_a_yes_sent_twice_is_one(browser, asked, mails):
    page = browser.get(url_of(asked))

    for _ in range(2):
        browser.send(page, action="zusagen")

    assert len(mails()) == 2


def test_a_second_yes_from_another_page_is_a_conflict(browser, asked, mails):
    pages = [browser.get(url_of(asked)) for _ in range(2)]

    browser.send(pages[0], action="zusagen")
    browser.send(pages[1], action="zusagen", status=409)

    assert len(mails()) == 2


@pytest.mark.parametrize("version", ["", "0" * 64, "x\0y"])
def test_a_yes_to_another_text_is_a_conflict(browser, asked, stored, mails, version):
    browser.submit(url_of(asked), action="zusagen", text_version=version, status=409)

    assert stored(asked).state is IntroductionState.ASKED
    assert mails() == []


def test_a_yes_and_a_no_at_the_same_moment_have_one_winner(app, browser, asked, stored, mails):
    from concurrent.futures import ThreadPoolExecutor

    version = browser.get(url_of(asked)).select_one("input[name=text_version]")["value"]
    token = browser.get(f"{url_of(asked)}/absagen").select_one("input[name=csrf_token]")["value"]
    cookie = f"sitzung={browser.client.get_cookie('sitzung').value}"

    def answer(ending):
        data = {"csrf_token": token, "text_version": version, "reason": "keine_kapazitaet"}
        client = app.test_client(use_cookies=False)
        url = f"{url_of(asked)}/{ending}"
        return client.post(url, data=data, headers={"Cookie": cookie}).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(answer, ["zusagen", "absagen"] * 2))

    assert sorted(answers) == [302, 409, 409, 409]
    won = stored(asked).state is IntroductionState.INTERESTED
    assert len(mails()) == (2 if won else 1)


def test_a_no_reaches_the_lead_only(browser, asked, stored, mails, session):
    page = browser.get(f"{url_of(asked)}/absagen")
    page = browser.send(page, reason="falsches_fach", note="Das Lehrgebiet Chemie passt besser.")

    assert page.path == INDEX
    assert "Von Ihnen abgesagt" in page.text
    assert stored(asked).state is IntroductionState.DECLINED
    assert stored(asked).decline_reason is DeclineReason.WRONG_FIELD
    assert mails() == [("enquiry_answered", "transferstelle")]
    (entry,) = deeds(session)
    assert "Chemie" not in str(entry.detail)


@pytest.mark.parametrize(
    ("answers", "field", "message"),
    [
        ({}, "reason", "Bitte wählen Sie einen Grund."),
        ({"reason": "keine_lust"}, "reason", ""),
        ({"reason": "sonstiges"}, "note", "in ein paar Worten"),
        ({"reason": "sonstiges", "note": " \n"}, "note", "in ein paar Worten"),
        ({"reason": "keine_zeit"}, "reason", ""),
        ({"reason": "sonstiges", "note": "x" * 1001}, "note", "Es sind 1 zu viel."),
        ({"reason": "sonstiges", "note": "<p>Nein</p>"}, "note", "ohne HTML"),
        ({"reason": "sonstiges", "note": "%PDF-1.4 endobj"}, "note", "Datei"),
        ({"reason": "sonstiges", "note": "Nein\0"}, "note", "nicht speichern"),
    ],
)
def test_a_no_without_a_usable_reason_stays_on_the_page(
    browser, asked, stored, answers, field, message
):
    page = browser.submit(f"{url_of(asked)}/absagen", status=422, **answers)

    assert message in page.error_at(field)
    assert page.error_at(field)
    assert stored(asked).state is IntroductionState.ASKED


@pytest.mark.parametrize(
    "state", [IntroductionState.NOT_WANTED, IntroductionState.EXPIRED, IntroductionState.REVOKED]
)
def test_what_came_to_nothing_gives_no_reason(browser, make, lead, state):
    introduction = make.introduction(state, lead=lead)
    browser.login(make_owner(introduction, make))

    for url in (INDEX, url_of(introduction)):
        page = browser.get(url)
        html = page.response.get_data(as_text=True)
        assert "Nicht zustande gekommen" in page.text
        for word in ("not-wanted", "expired", "revoked", "gewünscht<", "Abgelaufen", "genommen<"):
            assert word not in html


def test_not_wanted_and_revoked_pages_are_the_same(browser, make, lead, database):
    professor = make.account(Role.PROFESSOR)
    profile = make.profile(account=professor)
    turned_down = make.introduction(IntroductionState.NOT_WANTED, profile=profile, lead=lead)
    revoked = make.introduction(IntroductionState.INTERESTED, profile=profile, lead=lead)
    with database.open(writes=True) as session, session.begin():
        session.get_one(Introduction, revoked.id).revoke()
    browser.login(professor)

    pages = [browser.get(url_of(each)).select_one("main") for each in (turned_down, revoked)]

    assert pages[0].get_text() == pages[1].get_text()


def test_an_answer_after_the_enquiry_is_over_is_a_conflict(browser, make, lead):
    introduction = make.introduction(IntroductionState.EXPIRED, lead=lead)
    browser.login(make_owner(introduction, make))

    page = browser.get(url_of(introduction))
    assert not page.select("main form")
    browser.get(f"{url_of(introduction)}/absagen", status=409)


def test_a_withdrawn_challenge_takes_the_enquiry_with_it(browser, make, lead, asked, database):
    with database.open(writes=True) as session, session.begin():
        challenge = session.get_one(Introduction, asked.id).challenge
        challenge.withdraw(challenge.created_at)

    withdrawn = browser.get(url_of(asked), status=404)
    unknown = browser.get(f"{INDEX}/{uuid.uuid4()}", status=404)

    assert withdrawn.text == unknown.text
    assert TEASER not in browser.get(INDEX).text


def test_nobody_else_finds_the_enquiry(browser, make, asked):
    strangers = [
        make.account(Role.PROFESSOR), make.account(Role.COMPANY), make.account(Role.SUPPORTER),
        make.account(Role.ADMIN), make.account(Role.TRANSFER_MANAGER),
    ]  # fmt: skip
    make.profile(account=strangers[0])

    for stranger in strangers:
        browser.login(stranger)
        for ending in ("", "/absagen", "/ablehnen", "/erstgespraech"):
            answers = [
                browser.get(f"{INDEX}/{each}{ending}", status=404)
                for each in (asked.id, uuid.uuid4())
            ]
            assert answers[0].text == answers[1].text


@pytest.mark.parametrize("role", [Role.COMPANY, Role.TRANSFER_MANAGER, Role.SUPPORTER, Role.ADMIN])
def test_the_dashboard_is_for_professors(browser, make, role):
    browser.login(make.account(role))

    browser.get(INDEX, status=403)


@pytest.mark.parametrize("ending", ["zusagen", "zustimmen", "telefonisch-zugestimmt"])
def test_no_answer_is_given_by_opening_an_address(browser, asked, stored, ending):
    browser.get(f"{url_of(asked)}/{ending}", status=404)
    browser.get(f"{url_of(asked)}/absagen?reason=sonstiges")

    assert stored(asked).state is IntroductionState.ASKED


def test_an_added_match_without_evidence_says_who_chose_her(browser, make, lead, database):
    introduction = make.introduction(IntroductionState.ASKED, lead=lead)
    with database.open(writes=True) as session, session.begin():
        for evidence in session.get_one(Introduction, introduction.id).match.evidence:
            session.delete(evidence)
    browser.login(make_owner(introduction, make))

    assert "Die Transferstelle hat Sie ausgewählt" in browser.get(url_of(introduction)).text


def test_an_enquiry_mail_names_kind_of_help_and_day(browser, asked, app, database, work_off, clock):
    from webapp.mail import queue_mail

    with database.open(writes=True) as session, session.begin():
        introduction = session.get_one(Introduction, asked.id)
        queue_mail(
            session, "enquiry", introduction.profile.account, clock(),
            challenge=introduction.challenge, introduction=introduction,
        )  # fmt: skip
    work_off()

    message = app.sent[0]
    body = text_of(message)
    assert message["Subject"] == "Eine Anfrage an Ihr Lehrgebiet"
    assert "Beratung & Best Practices" in body
    assert "3. April 2026, 11:00 Uhr" in body
    assert f"http://127.0.0.1:8000/anfragen/{asked.id}" in body
    assert TEASER not in body


def test_a_competence_deleted_later_does_not_break_the_reasons(browser, make, lead, database):
    introduction = make.introduction(IntroductionState.ASKED, lead=lead)
    with database.open(writes=True) as session, session.begin():
        profile = session.get_one(Introduction, introduction.id).profile
        profile.competences[:] = [Competence(text="Etwas ganz anderes", kind=CompetenceKind.METHOD)]
    browser.login(make_owner(introduction, make))

    assert "Alterung von Rezyklaten" in browser.get(url_of(introduction)).text


def test_time_that_ran_out_ends_the_enquiry(browser, asked, clock, app, stored, mails, make):
    from webapp import enquiries

    clock.at = clock() + timedelta(days=14)
    with app.app_context():
        enquiries.expire_enquiries(clock())
    browser.login(make_owner(asked, make))

    assert "Nicht zustande gekommen" in browser.get(url_of(asked)).text
    assert stored(asked).state is IntroductionState.EXPIRED
    assert mails() == []
