"""Two managers, or a manager and the company, at the same moment: one wins, nothing is lost."""

import pytest
from sqlalchemy import func, select

from models import (
    Account,
    Challenge,
    ChallengeState,
    Decision,
    Introduction,
    IntroductionState,
    InvalidTransition,
    Match,
    Profile,
    Role,
    Teaser,
    TeaserState,
)
from webapp.challenges import approving
from webapp.introductions import operations as introductions
from webapp.review import operations

GOOD = (
    "Ein Unternehmen der Region sucht Rat zur Alterung von Rezyklat und ihren Ursachen im Betrieb."
)


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
            by=session.get_one(Account, manager.id), text=GOOD, version=1,
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


def test_a_yes_and_newer_words_end_with_a_yes_to_nothing_older(race, make, manager, clock, session):
    """Whoever is first, no yes to the older words is left once newer ones are approved."""
    for _ in range(3):
        enquiry = make.introduction(IntroductionState.ASKED, lead=manager)
        old = enquiry.teaser
        newer = make.teaser(enquiry.challenge, TeaserState.PRESENTED, text=GOOD, version=2)

        def accept(session, enquiry=enquiry, old=old):
            introductions.accept_enquiry(
                session, session.get_one(Introduction, enquiry.id), old.text_version, clock(),
                by=session.get_one(Profile, enquiry.profile_id).account,
            )  # fmt: skip

        def approve(session, newer=newer):
            teaser = session.get_one(Teaser, newer.id)
            approving.approve_teaser(
                session, teaser, newer.text_version, at=clock(),
                by=teaser.challenge.entered_by,
            )  # fmt: skip

        answers = race(accept, approve)

        session.rollback()
        after = session.get_one(Introduction, enquiry.id)
        assert answers in (["done", "done"], ["InvalidTransition", "done"])
        assert (after.state, after.teaser_id) == (IntroductionState.ASKED, newer.id)
        assert after.professor_consented_to is None


def test_both_say_yes_to_one_text_or_not_at_all(race, make, manager, clock, session):
    enquiry = make.introduction(IntroductionState.INTERESTED, lead=manager)
    newer = make.teaser(enquiry.challenge, TeaserState.PRESENTED, text=GOOD, version=2)

    def consent(session):
        row = session.get_one(Introduction, enquiry.id)
        introductions.consent_to_introduction(
            session, row, enquiry.teaser.text_version, clock(), by=row.challenge.entered_by
        )

    def approve(session):
        teaser = session.get_one(Teaser, newer.id)
        approving.approve_teaser(
            session, teaser, newer.text_version, at=clock(), by=teaser.challenge.entered_by
        )

    answers = race(consent, approve)

    session.rollback()
    after = session.get_one(Introduction, enquiry.id)
    if answers == ["done", "done"]:
        assert after.is_mutual
    else:
        assert answers == ["InvalidTransition", "done"]
        assert (after.state, after.teaser_id) == (IntroductionState.ASKED, newer.id)


def test_a_manager_who_writes_while_the_company_approves_changes_nothing_approved(
    race, make, manager, clock, session
):
    challenge = make.challenge(ChallengeState.IN_REVIEW, lead=manager)
    teaser = make.teaser(challenge, TeaserState.PRESENTED)

    def write(session):
        operations.write_teaser(
            session, session.get_one(Challenge, challenge.id), clock(),
            by=session.get_one(Account, manager.id), text=GOOD, version=1,
        )  # fmt: skip

    def approve(session):
        row = session.get_one(Teaser, teaser.id)
        approving.approve_teaser(
            session, row, teaser.text_version, at=clock(), by=row.challenge.entered_by
        )

    assert race(write, approve) == ["InvalidTransition", "done"]

    session.rollback()
    approved = session.scalars(select(Teaser)).one()
    assert (approved.state, approved.text) == (TeaserState.APPROVED, teaser.text)


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
