"""A case has one day, and every page of the desk says the same one, in the same words."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from models import (
    Challenge,
    ChallengeState,
    Deadline,
    DeadlineKind,
    IntroductionState,
    Message,
    Promise,
    PromiseKind,
    Role,
    TeaserState,
)
from tests.webapp.statements import count_statements
from webapp.days import Tie, days_of
from webapp.steps import RunState

MONDAY = datetime(2026, 4, 13, 8, 0, tzinfo=UTC)


@pytest.fixture
def manager(make, clock):
    clock.at = MONDAY
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def case(make, manager, clock):
    """A case of the manager with a promise and a Frist, each where a day is given."""

    def add(title, promised=None, due=None, kind=DeadlineKind.DECIDE, promise=PromiseKind.ANSWER):
        challenge = make.challenge(ChallengeState.IN_REVIEW, lead=manager, title=title)
        with make.writing() as session:
            session.get_one(Challenge, challenge.id).answer_due_on = date(2026, 12, 31)
            about = {"challenge_id": challenge.id}
            if promised:
                facts = {"kind": promise, "made_at": clock(), "due_on": promised}
                session.add(Promise(**about, **facts))
            if due:
                facts = {"kind": kind, "begun_at": clock(), "due_on": due}
                session.add(Deadline(**about, **facts))
        return challenge

    return add


def april(day: int) -> date:
    return date(2026, 4, day)


@pytest.fixture
def desk(make, manager, case, clock):
    """Every kind of day there is, by the title of its case."""
    case("Zusage gebrochen", promised=april(8), due=april(14))
    case("Zusage am selben Tag", promised=april(21), due=april(21))
    case("Intern früher", promised=april(24), due=april(15))
    case("Noch ohne Frist", promised=april(17))
    case("Ohne Frist und Zusage")
    unled = make.challenge(title="Noch ohne Federführung")
    with make.writing() as session:
        session.get_one(Challenge, unled.id).answer_due_on = april(30)
    waiting = case(
        "Unternehmen am Zug", promised=april(27), promise=PromiseKind.APPROVAL,
        due=april(20), kind=DeadlineKind.WAIT_FOR_APPROVAL,
    )  # fmt: skip
    make.teaser(waiting, TeaserState.PRESENTED)
    make.introduction(IntroductionState.PREPARED, challenge=waiting, lead=manager)
    undecided = case(
        "Unternehmen am Zug, noch ohne Frist", promised=april(28), promise=PromiseKind.CONSENT
    )
    make.introduction(IntroductionState.INTERESTED, challenge=undecided, lead=manager)
    asked = case("Mit Frage", promised=april(29), due=april(22))
    with make.writing() as session:
        question = Message(
            challenge_id=asked.id, author_id=asked.entered_by_id, text="Wie steht es?",
            is_from_company=True, written_at=clock(), answer_due_on=april(16),
        )  # fmt: skip
        session.add(question)
        session.flush()
        session.add(
            Deadline(
                challenge_id=asked.id, kind=DeadlineKind.ANSWER_QUESTION,
                subject_id=question.id, begun_at=clock(), due_on=april(16),
            )
        )  # fmt: skip


def words(element) -> str:
    return " ".join(element.get_text(" ").split())


EXPECTED = {
    "Zusage gebrochen": "überfällig Antwort zugesagt bis 8. April 2026",
    "Intern früher": "intern bis 15. April 2026",
    "Mit Frage": "Frage des Unternehmens beantworten: Antwort zugesagt bis 16. April 2026",
    "Noch ohne Frist": "Antwort zugesagt bis 17. April 2026",
    "Unternehmen am Zug": "Wiedervorlage am 20. April 2026",
    "Zusage am selben Tag": "Antwort zugesagt bis 21. April 2026",
    "Unternehmen am Zug, noch ohne Frist": "Wiedervorlage am 28. April 2026",
    "Noch ohne Federführung": "Antwort zugesagt bis 30. April 2026",
    "Ohne Frist und Zusage": "Antwort zugesagt bis 31. Dezember 2026",
}
"""In the order in which the days come."""


def test_every_page_says_the_same_day_of_a_case_and_the_earliest_first(browser, manager, desk):
    browser.login(manager)

    inbox, board, page = (
        browser.get(f"/pruefung{each}") for each in ("", "?ansicht=tafel", "/fristen")
    )
    listed = {
        each.select_one("h3").get_text(): words(each.select_one(".worklist__due"))
        for each in inbox.select("#meine li, #warten li, #offen li")
    }
    on_cards = {
        each.select_one("h4").get_text(): words(each) for each in board.select(".board__card")
    }
    first_rows: dict[str, str] = {}
    for row in page.select("#fristen tbody tr"):
        title = row.select_one("th a").get_text()
        day, what = (words(each) for each in row.select("td")[:2])
        first_rows.setdefault(title, f"{what}: {day}" if "Frage" in what else day)

    assert listed == EXPECTED
    assert list(first_rows.items()) == list(EXPECTED.items())
    assert all(EXPECTED[title] in told for title, told in on_cards.items())
    assert on_cards.keys() == EXPECTED.keys()
    mine = [each.get_text() for each in inbox.select("#meine h3")]
    assert mine == [each for each in EXPECTED if each in mine]
    decide = next(each for each in board.select(".board__column") if "Auswählen" in each.text)
    cards = [each.get_text() for each in decide.select("h4")]
    assert cards == [each for each in EXPECTED if each in cards]


def test_the_page_of_the_case_says_it_too(browser, manager, desk, session):
    browser.login(manager)
    for title in ("Zusage gebrochen", "Intern früher", "Noch ohne Frist", "Mit Frage"):
        case_id = session.scalars(select(Challenge.id).where(Challenge.title == title)).one()

        said = browser.get(f"/pruefung/{case_id}").select_one("#zusammenarbeit li")

        assert words(said).endswith(EXPECTED[title])


def test_what_the_company_was_told_stands_with_the_facts_while_it_counts(browser, case, manager):
    waiting = case("Wartet", promised=april(27), promise=PromiseKind.APPROVAL)
    owed = case("Zugesagt", promised=april(24), due=april(15))
    browser.login(manager)

    facts = [words(browser.get(f"/pruefung/{each.id}").soup) for each in (waiting, owed)]

    assert "Antwort zugesagt bis 24. April 2026" in facts[1]
    assert "Antwort zugesagt bis" not in facts[0]


@pytest.mark.parametrize(
    ("query", "count"), [("frist=ueberfaellig", 1), ("frist=diese-woche", 5)], ids=["over", "soon"]
)
def test_the_filter_goes_by_the_same_day(browser, manager, desk, query, count):
    browser.login(manager)

    page = browser.get(f"/pruefung?{query}")

    titles = [each.get_text() for each in page.select(".worklist h3")]
    assert sorted(titles) == sorted(list(EXPECTED)[:count])


def test_an_ended_case_has_no_day(make, manager, clock):
    challenge = make.challenge(ChallengeState.CLOSED, lead=manager)

    assert days_of(challenge, [], RunState.DONE) == []


def test_a_day_for_somebody_beside_the_step_does_not_hide_what_was_promised(case, database):
    challenge = case("Zu zweit", promised=april(15), due=april(20), kind=DeadlineKind.CONFIRM)
    with database.reading() as session:
        row = session.get_one(Challenge, challenge.id)

        days = days_of(row, row.deadlines, RunState.DONE)

    assert [(each.due_on.day, each.tie) for each in days] == [
        (15, Tie.PROMISED), (20, Tie.INTERNAL),
    ]  # fmt: skip


def test_more_cases_take_no_more_statements(browser, make, manager, case, database):
    browser.login(manager)
    counts = []
    for _ in range(2):
        for day in range(14, 18):
            case(f"Fall am {day}.", promised=april(day), due=april(day))
        counts.append(count_statements(database, lambda: browser.get("/pruefung/fristen")))

    assert counts[0] == counts[1]
