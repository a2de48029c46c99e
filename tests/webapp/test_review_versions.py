"""V7: a consent is bound to the text that was read; newer words are approved and asked anew."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models import (
    Challenge,
    ChallengeState,
    ConflictOfInterest,
    Introduction,
    IntroductionState,
    OutgoingMail,
    Role,
    Teaser,
    TeaserState,
)
from tests.browser_client import Browser
from tests.mailing import text_of
from tests.webapp.trail import deeds

NEWER = (
    "Ein Betrieb der Region sucht Rat, warum aufbereitete Kunststoffe mit der Zeit brüchig werden, "
    "und möchte Versuche im Labor machen."
)


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def challenge(make, manager, company):
    return make.challenge(ChallengeState.IN_REVIEW, by=company, lead=manager)


@pytest.fixture
def professors(make):
    """One for each state an introduction can be in."""
    return {state: make.account(Role.PROFESSOR) for state in IntroductionState}


@pytest.fixture
def asked(make, challenge, manager, professors):
    """Somebody in each state an introduction can be in, by state; all read the first text."""
    return {
        state: make.introduction(
            state,
            challenge=challenge,
            lead=manager,
            profile=make.profile(account=professors[state]),
        )
        for state in IntroductionState
    }


def desk(challenge, page="/kurzfassung") -> str:
    return f"/pruefung/{challenge.id}{page}"


def approve_newer(browser, challenge, manager, company) -> None:
    browser.login(manager)
    browser.submit(desk(challenge), action="vorlegen", text=NEWER)
    browser.login(company)
    browser.submit(f"/bedarfe/{challenge.id}", action="/freigeben")


def states(session, asked) -> dict:
    session.rollback()
    return {was: session.get_one(Introduction, each.id).state for was, each in asked.items()}


def test_whoever_was_asked_with_older_words_is_asked_again(
    browser, manager, company, challenge, asked, session
):
    approve_newer(browser, challenge, manager, company)

    changed = {was: now for was, now in states(session, asked).items() if was is not now}
    assert changed == {
        IntroductionState.PREPARED: IntroductionState.ASKED,
        IntroductionState.INTERESTED: IntroductionState.ASKED,
    }
    newest = session.get_one(Challenge, challenge.id).approved_teaser
    assert (newest.version, newest.text) == (2, NEWER)
    for was in (IntroductionState.ASKED, IntroductionState.INTERESTED):
        again = session.get_one(Introduction, asked[was].id)
        assert (again.teaser_id, again.professor_consented_at) == (newest.id, None)
        assert again.professor_consented_to is None
    mails = session.execute(select(OutgoingMail.template, OutgoingMail.introduction_id)).all()
    assert {each for each in mails if each.template.startswith("enquiry")} == {
        ("enquiry", asked[IntroductionState.PREPARED].id),
        ("enquiry_changed", asked[IntroductionState.ASKED].id),
        ("enquiry_changed", asked[IntroductionState.INTERESTED].id),
    }


def test_whoever_was_introduced_keeps_what_both_agreed_to(
    browser, manager, company, challenge, asked, professors, session
):
    approve_newer(browser, challenge, manager, company)

    session.rollback()
    introduced = session.get_one(Introduction, asked[IntroductionState.INTRODUCED].id)
    assert introduced.is_mutual
    assert introduced.teaser.version == 1
    browser.login(professors[IntroductionState.INTRODUCED])
    assert challenge.description in browser.get(f"/anfragen/{introduced.id}").text


def test_a_professor_reads_that_the_text_is_new_and_nothing_about_the_company(
    browser, manager, company, challenge, asked, professors, work_off, app
):
    enquiry = asked[IntroductionState.INTERESTED]
    professor = professors[IntroductionState.INTERESTED]
    approve_newer(browser, challenge, manager, company)
    work_off()

    browser.login(professor)
    page = browser.get(f"/anfragen/{enquiry.id}")
    assert "Der Text hat sich geändert" in page.text
    assert NEWER in page.text
    (mail,) = [each for each in app.sent if each["To"] == professor.email]
    written = mail["Subject"] + text_of(mail)
    assert "hat einen neuen Text" in mail["Subject"]
    for secret in (challenge.title, challenge.reference, challenge.company.name, NEWER[:40]):
        assert secret not in written


def test_a_yes_to_the_older_words_comes_too_late(
    app, browser, manager, company, challenge, asked, professors, session
):
    enquiry = asked[IntroductionState.ASKED]
    professor = professors[IntroductionState.ASKED]
    other = Browser(app)
    other.login(professor)
    page = other.get(f"/anfragen/{enquiry.id}")
    approve_newer(browser, challenge, manager, company)

    answer = other.send(page, action="zusagen", status=409)

    assert "lesen Sie bitte zuerst den neuen" in answer.text
    session.rollback()
    assert session.get_one(Introduction, enquiry.id).state is IntroductionState.ASKED
    other.submit(f"/anfragen/{enquiry.id}", action="zusagen")
    session.rollback()
    assert session.get_one(Introduction, enquiry.id).state is IntroductionState.INTERESTED


def test_the_company_cannot_agree_to_older_words_either(
    app, browser, manager, company, challenge, asked, session
):
    enquiry = asked[IntroductionState.INTERESTED]
    other = Browser(app)
    other.login(company)
    page = other.get(f"/anfragen/{enquiry.id}")
    approve_newer(browser, challenge, manager, company)

    assert (
        "Sie haben schon eine Fassung freigegeben"
        not in browser.get(f"/bedarfe/{challenge.id}").text
    )
    other.send(page, action="zustimmen", status=404)

    session.rollback()
    assert session.get_one(Introduction, enquiry.id).company_consented_at is None


def test_both_consents_stand_in_the_trail_with_who_when_and_which_words(
    browser, manager, company, challenge, asked, professors, session, clock
):
    enquiry = asked[IntroductionState.INTERESTED]
    professor = professors[IntroductionState.INTERESTED]
    approve_newer(browser, challenge, manager, company)
    clock.advance(hours=1)
    said_yes = clock()
    browser.login(professor)
    browser.submit(f"/anfragen/{enquiry.id}", action="zusagen")
    clock.advance(hours=1)
    browser.login(company)
    browser.submit(f"/anfragen/{enquiry.id}", action="zustimmen")

    session.rollback()
    version = session.get_one(Challenge, challenge.id).approved_teaser.text_version
    consents = [each for each in deeds(session) if each.object_id == enquiry.id]
    assert [(each.verb, each.actor_id, each.at, each.detail) for each in consents[-2:]] == [
        ("zugesagt", professor.id, said_yes, {"text_version": version}),
        ("zugestimmt", company.id, clock(), {"text_version": version}),
    ]
    assert (consents[-3].verb, consents[-3].detail) == ("erneut_angefragt", {"teaser_version": 2})
    assert session.get_one(Introduction, enquiry.id).is_mutual


def test_whoever_is_barred_by_now_does_not_read_the_newer_words(
    browser, manager, company, challenge, asked, professors, database, session, clock
):
    enquiry = asked[IntroductionState.ASKED]
    professor = professors[IntroductionState.ASKED]
    with database.writing() as writing:
        writing.add(
            ConflictOfInterest(
                account_id=professor.id, organisation=challenge.company.name,
                declared_at=clock(),
            )
        )  # fmt: skip

    approve_newer(browser, challenge, manager, company)

    assert states(session, asked)[IntroductionState.ASKED] is IntroductionState.REVOKED
    browser.login(professor)
    page = browser.get(f"/anfragen/{enquiry.id}")
    assert NEWER not in page.text
    assert "nicht zustande gekommen" in page.text


def test_while_newer_words_wait_the_older_ones_may_still_be_answered(
    browser, manager, company, challenge, asked, professors, session
):
    browser.login(manager)
    browser.submit(desk(challenge), action="vorlegen", text=NEWER)

    enquiry = asked[IntroductionState.ASKED]
    professor = professors[IntroductionState.ASKED]
    browser.login(professor)
    browser.submit(f"/anfragen/{enquiry.id}", action="zusagen")
    browser.login(company)
    page = browser.get(f"/bedarfe/{challenge.id}")
    assert "Sie haben schon eine Fassung freigegeben" in page.text
    browser.submit(f"/bedarfe/{challenge.id}", action="/ablehnen", comment="Lieber die alte.")

    assert states(session, asked)[IntroductionState.ASKED] is IntroductionState.INTERESTED
    browser.login(manager)
    assert "Neue Kurzfassung schreiben" in browser.get(desk(challenge, "")).text


def test_the_same_words_are_not_approved_twice(browser, make, manager, challenge, session):
    make.teaser(challenge, TeaserState.APPROVED, text=NEWER)
    browser.login(manager)

    page = browser.submit(desk(challenge), action="vorlegen", status=422, text=NEWER)

    assert "schon freigegeben" in page.error_at("text")
    assert session.scalars(select(Teaser)).one().version == 1


def test_a_begun_version_can_be_thrown_away(browser, make, manager, challenge, session):
    make.teaser(challenge, TeaserState.APPROVED)
    browser.login(manager)
    browser.submit(desk(challenge), text=NEWER)
    assert session.get_one(Challenge, challenge.id).approved_teaser is None

    browser.submit(desk(challenge), action="verwerfen")

    session.rollback()
    assert session.get_one(Challenge, challenge.id).approved_teaser.version == 1
    assert deeds(session)[-1].verb == "kurzfassung_verworfen"


@pytest.mark.parametrize("state", [TeaserState.DRAFT, TeaserState.PRESENTED, TeaserState.APPROVED])
def test_nothing_else_is_thrown_away(browser, make, manager, challenge, session, state):
    teaser = make.teaser(challenge, state)
    browser.login(manager)
    token = browser.get("/konto").select_one("input[name=csrf_token]")["value"]

    answer = browser.client.post(desk(challenge, "/kurzfassung/verwerfen"), data={
        "csrf_token": token,
    })  # fmt: skip

    assert answer.status_code == 409
    assert session.get_one(Teaser, teaser.id).state is state


def test_a_page_opened_before_the_approval_starts_no_newer_version(
    browser, make, manager, challenge, database, clock, session
):
    draft = make.teaser(challenge, TeaserState.DRAFT)
    browser.login(manager)
    page = browser.get(desk(challenge))
    with database.writing() as writing:
        row = writing.get_one(Teaser, draft.id)
        row.present(clock())
        row.approve(row.text_version, clock())

    for action in (None, "vorlegen"):
        refused = browser.send(page, action, status=409, text=NEWER)
        assert refused.select_one("textarea[readonly]").get_text().strip() == NEWER

    assert [each.text for each in session.scalars(select(Teaser))] == [draft.text]


CHANGES = (
    "text = 'Die Musterteile GmbH sucht Rat.'", "text_version = 'x'", "version = 7",
    "state = 'vorgelegt', decided_at = NULL",
)  # fmt: skip


@pytest.mark.parametrize("state", [TeaserState.APPROVED, TeaserState.REFUSED])
@pytest.mark.parametrize("change", CHANGES)
def test_the_database_keeps_the_words_that_were_decided(make, challenge, database, state, change):
    make.teaser(challenge, state)

    with (
        pytest.raises(DBAPIError, match="keeps its words"),
        database.open(writes=True) as session,
    ):
        session.execute(text(f"UPDATE teasers SET {change}"))


def test_no_words_change_in_the_moment_of_the_approval(make, challenge, database):
    make.teaser(challenge, TeaserState.PRESENTED)
    decided = "state = 'freigegeben', decided_at = presented_at"

    with (
        pytest.raises(DBAPIError, match="keeps its words"),
        database.open(writes=True) as session,
    ):
        session.execute(text(f"UPDATE teasers SET {decided}, text = 'Anders'"))
    with database.open(writes=True) as session:
        session.execute(text(f"UPDATE teasers SET {decided}"))
        session.rollback()
