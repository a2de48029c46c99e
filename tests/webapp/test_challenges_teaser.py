"""Nothing leaves the Transferstelle before the company approved exactly these words."""

import pytest
from sqlalchemy import select

from models import (
    AuditEntry,
    ChallengeState,
    Introduction,
    IntroductionState,
    OutgoingMail,
    Role,
    Teaser,
    TeaserState,
    policies,
)


@pytest.fixture
def challenge(make, company, lead):
    return make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)


@pytest.fixture
def teaser(make, challenge):
    return make.teaser(challenge, TeaserState.PRESENTED)


def mails(session) -> list[str]:
    return list(session.scalars(select(OutgoingMail.template).order_by(OutgoingMail.template)))


def test_she_reads_exactly_the_text_that_will_be_sent(browser, company, challenge, teaser):
    browser.login(company)

    page = browser.get(f"/bedarfe/{challenge.id}")

    assert teaser.text in page.text
    assert "Könnte jemand Sie daran erkennen?" in page.text
    assert page.select_one("input[name=text_version]")["value"] == teaser.text_version


def test_she_sees_in_place_what_could_tell_who_she_is(
    browser, company, challenge, teaser, database
):
    text = "Ein Betrieb aus Rünthe mit 187 Beschäftigten sucht Rat."
    with database.writing() as writing:
        writing.get_one(Teaser, teaser.id).text = text
    browser.login(company)

    page = browser.get(f"/bedarfe/{challenge.id}")

    read_out = page.select_one(".marked-text").get_text()
    assert "aus 1[Ort, genauer als der Kreis: Rünthe] mit 2[Genaue Zahl: 187] Besch" in read_out
    for hidden in page.select(".marked-text .visually-hidden, .marked-text__number"):
        hidden.decompose()
    assert page.select_one(".marked-text").get_text() == text
    better = [each.get_text() for each in page.select(".marked-list__better")]
    assert ["„Kreis Unna“" in better[0], "„rund 200“" in better[1]] == [True, True]
    assert page.select_one("form[action$='/freigeben']") is not None


def test_what_she_decided_is_shown_without_marks(browser, company, make, challenge):
    make.teaser(challenge, TeaserState.APPROVED, text="Ein Betrieb aus Rünthe sucht Rat.")
    browser.login(company)

    page = browser.get(f"/bedarfe/{challenge.id}")

    assert "Ein Betrieb aus Rünthe sucht Rat." in page.text
    assert page.select("mark") == []


def test_approving_asks_everybody_the_manager_chose(
    browser, company, challenge, teaser, make, lead, session
):
    prepared = make.introduction(IntroductionState.PREPARED, challenge=challenge, lead=lead)
    browser.login(company)

    page = browser.submit(f"/bedarfe/{challenge.id}", "/freigeben")

    assert "sucht mit Ihrer Kurzfassung das Gespräch" in page.text
    assert session.get_one(Teaser, teaser.id).state is TeaserState.APPROVED
    assert session.get_one(Introduction, prepared.id).state is IntroductionState.ASKED
    assert mails(session) == ["enquiry", "teaser_decided"]
    assert "kurzfassung_freigegeben" in session.scalars(select(AuditEntry.verb)).all()


def test_a_text_that_changed_meanwhile_is_not_approved(
    browser, company, challenge, teaser, database, session
):
    browser.login(company)
    page = browser.get(f"/bedarfe/{challenge.id}")
    with database.writing() as writing:
        writing.get_one(Teaser, teaser.id).text = "Die Musterteile GmbH sucht Rat."

    browser.send(page, "/freigeben", status=409)

    assert session.get_one(Teaser, teaser.id).state is TeaserState.PRESENTED


@pytest.mark.parametrize("version", ["", "0" * 64, "x\0y"])
def test_only_the_version_that_was_read_is_approved(
    browser, company, challenge, teaser, session, version
):
    url = f"/bedarfe/{challenge.id}/kurzfassung/{teaser.id}/freigeben"

    assert post(browser, company, url, text_version=version) == 409
    assert session.get_one(Teaser, teaser.id).state is TeaserState.PRESENTED


def test_nobody_is_asked_while_a_newer_version_waits(
    browser, challenge, make, lead, database, clock, session
):
    make.teaser(challenge, TeaserState.APPROVED)
    with database.writing() as writing:
        newer = Teaser(challenge_id=challenge.id, version=2, text="Neu.", written_at=clock())
        newer.present(clock())
        writing.add(newer)
    prepared = make.introduction(IntroductionState.PREPARED, challenge=challenge, lead=lead)

    assert post(browser, lead, f"/pruefung/{challenge.id}/anfragen") == 302

    assert session.get_one(Introduction, prepared.id).state is IntroductionState.PREPARED
    assert mails(session) == []


def test_approving_twice_approves_once(browser, company, challenge, teaser, session):
    browser.login(company)
    page = browser.get(f"/bedarfe/{challenge.id}")
    other_tab = browser.get(f"/bedarfe/{challenge.id}")

    browser.send(page, "/freigeben")
    browser.send(page, "/freigeben")
    browser.send(other_tab, "/freigeben", status=409)

    assert mails(session) == ["teaser_decided"]


def test_refusing_tells_the_lead_what_to_change(browser, company, challenge, teaser, session):
    browser.login(company)

    page = browser.submit(
        f"/bedarfe/{challenge.id}", "/ablehnen", comment="Den Standort bitte weglassen."
    )

    assert "schreibt eine neue Fassung" in page.text
    refused = session.get_one(Teaser, teaser.id)
    assert (refused.state, refused.comment) == (
        TeaserState.REFUSED,
        "Den Standort bitte weglassen.",
    )
    assert mails(session) == ["teaser_decided"]


