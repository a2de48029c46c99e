"""A company follows its case and reads only what helps her; nobody else reads along."""

import pytest

from models import (
    Challenge,
    ChallengeState,
    Introduction,
    IntroductionState,
    Outcome,
    Role,
    TeaserState,
)
from webapp.audit import record


def in_review(make, company, lead):
    return make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)


def test_a_company_without_needs_is_invited_to_describe_one(browser, company):
    browser.login(company)

    page = browser.get("/bedarfe")

    assert page.h1.text == "Meine Bedarfe"
    assert page.select_one(".empty-state a")["href"] == "/bedarfe/neu"


def test_what_waits_for_her_comes_first(browser, company, make, lead):
    make.challenge(by=company, title="Abwasser")
    waiting = make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead, title="Beton")
    make.teaser(waiting, TeaserState.PRESENTED)
    make.challenge(title="Fremder Bedarf")
    browser.login(company)

    page = browser.get("/bedarfe")

    titles = [each.text for each in page.select(".card__title")]
    assert titles == ["Beton", "Abwasser"]
    assert "Wartet auf Sie" in page.select(".card")[0].text
    assert "Sie hören bis zum 3. April 2026 von uns" in page.select(".card")[1].text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ChallengeState.DRAFT, "Noch nicht eingereicht"),
        (ChallengeState.SUBMITTED, "Die Transferstelle liest Ihren Bedarf"),
        (ChallengeState.IN_REVIEW, "Die Transferstelle liest Ihren Bedarf"),
        (ChallengeState.WITHDRAWN, "zurückgezogen"),
        (ChallengeState.CLOSED, "abgeschlossen"),
    ],
)
def test_every_state_says_in_words_what_comes_next(browser, company, make, lead, state, words):
    challenge = make.challenge(state, by=company)
    browser.login(company)

    page = browser.get(f"/bedarfe/{challenge.id}")

    assert words in page.select_one(".notice").text


def test_a_promise_that_was_broken_is_admitted(browser, company, make, clock):
    challenge = make.challenge(by=company)
    clock.advance(days=30)
    browser.login(company)

    page = browser.get(f"/bedarfe/{challenge.id}")

    assert "es tut uns leid" in page.text


def test_the_closing_words_reach_her(browser, company, make, database, clock):
    challenge = make.challenge(by=company)
    with database.writing() as session:
        session.get_one(Challenge, challenge.id).close(
            Outcome.NO_MATCH, clock(), message="Fragen Sie die Kammer.", note="internes Wissen"
        )
    browser.login(company)

    page = browser.get(f"/bedarfe/{challenge.id}")

    assert "Kein passender Treffer" in page.text
    assert "Fragen Sie die Kammer." in page.text
    assert "internes Wissen" not in page.text


SILENT = [
    IntroductionState.PREPARED,
    IntroductionState.ASKED,
    IntroductionState.DECLINED,
    IntroductionState.EXPIRED,
]


def test_what_professors_declined_or_left_never_shows(browser, company, make, lead, database, app):
    challenge = in_review(make, company, lead)
    bare = make.teaser(challenge, TeaserState.APPROVED)
    browser.login(company)
    before = words_of(browser.get(f"/bedarfe/{challenge.id}"))
    index_before = words_of(browser.get("/bedarfe"))

    for state in SILENT:
        introduction = make.introduction(state, challenge=challenge, lead=lead)
        with app.app_context(), database.writing() as session:
            introduction = session.merge(introduction)
            for verb in ("angefragt", "abgesagt", "anfrage_abgelaufen", "zugesagt"):
                record(session, verb, introduction, introduction.created_at, by=None)

    assert bare.text in before
    assert words_of(browser.get(f"/bedarfe/{challenge.id}")) == before
    assert words_of(browser.get("/bedarfe")) == index_before


@pytest.mark.parametrize("state", [IntroductionState.INTERESTED, IntroductionState.INTRODUCED])
def test_a_professor_who_said_yes_is_shown(browser, company, make, lead, professor, state):
    challenge = in_review(make, company, lead)
    profile = make.profile(account=professor)
    introduction = make.introduction(state, challenge=challenge, lead=lead, profile=profile)
    browser.login(company)

    page = browser.get(f"/bedarfe/{challenge.id}")

    assert page.select_one(f'a[href="/anfragen/{introduction.id}"]').text == profile.chair
    assert professor.email not in page.text


def test_the_history_speaks_of_her_and_the_transferstelle(browser, company, make, session):
    browser.login(company)
    page = browser.submit(
        "/bedarfe/neu",
        title="Risse im Beton",
        description="Unsere Teile reißen beim Ausschalen, wir suchen Rat.",
    )

    entry = page.select_one(".timeline__entry").text

    assert "Eingereicht" in entry
    assert "Ihr Unternehmen" in entry
    assert company.display_name not in entry


