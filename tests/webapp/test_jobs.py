"""Work is claimed once, tried five times, never lost; mail is right at the moment it leaves."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    AuditEntry,
    Challenge,
    ChallengeState,
    Introduction,
    IntroductionState,
    Job,
    JobKind,
    OutgoingMail,
    Role,
    WorkState,
)
from models.job import LEASE, MAX_ATTEMPTS
from webapp import enquiries, jobs
from webapp.mail import queue_mail


@pytest.fixture
def job(database, clock, make):
    challenge = make.challenge()
    with database.writing() as session:
        job = Job(kind=JobKind.MATCH_CHALLENGE, challenge_id=challenge.id, created_at=clock())
        session.add(job)
    return job


@pytest.fixture
def letter(database, clock, make):
    """A mail that confirms to a company that its need arrived."""
    challenge = make.challenge()
    with database.writing() as session:
        return queue_mail(
            session, "challenge_received", session.merge(challenge.entered_by), clock(),
            challenge=challenge,
        )  # fmt: skip


def look(session, row):
    session.rollback()
    return session.get(type(row), row.id)


def test_of_two_workers_one_claims_a_job(database, clock, job):
    with database.writing() as first:
        first_claim = Job.claim(first, job.id, clock())
    with database.writing() as second:
        second_claim = Job.claim(second, job.id, clock())

    assert (first_claim, second_claim) == (True, False)


def test_a_job_is_not_claimed_before_it_is_due(database, clock, job):
    with database.writing() as session:
        assert not Job.claim(session, job.id, clock() - timedelta(seconds=1))


def test_when_a_worker_dies_the_lease_ends_and_another_takes_over(
    database, clock, job, work_off, session
):
    with database.writing() as dying:
        Job.claim(dying, job.id, clock())
    assert work_off() == 0

    clock.at += LEASE + timedelta(seconds=1)
    work_off()

    assert look(session, job).state is WorkState.DONE
    assert look(session, job).attempts == 2


def test_a_job_that_kills_every_worker_is_given_up(database, clock, job, work_off, session):
    for _ in range(MAX_ATTEMPTS):
        with database.writing() as dying:
            assert Job.claim(dying, job.id, clock())
        clock.at += LEASE + timedelta(seconds=1)

    work_off()

    assert look(session, job).state is WorkState.DEAD


def test_each_pause_is_twice_the_last(clock, job, database):
    pauses = []
    with database.writing() as session:
        job = session.merge(job)
        for attempt in range(1, MAX_ATTEMPTS):
            job.attempts = attempt
            job.fail("no", clock())
            pauses.append((job.due_at - clock()).total_seconds())

    assert pauses == [30, 60, 120, 240]


def test_a_mail_that_nobody_takes_is_sent_later_with_the_same_message_id(
    app, letter, work_off, session, clock
):
    refused = []

    def refuse(message):
        refused.append(message)
        raise OSError("connection refused")

    take = app.extensions["transport"]
    app.extensions["transport"] = refuse
    work_off()
    assert look(session, letter).state is WorkState.QUEUED
    assert "connection refused" in look(session, letter).last_error

    app.extensions["transport"] = take
    clock.advance(minutes=1)
    work_off()

    (sent,) = app.sent
    assert look(session, letter).state is WorkState.DONE
    assert sent["Message-ID"] == refused[0]["Message-ID"]
    assert str(letter.id) in sent["Message-ID"]


def test_a_mail_is_sent_once(app, letter, work_off):
    work_off()
    work_off()

    assert len(app.sent) == 1


def test_the_words_of_a_sent_mail_are_kept_in_the_demo_only(letter, work_off, session):
    work_off()

    assert look(session, letter).subject
    assert look(session, letter).body is None


def test_a_mail_whose_right_is_gone_stays_here(app, letter, work_off, database, session, clock):
    with database.writing() as writing:
        writing.get_one(type(letter.recipient), letter.recipient_id).deactivate()

    work_off()

    assert app.sent == []
    assert look(session, letter).state is WorkState.CANCELLED
    assert look(session, letter).body is None


def test_an_enquiry_taken_back_before_it_left_is_never_sent(
    app, make, work_off, database, clock, session
):
    introduction = make.introduction(IntroductionState.ASKED)
    with database.writing() as writing:
        asked = writing.get_one(Introduction, introduction.id)
        letter = queue_mail(
            writing, "enquiry", asked.profile.account, clock(),
            challenge=asked.challenge, introduction=asked,
        )  # fmt: skip
        asked.revoke()

    work_off()

    assert app.sent == []
    assert look(session, letter).state is WorkState.CANCELLED


def test_a_new_case_is_no_longer_announced_to_those_who_may_not_read_it(
    app, make, work_off, database, clock, session
):
    manager, other = make.account(Role.TRANSFER_MANAGER), make.account(Role.TRANSFER_MANAGER)
    challenge = make.challenge()
    with database.writing() as writing:
        for each in (manager, other):
            queue_mail(
                writing, "challenge_arrived", writing.merge(each), clock(), challenge=challenge
            )
        writing.get_one(Challenge, challenge.id).take_lead(writing.merge(manager), clock())

    work_off()

    assert [message["To"] for message in app.sent] == [manager.email]


def test_a_mail_nobody_has_written_is_a_mistake_at_once(database, clock, make):
    with database.writing() as session, pytest.raises(ValueError, match="no mail is called"):
        queue_mail(session, "newsletter", make.account(Role.ADMIN), clock())


def test_work_on_a_deleted_case_goes_with_it(database, job, letter, work_off, session, app):
    with database.writing() as writing:
        for challenge in writing.scalars(select(Challenge)).all():
            writing.delete(challenge)

    work_off()

    assert session.scalars(select(Job)).all() == []
    assert session.scalars(select(OutgoingMail)).all() == []
    assert app.sent == []


def test_unanswered_enquiries_expire_on_the_day_and_leave_a_trace(app, make, clock, session):
    introduction = make.introduction(IntroductionState.ASKED)
    clock.at = introduction.answer_due_at - timedelta(seconds=1)
    with app.app_context():
        assert enquiries.expire_enquiries(clock()) == 0
        clock.advance(seconds=1)
        assert enquiries.expire_enquiries(clock()) == 1
        assert enquiries.expire_enquiries(clock()) == 0

    assert look(session, introduction).state is IntroductionState.EXPIRED
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.object_type) == ("anfrage_abgelaufen", "introductions")
    assert entry.challenge_id == introduction.challenge_id


def test_every_open_need_is_matched_anew(app, make, database, clock, session):
    open_ones = {
        make.challenge().id,
        make.challenge(ChallengeState.IN_REVIEW).id,
    }
    for state in (ChallengeState.DRAFT, ChallengeState.CLOSED, ChallengeState.WITHDRAWN):
        make.challenge(state)

    with app.app_context(), database.writing() as writing:
        assert jobs.queue_rematch(writing, clock()) == 2

    assert set(session.scalars(select(Job.challenge_id))) == open_ones


def test_a_lost_message_to_the_worker_harms_nobody(app, monkeypatch):
    def lose():
        raise ConnectionError

    monkeypatch.setitem(app.extensions, "wake", lose)

    with app.app_context():
        jobs.wake_worker()


def test_unknown_work_is_not_claimed(database, clock):
    with database.writing() as session:
        assert not Job.claim(session, uuid.uuid4(), clock())
