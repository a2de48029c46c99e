"""Once nothing is left to decide in a case, the manager is offered the next one due."""

from datetime import timedelta

import pytest

from models import (
    Challenge,
    ChallengeState,
    Deputy,
    IntroductionState,
    Outcome,
    Role,
    SavedView,
)
from tests.webapp.runs import run_with


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def due(make, manager, clock):
    """A case with an answer due in so many days."""

    def add(title, days, state=ChallengeState.IN_REVIEW, **facts):
        lead = {"lead": manager} if state is ChallengeState.IN_REVIEW else {}
        challenge = make.challenge(state, title=title, **{**lead, **facts})
        with make.writing() as session:
            row = session.get_one(Challenge, challenge.id)
            row.answer_due_on = clock().date() + timedelta(days=days)
        return challenge

    return add


@pytest.fixture
def case(make, due, database, clock):
    """The case at hand, with two proposals, due before all others."""
    challenge = due("Liegt vor mir", 1)
    profiles = [make.profile(chair=f"Lehrgebiet {name}") for name in ("Eins", "Zwei")]
    run_with(database, clock, challenge, *profiles)
    return challenge


def reject(browser, case, nth=0):
    page = browser.get(f"/pruefung/{case.id}")
    link = page.select("a[href*=ablehnen]")[nth]["href"]
    return browser.submit(link, "ablehnen", reason="anderes_thema")


def offered(page) -> str:
    part = page.select_one("#naechster-fall")
    return " ".join(part.get_text(" ").split()) if part else ""


def test_the_last_decision_leads_to_the_case_that_is_due_next(browser, manager, case, due):
    due("Hat noch Zeit", 20)
    due("Ist als Nächstes dran", 3)
    due("Führt noch niemand", 2, ChallengeState.SUBMITTED)
    browser.login(manager)
    assert offered(browser.get(f"/pruefung/{case.id}")) == ""

    page = reject(browser, case)
    assert offered(page) == "", "one proposal is left"
    assert "#vorschlag-" in page.response.history[-1].location

    page = reject(browser, case)
    assert offered(page) == (
        "Nächster Fall: Ist als Nächstes dran Antwort zugesagt bis 23. März 2026"
    )
    assert "#" not in page.response.history[-1].location, "the offer stands at the top"
    link = page.select_one("#naechster-fall a[aria-keyshortcuts=W]")
    assert browser.get(link["href"]).h1.get_text() == "Ist als Nächstes dran"


def test_what_waits_for_others_and_what_has_ended_leads_on_as_well(
    browser, make, manager, case, due, clock
):
    waiting = due("Wartet auf andere", 2)
    make.introduction(IntroductionState.INTERESTED, challenge=waiting, lead=manager)
    ended = due("Zu Ende", 2)
    with make.writing() as session:
        session.get_one(Challenge, ended.id).close(Outcome.CONSULTING, clock())
    browser.login(manager)

    for each in (waiting, ended):
        assert "Liegt vor mir" in offered(browser.get(f"/pruefung/{each.id}"))


def test_closing_a_case_leads_on(browser, manager, case, due):
    due("Ist als Nächstes dran", 3)
    browser.login(manager)

    page = browser.submit(
        f"/pruefung/{case.id}/abschliessen",
        outcome="beratung",
        message="Vielen Dank, dass Sie uns gefragt haben.",
    )

    assert "Der Fall ist abgeschlossen" in page.text
    assert "Ist als Nächstes dran" in offered(page)


@pytest.mark.parametrize(
    ("choices", "title"),
    [
        ({}, "Bald"),
        ({"suche": "später"}, "Später"),
        ({"zug": "niemand"}, "Ohne Federführung"),
        ({"suche": "gibt es nicht"}, "Bald"),
    ],
    ids=["no view", "words", "nobody's", "nothing in the view"],
)
def test_the_view_the_inbox_opens_with_decides(
    browser, make, manager, case, due, clock, choices, title
):
    for each, days in (("Bald", 3), ("Später", 9)):
        due(each, days)
    due("Ohne Federführung", 2, ChallengeState.SUBMITTED)
    if choices:
        with make.writing() as session:
            session.add(
                SavedView(
                    account_id=manager.id, name="Morgens", choices=choices, is_start=True,
                    created_at=clock(),
                )
            )  # fmt: skip
    browser.login(manager)
    reject(browser, case)

    assert f"Nächster Fall: {title}" in offered(reject(browser, case))


def test_when_nothing_else_waits_the_page_says_so(browser, manager, case):
    browser.login(manager)
    reject(browser, case)

    page = reject(browser, case)

    assert offered(page) == "Sonst wartet nichts auf Sie. Zum Eingang"


def test_a_deputy_goes_on_with_the_own_inbox_and_reads_nothing_of_the_lead(
    browser, make, manager, case, due, clock
):
    deputy = make.account(Role.TRANSFER_MANAGER)
    due("Fall der Federführung", 2)
    due("Fall der Vertretung", 3, lead=deputy)
    with make.writing() as session:
        session.add(
            Deputy(
                challenge_id=case.id, account_id=deputy.id, named_at=clock(),
                university_id=deputy.university_id,
            )
        )  # fmt: skip
    browser.login(deputy)
    reject(browser, case)

    page = reject(browser, case)

    assert "Fall der Vertretung" in offered(page)
    assert "Fall der Federführung" not in page.text
