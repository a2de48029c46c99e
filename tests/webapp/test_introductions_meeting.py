"""The lead's page, the telephone, and the Erstgespräch that any of the three may note."""

import uuid
from datetime import date

import pytest
from sqlalchemy import select

from models import (
    ChallengeState,
    DeclineReason,
    Introduction,
    IntroductionState,
    OutgoingMail,
    Role,
)
from tests.webapp.trail import deeds


@pytest.fixture
def owner(make):
    return make.account(Role.COMPANY)


@pytest.fixture
def introduced(make, owner, lead):
    challenge = make.challenge(ChallengeState.IN_REVIEW, by=owner, lead=lead)
    return make.introduction(IntroductionState.INTRODUCED, challenge=challenge, lead=lead)


@pytest.fixture
def called(make, lead):
    """A company that has no account called; a professor said yes."""
    company = make.company("Anrufer GmbH", contact_name="Betriebsleitung", contact_phone="0221 471")
    challenge = make.challenge(ChallengeState.IN_REVIEW, by=lead, lead=lead, company_id=company.id)
    return make.introduction(IntroductionState.INTERESTED, challenge=challenge, lead=lead)


@pytest.fixture
def stored(session):
    """What the database holds now."""

    def read(introduction):
        session.rollback()
        session.expire_all()
        return session.get_one(Introduction, introduction.id)

    return read


def url_of(introduction):
    return f"/anfragen/{introduction.id}"


@pytest.mark.parametrize("state", IntroductionState)
def test_the_lead_reads_every_state(browser, make, lead, state):
    introduction = make.introduction(state, lead=lead)
    browser.login(lead)

    page = browser.get(url_of(introduction))

    assert page.select(f".tag--{state.name.lower().replace('_', '-')}")
    assert "Risse im Spritzgussteil" in page.text


def test_the_lead_reads_why_a_professor_declined(browser, make, lead, database):
    introduction = make.introduction(IntroductionState.ASKED, lead=lead)
    with database.open(writes=True) as session, session.begin():
        session.get_one(Introduction, introduction.id).decline(
            DeclineReason.OTHER, "Zu weit weg von meinem Fach."
        )
    browser.login(lead)

    page = browser.get(url_of(introduction))

    assert "Anderer Grund" in page.text
    assert "Zu weit weg von meinem Fach." in page.text


def test_another_universitys_manager_sees_introductions_of_its_professors_only(
    browser, make, owner, lead
):
    challenge = make.challenge(ChallengeState.IN_REVIEW, by=owner, lead=lead)
    of_hsbo, of_wh = (
        make.introduction(
            IntroductionState.INTRODUCED,
            challenge=challenge, profile=make.profile(university=each), lead=lead,
        )
        for each in ("HSBO", "WH")
    )  # fmt: skip
    hsbo, wh = (
        make.account(Role.TRANSFER_MANAGER, university_id=make.university(each).id)
        for each in ("HSBO", "WH")
    )

    browser.login(hsbo)
    page = browser.get(url_of(of_hsbo))
    assert owner.email in page.text
    assert "Risse im Spritzgussteil" not in page.text
    assert "Einschmelzen" not in page.text
    foreign = browser.get(url_of(of_wh), status=404)
    assert foreign.text == browser.get(f"/anfragen/{uuid.uuid4()}", status=404).text

    browser.login(wh)
    browser.get(url_of(of_wh), status=404)
    browser.get(url_of(of_hsbo), status=404)


def test_the_lead_records_a_yes_from_the_telephone(browser, called, lead, stored, session):
    browser.login(lead)

    page = browser.submit(
        url_of(called), action="telefonisch-zugestimmt", note="Betriebsleitung, heute um 10 Uhr"
    )

    assert "Betriebsleitung, heute um 10 Uhr" in page.text
    assert stored(called).is_mutual
    (entry,) = deeds(session)
    assert (entry.verb, entry.actor_id) == ("telefonisch_zugestimmt", lead.id)
    assert "10 Uhr" not in str(entry.detail)
    recipients = [each.recipient.role for each in session.scalars(select(OutgoingMail))]
    assert sorted(each.value for each in recipients) == ["professor", "transferstelle"]


def test_the_professor_then_reads_whom_to_call(browser, called, lead, stored):
    browser.login(lead)
    browser.submit(url_of(called), action="telefonisch-zugestimmt", note="Betriebsleitung")
    browser.login(stored(called).profile.account)

    page = browser.get(url_of(called))

    assert "Anrufer GmbH" in page.text
    assert "0221 471" in page.text
    assert "heute" not in page.text


