"""From the first minute to the end of a case it is said who acts next, and by which day."""

from datetime import date

import pytest
from sqlalchemy import select

from models import (
    Challenge,
    ChallengeState,
    IntroductionState,
    Outcome,
    OutgoingMail,
    Promise,
    PromiseKind,
    Role,
    TeaserState,
)
from webapp import promises

NEED = {
    "title": "Risse im Beton",
    "description": "Unsere Teile reißen beim Ausschalen, wir suchen Rat.",
}


@pytest.fixture
def keep_clock(app, database):
    """Lets the clock of a case follow rows that were made without any page."""

    def keep(challenge, at):
        with app.app_context(), database.writing() as session:
            promises.keep_clock(session, session.get_one(Challenge, challenge.id), at)

    return keep


@pytest.fixture
def tell_missed(app, database, clock, work_off):
    """Lets the night pass, and the mails leave."""

    def tell():
        with app.app_context():
            promises.keep_promises(clock())
        work_off()

    return tell


def promised(session, kind=None) -> list[date]:
    session.rollback()
    rows = session.scalars(select(Promise).order_by(Promise.made_at, Promise.id)).all()
    return [each.due_on for each in rows if kind in {None, each.kind}]


def turn_on(page) -> str:
    return page.select_one(".columns__main .notice").get_text(" ", strip=True)


def test_from_the_first_minute_the_company_reads_by_when_it_hears_from_us(
    browser, company, session
):
    browser.login(company)

    page = browser.submit("/bedarfe/neu", **NEED)

    assert "Die Transferstelle ist am Zug: Sie hören bis zum 7. April 2026 von uns." in turn_on(
        page
    )
    assert promised(session, PromiseKind.ANSWER) == [date(2026, 4, 7)], "Easter is not counted"


def test_each_stage_names_who_acts_next_and_by_which_day(
    app, browser, make, company, lead, professor, clock, session, keep_clock
):
    challenge = make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)
    keep_clock(challenge, clock())
    url, seen = f"/bedarfe/{challenge.id}", []

    def look():
        browser.login(company)
        seen.append(turn_on(browser.get(url)))

    look()
    make.teaser(challenge, TeaserState.PRESENTED)
    keep_clock(challenge, clock())
    look()
    browser.submit(url, action="freigeben")
    introduction = make.introduction(
        challenge=challenge, lead=lead, profile=make.profile(account=professor)
    )
    look()
    browser.login(professor)
    browser.submit(f"/anfragen/{introduction.id}", action="zusagen")
    look()
    browser.submit(f"/anfragen/{introduction.id}", action="zustimmen")
    look()
    browser.submit(f"/anfragen/{introduction.id}/erstgespraech", met_on="2026-03-20")
    look()

    days = ["3. April", "7. April", "13. April", "7. April", "14. April", "21. April"]
    whose = ["Die Transferstelle", "Sie", "Die Transferstelle", "Sie", "Beide Seiten",
             "Die Transferstelle"]  # fmt: skip
    for text, day, who in zip(seen, days, whose, strict=True):
        verb = "sind" if who in {"Sie", "Beide Seiten"} else "ist"
        assert f"{who} {verb} am Zug" in text
        assert day in text
    session.rollback()
    standing = session.scalars(select(Promise).where(Promise.ended_at.is_(None))).all()
    assert [each.kind for each in standing] == [PromiseKind.OUTCOME], "one at a time"


def test_looking_moves_no_promise_and_neither_do_other_settings(
    app, browser, company, clock, session, settings
):
    browser.login(company)
    page = browser.submit("/bedarfe/neu", **NEED)
    before, words = promised(session), turn_on(page)

    app.extensions["settings"] = settings.model_copy(update={"answer_days": 40})
    clock.advance(days=3)
    browser.login(company)
    browser.get("/bedarfe")

    assert turn_on(browser.get(page.path)) == words
    assert promised(session) == before


SILENT = [
    IntroductionState.PREPARED, IntroductionState.ASKED, IntroductionState.DECLINED,
    IntroductionState.EXPIRED, IntroductionState.REVOKED,
]  # fmt: skip


def test_no_day_depends_on_who_was_asked_or_what_they_answered(
    browser, make, company, lead, clock, keep_clock, session
):
    seen = set()
    for state in [None, *SILENT]:
        challenge = make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)
        make.teaser(challenge)
        keep_clock(challenge, clock())
        if state is not None:
            make.introduction(state, challenge=challenge, lead=lead)
        keep_clock(challenge, clock())
        browser.login(company)
        seen.add(turn_on(browser.get(f"/bedarfe/{challenge.id}")))

    assert len(seen) == 1
    assert "Sie hören bis zum 13. April 2026 von uns, auch wenn" in seen.pop()
    assert len(promised(session)) == 1 + len(SILENT)


def test_a_decline_moves_nothing(app, browser, make, company, lead, professor, clock, keep_clock):
    challenge = make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)
    make.teaser(challenge)
    keep_clock(challenge, clock())
    introduction = make.introduction(
        challenge=challenge, lead=lead, profile=make.profile(account=professor)
    )
    browser.login(company)
    before = browser.get(f"/bedarfe/{challenge.id}").select_one("main").get_text()

    clock.advance(days=1)
    browser.login(professor)
    browser.submit(f"/anfragen/{introduction.id}/absagen", reason="keine_kapazitaet")

    browser.login(company)
    assert browser.get(f"/bedarfe/{challenge.id}").select_one("main").get_text() == before


