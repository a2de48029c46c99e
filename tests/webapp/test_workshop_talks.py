"""The timetable of a workshop: made, changed by hand, made anew, printed."""

import io
from collections import Counter
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from models import (
    Account,
    AuditEntry,
    ConflictOfInterest,
    IntroductionState,
    Job,
    JobKind,
    Role,
    Side,
    Talk,
    TalkPlanning,
    TalkRound,
    Verdict,
    Workshop,
    WorkshopState,
    WorkState,
)
from tests.webapp.statements import count_statements
from tests.webapp.workshop_day import link_of, make_day, plan_url, talker, wish
from webapp import talk_plans
from webapp.workshop_talks import operations


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def day(make, clock):
    """Four rounds, and everybody wishes for everybody."""
    workshop, companies, professors = make_day(make, clock)
    wish(make, clock, *((left, right) for left in companies for right in professors))
    return workshop, companies, professors


@pytest.fixture
def plan(browser, manager, work_off):
    """Lets a manager compute the timetable, and shows the page."""

    def run(workshop, **fields):
        browser.login(manager)
        browser.submit(plan_url(workshop), action="/berechnen", **fields)
        work_off()
        return browser.get(plan_url(workshop))

    return run


def talks_in(session, workshop):
    session.rollback()
    query = select(Talk).join(TalkRound).where(Talk.workshop_id == workshop.id)
    return session.scalars(query.order_by(TalkRound.starts_at, Talk.place)).all()


def pairs_in(session, workshop):
    return {(each.company_id, each.professor_id) for each in talks_in(session, workshop)}


def change(make, row, **facts):
    with make.writing() as session:
        kept = session.get_one(type(row), row.id)
        for name, value in facts.items():
            setattr(kept, name, value)


def figure(page, label):
    for each in page.select(".figures__item"):
        if each.dt.get_text(strip=True) == label:
            return each.dd.get_text(strip=True)
    return None


def test_everybody_meets_everybody_and_nobody_is_in_two_places(day, plan, session):
    workshop, _, _ = day

    page = plan(workshop)

    talks = talks_in(session, workshop)
    assert len(talks) == 9
    assert figure(page, "Gespräche") == "9"
    assert figure(page, "Wünsche erfüllt") == "9 von 9"
    for side in ("company_id", "professor_id"):
        seats = Counter((getattr(each, side), each.round_id) for each in talks)
        assert set(seats.values()) == {1}
    places = {each.professor_id: each.place for each in talks}
    assert sorted(places.values()) == [1, 2, 3]
    assert len({(each.professor_id, each.place) for each in talks}) == 3
    assert "Einen besseren gibt es nach diesen Regeln nicht." in page.text


def test_the_rounds_are_cut_out_of_the_agenda(day, browser, manager, session):
    workshop, _, _ = day
    browser.login(manager)

    page = browser.submit(plan_url(workshop), action="/runden")

    rounds = session.scalars(select(TalkRound).order_by(TalkRound.starts_at)).all()
    first = workshop.starts_at + timedelta(hours=1)
    assert [each.starts_at - first for each in rounds] == [
        timedelta(minutes=each) for each in (0, 15, 60, 75)
    ]
    assert "Es gibt 4 Runden." in page.text
    assert not page.select("[action$='/runden']")


def test_when_the_day_moves_the_talks_move_along(day, plan, make, session, browser):
    workshop, _, _ = day
    plan(workshop)
    before = {each.id: each.round.starts_at for each in talks_in(session, workshop)}
    with make.writing() as writing:
        for item in writing.get_one(Workshop, workshop.id).agenda:
            item.starts_at += timedelta(days=1)
            item.ends_at += timedelta(days=1)

    browser.submit(plan_url(workshop), action="/runden")

    after = {each.id: each.round.starts_at for each in talks_in(session, workshop)}
    assert after == {each: at + timedelta(days=1) for each, at in before.items()}


def test_a_mutual_wish_comes_before_one_of_one_side(make, clock, plan, session):
    workshop, companies, (professor,) = make_day(make, clock, companies=3, professors=1, parts=1)
    wish(make, clock, *((each, professor) for each in companies), (professor, companies[2]))

    plan(workshop)

    talks = talks_in(session, workshop)
    assert len(talks) == 2
    assert companies[2].id in {each.company_id for each in talks}


def test_whoever_has_no_wish_and_no_proposal_meets_somebody_once(make, clock, plan, session):
    workshop, companies, professors = make_day(make, clock, companies=2, professors=2)
    wish(make, clock, (companies[0], professors[0]))

    plan(workshop)

    talks = talks_in(session, workshop)
    assert Counter(each.company_id for each in talks)[companies[1].id] == 1
    assert Counter(each.professor_id for each in talks)[professors[1].id] == 1