@pytest.mark.parametrize("comment", ["", "<p>nein</p>", "x" * 2001])
def test_a_refusal_says_what_to_change(browser, company, challenge, teaser, session, comment):
    browser.login(company)

    page = browser.submit(f"/bedarfe/{challenge.id}", "/ablehnen", status=422, comment=comment)

    assert page.error_at("comment")
    assert page.select_one("textarea").text.strip() == comment
    assert page.select_one("main details[open]")
    assert session.get_one(Teaser, teaser.id).state is TeaserState.PRESENTED


def test_a_draft_of_the_kurzfassung_stays_with_the_manager(browser, company, make, challenge):
    draft = make.teaser(challenge, TeaserState.DRAFT)
    browser.login(company)

    page = browser.get(f"/bedarfe/{challenge.id}")

    assert draft.text not in page.text


@pytest.mark.parametrize("action", ["freigeben", "ablehnen", "telefonisch-freigegeben"])
def test_nobody_else_decides(browser, make, challenge, teaser, lead, action):
    url = f"/bedarfe/{challenge.id}/kurzfassung/{teaser.id}/{action}"

    for account, status in (
        (make.account(Role.COMPANY), 404),
        (make.account(Role.PROFESSOR), 404),
        (make.account(Role.TRANSFER_MANAGER), 404),
        (lead, 409),
    ):
        assert post(browser, account, url, text_version=teaser.text_version) == status


def test_a_kurzfassung_belongs_to_its_case(browser, make, company, teaser):
    other = make.challenge(by=company)
    url = f"/bedarfe/{other.id}/kurzfassung/{teaser.id}/freigeben"

    assert post(browser, company, url, text_version=teaser.text_version) == 404


# Approval on the telephone


@pytest.fixture
def caller_case(make, lead):
    """A case of a company in which nobody has an account."""
    company = make.company()
    return make.challenge(ChallengeState.IN_REVIEW, by=lead, lead=lead, company_id=company.id)


def test_the_lead_notes_who_agreed_on_the_telephone(browser, make, lead, caller_case, session):
    teaser = make.teaser(caller_case, TeaserState.PRESENTED)
    prepared = make.introduction(IntroductionState.PREPARED, challenge=caller_case, lead=lead)
    browser.login(lead)

    page = browser.submit(f"/bedarfe/{caller_case.id}", note="Geschäftsführung, 14.10 Uhr")

    assert "Geschäftsführung, 14.10 Uhr" in page.text
    assert session.get_one(Teaser, teaser.id).state is TeaserState.APPROVED
    assert session.get_one(Introduction, prepared.id).state is IntroductionState.ASKED
    entry = session.scalars(
        select(AuditEntry).where(AuditEntry.verb == "kurzfassung_telefonisch_freigegeben")
    ).one()
    assert entry.actor_id == lead.id
    assert "Geschäftsführung" not in str(entry.detail), "the trail outlives the case"


def test_a_telephone_approval_names_somebody(browser, make, lead, caller_case, session):
    teaser = make.teaser(caller_case, TeaserState.PRESENTED)
    browser.login(lead)

    page = browser.submit(f"/bedarfe/{caller_case.id}", status=422, note="")

    assert "wer am Telefon zugestimmt hat" in page.error_at("note")
    assert session.get_one(Teaser, teaser.id).state is TeaserState.PRESENTED


def test_on_the_telephone_too_only_the_version_that_was_read_out_is_approved(
    browser, make, lead, caller_case, database, session
):
    teaser = make.teaser(caller_case, TeaserState.PRESENTED)
    browser.login(lead)
    page = browser.get(f"/bedarfe/{caller_case.id}")
    with database.writing() as writing:
        writing.get_one(Teaser, teaser.id).text = "Die Musterteile GmbH sucht Rat."

    browser.send(page, status=409, note="Geschäftsführung, 14.10 Uhr")

    assert session.get_one(Teaser, teaser.id).state is TeaserState.PRESENTED


@pytest.mark.parametrize(
    ("state", "confirmed", "is_lead", "allowed"),
    [
        (TeaserState.PRESENTED, None, True, True),
        (TeaserState.PRESENTED, False, True, True),
        (TeaserState.PRESENTED, True, True, False),
        (TeaserState.PRESENTED, None, False, False),
        (TeaserState.DRAFT, None, True, False),
        (TeaserState.APPROVED, None, True, False),
        (TeaserState.REFUSED, None, True, False),
    ],
)
def test_only_the_lead_approves_by_telephone_and_only_where_nobody_can_sign_in(
    make, lead, caller_case, session, clock, state, confirmed, is_lead, allowed
):
    teaser = make.teaser(caller_case, state)
    if confirmed is not None:
        make.account(
            Role.COMPANY,
            company_id=caller_case.company_id,
            confirmed_at=clock() if confirmed else None,
        )
    manager = lead if is_lead else make.account(Role.TRANSFER_MANAGER)

    teaser = session.get_one(Teaser, teaser.id)
    assert policies.may_record_phone_approval(manager, teaser, clock()) is allowed


def post(browser, account, url, **fields) -> int:
    browser.login(account)
    token = browser.get("/konto").select_one("input[name=csrf_token]")["value"]
    return browser.client.post(url, data={"csrf_token": token, **fields}).status_code