def test_a_broken_promise_is_admitted_told_once_and_marked_for_the_lead(
    app, browser, make, company, lead, clock, keep_clock, tell_missed
):
    challenge = make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)
    keep_clock(challenge, clock())
    clock.advance(days=14)
    tell_missed()
    assert app.sent == [], "the promised day itself is not over"

    clock.advance(days=1)
    tell_missed()
    clock.advance(days=1)
    tell_missed()

    assert sorted(each["To"] for each in app.sent) == sorted([company.email, lead.email])
    to_company = next(each for each in app.sent if each["To"] == company.email)
    assert "Wir haben unseren Termin nicht gehalten" in to_company["Subject"]
    assert challenge.title not in str(to_company)
    browser.login(company)
    page = browser.get(f"/bedarfe/{challenge.id}")
    assert "es tut uns leid. Bitte rufen Sie uns an: 0221 4710 100" in turn_on(page)
    assert "Ein genannter Termin ist verstrichen" in page.select_one(".timeline").text
    browser.login(lead)
    assert "überfällig" in browser.get("/pruefung").select_one("#meine").get_text()


def test_while_nobody_leads_everybody_hears_that_a_promise_was_broken(
    app, make, company, clock, keep_clock, tell_missed
):
    managers = {make.account(Role.TRANSFER_MANAGER).email for _ in range(2)}
    challenge = make.challenge(by=company)
    keep_clock(challenge, clock())

    clock.advance(days=15)
    tell_missed()

    assert {each["To"] for each in app.sent} == {company.email, *managers}


@pytest.mark.parametrize(
    ("state", "subject"),
    [
        (IntroductionState.INTERESTED, "Ihre Entscheidung fehlt noch"),
        (IntroductionState.INTRODUCED, "Hat das Erstgespräch stattgefunden?"),
    ],
)
def test_of_its_own_turn_the_company_is_reminded_gently(
    app, browser, make, company, lead, clock, keep_clock, tell_missed, state, subject
):
    challenge = make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)
    make.introduction(state, challenge=challenge, lead=lead)
    keep_clock(challenge, clock())

    clock.advance(days=40)
    tell_missed()

    (mail,) = [each for each in app.sent if each["To"] == company.email]
    assert subject in mail["Subject"]
    browser.login(company)
    assert "es tut uns leid" not in turn_on(browser.get(f"/bedarfe/{challenge.id}"))


def test_what_happened_in_time_is_never_told(
    app, browser, make, company, lead, clock, keep_clock, tell_missed, database
):
    challenge = make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)
    keep_clock(challenge, clock())
    with database.writing() as session:
        session.get_one(Challenge, challenge.id).close(Outcome.CONSULTING, clock())
    keep_clock(challenge, clock())

    clock.advance(days=400)
    tell_missed()

    assert app.sent == []


def test_a_reminder_that_waits_is_dropped_once_the_case_went_on(
    app, browser, make, company, lead, clock, keep_clock, database, work_off, session
):
    challenge = make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)
    keep_clock(challenge, clock())
    clock.advance(days=15)
    with app.app_context(), database.writing() as writing:
        assert promises.tell_missed(writing, clock()) == 1
    make.teaser(challenge, TeaserState.PRESENTED)
    keep_clock(challenge, clock())

    work_off()

    assert app.sent == []
    assert len(session.scalars(select(OutgoingMail)).all()) == 2


def test_cases_from_before_the_clock_get_a_promise_from_now_on(
    app, make, company, lead, clock, session, tell_missed
):
    make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)
    make.introduction(IntroductionState.INTRODUCED, lead=lead)
    make.challenge(ChallengeState.CLOSED)
    clock.advance(days=3)

    tell_missed()
    tell_missed()

    assert sorted(promised(session)) == [date(2026, 4, 3), date(2026, 4, 15)]
    assert app.sent == []


def test_a_manager_who_takes_a_call_makes_the_same_promise(browser, make, lead, session):
    make.municipality()
    browser.login(lead)

    page = browser.get("/bedarfe/aufnehmen")
    company = make.company("Anrufer GmbH")
    browser.send(page, known_company=f"{company.name}, Bergkamen", **NEED)

    assert promised(session, PromiseKind.ANSWER) == [date(2026, 4, 7)]


def test_of_two_promises_made_at_once_one_is_left(
    app, make, company, lead, clock, keep_clock, database, session
):
    challenge = make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)
    with database.writing() as writing:
        for kind in (PromiseKind.ANSWER, PromiseKind.SEARCH, PromiseKind.ANSWER):
            writing.add(
                Promise(
                    challenge_id=challenge.id, kind=kind, made_at=clock(), due_on=clock().date()
                )
            )  # fmt: skip

    keep_clock(challenge, clock())

    standing = session.scalars(select(Promise).where(Promise.ended_at.is_(None))).all()
    assert [each.kind for each in standing] == [PromiseKind.ANSWER]


def test_a_need_from_before_the_clock_that_was_answered_once_is_not_late_at_once(
    app, browser, make, company, lead, clock, tell_missed, session
):
    challenge = make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)
    make.teaser(challenge, TeaserState.REFUSED)
    clock.advance(days=30)

    tell_missed()

    assert app.sent == []
    assert promised(session) == [date(2026, 5, 4)], "the first of May is not counted"
