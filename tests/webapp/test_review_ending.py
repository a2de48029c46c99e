"""The end of a case: an honest refusal or a result, always with words to the company."""

import pytest
from sqlalchemy import select

from models import (
    Challenge,
    ChallengeState,
    Introduction,
    IntroductionState,
    Outcome,
    OutgoingMail,
    Role,
)
from tests.webapp.trail import deeds

WORDS = "Leider haben wir niemanden gefunden, der Ihnen gut weiterhelfen kann."

REASON = "keine_forschungsfrage"


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def challenge(make, manager):
    return make.challenge(ChallengeState.IN_REVIEW, lead=manager)


def url(challenge, page):
    return f"/pruefung/{challenge.id}/{page}"


def test_no_match_closes_the_case_with_words_to_the_company(browser, manager, challenge, session):
    browser.login(manager)

    page = browser.submit(url(challenge, "kein-treffer"), message=WORDS, reason=REASON)

    closed = session.get(Challenge, challenge.id)
    assert (closed.outcome, closed.message_to_company) == (Outcome.NO_MATCH, WORDS)
    assert page.path == f"/pruefung/{challenge.id}"
    mail = session.scalars(select(OutgoingMail)).one()
    assert (mail.template, mail.recipient_id) == ("no_match", challenge.entered_by_id)


def test_a_friendly_draft_is_ready(browser, manager, challenge):
    browser.login(manager)

    draft = browser.get(url(challenge, "kein-treffer")).select_one("textarea").get_text()

    assert "vielen Dank für Ihren Bedarf" in draft
    assert len(draft) > 200


@pytest.mark.parametrize("message", ["", "Leider nein."])
def test_no_match_needs_more_than_a_shrug(browser, manager, challenge, session, message):
    browser.login(manager)

    page = browser.submit(
        url(challenge, "kein-treffer"), status=422, message=message, reason=REASON
    )

    assert page.error_at("message")
    assert session.get(Challenge, challenge.id).is_open


def test_no_match_is_not_true_once_somebody_was_introduced(browser, make, manager, session):
    introduction = make.introduction(IntroductionState.INTRODUCED, lead=manager)
    browser.login(manager)

    page = url(introduction.challenge, "kein-treffer")
    browser.submit(page, status=409, message=WORDS, reason=REASON)

    assert session.get(Challenge, introduction.challenge_id).is_open


def test_a_case_is_closed_with_its_result(browser, make, manager, session):
    introduction = make.introduction(IntroductionState.INTRODUCED, lead=manager)
    browser.login(manager)

    browser.submit(
        url(introduction.challenge, "abschliessen"),
        outcome=Outcome.THESIS.value,
        message="Viel Erfolg mit der Abschlussarbeit wünscht Ihre Transferstelle.",
        note="Beginn im Oktober",
    )

    closed = session.get(Challenge, introduction.challenge_id)
    assert (closed.outcome, closed.outcome_note) == (Outcome.THESIS, "Beginn im Oktober")
    mail = session.scalars(select(OutgoingMail)).one()
    assert mail.template == "case_closed"
    (entry,) = deeds(session)
    assert (entry.verb, entry.detail) == ("abgeschlossen", {"outcome": "abschlussarbeit"})


def test_closing_takes_running_enquiries_back_and_says_so_before(browser, make, manager, session):
    introduction = make.introduction(IntroductionState.ASKED, lead=manager)
    browser.login(manager)
    page = browser.get(url(introduction.challenge, "abschliessen"))

    browser.send(page, outcome=Outcome.NO_COOPERATION.value)

    assert "Eine Anfrage läuft noch." in page.text
    assert session.get(Introduction, introduction.id).state is IntroductionState.REVOKED


@pytest.mark.parametrize("outcome", [[], "kein_treffer", "erfunden"])
def test_a_result_has_to_be_chosen(browser, manager, challenge, session, outcome):
    browser.login(manager)

    page = browser.submit(
        url(challenge, "abschliessen"), status=422, outcome=outcome, note="Beginn im Oktober"
    )

    assert page.error_at("outcome")
    assert "Beginn im Oktober" in page.text
    assert session.get(Challenge, challenge.id).is_open


def test_a_company_without_an_account_is_called(browser, make, manager, session):
    company = make.company(contact_name="Betriebsleitung", contact_phone="0221 4710 333")
    challenge = make.challenge(
        ChallengeState.IN_REVIEW, by=manager, company_id=company.id, lead=manager
    )
    browser.login(manager)

    page = browser.submit(url(challenge, "kein-treffer"), message=WORDS, reason=REASON)

    assert "0221 4710 333" in browser.get(f"/pruefung/{challenge.id}").text
    assert page.path == f"/pruefung/{challenge.id}"
    assert session.scalars(select(OutgoingMail)).all() == []


@pytest.mark.parametrize("page", ["kein-treffer", "abschliessen"])
def test_only_the_lead_ends_a_case(browser, make, challenge, page):
    browser.login(make.account(Role.TRANSFER_MANAGER))
    browser.get(url(challenge, page), status=404)

    browser.login(challenge.entered_by)
    browser.get(url(challenge, page), status=404)


@pytest.mark.parametrize("page", ["kein-treffer", "abschliessen"])
def test_a_closed_case_stays_closed(browser, make, manager, page):
    challenge = make.challenge(ChallengeState.CLOSED, lead=manager)
    browser.login(manager)

    browser.get(url(challenge, page), status=409)
