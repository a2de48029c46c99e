"""Two managers, or a manager and the company, at the same moment: one wins, nothing is lost."""

import threading

import pytest
from sqlalchemy import func, select

from models import (
    Account,
    Challenge,
    ChallengeState,
    Decision,
    Introduction,
    InvalidTransition,
    Match,
    Role,
    Teaser,
)
from webapp.review import operations

GOOD = (
    "Ein Unternehmen der Region sucht Rat zur Alterung von Rezyklat und ihren Ursachen im Betrieb."
)


@pytest.fixture
def race(app, database):
    """Runs two steps at once, each in a transaction of its own; returns what became of them."""

    def run(*steps):
        ready = threading.Barrier(len(steps))
        answers = [None] * len(steps)

        def go(place, step):
            with app.app_context():
                ready.wait(10)
                try:
                    with database.writing() as session:
                        step(session)
                    answers[place] = "done"
                except Exception as error:
                    answers[place] = type(error).__name__

        threads = [threading.Thread(target=go, args=each) for each in enumerate(steps)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return sorted(map(str, answers))

    return run


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


def test_one_of_two_managers_gets_the_lead(race, make, clock, session):
    managers = [make.account(Role.TRANSFER_MANAGER) for _ in range(2)]
    challenge = make.challenge(ChallengeState.IN_REVIEW)

    def take(manager):
        def step(session):
            case = session.get_one(Challenge, challenge.id)
            operations.take_lead(session, case, clock(), by=session.get_one(Account, manager.id))

        return step

    answers = race(*(take(each) for each in managers))

    assert answers == ["InvalidTransition", "done"]
    assert session.get(Challenge, challenge.id).lead_id in {each.id for each in managers}


def test_one_of_two_approvals_counts(race, make, manager, clock, session):
    match = make.match(make.challenge(ChallengeState.IN_REVIEW, lead=manager))

    def approve(session):
        operations.approve_match(
            session, session.get_one(Match, match.id), clock(),
            by=session.get_one(Account, manager.id),
        )  # fmt: skip

    answers = race(approve, approve)

    assert answers == ["InvalidTransition", "done"]
    for model in (Decision, Introduction, Teaser):
        assert session.scalar(select(func.count()).select_from(model)) == 1


def test_one_of_two_presentations_reaches_the_company(race, make, manager, clock, session):
    challenge = make.challenge(ChallengeState.IN_REVIEW, lead=manager)

    def present(session):
        operations.present_teaser(
            session, session.get_one(Challenge, challenge.id), clock(),
            by=session.get_one(Account, manager.id), text=GOOD,
        )  # fmt: skip

    assert race(present, present) == ["InvalidTransition", "done"]


def test_approval_and_withdrawal_never_leave_an_enquiry_open(race, make, manager, clock, session):
    match = make.match(make.challenge(ChallengeState.IN_REVIEW, lead=manager))
    case_id = match.run.challenge_id

    def approve(session):
        operations.approve_match(
            session, session.get_one(Match, match.id), clock(),
            by=session.get_one(Account, manager.id),
        )  # fmt: skip

    def withdraw(session):
        case = session.get_one(Challenge, case_id, with_for_update=True)
        case.withdraw(clock())

    answers = race(approve, withdraw)

    assert "done" in answers
    assert session.get(Challenge, case_id).state is ChallengeState.WITHDRAWN
    assert not any(each.is_pending for each in session.scalars(select(Introduction)))


def test_a_lead_who_gave_the_case_back_can_no_longer_decide(make, app, database, manager, clock):
    match = make.match(make.challenge(ChallengeState.IN_REVIEW, lead=manager))
    with app.app_context(), database.writing() as session:
        stale = session.get_one(Match, match.id)
        stale.run.challenge.release_lead()
        session.flush()

        with pytest.raises(InvalidTransition):
            operations.approve_match(
                session, stale, clock(), by=session.get_one(Account, manager.id)
            )
