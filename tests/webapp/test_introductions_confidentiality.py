"""Canaries: what must not be read before both have agreed, and must be read afterwards."""

import re

import pytest
from sqlalchemy import select

from models import (
    ChallengeState,
    Company,
    Evidence,
    Introduction,
    IntroductionState,
    Match,
    Outcome,
    Role,
    Teaser,
    TeaserState,
)
from tests.mailing import text_of
from webapp.enquiries import ask_prepared

COMPANY = "Kanarienwerk Bergkamen GmbH"
CONTACT = "leitung@kanarienwerk.example"
PERSON = "Betriebsleitung Kanarienwerk"
PHONE = "0221 4710 177"
TITLE = "Gelbe Federn im Heizkessel"
SENTENCES = (
    "Unser Kessel verliert jede Nacht drei Federn.",
    "Der Lieferant Vogelsang schweigt dazu seit Mai.",
)
CANARIES = (COMPANY, CONTACT, PERSON, PHONE, TITLE, *SENTENCES, "Vogelsang", "Heizkessel")


@pytest.fixture
def company(make):
    return make.account(
        Role.COMPANY, email=CONTACT, display_name=PERSON, phone=PHONE,
        company_id=make.company(COMPANY).id,
    )  # fmt: skip


@pytest.fixture
def professor(make):
    return make.account(Role.PROFESSOR, email="kessel@wh.example", phone="0221 4710 166")


@pytest.fixture
def prepared(make, database, lead, company, professor):
    challenge = make.challenge(
        ChallengeState.IN_REVIEW, by=company, lead=lead, title=TITLE,
        description=" ".join(SENTENCES),
    )  # fmt: skip
    make.teaser(challenge)
    introduction = make.introduction(
        IntroductionState.PREPARED, challenge=challenge, profile=make.profile(account=professor),
        lead=lead,
    )  # fmt: skip
    with database.writing() as session:
        for evidence in session.scalars(select(Evidence)):
            evidence.words, evidence.pairs = ["Federn"], [["Heizkessel", "Rezyklaten"]]
    return introduction


def url_of(introduction):
    return f"/anfragen/{introduction.id}"


def ask(database, introduction, lead, clock):
    with database.open(writes=True) as session, session.begin():
        row = session.get_one(Introduction, introduction.id)
        ask_prepared(session, row.challenge, clock(), by=lead)


def seen_by(browser, account, *urls):
    browser.login(account)
    return "\n".join(browser.get(each).response.get_data(as_text=True) for each in urls)


def mails_to(app, account):
    return "\n".join(
        f"{each['Subject']}\n{text_of(each)}" for each in app.sent if each["To"] == account.email
    )


def test_the_professor_learns_who_it_is_only_when_both_have_agreed(
    app, browser, database, clock, work_off, prepared, lead, company, professor
):
    pages = ("/anfragen", url_of(prepared))
    ask(database, prepared, lead, clock)
    work_off()
    seen = seen_by(browser, professor, *pages, f"{url_of(prepared)}/absagen")
    browser.submit(url_of(prepared), action="zusagen")
    work_off()
    seen += seen_by(browser, professor, *pages) + mails_to(app, professor)
    assert [each for each in CANARIES if each in seen] == []
    assert "Eine Anfrage an Ihr Lehrgebiet" in seen

    browser.login(company)
    browser.submit(url_of(prepared), action="zustimmen")
    work_off()

    assert [each for each in CANARIES if each in mails_to(app, professor)] == []
    assert "Sie sind vermittelt" in mails_to(app, professor)
    seen = seen_by(browser, professor, *pages)
    assert [each for each in CANARIES if each not in seen] == []


def test_the_company_learns_how_to_reach_the_professor_only_then(
    app, browser, database, clock, work_off, prepared, lead, company, professor
):
    canaries = ("kessel@wh.example", "0221 4710 166", professor.display_name)
    ask(database, prepared, lead, clock)
    browser.login(professor)
    browser.submit(url_of(prepared), action="zusagen")
    work_off()

    seen = seen_by(browser, company, url_of(prepared), f"{url_of(prepared)}/ablehnen")
    seen += mails_to(app, company)
    assert [each for each in canaries if each in seen] == []
    assert "Ein Lehrgebiet möchte mit Ihnen sprechen" in seen

    browser.submit(url_of(prepared), action="zustimmen")
    work_off()
    assert [each for each in canaries if each in mails_to(app, company)] == []
    seen = seen_by(browser, company, url_of(prepared))
    assert [each for each in canaries if each not in seen] == []