def test_an_approved_proposal_brings_two_together(make, clock, plan, session, manager):
    case = _case(make, clock, manager, decided=Verdict.APPROVED)

    plan(case.workshop)

    assert (case.company.id, case.professor.id) in pairs_in(session, case.workshop)


def test_a_proposal_that_the_manager_may_not_see_does_not_count(make, clock, plan, session):
    other = make.account(Role.TRANSFER_MANAGER)
    case = _case(make, clock, other, decided=Verdict.APPROVED)

    with make.writing() as writing:
        planning = TalkPlanning(workshop_id=case.workshop.id, asked_at=clock(), asked_by_id=None)
        writing.add(planning)
        writing.flush()
        values = talk_plans.gather(writing, planning, clock()).room.values

    assert max(values.values(), default=0) <= 0.05


@pytest.mark.parametrize("answer", [IntroductionState.DECLINED, IntroductionState.EXPIRED])
def test_who_has_answered_no_is_not_brought_together_and_nobody_reads_why(
    make, clock, plan, session, manager, answer, browser, app, work_off
):
    case = _case(make, clock, manager, answer=answer)
    wish(make, clock, (case.company, case.professor))

    page = plan(case.workshop)
    browser.submit(plan_url(case.workshop), action="/veroeffentlichen")
    browser.logout()
    own = browser.get(link_of(app, case.company))

    assert (case.company.id, case.professor.id) not in pairs_in(session, case.workshop)
    for shown in (page.text, own.text):
        assert "abgelehnt" not in shown.lower()
        assert "abgelaufen" not in shown.lower()
        assert case.need.title not in shown
    assert case.professor.name in own.text  # The wish stands there as if nothing had been.
    assert figure(page, "Wünsche erfüllt") == "0 von 1"


def test_a_conflict_of_interest_bars_a_pair(make, clock, plan, session, manager):
    case = _case(make, clock, manager, conflict=True)
    wish(make, clock, (case.company, case.professor))

    plan(case.workshop)

    assert (case.company.id, case.professor.id) not in pairs_in(session, case.workshop)


def test_who_cannot_talk_in_a_round_gets_none_there(day, plan, browser, session):
    workshop, companies, _ = day
    plan(workshop)
    first = talks_in(session, workshop)[0].round_id

    page = browser.submit(
        f"{plan_url(workshop)}/person/{companies[0].id}", action="/person/", rounds=[str(first)]
    )
    assert "steht noch in dieser Zeit" in page.text
    plan(workshop)

    talks = [each for each in talks_in(session, workshop) if each.company_id == companies[0].id]
    assert len(talks) == 3
    assert first not in {each.round_id for each in talks}


def test_when_somebody_leaves_the_others_keep_their_talks(day, plan, make, clock, session):
    workshop, companies, _ = day
    plan(workshop)
    clock.advance(days=30, hours=1, minutes=5)
    change(make, workshop, state=WorkshopState.RUNNING, begun_at=clock())
    change(make, companies[0], checked_in_at=clock(), left_at=clock())
    before = {each.id: each.round_id for each in talks_in(session, workshop)}

    page = plan(workshop)

    after = talks_in(session, workshop)
    stays = {
        each.id for each in after if each.company_id != companies[0].id
    }  # fmt: skip
    assert {each.id: each.round_id for each in after}.items() <= before.items()
    assert len(stays) == 6
    gone = [each for each in after if each.company_id == companies[0].id]
    assert all(each.round.starts_at <= clock() for each in gone)
    assert len(gone) == 1
    assert "entfällt" in page.select_one("#aenderungen").get_text()
    assert companies[0].name in page.select_one("#aenderungen").get_text()


def test_who_has_not_come_gets_no_talk_if_wanted(day, plan, make, clock, session):
    workshop, companies, professors = day
    clock.advance(days=30)
    change(make, workshop, state=WorkshopState.RUNNING, begun_at=clock())
    for each in (*companies[1:], *professors):
        change(make, each, checked_in_at=clock())

    page = plan(workshop, only_present=True)

    assert companies[0].id not in {each.company_id for each in talks_in(session, workshop)}
    assert "War beim Planen noch nicht da." in page.select_one("#ohne").get_text()


def test_pauses_can_be_asked_for(make, clock, plan, session):
    workshop, companies, professors = make_day(make, clock, parts=1)
    wish(make, clock, *((left, right) for left in companies for right in professors))

    plan(workshop, in_a_row="1")

    assert set(Counter(each.company_id for each in talks_in(session, workshop)).values()) == {1}