@pytest.mark.parametrize(
    ("note", "message"),
    [("", "wer am Telefon"), ("x" * 501, "Es sind 1 zu viel."), ("<p>ja</p>", "ohne HTML")],
)
def test_a_telephone_yes_needs_a_usable_note(browser, called, lead, stored, note, message):
    browser.login(lead)

    page = browser.submit(url_of(called), action="telefonisch-zugestimmt", note=note, status=422)

    assert message in page.error_at("note")
    assert page.select_one("textarea[name=note]").get_text().strip() == note
    assert stored(called).state is IntroductionState.INTERESTED


def test_a_company_with_an_account_consents_itself(browser, make, lead, called, stored):
    browser.login(lead)
    page = browser.get(url_of(called))
    make.account(Role.COMPANY, company_id=stored(called).challenge.company_id)

    browser.send(page, action="telefonisch-zugestimmt", note="Am Telefon ja", status=409)

    assert not browser.get(url_of(called)).select("textarea")
    assert stored(called).state is IntroductionState.INTERESTED


def test_a_telephone_yes_to_another_text_is_a_conflict(browser, called, lead, stored):
    browser.login(lead)

    browser.submit(
        url_of(called), action="telefonisch", note="Am Telefon ja", text_version="0", status=409
    )

    assert stored(called).state is IntroductionState.INTERESTED


def test_any_of_the_three_notes_the_meeting_and_all_read_it(
    browser, introduced, owner, lead, stored, clock
):
    clock.advance(days=5)
    parties = [owner, stored(introduced).profile.account, lead]

    for number, account in enumerate(parties):
        browser.login(account)
        page = browser.submit(
            f"{url_of(introduced)}/erstgespraech",
            met_on=f"2026-03-2{number + 3}", note=f"Wir haben vereinbart: {number}",
        )  # fmt: skip
        assert "Das Erstgespräch ist notiert." in page.text
        for reader in parties:
            browser.login(reader)
            page = browser.get(url_of(introduced))
            assert f"Wir haben vereinbart: {number}" in page.text
            assert f"2{number + 3}. März 2026" in page.text

    assert stored(introduced).met_on == date(2026, 3, 25)


@pytest.mark.parametrize(
    ("answers", "field", "message"),
    [
        ({"met_on": ""}, "met_on", "Tag des Gesprächs"),
        ({"met_on": "2026-03-19"}, "met_on", "vor der Vermittlung"),
        ({"met_on": "2026-03-23"}, "met_on", "kommt erst noch"),
        ({"met_on": "gestern"}, "met_on", ""),
        ({"met_on": "2026-03-20", "note": "x" * 2001}, "note", "Es sind 1 zu viel."),
        ({"met_on": "2026-03-20", "note": "<table>"}, "note", "ohne HTML"),
        ({"met_on": "2026-03-20", "note": "a\0b"}, "note", "nicht speichern"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused_at_the_field(
    browser, introduced, owner, stored, clock, answers, field, message
):
    clock.advance(days=2)
    browser.login(owner)

    page = browser.submit(f"{url_of(introduced)}/erstgespraech", status=422, **answers)

    assert message in page.error_at(field)
    assert page.error_at(field)
    assert stored(introduced).met_on is None


def test_no_meeting_is_noted_before_both_agreed_or_after_the_case_is_closed(
    browser, make, introduced, owner, lead, database
):
    from models import Outcome

    with database.open(writes=True) as session, session.begin():
        challenge = session.get_one(Introduction, introduced.id).challenge
        challenge.close(Outcome.CONSULTING, challenge.created_at)
    early = make.introduction(IntroductionState.INTERESTED, lead=lead)

    browser.login(lead)
    browser.get(f"{url_of(introduced)}/erstgespraech", status=409)
    browser.get(f"{url_of(early)}/erstgespraech", status=409)
    assert "Erstgespräch notieren" not in browser.get(url_of(introduced)).text


def test_an_answer_after_the_lead_was_given_back_still_counts(
    browser, make, lead, database, stored, session
):
    introduction = make.introduction(IntroductionState.ASKED, lead=lead)
    with database.open(writes=True) as writing, writing.begin():
        writing.get_one(Introduction, introduction.id).challenge.release_lead()
    browser.login(stored(introduction).profile.account)

    browser.submit(url_of(introduction), action="zusagen")

    assert stored(introduction).state is IntroductionState.INTERESTED
    assert {each.template for each in session.scalars(select(OutgoingMail))} == {
        "professor_interested"
    }
