"""The inbox: no case is lost, and nobody reads what is not theirs."""

from datetime import timedelta

import pytest

from models import (
    Challenge,
    ChallengeState,
    IntroductionState,
    Job,
    JobKind,
    Role,
    TeaserState,
    WorkState,
)
from tests.webapp.statements import count_statements


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER, display_name="Transferstelle WH")


@pytest.fixture
def colleague(make):
    university = make.university("HSBO")
    return make.account(
        Role.TRANSFER_MANAGER, display_name="Transferstelle HSBO", university_id=university.id
    )


def section(page, name):
    return page.select_one(f"#{name}")


def text_of(page, name):
    return " ".join(section(page, name).get_text(" ").split())


def test_new_case_waits_for_somebody_to_take_the_lead(browser, make, manager):
    challenge = make.challenge(title="Neuer Bedarf")
    browser.login(manager)

    page = browser.get("/pruefung")

    assert "Neuer Bedarf" in text_of(page, "offen")
    assert challenge.reference in text_of(page, "offen")
    assert "Sie haben zurzeit keine Federführung" in text_of(page, "meine")


def test_taking_the_lead_moves_a_case_into_mine(browser, make, manager):
    challenge = make.challenge(ChallengeState.IN_REVIEW, title="Neuer Bedarf")
    browser.login(manager)

    browser.submit("/pruefung", action=f"{challenge.id}/federfuehrung")

    assert "Neuer Bedarf" in text_of(browser.get("/pruefung"), "meine")


def test_what_was_promised_first_stands_first(browser, make, manager, clock):
    for title, days in (("Später", 20), ("Früher", 3), ("Mittel", 9)):
        clock.advance(days=days)
        make.challenge(title=title)
        clock.advance(days=-days)
    browser.login(manager)

    page = browser.get("/pruefung")

    titles = [each.get_text() for each in section(page, "offen").select("h3 a")]
    assert titles == ["Früher", "Mittel", "Später"]


def test_a_broken_promise_is_marked_until_the_company_hears_from_a_person(
    browser, make, manager, clock
):
    silent = make.challenge(ChallengeState.IN_REVIEW, lead=manager, title="Schweigen")
    answered = make.challenge(ChallengeState.IN_REVIEW, lead=manager, title="Beantwortet")
    make.teaser(answered, TeaserState.PRESENTED)
    clock.advance(days=15)
    browser.login(manager)

    rows = browser.get("/pruefung").select("#meine li, #warten li")

    overdue = {row.select_one("a").get_text(): "überfällig" in row.get_text() for row in rows}
    assert overdue == {"Schweigen": True, "Beantwortet": False}
    assert silent.answer_due_on == answered.answer_due_on


@pytest.mark.parametrize(
    ("state", "place", "words"),
    [
        (IntroductionState.ASKED, "warten", "Angefragte haben noch nicht geantwortet"),
        (IntroductionState.INTERESTED, "warten", "Das Unternehmen entscheidet über eine"),
        (IntroductionState.INTRODUCED, "meine", "Erstgespräch begleiten und festhalten"),
        (IntroductionState.DECLINED, "meine", "weiter auswählen oder ehrlich absagen"),
        (IntroductionState.PREPARED, "meine", "Kurzfassung bearbeiten"),
    ],
)
def test_inbox_says_who_has_to_do_what_next(browser, make, manager, state, place, words):
    make.introduction(state, lead=manager)
    browser.login(manager)

    page = browser.get("/pruefung")

    assert words in text_of(page, place)


@pytest.mark.parametrize(
    ("state", "words"),
    [(WorkState.QUEUED, "Abgleich läuft"), (WorkState.DEAD, "Abgleich gescheitert")],
)
def test_inbox_says_how_far_the_run_is(browser, make, manager, database, clock, state, words):
    challenge = make.challenge()
    with database.writing() as session:
        session.add(
            Job(
                kind=JobKind.MATCH_CHALLENGE,
                challenge_id=challenge.id,
                state=state,
                created_at=clock(),
            )
        )
    browser.login(manager)

    assert words in text_of(browser.get("/pruefung"), "offen")


