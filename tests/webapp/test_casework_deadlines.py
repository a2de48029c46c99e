"""Every step has a day; who has to act is told before it, and the next ones when nobody does."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from models import (
    Account,
    AuditEntry,
    Challenge,
    ChallengeState,
    Deadline,
    DeadlineKind,
    Deputy,
    DeskRules,
    Introduction,
    IntroductionState,
    OutgoingMail,
    Role,
    Rung,
)
from models.base import local_date
from tests.mailing import text_of
from webapp import deadlines, enquiries, escalation, promises
from webapp.review import operations
from webapp.steps import Step
from webapp.working_days import add_working_days

MONDAY = datetime(2026, 4, 13, 1, 23, tzinfo=UTC)
"""A week after Easter; 3:23 in the region, when the night's work is done."""


@pytest.fixture
def desk(make, clock):
    """Both houses with a lead, a deputy and an alternate each, and an administrator."""
    clock.at = MONDAY - timedelta(hours=12)
    south = {"university_id": make.university("HSBO").id}
    people = {
        "lead": make.account(Role.TRANSFER_MANAGER, display_name="Federführung"),
        "deputy": make.account(Role.TRANSFER_MANAGER, display_name="Vertretung"),
        "alternate": make.account(Role.TRANSFER_MANAGER, display_name="Ersatz"),
        "other": make.account(Role.TRANSFER_MANAGER, display_name="Andere", **south),
        "admin": make.account(Role.ADMIN),
    }
    with make.writing() as session:
        session.add(
            DeskRules(
                university_id=people["lead"].university_id, changed_at=clock(),
                alternate_id=people["alternate"].id,
            )
        )  # fmt: skip
    return people


@pytest.fixture
def case(make, desk, clock):
    challenge = make.challenge(
        ChallengeState.IN_REVIEW, lead=desk["lead"], answer_due_on=date(2026, 12, 31)
    )
    make.deputy(challenge, desk["deputy"])
    return challenge


@pytest.fixture
def night(app, clock, session, desk):
    """Lets a night's work be done on a day; returns who got which mail."""

    def run(day: date) -> set[tuple[str, str]]:
        clock.at = datetime(day.year, day.month, day.day, 1, 23, tzinfo=UTC)
        session.rollback()
        before = {each.id for each in session.scalars(select(OutgoingMail))}
        with app.app_context():
            deadlines.make_missing_days(clock())
            enquiries.remind_of_enquiries(clock())
            escalation.tell_of_deadlines(clock())
        session.rollback()
        names = {each.id: name for name, each in desk.items()}
        return {
            (names.get(each.recipient_id, "professor"), each.template)
            for each in session.scalars(select(OutgoingMail))
            if each.id not in before
        }

    return run


def running(session, case) -> dict[DeadlineKind, Deadline]:
    session.rollback()
    rows = select(Deadline).where(Deadline.challenge_id == case.id, Deadline.ended_at.is_(None))
    return {each.kind: each for each in session.scalars(rows)}


def test_every_step_of_a_case_is_a_kind_of_deadline():
    kinds = {each.value for each in DeadlineKind if each.is_step}

    assert kinds == {each.value for each in Step} - {Step.NONE.value}


def test_a_step_gets_its_day_when_it_begins_and_loses_it_when_it_is_done(
    app, database, clock, make, desk, session, night
):
    fresh = make.challenge(answer_due_on=date(2026, 12, 31))
    match = make.match(fresh)
    night(date(2026, 4, 13))
    begun = running(session, fresh)
    assert begun.keys() == {DeadlineKind.TAKE_LEAD}
    assert begun[DeadlineKind.TAKE_LEAD].due_on == date(2026, 4, 15)

    with app.app_context(), database.writing() as writing:
        lead = writing.get_one(Account, desk["lead"].id)
        operations.take_lead(writing, writing.get_one(Challenge, fresh.id), clock(), by=lead)
    assert {k: v.due_on for k, v in running(session, fresh).items()} == {
        DeadlineKind.DECIDE: date(2026, 4, 20)
    }, "in the same transaction"

    with app.app_context(), database.writing() as writing:
        lead = writing.get_one(Account, desk["lead"].id)
        row = writing.get_one(type(match), match.id)
        operations.approve_match(writing, row, clock(), by=lead)
    assert running(session, fresh).keys() == {DeadlineKind.WRITE_TEASER}

    with app.app_context(), database.writing() as writing:
        lead = writing.get_one(Account, desk["lead"].id)
        operations.close_without_match(
            writing, writing.get_one(Challenge, fresh.id), clock(), by=lead, message="Niemand."
        )
    assert running(session, fresh) == {}


