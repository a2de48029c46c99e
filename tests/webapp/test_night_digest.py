"""However many promised days have passed, a manager gets one mail a night, and it lists them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from models import (
    Account,
    Challenge,
    ChallengeState,
    OutgoingMail,
    Promise,
    PromiseKind,
    Role,
)
from tests.mailing import text_of
from webapp import deadlines, escalation, promises

FRIDAY = datetime(2026, 4, 17, 1, 23, tzinfo=UTC)


class PowerCut(Exception):
    """Ends the night's work in the middle."""


@pytest.fixture
def lead(make, clock):
    clock.at = FRIDAY - timedelta(days=9)
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def missed(make, clock):
    """A case whose company was promised something by a day of April that is over."""

    def add(lead, day):
        challenge = make.challenge(ChallengeState.IN_REVIEW, lead=lead)
        with make.writing() as session:
            session.add(
                Promise(
                    challenge_id=challenge.id, kind=PromiseKind.ANSWER, made_at=clock(),
                    due_on=date(2026, 4, day),
                )
            )  # fmt: skip
        return challenge

    return add


@pytest.fixture
def night(app, clock, work_off):
    """Lets the work of a night be done, and its mails leave; returns those to managers."""

    def run(at=None, sends=True):
        clock.at = at or clock.at + timedelta(days=1)
        app.sent.clear()
        with app.app_context():
            promises.keep_promises(clock())
            deadlines.make_missing_days(clock())
            escalation.tell_of_deadlines(clock())
        if sends:
            work_off()
        return [each for each in app.sent if "Fristen" in each["Subject"]]

    return run


def listed(mail, *cases) -> list[bool]:
    return [each.reference in text_of(mail) for each in cases]


def test_three_days_missed_while_nothing_ran_are_one_mail_to_each_manager(
    app, make, lead, missed, night
):
    other = make.account(Role.TRANSFER_MANAGER)
    mine = [missed(lead, day) for day in (10, 13, 14)]
    theirs = missed(other, 14)
    nobodys = make.challenge()
    with make.writing() as session:
        kind, made = PromiseKind.ANSWER, FRIDAY - timedelta(days=9)
        session.add(
            Promise(challenge_id=nobodys.id, kind=kind, made_at=made, due_on=date(2026, 4, 9))
        )

    mails = night(FRIDAY)

    assert sorted(each["To"] for each in mails) == sorted([lead.email, other.email])
    to_lead = next(each for each in mails if each["To"] == lead.email)
    to_other = next(each for each in mails if each["To"] == other.email)
    assert to_lead["Subject"].endswith("4 zugesagte Termine sind verstrichen")
    assert listed(to_lead, *mine, nobodys, theirs) == [True, True, True, True, False]
    assert listed(to_other, *mine, nobodys, theirs) == [False, False, False, True, True]
    assert all(f"/pruefung/{each.id}" in text_of(to_lead) for each in mine)
    assert mine[0].title not in str(to_lead)
    assert len(app.sent) == 2 + 5, "each company gets its own apology"
    first = "".join(text_of(each) for each in mails)
    for _ in range(9):
        for again in night():
            assert "zugesagt" not in again["Subject"], "nothing is told twice"
            assert not any(listed(again, *mine, nobodys, theirs))
    assert all(each.reference in first for each in (*mine, nobodys, theirs))


def test_what_was_missed_before_a_power_cut_is_told_in_the_next_night(
    app, database, clock, lead, missed, night
):
    cases = [missed(lead, day) for day in (10, 13, 14)]
    clock.at = FRIDAY

    def cut_off():
        with app.app_context(), database.writing() as session:
            assert promises.tell_missed(session, clock()) == 3
            raise PowerCut

    with pytest.raises(PowerCut):
        cut_off()

    (mail,) = night()

    assert listed(mail, *cases) == [True, True, True]


def test_a_night_that_is_begun_again_sends_no_second_mail(app, clock, lead, missed, night, session):
    case = missed(lead, 14)
    clock.at = FRIDAY
    with app.app_context():
        promises.keep_promises(clock())

    mails = night(FRIDAY + timedelta(hours=2))

    assert [listed(each, case) for each in mails] == [[True]]
    digests = select(OutgoingMail).where(OutgoingMail.template == "deadlines_due")
    assert len(session.scalars(digests).all()) == 1


def test_mails_that_wait_for_days_say_each_promise_once(
    app, lead, missed, night, work_off, session
):
    first = missed(lead, 14)
    night(FRIDAY, sends=False)
    second = missed(lead, 18)
    night(FRIDAY + timedelta(days=3), sends=False)

    work_off()

    mails = [each for each in app.sent if each["To"] == lead.email]
    assert sorted(listed(each, first, second) for each in mails) == [
        [False, True], [True, False],
    ]  # fmt: skip


def test_what_was_kept_before_the_mail_leaves_is_not_listed(
    app, database, clock, lead, missed, night, work_off
):
    kept, late = missed(lead, 13), missed(lead, 14)
    night(FRIDAY, sends=False)
    with database.writing() as session:
        session.get_one(Challenge, kept.id).promises[-1].end(clock())

    work_off()

    (mail,) = [each for each in app.sent if each["To"] == lead.email]
    assert mail["Subject"].endswith("Ein zugesagter Termin ist verstrichen")
    assert listed(mail, kept, late) == [False, True]


def test_whom_a_tie_bars_by_then_reads_nothing_of_the_case(
    app, database, clock, lead, missed, night, work_off
):
    barred, late = missed(lead, 13), missed(lead, 14)
    night(FRIDAY, sends=False)
    with database.writing() as session:
        account = session.get_one(Account, lead.id)
        company = session.get_one(Challenge, barred.id).company
        account.declare_conflicts([company.name], clock())

    work_off()

    (mail,) = [each for each in app.sent if each["To"] == lead.email]
    assert listed(mail, barred, late) == [False, True]


def test_where_nothing_is_left_to_do_no_mail_leaves(
    app, database, clock, lead, missed, night, work_off
):
    case = missed(lead, 14)
    night(FRIDAY, sends=False)
    clock.advance(hours=1)
    with app.app_context(), database.writing() as session:
        row = session.get_one(Challenge, case.id)
        row.withdraw(clock())
        for each in (*row.promises, *row.deadlines):
            if each.ended_at is None:
                each.end(clock())

    work_off()

    assert [each for each in app.sent if each["To"] == lead.email] == []