def test_others_cases_show_reference_state_and_lead_and_nothing_else(
    browser, make, manager, colleague
):
    challenge = make.challenge(ChallengeState.IN_REVIEW, lead=colleague, title="Geheimes Vorhaben")
    browser.login(manager)

    page = browser.get("/pruefung")

    assert challenge.reference in text_of(page, "andere")
    assert "Transferstelle HSBO (HSBO)" in text_of(page, "andere")
    assert "Geheimes Vorhaben" not in page.text
    assert challenge.company.name not in page.text
    assert f"/pruefung/{challenge.id}/einblick" in str(page.soup)


def test_the_order_of_others_cases_does_not_tell_when_their_answers_are_due(
    browser, make, manager, colleague
):
    cases = [
        make.challenge(ChallengeState.IN_REVIEW, lead=colleague, reference=reference)
        for reference in ("AAA-AAA", "BBB-BBB")
    ]
    with make.writing() as session:
        session.get_one(Challenge, cases[1].id).answer_due_on -= timedelta(days=5)
    browser.login(manager)

    told = text_of(browser.get("/pruefung"), "andere")

    assert told.index("AAA-AAA") < told.index("BBB-BBB")


def test_search_finds_capital_umlauts_on_every_database(browser, make, manager):
    make.challenge(title="ÖLABSCHEIDER läuft über")
    make.challenge(title="Etwas anderes")
    browser.login(manager)

    page = browser.get("/pruefung?suche=ölabscheider")

    assert "ÖLABSCHEIDER" in text_of(page, "offen")
    assert "Etwas anderes" not in page.text


def test_search_never_speaks_about_others_cases(browser, make, manager, colleague):
    make.challenge(ChallengeState.IN_REVIEW, lead=colleague, title="Geheimes Vorhaben")
    browser.login(manager)

    found = browser.get("/pruefung?suche=Vorhaben")
    nothing = browser.get("/pruefung?suche=Unfug")

    assert "Nichts gefunden" in found.text
    assert found.text.replace("Vorhaben", "") == nothing.text.replace("Unfug", "")


def test_filter_counts_what_each_state_holds(browser, make, manager):
    make.challenge()
    make.challenge(ChallengeState.IN_REVIEW)
    make.challenge(ChallengeState.IN_REVIEW)
    make.challenge(ChallengeState.CLOSED, lead=manager)
    browser.login(manager)

    page = browser.get("/pruefung?zustand=in_pruefung")

    options = [each.get_text() for each in page.select("select[name=zustand] option")]
    assert options[:3] == ["Alle (4)", "Eingereicht (1)", "In Prüfung (2)"]
    assert "Noch ohne Federführung (2)" in page.text


def test_an_unknown_filter_shows_everything(browser, make, manager):
    make.challenge(title="Neuer Bedarf")
    browser.login(manager)

    assert "Neuer Bedarf" in browser.get("/pruefung?zustand=quatsch").text


def test_closed_and_withdrawn_cases_of_mine_stay_findable(browser, make, manager):
    make.challenge(ChallengeState.CLOSED, lead=manager, title="Geschafft")
    make.challenge(ChallengeState.WITHDRAWN, lead=manager, title="Zurückgeholt")
    browser.login(manager)

    page = browser.get("/pruefung")

    assert "Geschafft" in text_of(page, "beendet")
    assert "Zurückgeholt" in text_of(page, "beendet")


def test_a_draft_taken_on_the_telephone_is_not_forgotten(browser, make, manager):
    company = make.company("Ruhrwerk GmbH")
    make.challenge(
        ChallengeState.DRAFT, by=manager, company_id=company.id, title="Anruf vom Montag"
    )
    browser.login(manager)

    page = browser.get("/pruefung")

    assert "Anruf vom Montag" in page.text
    assert "Angefangen, noch nicht eingereicht (1)" in page.text


@pytest.mark.parametrize("role", [Role.COMPANY, Role.PROFESSOR, Role.SUPPORTER, Role.ADMIN])
def test_inbox_is_for_managers(browser, make, role):
    browser.login(make.account(role))

    browser.get("/pruefung", status=403)


def test_inbox_with_fifty_cases_takes_few_statements(browser, make, manager, database):
    lead = {"lead": manager}
    by = make.account(Role.COMPANY)
    for number in range(50):
        challenge = make.challenge(ChallengeState.IN_REVIEW, by=by, **lead if number % 2 else {})
        if number % 5 == 0:
            make.teaser(challenge, TeaserState.DRAFT)
    browser.login(manager)

    statements = count_statements(database, lambda: browser.get("/pruefung"))

    assert statements <= 25