def test_a_talk_is_moved_by_hand_and_the_conflict_is_said(day, plan, browser, session):
    workshop, companies, _ = day
    plan(workshop)
    talks = [each for each in talks_in(session, workshop) if each.company_id == companies[0].id]
    talk, other = talks[0], talks[1]
    url = f"{plan_url(workshop)}/termin/{talk.id}"

    refused = browser.submit(url, action=f"/{talk.id}", status=422, round=str(other.round_id))

    assert "hat um diese Zeit ein anderes Gespräch" in refused.error_at("round")
    free = [
        each.id
        for each in session.scalars(select(TalkRound))
        if each.id not in {some.round_id for some in talks_in(session, workshop)
                           if some.company_id == companies[0].id
                           or some.professor_id == talk.professor_id}
    ]  # fmt: skip
    if free:
        moved = browser.submit(url, action=f"/{talk.id}", round=str(free[0]))
        assert "Das Gespräch ist verschoben." in moved.text
        session.rollback()
        assert session.get_one(Talk, talk.id).round_id == free[0]


def test_a_talk_is_called_off(day, plan, browser, session):
    workshop, _, _ = day
    plan(workshop)
    talk = talks_in(session, workshop)[0]

    browser.submit(f"{plan_url(workshop)}/termin/{talk.id}", action="/absagen")

    assert talk.id not in {each.id for each in talks_in(session, workshop)}
    assert len(talks_in(session, workshop)) == 8


def test_what_has_begun_is_neither_moved_nor_called_off(
    day, plan, browser, clock, session, manager
):
    workshop, _, _ = day
    plan(workshop)
    talk = talks_in(session, workshop)[0]
    clock.advance(days=30, hours=1, minutes=-1)
    browser.login(manager)
    page = browser.get(f"{plan_url(workshop)}/termin/{talk.id}")
    clock.advance(minutes=2)

    browser.send(page, action="/absagen", status=409)

    shown = browser.get(f"{plan_url(workshop)}/termin/{talk.id}")
    assert "hat begonnen" in shown.text
    assert talk.id in {each.id for each in talks_in(session, workshop)}


def test_participants_read_their_own_talks_once_they_are_published(
    day, plan, browser, app, session
):
    workshop, companies, professors = day
    plan(workshop)
    link = link_of(app, companies[0])
    assert not browser.get(link).select("#plan")

    browser.submit(plan_url(workshop), action="/veroeffentlichen")
    browser.logout()
    page = browser.get(link)

    assert all(each.name in page.select_one("#plan").get_text() for each in professors)
    assert all(each.name not in page.text for each in companies[1:])
    calendar = app.test_client().get(f"{link}/termine.ics").get_data(as_text=True)
    assert calendar.count("BEGIN:VEVENT") == 3
    assert professors[0].name not in "".join(
        line for line in calendar.splitlines() if line.startswith("SUMMARY")
    )


def test_plans_are_printed_for_each_person_and_for_the_room(day, plan, app, browser, manager):
    workshop, companies, professors = day
    plan(workshop)

    everybody = _pdf(browser, f"{plan_url(workshop)}/plan.pdf")
    only_professors = _pdf(browser, f"{plan_url(workshop)}/plan.pdf?fuer=hochschule")
    room = _pdf(browser, f"{plan_url(workshop)}/raumplan.pdf")

    assert len(everybody.pages) == 6
    assert len(only_professors.pages) == 3
    own = next(page.extract_text() for page in everybody.pages
               if companies[0].name in page.extract_text().split("Zeit")[0])  # fmt: skip
    assert all(each.name in own for each in professors)
    assert companies[1].name not in own
    assert "Pause" in own
    words = "".join(page.extract_text() for page in room.pages)
    assert all(each.name in words for each in (*companies, *professors))


def test_two_plans_at_the_same_time_are_one(day, race, manager, clock, session, work_off):
    workshop, _, _ = day

    def ask(session):
        talk_plans.ask_for_plan(
            session, session.get_one(Workshop, workshop.id), clock(),
            by=session.get_one(Account, manager.id),
        )  # fmt: skip

    race(ask, ask)
    work_off()

    assert len(session.scalars(select(Job).where(Job.kind == JobKind.PLAN_TALKS)).all()) == 1
    assert len(session.scalars(select(TalkPlanning)).all()) == 1
    assert len(talks_in(session, workshop)) == 9


def test_two_moves_into_the_same_round_book_nobody_twice(make, clock, race, manager, session, plan):
    workshop, (company,), professors = make_day(make, clock, companies=1, professors=2)
    wish(make, clock, *((company, each) for each in professors))
    plan(workshop)
    talks = talks_in(session, workshop)
    taken = {each.round_id for each in talks}
    target = next(
        each.id for each in session.scalars(select(TalkRound)) if each.id not in taken
    )  # fmt: skip

    def move(talk):
        def step(session):
            operations.move_talk(
                session, session.get_one(Talk, talk.id), target, clock(),
                by=session.get_one(Account, manager.id),
            )  # fmt: skip

        return step

    answers = race(*(move(each) for each in talks))

    assert answers == ["InvalidTransition", "done"]
    assert len({each.round_id for each in talks_in(session, workshop)}) == 2