def test_no_day_is_later_than_what_was_promised(make, desk, session, night, app, clock):
    for promised in (date(2026, 4, 14), date(2026, 4, 30), date(2026, 4, 1)):
        case = make.challenge(ChallengeState.IN_REVIEW, lead=desk["lead"], answer_due_on=promised)
        with make.writing() as writing:
            writing.get_one(Challenge, case.id).answer_due_on = promised
        with app.app_context():
            promises.make_missing(clock())
        night(date(2026, 4, 13))

        due = running(session, case)[DeadlineKind.DECIDE].due_on
        expected = {14: date(2026, 4, 14), 30: date(2026, 4, 20), 1: date(2026, 4, 14)}
        assert due == expected[promised.day], "a broken promise leaves one day"


def test_nobody_acts_and_one_after_the_other_is_told_once(case, desk, night, session):
    told = {}
    for each in range(13, 31):
        if mails := night(date(2026, 4, each)):
            told[each] = mails

    lead, deputy, alternate, other, admin = (
        ("lead", "deadlines_due"), ("deputy", "deadlines_due"), ("alternate", "deadlines_due"),
        ("other", "deadlines_due"), ("admin", "deadlines_unattended"),
    )  # fmt: skip
    assert told == {
        17: {lead},  # Friday: due on Monday
        22: {deputy},  # two working days after Monday, the 20th
        24: {alternate},
        28: {lead, deputy, alternate, other, admin},
    }
    deputies = session.scalars(select(Deputy).where(Deputy.challenge_id == case.id)).all()
    assert {each.account_id for each in deputies if each.stands_in} == {desk["alternate"].id}
    deadline = running(session, case)[DeadlineKind.DECIDE]
    assert (deadline.rung, deadline.due_on) == (Rung.EVERYBODY, date(2026, 4, 20))


def test_after_weeks_without_the_nightly_work_nobody_drowns(make, desk, night, session):
    cases = [
        make.challenge(ChallengeState.IN_REVIEW, lead=desk["lead"], answer_due_on=date(2026, 12, 1))
        for _ in range(20)
    ]
    night(date(2026, 4, 13))

    first = night(date(2026, 6, 15))

    assert first == {("lead", "deadlines_due")}, "one mail for twenty cases"
    assert all(running(session, each)[DeadlineKind.DECIDE].rung == Rung.REMINDED for each in cases)
    second = night(date(2026, 6, 16))
    assert ("alternate", "deadlines_due") in second, "there is no deputy, so the next one is told"
    mails = session.scalars(select(OutgoingMail).where(OutgoingMail.template == "deadlines_due"))
    assert len(mails.all()) == 2


def test_a_barred_lead_is_not_told_but_the_deputy_is(case, desk, night, make):
    night(date(2026, 4, 13))
    with make.writing() as session:
        lead = session.get_one(Account, desk["lead"].id)
        lead.declare_conflicts([case.company.name], case.created_at)

    assert night(date(2026, 4, 17)) == {("deputy", "deadlines_due")}


def test_a_case_without_a_lead_is_everybodys(make, desk, night):
    make.challenge(answer_due_on=date(2026, 12, 31))
    night(date(2026, 4, 13))

    managers = ("lead", "deputy", "alternate", "other")
    assert night(date(2026, 4, 14)) == {(each, "deadlines_due") for each in managers}
    assert night(date(2026, 4, 16)) == set()
    assert night(date(2026, 4, 17)) == {("alternate", "deadlines_due")}