@pytest.mark.parametrize("path", ["", "/bearbeiten", "/zurueckziehen", "/loeschen"])
def test_strangers_learn_nothing_not_even_that_it_exists(browser, make, path):
    challenge = make.challenge()
    unknown = "00000000-0000-4000-8000-000000000000"

    for role in (Role.COMPANY, Role.PROFESSOR, Role.SUPPORTER, Role.ADMIN):
        browser.login(make.account(role))
        page = browser.get(f"/bedarfe/{challenge.id}{path}", status=404)
        same = browser.get(f"/bedarfe/{unknown}{path}", status=404)
        assert page.text == same.text


@pytest.mark.parametrize("action", ["einreichen", "zurueckziehen", "loeschen"])
def test_strangers_change_nothing(browser, make, session, action):
    challenge = make.challenge()
    browser.login(make.account(Role.COMPANY))
    token = browser.get("/bedarfe/neu").select_one("input[name=csrf_token]")["value"]

    answer = browser.client.post(f"/bedarfe/{challenge.id}/{action}", data={"csrf_token": token})

    assert answer.status_code == 404


def test_a_professor_reads_the_need_but_not_its_story_after_both_said_yes(
    browser, make, lead, professor
):
    introduction = make.introduction(
        IntroductionState.INTRODUCED, lead=lead, profile=make.profile(account=professor)
    )
    browser.login(professor)

    page = browser.get(f"/bedarfe/{introduction.challenge_id}")

    assert introduction.challenge.description[:30] in page.text
    assert "Bisher geschehen" not in page.text
    assert not page.select("main form")


def test_another_lead_is_not_let_in(browser, company, make, lead):
    challenge = in_review(make, company, lead)
    browser.login(make.account(Role.TRANSFER_MANAGER))

    browser.get(f"/bedarfe/{challenge.id}", status=404)


def test_the_lead_finds_the_desk_from_the_need(browser, company, make, lead):
    challenge = in_review(make, company, lead)
    browser.login(lead)

    page = browser.get(f"/bedarfe/{challenge.id}")

    assert page.select_one(f'main a[href="/pruefung/{challenge.id}"]')
    assert "Bisher geschehen" not in page.text


def test_anonymous_visitors_are_asked_to_sign_in(browser):
    page = browser.get("/bedarfe")

    assert page.path == "/anmelden"


def words_of(page) -> str:
    return page.select_one("main").get_text(" ", strip=True)


def test_withdrawing_closes_it_for_everybody_who_was_asked(
    browser, company, make, lead, professor, session
):
    challenge = in_review(make, company, lead)
    introduction = make.introduction(
        IntroductionState.ASKED,
        challenge=challenge,
        lead=lead,
        profile=make.profile(account=professor),
    )
    browser.login(company)

    page = browser.get(f"/bedarfe/{challenge.id}/zurueckziehen")
    assert session.get_one(Challenge, challenge.id).state is ChallengeState.IN_REVIEW, "GET asks"
    session.expire_all()
    page = browser.send(page)

    assert page.select_one(".tag").text == "Zurückgezogen"
    session.rollback()
    assert session.get_one(Introduction, introduction.id).state is IntroductionState.REVOKED
    browser.login(professor)
    browser.get(f"/anfragen/{introduction.id}", status=404)


def test_the_lead_hears_of_a_withdrawal(browser, company, make, lead, app, work_off):
    challenge = in_review(make, company, lead)
    browser.login(company)

    browser.submit(f"/bedarfe/{challenge.id}/zurueckziehen")
    work_off()

    (letter,) = app.sent
    assert letter["To"] == lead.email
    assert challenge.reference in letter["Subject"]


def test_what_is_withdrawn_cannot_be_withdrawn_again(browser, company, make):
    challenge = make.challenge(by=company)
    browser.login(company)
    page = browser.get(f"/bedarfe/{challenge.id}/zurueckziehen")
    again = browser.get(f"/bedarfe/{challenge.id}/zurueckziehen")

    browser.send(page)

    browser.send(again, status=409)


def test_a_need_with_proposals_is_not_edited_or_submitted_again(browser, company, make):
    challenge = make.challenge(ChallengeState.IN_REVIEW, by=company)
    browser.login(company)

    browser.get(f"/bedarfe/{challenge.id}/bearbeiten", status=409)
    browser.get(f"/bedarfe/{challenge.id}/loeschen", status=409)
