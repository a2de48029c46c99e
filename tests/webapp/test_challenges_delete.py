"""Deleted is deleted: no word of a case stays in any table."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    AuditEntry,
    Challenge,
    ChallengeState,
    IntroductionState,
    Job,
    JobKind,
    OutgoingMail,
    Role,
    Teaser,
)
from models.base import Base
from webapp.jobs import queue_job
from webapp.mail import queue_mail

CANARY = "Kanarienvogel-4711"


def everything(session: Session) -> str:
    """Every value of every row of every table."""
    return "\n".join(
        str(tuple(row))
        for table in Base.metadata.sorted_tables
        for row in session.execute(select(table))
    )


def test_deleting_leaves_no_word_in_any_table(browser, company, make, database, session, clock):
    lead = make.account(Role.TRANSFER_MANAGER)
    challenge = make.challenge(
        ChallengeState.IN_REVIEW, by=company, lead=lead, title=CANARY, description=CANARY * 3
    )
    introduction = make.introduction(IntroductionState.INTRODUCED, challenge=challenge, lead=lead)
    with database.writing() as writing:
        row = writing.get_one(Challenge, challenge.id)
        row.teasers[0].comment = row.outcome_note = row.message_to_company = CANARY
        row.introductions[0].meeting_note = row.introductions[0].decline_note = CANARY
        row.match_runs[0].matches[0].decision.note = CANARY
        queue_job(writing, JobKind.MATCH_CHALLENGE, clock(), challenge=row)
        mail = queue_mail(
            writing, "introduced", row.entered_by, clock(),
            challenge=row, introduction=row.introductions[0],
        )  # fmt: skip
        mail.subject = mail.body = CANARY
        row.withdraw(clock())
    assert everything(session).count(CANARY) > 10
    session.rollback()
    browser.login(company)

    page = browser.submit(f"/bedarfe/{challenge.id}/loeschen")

    assert page.path == "/bedarfe"
    assert "gelöscht" in page.text
    left = everything(session)
    assert CANARY not in left
    assert str(introduction.id) not in left
    for kind in (Challenge, Teaser, Job, OutgoingMail):
        assert session.scalars(select(kind)).all() == []
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "geloescht")).one()
    assert (entry.challenge_id, entry.actor_id) == (challenge.id, company.id)
    browser.get(f"/bedarfe/{challenge.id}", status=404)


@pytest.mark.parametrize(
    "state", [ChallengeState.DRAFT, ChallengeState.WITHDRAWN, ChallengeState.CLOSED]
)
def test_what_nobody_works_on_can_be_deleted(browser, company, make, session, state):
    challenge = make.challenge(state, by=company)
    browser.login(company)

    page = browser.get(f"/bedarfe/{challenge.id}/loeschen")
    assert session.get(Challenge, challenge.id) is not None, "looking deletes nothing"
    session.rollback()
    browser.send(page)

    assert session.scalars(select(Challenge)).all() == []


def test_an_open_case_is_withdrawn_before_it_is_deleted(browser, company, make, session):
    challenge = make.challenge(by=company)
    browser.login(company)
    token = browser.get("/bedarfe/neu").select_one("input[name=csrf_token]")["value"]

    answer = browser.client.post(f"/bedarfe/{challenge.id}/loeschen", data={"csrf_token": token})

    assert answer.status_code == 409
    assert session.scalars(select(Challenge)).one()


def test_deleting_twice_is_answered_calmly(browser, company, make):
    challenge = make.challenge(ChallengeState.DRAFT, by=company)
    browser.login(company)
    page = browser.get(f"/bedarfe/{challenge.id}/loeschen")

    browser.send(page)
    again = browser.send(page)

    assert again.path == "/bedarfe"
