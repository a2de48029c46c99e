"""Taking the lead, approving, rejecting, taking back: each counts once and only for the lead."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models import (
    Challenge,
    ChallengeState,
    Decision,
    Introduction,
    IntroductionState,
    Match,
    OutgoingMail,
    Profile,
    Role,
    TeaserState,
    Verdict,
)
from tests.webapp.runs import run_with
from tests.webapp.trail import deeds


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def challenge(make, manager):
    return make.challenge(ChallengeState.IN_REVIEW, lead=manager)


@pytest.fixture
def match(make, challenge):
    return make.match(challenge)


def url(challenge, page=""):
    return f"/pruefung/{challenge.id}{page}"


def post(browser, target):
    """A button pressed on a page that is no longer what it was."""
    token = browser.get("/pruefung").select_one("input[name=csrf_token]")["value"]
    return browser.client.post(target, data={"csrf_token": token})


# The lead


def test_of_two_managers_one_gets_the_lead(browser, make, session):
    challenge = make.challenge(ChallengeState.IN_REVIEW)
    first, second = make.account(Role.TRANSFER_MANAGER), make.account(Role.TRANSFER_MANAGER)
    browser.login(first)
    browser.submit(url(challenge), action="federfuehrung")
    browser.login(second)

    answer = post(browser, url(challenge, "/federfuehrung"))

    assert answer.status_code == 409
    assert session.get(Challenge, challenge.id).lead_id == first.id


def test_an_unknown_case_has_no_lead_to_take(browser, make):
    browser.login(make.account(Role.TRANSFER_MANAGER))

    assert post(browser, f"/pruefung/{uuid.uuid4()}/federfuehrung").status_code == 404


def test_the_lead_can_be_given_back(browser, manager, challenge, session):
    browser.login(manager)

    page = browser.submit(url(challenge), action="abgeben")

    assert page.path == "/pruefung"
    assert session.get(Challenge, challenge.id).lead_id is None


# Approving


def test_approval_prepares_an_introduction_and_drafts_the_kurzfassung(
    browser, manager, challenge, match, session
):
    browser.login(manager)

    page = browser.submit(url(challenge), action="freigeben")

    introduction = session.scalars(select(Introduction)).one()
    assert introduction.state is IntroductionState.PREPARED
    assert introduction.profile_id == match.profile_id
    assert introduction.challenge.teaser.state is TeaserState.DRAFT
    assert "Kurzfassung bearbeiten" in page.text
    verbs = [each.verb for each in deeds(session)]
    assert verbs == ["vorschlag_freigegeben", "kurzfassung_entworfen"]
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 0


def test_approval_asks_at_once_when_the_kurzfassung_is_approved(
    browser, make, manager, challenge, match, session
):
    make.teaser(challenge, TeaserState.APPROVED)
    browser.login(manager)

    browser.submit(url(challenge), action="freigeben")

    introduction = session.scalars(select(Introduction)).one()
    mail = session.scalars(select(OutgoingMail)).one()
    assert introduction.state is IntroductionState.ASKED
    assert mail.template == "enquiry"
    assert mail.recipient_id == match.profile.account_id


def test_the_draft_holds_not_one_word_of_the_company(browser, make, manager, database, clock):
    company = make.company(
        "Spritzguss Hellweg GmbH", industry_code="22.29", industry_edition="2008"
    )
    by = make.account(Role.COMPANY, company_id=company.id)
    challenge = make.challenge(
        ChallengeState.IN_REVIEW, by=by, lead=manager, title="Spritzgussteile reißen",
    )  # fmt: skip
    profile = make.profile("Alterung und Versprödung von Rezyklaten im Spritzgussteile-Labor")
    run_with(database, clock, challenge, profile)
    browser.login(manager)

    browser.submit(url(challenge), action="freigeben")

    text = browser.get(url(challenge, "/kurzfassung")).select_one("textarea").get_text()
    assert "kleines Unternehmen (Branche: Kunststoff- und Gummiverarbeitung)" in text
    assert "Beratung & Best Practices" in text
    assert "Versprödung" in text
    assert "Rezyklaten" in text
    for word in ("Hellweg", "Spritzguss", "Bergkamen", "spröde", "Einschmelzen"):
        assert word not in text


def test_deciding_twice_is_refused(browser, manager, challenge, match, session):
    browser.login(manager)
    page = browser.get(f"/pruefung/vorschlaege/{match.id}/ablehnen")
    browser.submit(url(challenge), action="freigeben")

    browser.send(page, status=409, reason="anderes_thema")

    assert session.scalars(select(Decision)).one().verdict is Verdict.APPROVED


def test_sending_the_same_approval_twice_makes_one_introduction(
    browser, manager, challenge, match, session
):
    browser.login(manager)
    page = browser.get(url(challenge))

    browser.send(page, action="freigeben")
    browser.send(page, action="freigeben")

    assert session.scalar(select(func.count()).select_from(Introduction)) == 1


def test_a_decision_in_an_older_run_is_not_taken_again(
    browser, make, manager, challenge, database, clock, session
):
    profile = make.profile()
    run_with(database, clock, challenge, profile)
    browser.login(manager)
    browser.submit(url(challenge), action="freigeben")
    clock.advance(minutes=20)
    newer = run_with(database, clock, challenge, profile)
    match_id = session.scalars(select(Match.id).where(Match.run_id == newer)).one()

    answer = post(browser, f"/pruefung/vorschlaege/{match_id}/freigeben")

    assert answer.status_code == 409


@pytest.mark.parametrize("facts", [{"paused_until": True}, {"capacity": 0}, {"state": "draft"}])
def test_who_takes_no_enquiries_cannot_be_approved(
    browser, manager, challenge, match, database, clock, session, facts
):
    browser.login(manager)
    page = browser.get(url(challenge))
    with database.writing() as writing:
        profile = writing.get_one(Profile, match.profile_id)
        if "paused_until" in facts:
            profile.paused_until = clock().date() + timedelta(days=3)
        if "capacity" in facts:
            profile.capacity = 0
        if "state" in facts:
            profile.unpublish()

    browser.send(page, action="freigeben", status=409)

    assert session.scalars(select(Introduction)).all() == []
    assert browser.get(url(challenge)).select('form[action$="freigeben"]') == []


def test_a_busy_profile_may_be_approved_with_a_warning(
    browser, make, manager, challenge, match, session
):
    for _ in range(2):
        make.introduction(profile=match.profile)
    browser.login(manager)
    page = browser.get(url(challenge))

    browser.send(page, action=f"{match.id}/freigeben")

    assert "Ausgelastet: 2 von 2 Anfragen laufen." in page.text
    assert "Sie können trotzdem freigeben" in page.text
    assert session.scalar(select(func.count()).select_from(Introduction)) == 3


def test_nobody_decides_about_a_withdrawn_case(browser, manager, challenge, match, database, clock):
    browser.login(manager)
    page = browser.get(url(challenge))
    with database.writing() as writing:
        writing.get_one(Challenge, challenge.id).withdraw(clock())

    browser.send(page, action="freigeben", status=409)

    assert "zurückgezogen" in browser.get(url(challenge)).text


# Rejecting


def test_a_proposal_is_rejected_with_a_reason(browser, manager, match, session):
    browser.login(manager)

    page = browser.submit(
        f"/pruefung/vorschlaege/{match.id}/ablehnen",
        reason="anderes_thema",
        note="Nur Metall, kein Kunststoff",
    )

    decision = session.scalars(select(Decision)).one()
    assert decision.note == "Nur Metall, kein Kunststoff"
    assert "Anderes Thema" in page.select_one(f"#vorschlag-{match.profile_id}").get_text()


def test_rejecting_without_a_reason_keeps_the_note(browser, manager, match):
    browser.login(manager)

    page = browser.submit(
        f"/pruefung/vorschlaege/{match.id}/ablehnen", status=422, note="Nur Metall"
    )

    assert "Bitte wählen Sie einen Grund." in page.error_at("reason")
    assert page.select_one("textarea").get_text().strip() == "Nur Metall"


def test_an_invented_reason_is_refused(browser, manager, match):
    browser.login(manager)

    browser.submit(f"/pruefung/vorschlaege/{match.id}/ablehnen", status=422, reason="keine_lust")


# Taking back


def test_a_running_enquiry_can_be_taken_back(browser, make, manager, session):
    introduction = make.introduction(lead=manager)
    browser.login(manager)

    browser.submit(url(introduction.challenge), action="zuruecknehmen")

    assert session.get(Introduction, introduction.id).state is IntroductionState.REVOKED


@pytest.mark.parametrize("state", [IntroductionState.INTRODUCED, IntroductionState.DECLINED])
def test_what_is_settled_cannot_be_taken_back(browser, make, manager, state):
    make.introduction(lead=manager)
    settled = make.introduction(state, lead=manager)
    browser.login(manager)

    answer = post(browser, f"/pruefung/vermittlungen/{settled.id}/zuruecknehmen")

    assert answer.status_code == 409
    assert browser.get(url(settled.challenge)).select('form[action$="zuruecknehmen"]') == []


def test_the_manager_reads_why_somebody_declined(browser, make, manager):
    introduction = make.introduction(IntroductionState.DECLINED, lead=manager)
    browser.login(manager)

    assert "Zurzeit keine Kapazität" in browser.get(url(introduction.challenge)).text


def test_who_paused_before_being_asked_is_asked_later_by_button(
    browser, make, manager, database, clock, session
):
    introduction = make.introduction(IntroductionState.PREPARED, lead=manager)
    make.teaser(introduction.challenge)
    with database.writing() as writing:
        profile = writing.get_one(Profile, introduction.profile_id)
        profile.paused_until = clock().date()
    browser.login(manager)
    browser.submit(url(introduction.challenge), action="anfragen")
    assert session.get(Introduction, introduction.id).state is IntroductionState.PREPARED
    session.rollback()
    clock.advance(days=2)
    browser.login(manager)

    browser.submit(url(introduction.challenge), action="anfragen")

    assert session.get(Introduction, introduction.id).state is IntroductionState.ASKED
