"""Needs of several companies: found in silence, asked one by one, joined when all agree."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    Account,
    Challenge,
    ChallengeState,
    ConsentState,
    DismissReason,
    Exclusion,
    FlowPeriod,
    FlowUnit,
    InvalidTransition,
    JointMember,
    JointProject,
    JointState,
    Role,
)
from models.base import local_date
from tests.browser_client import Browser
from tests.mailing import text_of
from tests.webapp.statements import count_statements
from webapp import joint_jobs
from webapp.erasing import erase_challenge

PAGE = "/stoffstroeme/{}"


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def needs(make, manager):
    """A residue of one company that is the input of another one, both led by one manager."""
    residue = make.challenge(
        ChallengeState.IN_REVIEW, lead=manager, title="Folie übrig",
        description="Im Wareneingang sammeln wir viele Ballen ein, und niemand holt sie ab.",
    )  # fmt: skip
    wanted = make.challenge(
        ChallengeState.IN_REVIEW, lead=manager, title="Mahlgut gesucht",
        description="Für unsere Kästen fehlt Granulat in gleichbleibender Güte.",
    )  # fmt: skip
    amount = {"unit": FlowUnit.TONNE, "period": FlowPeriod.YEAR}
    make.flow(
        residue, quantity_thousandths=120_000, purity_from=90_000, purity_to=95_000,
        contaminants="Etiketten", **amount,
    )  # fmt: skip
    make.flow(
        wanted, offered=False, quantity_thousandths=100_000, purity_from=97_000, purity_to=100_000,
        **amount,
    )  # fmt: skip
    return residue, wanted


@pytest.fixture
def find(app, clock):
    """Lets a night pass."""

    def run() -> int:
        with app.app_context():
            return joint_jobs.find_joint_projects(clock())

    return run


@pytest.fixture
def project(needs, find, session):
    find()
    return session.scalars(select(JointProject)).one()


def invite(browser, project, **fields):
    words = "Ein Betrieb hat etwas übrig, was ein anderer brauchen könnte."
    return browser.submit(PAGE.format(project.id) + "/einladen", message=words, **fields)


@pytest.fixture
def invited(browser, manager, project, work_off):
    browser.login(manager)
    invite(browser, project)
    work_off()
    return project


def invitation_of(session, need) -> JointMember:
    session.rollback()
    return session.scalars(select(JointMember).where(JointMember.challenge_id == need.id)).one()


def answer(app, session, need, how: str):
    browser = Browser(app)
    browser.login(need.entered_by)
    member = invitation_of(session, need)
    return browser.submit(f"/einladungen/{member.id}", how)


def test_the_night_finds_a_pair_and_tells_nobody(app, needs, find, session, work_off):
    assert find() == 1
    assert find() == 0
    work_off()

    project = session.scalars(select(JointProject)).one()
    assert project.state is JointState.PROPOSED
    assert app.sent == []


def test_the_lead_of_both_reads_what_was_compared_and_what_is_in_the_way(
    browser, make, manager, project
):
    make.profile("Etiketten und Störstoffe von Folien aus Polyethylen abtrennen und reinigen")
    browser.login(manager)

    page = browser.get(PAGE.format(project.id))

    assert "Etiketten" in page.select_one("#luecke").text
    assert "es fehlen 7 Prozentpunkte" in page.select_one("#vergleich").text
    assert "die kleinere Menge ist 83 % der größeren" in page.select_one("#vergleich").text
    assert "Störstoffe von Folien" in page.select_one("#lehrgebiete").text
    assert project.id.hex in browser.get("/stoffstroeme").response.text.replace("-", "")


def test_whoever_lacks_one_of_the_cases_learns_nothing(browser, make, needs, project):
    residue, wanted = needs
    half = make.account(Role.TRANSFER_MANAGER)
    make.deputy(residue, half)
    south = make.university("HSBO").id
    full = make.account(Role.TRANSFER_MANAGER, university_id=south)
    for each in needs:
        make.deputy(each, full)
    readers = [half, make.account(Role.TRANSFER_MANAGER), residue.entered_by, wanted.entered_by]

    for account in readers:
        browser.login(account)
        assert browser.client.get(PAGE.format(project.id)).status_code == 404
        assert browser.client.get(f"/verbuende/{project.id}").status_code == 404
    browser.login(half)
    page = browser.get("/stoffstroeme")
    assert wanted.company.name not in page.text
    assert "Stoffe, die zusammenpassen (0)" in page.text
    browser.login(full)
    assert browser.get(PAGE.format(project.id)).status == 200


def test_companies_that_shun_each_other_are_never_proposed(make, needs, find, session):
    with make.writing() as writing:
        shunned = needs[1].company.name
        writing.add(Exclusion(challenge_id=needs[0].id, organisation=shunned))

    assert find() == 0


def test_an_exclusion_closes_a_proposal_at_once(browser, make, manager, needs, project):
    with make.writing() as writing:
        writing.add(Exclusion(challenge_id=needs[1].id, organisation=needs[0].company.name))
    browser.login(manager)

    assert browser.client.get(PAGE.format(project.id)).status_code == 404


def test_what_fits_no_longer_goes_by_itself_and_a_dismissal_stays(
    browser, make, manager, needs, project, find, session
):
    browser.login(manager)
    page = browser.submit(PAGE.format(project.id), "verwerfen", reason="zu_weit")
    assert "Zu weit voneinander entfernt" in page.text

    assert find() == 0
    browser.submit(PAGE.format(project.id), "merken")
    with make.writing() as writing:
        erase_challenge(
            writing, writing.get_one(Challenge, needs[0].id), needs[0].created_at,
            by=writing.get_one(Account, needs[0].entered_by_id),
        )  # fmt: skip
    find()
    session.rollback()
    assert session.scalars(select(JointProject)).all() == []


def test_each_company_is_asked_for_itself_and_sees_only_itself(
    app, browser, needs, invited, session
):
    residue, wanted = needs

    assert {each["To"] for each in app.sent} == {each.entered_by.email for each in needs}
    for need, other in ((residue, wanted), (wanted, residue)):
        browser.login(need.entered_by)
        page = browser.get(f"/einladungen/{invitation_of(session, need).id}")
        assert need.company.name in page.text
        assert other.company.name not in page.text
        assert other.title not in page.text
    assert "90 bis 95 %" not in page.text
    assert "97 bis 100 %" in page.text


def test_words_that_name_one_of_them_are_refused(browser, manager, needs, project):
    browser.login(manager)
    url = PAGE.format(project.id) + "/einladen"

    page = browser.submit(url, status=422, message=f"Die {needs[0].company.name} hat Folie.")

    assert "Daran erkennt man einen der Betriebe" in page.error_at("message")


def test_all_agree_and_read_exactly_what_was_agreed(
    app, browser, make, needs, invited, session, manager
):
    residue, wanted = needs

    first = answer(app, session, residue, "zustimmen")
    assert "warten wir auf die anderen" in first.text
    answer(app, session, wanted, "zustimmen")

    session.rollback()
    assert session.get_one(JointProject, invited.id).state is JointState.JOINED
    browser.login(residue.entered_by)
    page = browser.get(f"/verbuende/{invited.id}")
    for words in invitation_of(session, wanted).shown:
        assert words[1] in page.text
    assert wanted.title not in page.text
    assert wanted.description not in page.text
    assert wanted.entered_by.email not in page.text
    browser.login(manager)
    page = browser.submit(f"/verbuende/{invited.id}", next_step="Treffen im Werk")
    assert "Treffen im Werk" in page.text
    browser.login(make.account(Role.COMPANY))
    assert browser.client.get(f"/verbuende/{invited.id}").status_code == 404


def test_a_mailed_link_answers_this_invitation_alone_and_dies_with_its_day(
    app, invited, needs, session, clock
):
    message = next(each for each in app.sent if each["To"] == needs[0].entered_by.email)
    link = re.search(r"http://127.0.0.1:8000(/einladungen/antwort/\S+)", text_of(message))[1]
    browser = Browser(app)

    browser.get(link)
    assert invitation_of(session, needs[0]).consent is ConsentState.ASKED
    page = browser.submit(link, "ablehnen")
    assert page.h1.text == "Ihre Antwort ist angekommen"
    assert invitation_of(session, needs[0]).consent is ConsentState.REFUSED
    browser.submit(link, "zustimmen")
    assert invitation_of(session, needs[0]).consent is ConsentState.AGREED

    clock.advance(days=15)
    assert browser.client.get(link).status_code == 410
    assert browser.client.get(link + "x").status_code == 410


def test_consent_is_taken_back_while_not_all_have_agreed(app, needs, invited, session):
    answer(app, session, needs[0], "zustimmen")
    answer(app, session, needs[0], "ablehnen")
    answer(app, session, needs[1], "zustimmen")

    session.rollback()
    assert session.get_one(JointProject, invited.id).state is JointState.INVITED
    assert invitation_of(session, needs[0]).consent is ConsentState.REFUSED


def test_a_need_that_is_withdrawn_joins_nothing_and_shows_nothing_any_more(
    app, browser, make, needs, invited, session, clock
):
    answer(app, session, needs[1], "zustimmen")
    with make.writing() as writing:
        writing.get_one(Challenge, needs[1].id).withdraw(clock())
    answer(app, session, needs[0], "zustimmen")

    session.rollback()
    assert session.get_one(JointProject, invited.id).state is JointState.INVITED


def test_after_a_withdrawal_the_others_read_nothing_of_it(
    app, browser, make, needs, invited, session, clock
):
    for each in needs:
        answer(app, session, each, "zustimmen")
    with make.writing() as writing:
        writing.get_one(Challenge, needs[1].id).withdraw(clock())
    browser.login(needs[0].entered_by)

    page = browser.get(f"/verbuende/{invited.id}")

    assert needs[1].company.name not in page.text
    assert "Hat sein Anliegen zurückgezogen" in page.text


def test_the_telephone_answers_where_nobody_can_sign_in(
    app, browser, make, manager, needs, project, session, work_off
):
    with make.writing() as writing:
        owner = writing.get_one(Account, needs[0].entered_by_id)
        owner.deactivate()
    browser.login(manager)
    invite(browser, project)
    member = invitation_of(session, needs[0])

    page = browser.submit(
        f"/stoffstroeme/antwort/{member.id}", answer="ja", note="Betriebsleitung, 10 Uhr"
    )

    assert "Betriebsleitung, 10 Uhr" in page.text
    assert invitation_of(session, needs[0]).consent is ConsentState.AGREED
    other = invitation_of(session, needs[1])
    assert browser.client.get(f"/stoffstroeme/antwort/{other.id}").status_code == 409

    page = browser.get(f"/stoffstroeme/antwort/{member.id}")
    assert "Ein Betrieb hat etwas übrig" in page.text
    browser.send(page, answer="nein", note="Betriebsleitung, am Tag darauf")
    assert invitation_of(session, needs[0]).consent is ConsentState.REFUSED


def test_states_follow_each_other_and_steps_stay(make, needs, manager, project, clock, session):
    make.joint_invitation(project, manager)
    at = clock()

    def first(row):
        return row.members[0]

    refused = [
        lambda row: row.dismiss(DismissReason.RIVALS, at, first(row).challenge.lead),
        lambda row: row.note(at, first(row).challenge.lead),
        lambda row: row.end(at),
        lambda row: row.join(at),
        lambda row: row.plan("Treffen", None),
        lambda row: row.agree(first(row), "andere Worte", at, None),
        lambda row: row.take_back(first(row), at, None),
        lambda row: row.refuse(first(row), at + timedelta(days=20), None),
        lambda row: setattr(row.steps[0], "at", at + timedelta(days=1)),
    ]
    for step in refused:
        with pytest.raises(InvalidTransition):
            take(make, project, step)


def take(make, project, step) -> None:
    with make.writing() as writing:
        step(writing.get_one(JointProject, project.id))


def test_a_pool_takes_in_what_is_like_all_of_it(browser, make, manager, session):
    needs = [make.challenge(ChallengeState.IN_REVIEW, lead=manager) for _ in range(3)]
    pairs = [
        make.joint_project(needs[one], needs[other]) for one, other in ((0, 1), (0, 2), (1, 2))
    ]
    browser.login(manager)

    page = invite(browser, pairs[0], others=str(needs[2].id))

    assert "Die Betriebe antworten bis" in page.text
    session.rollback()
    project = session.get_one(JointProject, pairs[0].id)
    assert {each.challenge_id for each in project.members} == {each.id for each in needs}
    assert project.size == 3
    assert "Betriebe mit ähnlichem Anliegen (0)" in browser.get("/stoffstroeme").text


def test_words_to_a_pool_name_none_of_those_that_are_added(browser, make, manager, session):
    needs = [make.challenge(ChallengeState.IN_REVIEW, lead=manager) for _ in range(3)]
    pairs = [make.joint_project(needs[a], needs[b]) for a, b in ((0, 1), (0, 2), (1, 2))]
    browser.login(manager)
    page = browser.get(PAGE.format(pairs[0].id) + "/einladen")

    page = browser.send(
        page, status=422, others=str(needs[2].id),
        message=f"Auch {needs[2].company.name} hat ein ähnliches Anliegen.",
    )  # fmt: skip

    assert "Daran erkennt man einen der Betriebe" in page.text


def test_only_cases_that_may_be_asked_together_join_a_pool(browser, make, manager, session):
    needs = [make.challenge(ChallengeState.IN_REVIEW, lead=manager) for _ in range(3)]
    needs.append(make.challenge(ChallengeState.IN_REVIEW, lead=manager, by=needs[2].entered_by))
    pairs = [
        make.joint_project(needs[a], needs[b]) for a, b in ((0, 1), (0, 2), (1, 2), (0, 3), (1, 3))
    ]
    browser.login(manager)
    page = browser.get(PAGE.format(pairs[0].id) + "/einladen")

    page = browser.send(page, status=422, others=[str(each.id) for each in needs[2:]])

    assert "Nicht alle davon können zusammen gefragt werden" in page.text
    with make.writing() as writing:
        writing.get_one(Challenge, needs[2].id).withdraw(needs[2].submitted_at)
    page = browser.get(PAGE.format(pairs[0].id) + "/einladen")
    assert needs[2].reference not in page.text
    assert needs[3].reference in page.text


def test_nearly_the_same_words_of_two_companies_are_found(make, manager, find, session):
    for _ in range(2):
        make.challenge(ChallengeState.IN_REVIEW, lead=manager)
    same = make.company()
    for _ in range(2):
        by = make.account(Role.COMPANY, company_id=same.id)
        make.challenge(ChallengeState.IN_REVIEW, by=by, lead=manager)

    assert find() == 5  # Of the six pairs one is of a single company.
    assert all(not each.is_triad for each in session.scalars(select(JointProject)))


def test_the_list_asks_no_more_of_the_database_for_more_pairs(database, browser, make, manager):
    def add_pair() -> None:
        needs = [make.challenge(ChallengeState.IN_REVIEW, lead=manager) for _ in range(2)]
        flows = [make.flow(each, offered=place == 0) for place, each in enumerate(needs)]
        make.joint_project(*needs, flows=tuple(flows))

    browser.login(manager)
    add_pair()
    browser.get("/stoffstroeme")
    few = count_statements(database, lambda: browser.get("/stoffstroeme"))
    for _ in range(4):
        add_pair()
    many = count_statements(database, lambda: browser.get("/stoffstroeme"))

    assert "Stoffe, die zusammenpassen (5)" in browser.get("/stoffstroeme").text
    assert many == few


def test_a_night_without_the_model_forgets_no_pool(make, manager, find, clock, session):
    needs = [
        make.challenge(ChallengeState.IN_REVIEW, lead=manager, title=title, description=title)
        for title in ("Bettwäsche färbt ab", "Der Kran quietscht")
    ]
    pool = make.joint_project(*needs)

    with make.writing() as writing:
        joint_jobs.keep_found(writing, [], clock(), forgets_pools=False)
    assert session.get(JointProject, pool.id) is not None
    session.rollback()
    find()
    assert session.scalars(select(JointProject)).all() == []


def test_the_last_day_is_a_whole_one(app, invited, needs, session, clock):
    session.rollback()
    row = session.get_one(JointProject, invited.id)
    assert local_date(row.ends_at) == local_date(clock()) + timedelta(days=14)

    ends_at = row.ends_at
    clock.at = ends_at - timedelta(minutes=1)
    answer(app, session, needs[0], "zustimmen")
    session.rollback()
    assert invitation_of(session, needs[0]).consent is ConsentState.AGREED
    clock.at = ends_at
    with app.app_context():
        assert joint_jobs.end_overdue(clock()) == 1
        assert joint_jobs.end_overdue(clock()) == 0