def test_what_changes_while_the_plan_is_made_makes_it_anew(
    day, browser, manager, work_off, make, session, monkeypatch
):
    workshop, companies, _ = day
    real, calls = talk_plans.plan_room, []

    def slow(room):
        calls.append(room)
        if len(calls) == 1:
            change(make, companies[0], wants_talks=False)
        return real(room)

    monkeypatch.setattr(talk_plans, "plan_room", slow)
    browser.login(manager)
    browser.submit(plan_url(workshop), action="/berechnen")
    work_off()
    work_off()

    assert len(calls) == 2
    assert companies[0].id not in {each.company_id for each in talks_in(session, workshop)}
    assert session.scalars(select(Job.state)).all() == [WorkState.DONE]


def test_while_it_is_made_the_page_waits(day, browser, manager, work_off):
    workshop, _, _ = day
    browser.login(manager)

    page = browser.submit(plan_url(workshop), action="/berechnen")

    assert "Der Plan wird gemacht" in page.text
    asks = {"HX-Request": "true"}
    assert browser.client.get(f"{plan_url(workshop)}/stand", headers=asks).status_code == 204
    work_off()
    answer = browser.client.get(f"{plan_url(workshop)}/stand", headers=asks)
    ready = answer.get_data(as_text=True)
    assert "Der Plan ist fertig" in ready


def test_only_managers_plan(day, make, browser, manager):
    workshop, _, _ = day
    for role in (Role.COMPANY, Role.PROFESSOR, Role.SUPPORTER, Role.ADMIN):
        browser.login(make.account(role))
        status = browser.client.get(plan_url(workshop)).status_code
        assert status in {403, 404, 409}
        browser.logout()


def test_after_the_day_nothing_is_planned_any_more(day, make, clock, plan, browser, manager):
    workshop, _, _ = day
    plan(workshop)
    page = browser.get(plan_url(workshop))
    change(make, workshop, state=WorkshopState.OVER, begun_at=clock(), ended_at=clock())

    browser.send(page, action="/berechnen", status=409)

    shown = browser.get(plan_url(workshop))
    assert not shown.select("[action$='/berechnen']")
    assert figure(shown, "Gespräche") == "9"


def test_what_is_done_to_a_plan_is_recorded(day, plan, session, browser):
    workshop, _, _ = day

    plan(workshop)
    browser.submit(plan_url(workshop), action="/veroeffentlichen")
    browser.submit(plan_url(workshop), action="/zuruecknehmen")

    session.rollback()
    verbs = set(session.scalars(select(AuditEntry.verb)))
    assert {"gespraeche_geplant", "gespraeche_freigegeben", "gespraeche_zurueckgenommen"} <= verbs


def test_the_page_needs_as_many_statements_for_many_people(day, plan, make, browser, app, database):
    workshop, _, _ = day
    plan(workshop)
    few = count_statements(database, lambda: browser.get(plan_url(workshop)))
    for side in (Side.COMPANY, Side.PROFESSOR):
        for _ in range(5):
            talker(make, workshop, side)
    plan(workshop)

    assert count_statements(database, lambda: browser.get(plan_url(workshop))) == few


def _pdf(browser, url):
    response = browser.client.get(url)
    assert response.status_code == 200
    return PdfReader(io.BytesIO(response.data))


class _Case:
    """A company with a need in the room, and a professor with a profile."""

    def __init__(self, **facts):
        self.__dict__.update(facts)


def _case(make, clock, lead, *, decided=None, answer=None, conflict=False):
    account = make.account(Role.COMPANY)
    profile = make.profile("Rezyklat und seine Alterung")
    workshop, _, _ = make_day(make, clock, companies=1, professors=1)
    company = talker(make, workshop, Side.COMPANY, account_id=account.id)
    professor = talker(make, workshop, Side.PROFESSOR, profile_id=profile.id)
    need = make.challenge(by=account, lead=lead)
    if decided is not None:
        match = make.match(need, profile)
        with make.writing() as session:
            kept = session.get_one(type(match), match.id)
            kept.decide(decided, session.get_one(Account, lead.id), clock())
    if answer is not None:
        make.introduction(answer, challenge=need, profile=profile)
    if conflict:
        with make.writing() as session:
            session.add(
                ConflictOfInterest(
                    account_id=profile.account_id,
                    organisation=account.company.name,
                    declared_at=clock(),
                )
            )
    return _Case(
        workshop=workshop, company=company, professor=professor, need=need, profile=profile
    )
