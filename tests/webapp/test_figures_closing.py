"""The report of a closed case: the desk's own, and one for the company without what it may not."""

import io
import re

import pytest
from pypdf import PdfReader

from models import (
    Account,
    AuditEntry,
    Challenge,
    ChallengeState,
    DeclineReason,
    FollowUp,
    FollowUpResult,
    Introduction,
    IntroductionState,
    Outcome,
    RejectionReason,
    Role,
    Verdict,
)
from models.match import Match
from tests.webapp.trail import deeds
from webapp.audit import record

INTERNAL = [
    "Lehrgebiet Absage", "Keine Lust auf Kunststoff", "Lehrgebiet Stille", "Lehrgebiet Abgelehnt",
    "Passt gar nicht", "Beim nächsten Mal früher fragen",
]  # fmt: skip
SHARED = [
    "Risse im Spritzgussteil", "nach dem Einschmelzen spröde", "Lehrgebiet Zusage",
    "Wir haben gemessen", "Schön, dass es geklappt hat", "Gemeinsames Projekt",
    "Im Betrieb genutzt", "Sehr zufrieden gewesen",
]  # fmt: skip


@pytest.fixture
def case(make, clock, lead):
    """Closed, with everything in it that somebody may or may not read."""
    owner = make.account(Role.COMPANY)
    need = make.challenge(ChallengeState.IN_REVIEW, by=owner, lead=lead)
    clock.advance(days=2)
    states = {
        "Lehrgebiet Zusage": IntroductionState.INTRODUCED,
        "Lehrgebiet Absage": IntroductionState.ASKED,
        "Lehrgebiet Stille": IntroductionState.ASKED,
    }
    made = {
        chair: make.introduction(
            state, challenge=need, profile=make.profile(chair=chair), lead=lead
        ).id
        for chair, state in states.items()
    }
    rejected = make.match(need, make.profile(chair="Lehrgebiet Abgelehnt"), rank=4)
    clock.advance(days=5)
    with make.writing() as session:
        declined = session.get_one(Introduction, made["Lehrgebiet Absage"])
        declined.decline(DeclineReason.OTHER, "Keine Lust auf Kunststoff")
        record(session, "abgesagt", declined, clock(), by=None)
        agreed = session.get_one(Introduction, made["Lehrgebiet Zusage"])
        agreed.note_meeting(clock().date(), "Wir haben gemessen")
        session.get_one(Match, rejected.id).decide(
            Verdict.REJECTED, session.get_one(Account, lead.id), clock(),
            reason=RejectionReason.TOO_GENERAL, note="Passt gar nicht",
        )  # fmt: skip
        challenge = session.get_one(Challenge, need.id)
        clock.advance(days=40)
        challenge.close(
            Outcome.PROJECT, clock(), message="Schön, dass es geklappt hat",
            note="Beim nächsten Mal früher fragen",
        )  # fmt: skip
        follow_up = FollowUp(challenge=challenge, months=3, asked_at=clock())
        follow_up.say_result(FollowUpResult.IN_USE, clock())
        follow_up.say_satisfaction(5, "Sehr zufrieden gewesen", clock())
        session.add(follow_up)
    return need


def pdf_of(browser, case) -> str:
    answer = browser.client.get(f"/abschlussbericht/{case.id}/bericht.pdf")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    name = f"abschlussbericht-{case.reference}.pdf"
    assert f'attachment; filename="{name}"' in answer.headers["Content-Disposition"]
    pages = PdfReader(io.BytesIO(answer.data)).pages
    return squeezed(" ".join(each.extract_text() for each in pages))


def squeezed(text: str) -> str:
    """Without what the breaking of lines may change."""
    return re.sub(r"[\s-]+", "", text)


def test_the_lead_reads_the_whole_story(browser, case, lead):
    browser.login(lead)

    page = browser.get(f"/abschlussbericht/{case.id}").text

    for text in (squeezed(page), pdf_of(browser, case)):
        for words in [*SHARED, *INTERNAL, "Anderer Grund", "Zu allgemein", "47 Tage"]:
            assert squeezed(words) in text, words
    assert "22. März 2026 27. März 2026 Abgelehnt Anderer Grund" in page


def test_the_company_reads_its_own_version_without_refusals_and_notes(browser, case):
    browser.login(case.entered_by)

    page = browser.get(f"/abschlussbericht/{case.id}").text

    for text in (squeezed(page), pdf_of(browser, case)):
        for words in SHARED:
            assert squeezed(words) in text, words
        for words in [*INTERNAL, "Anderer Grund", "Angefragt", "Wer gefragt wurde", "Rang"]:
            assert squeezed(words) not in text, words


def test_the_desk_and_the_company_find_the_way_there(browser, case, lead):
    for reader, url in ((lead, f"/pruefung/{case.id}"), (case.entered_by, f"/bedarfe/{case.id}")):
        browser.login(reader)

        links = [each["href"] for each in browser.get(url).select("main a[href]")]

        assert f"/abschlussbericht/{case.id}" in links


@pytest.mark.parametrize(
    "role", [Role.COMPANY, Role.PROFESSOR, Role.TRANSFER_MANAGER, Role.SUPPORTER, Role.ADMIN]
)
def test_to_everybody_else_there_is_no_report(browser, make, case, role):
    browser.login(make.account(role))

    for url in ("", "/bericht.pdf"):
        browser.get(f"/abschlussbericht/{case.id}{url}", status=404)


def test_before_a_case_is_closed_there_is_no_report(browser, make, lead):
    need = make.challenge(ChallengeState.IN_REVIEW, lead=lead)
    for reader in (lead, need.entered_by):
        browser.login(reader)

        browser.get(f"/abschlussbericht/{need.id}/bericht.pdf", status=409)


def test_whoever_reads_the_report_is_noted_as_a_reader(browser, case, lead, session):
    browser.login(lead)
    pdf_of(browser, case)

    read = session.query(AuditEntry).filter_by(verb="gelesen", challenge_id=case.id).all()

    assert [each.actor_id for each in read] == [lead.id]
    assert "volltext" in read[0].detail["what"]
    assert deeds(session)[-1].verb != "gelesen"