def test_what_waits_for_the_company_is_looked_at_again_and_again(make, desk, night, session, clock):
    case = make.challenge(
        ChallengeState.IN_REVIEW, lead=desk["lead"], answer_due_on=date(2026, 12, 31)
    )
    make.introduction(IntroductionState.INTERESTED, challenge=case, lead=desk["lead"])
    night(date(2026, 4, 13))
    looked = [day for day in range(13, 30) if night(date(2026, 4, day))]

    assert looked == [20, 27]
    assert running(session, case)[DeadlineKind.WAIT_FOR_CONSENT].due_on == date(2026, 5, 5)


def test_a_professor_is_reminded_once_with_a_link_and_the_company_learns_nothing(
    app, make, desk, night, session, browser, work_off
):
    enquiry = make.introduction(IntroductionState.ASKED, lead=desk["lead"])
    due = local_date(enquiry.answer_due_at)
    sent = {
        day: mails
        for day in (due - timedelta(days=each) for each in range(8, 0, -1))
        if (mails := {each for each in night(day) if each[1] == "enquiry_reminder"})
    }

    assert sent == {due - timedelta(days=3): {("professor", "enquiry_reminder")}}
    work_off()
    professor = session.get_one(Account, enquiry.profile.account_id)
    to_professor = [each for each in app.sent if each["To"] == professor.email]
    (mail,) = [each for each in to_professor if "Erinnerung" in each["Subject"]]
    link = next(each for each in text_of(mail).split() if "/anfragen/antwort" in each)
    browser.get(link.removeprefix("http://127.0.0.1:8000"))
    browser.login(session.get_one(Challenge, enquiry.challenge_id).entered_by)
    page = browser.get(f"/bedarfe/{enquiry.challenge_id}")
    assert "erinnert" not in page.text
    verbs = session.scalars(select(AuditEntry.verb).where(AuditEntry.object_id == enquiry.id)).all()
    assert verbs.count("anfrage_erinnert") == 1


def test_newer_words_begin_a_new_time_to_answer_and_a_new_reminder(make, desk, clock):
    enquiry = make.introduction(IntroductionState.ASKED, lead=desk["lead"])
    newer = make.teaser(enquiry.challenge, text="Andere Worte als vorher.", version=2)
    with make.writing() as session:
        row = session.get_one(Introduction, enquiry.id)
        row.note_reminder(clock())
        row.ask_again(session.get_one(type(newer), newer.id), clock())

        assert row.reminded_at is None


def test_the_page_shows_what_is_due_and_what_nobody_looks_after(browser, case, desk, night, make):
    for each in range(13, 29):
        night(date(2026, 4, each))
    browser.login(desk["lead"])
    page = browser.get("/pruefung/fristen")
    row = page.select_one("#fristen tbody tr").get_text(" ", strip=True)
    assert "überfällig intern bis 20. April 2026" in row
    said = (
        browser.get(f"/pruefung/{case.id}").select_one("#zusammenarbeit").get_text(" ", strip=True)
    )
    assert "Über die Vorschläge entscheiden: überfällig intern bis 20. April 2026" in said

    browser.login(desk["other"])
    page = browser.get("/pruefung/fristen")
    assert case.reference in page.select_one("#ungepflegt").text
    assert case.title not in page.text
    assert not page.select("form[action*=in-den-eingang]"), "not for the other house"

    chief = make.account(Role.TRANSFER_MANAGER, is_responsible=True)
    browser.login(chief)
    browser.submit("/pruefung/fristen", action="/in-den-eingang")
    assert case.title in browser.get("/pruefung").select_one("#offen").text


def test_a_working_day_is_one_in_north_rhine_westphalia():
    assert add_working_days(date(2026, 6, 3), 1) == date(2026, 6, 5), "Corpus Christi"