def test_a_no_reaches_the_lead_and_leaves_no_trace_with_the_company(
    app, browser, database, clock, work_off, prepared, lead, company, professor
):
    browser.login(company)
    page = f"/bedarfe/{prepared.challenge_id}"
    ask(database, prepared, lead, clock)
    before = browser.get(page).select_one("main").get_text()

    browser.login(professor)
    browser.submit(f"{url_of(prepared)}/absagen", reason="keine_kapazitaet")
    work_off()

    browser.login(company)
    assert browser.get(page).select_one("main").get_text() == before
    assert mails_to(app, company) == ""
    assert "hat ein Lehrgebiet auf Ihre Anfrage geantwortet" in mails_to(app, lead)


def test_mails_to_the_lead_hold_no_content_either(
    app, browser, database, clock, work_off, prepared, lead, professor, company
):
    ask(database, prepared, lead, clock)
    browser.login(professor)
    browser.submit(url_of(prepared), action="zusagen")
    browser.login(company)
    browser.submit(url_of(prepared), action="zustimmen")
    work_off()

    text = mails_to(app, lead)
    assert "Beide Seiten haben zugestimmt" in text
    assert [each for each in (*CANARIES, "kessel@wh.example") if each in text] == []


def test_a_withdrawal_closes_everything_for_the_professor_and_stops_mail(
    app, browser, database, clock, work_off, prepared, lead, professor
):
    ask(database, prepared, lead, clock)
    with database.open(writes=True) as session, session.begin():
        session.get_one(Introduction, prepared.id).challenge.withdraw(clock())
    work_off()

    assert mails_to(app, professor) == ""
    browser.login(professor)
    browser.get(url_of(prepared), status=404)


@pytest.mark.parametrize("state", [IntroductionState.INTERESTED, IntroductionState.INTRODUCED])
def test_neither_side_reads_a_probability_or_a_rank(
    browser, make, database, lead, company, professor, state
):
    challenge = make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)
    introduction = make.introduction(
        state, challenge=challenge, profile=make.profile(account=professor), lead=lead
    )
    with database.writing() as session:
        session.get_one(Match, introduction.match_id).probability = 0.2347

    browser.login(company)
    seen = [browser.get(each).text for each in ("/bedarfe", f"/bedarfe/{challenge.id}")]
    seen.append(browser.get(url_of(introduction)).text)
    browser.login(professor)
    seen += [browser.get(each).text for each in ("/anfragen", url_of(introduction))]
    assert [each for each in seen if re.search(r"Wahrscheinlich|23 %|2347|\bRang\b", each)] == []

    browser.login(lead)
    assert re.search(r"Rang 1\b.*\b23 %", browser.get(f"/pruefung/{challenge.id}").text, re.S)


def test_every_answer_page_is_in_the_language_of_its_reader_without_a_leak(
    browser, database, clock, prepared, lead, professor
):
    ask(database, prepared, lead, clock)
    with database.open(writes=True) as session, session.begin():
        session.get_one(type(professor), professor.id).language = "en"

    seen = seen_by(browser, professor, "/anfragen", url_of(prepared))

    assert [each for each in CANARIES if each in seen] == []


def test_the_canaries_are_really_there(session, prepared):
    stored = session.get_one(Introduction, prepared.id)

    assert session.get_one(Company, stored.challenge.company_id).name == COMPANY
    assert stored.challenge.description == " ".join(SENTENCES)
    assert session.query(Teaser).one().state is TeaserState.APPROVED


def test_what_the_company_is_told_at_the_end_is_not_for_the_professor(
    browser, make, company, professor, lead
):
    introduction = make.introduction(
        IntroductionState.INTRODUCED, profile=make.profile(account=professor), lead=lead,
        challenge=make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead, title=TITLE),
    )  # fmt: skip
    with make.writing() as session:
        challenge = session.get_one(Introduction, introduction.id).challenge
        challenge.close(Outcome.NO_COOPERATION, challenge.created_at, message="Er war zu langsam.")
    told = {}
    for account in (company, lead, professor):
        browser.login(account)
        told[account.role] = browser.get(f"/bedarfe/{introduction.challenge_id}").text

    assert all("Keine Zusammenarbeit" in each for each in told.values())
    assert [role for role, each in told.items() if "zu langsam" in each] == [
        Role.COMPANY, Role.TRANSFER_MANAGER,
    ]  # fmt: skip
