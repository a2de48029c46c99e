"""So many enquiries in a semester and no more, also where a proposal was computed before."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    Challenge,
    ChallengeState,
    CooperationFormat,
    DeclineReason,
    Introduction,
    IntroductionState,
    OutgoingMail,
    Profile,
    ProfileFormat,
    Role,
    policies,
)
from webapp.enquiries import ask_prepared

MINE = "/kompetenzen/mein-profil"


@pytest.fixture
def profile(make, professor):
    return make.profile(account=professor, capacity=9, semester_limit=2)


@pytest.fixture
def prepare(make, lead, profile):
    """A case in which the professor was chosen and could be asked at once."""

    def case():
        need = make.challenge(ChallengeState.IN_REVIEW, lead=lead)
        make.teaser(need)
        return make.introduction(
            IntroductionState.PREPARED, challenge=need, profile=profile, lead=lead
        )

    return case


@pytest.fixture
def ask(database, clock, lead):
    """The lead asks everybody who was chosen in a case; who was asked."""

    def ask_case(introduction):
        with database.writing() as session:
            need = session.get_one(Challenge, introduction.challenge_id)
            by = session.get_one(type(lead), lead.id)
            return [each.id for each in ask_prepared(session, need, clock(), by=by)]

    return ask_case


def is_candidate(session, introduction, profile, at) -> bool:
    session.rollback()
    session.expire_all()
    need = session.get_one(Challenge, introduction.challenge_id)
    found = select(Profile.id).where(policies.candidate_profiles(need, at))
    return profile.id in session.scalars(found)


def test_whoever_was_asked_often_enough_is_left_in_peace(
    prepare, ask, profile, session, clock, app, work_off
):
    cases = [prepare() for _ in range(3)]
    assert is_candidate(session, cases[2], profile, clock())

    assert [bool(ask(each)) for each in cases] == [True, True, False]

    work_off()
    assert len(app.sent) == 2, "the second one is sent although the semester is full with it"
    assert not is_candidate(session, cases[2], profile, clock())
    assert session.get_one(Introduction, cases[2].id).state is IntroductionState.PREPARED

    clock.at += timedelta(days=30)
    assert ask(cases[2]), "the next semester has begun"


def test_a_limit_counts_at_once_for_what_was_prepared_and_what_is_on_its_way(
    browser, professor, profile, prepare, ask, session, app, work_off, make
):
    first, second, third = (prepare() for _ in range(3))
    ask(first)
    ask(second)
    browser.login(professor)

    page = browser.submit(MINE, semester_limit="1")

    assert "Ab dem 1. April 2026 werden Sie wieder gefragt" in page.text
    assert ask(third) == []
    work_off()
    assert len(app.sent) == 1
    states = set(session.scalars(select(OutgoingMail.state)))
    assert {each.value for each in states} == {"erledigt", "hinfaellig"}


def test_what_was_declined_or_taken_back_counts_as_well(
    prepare, ask, profile, session, clock, database
):
    for end in ("decline", "revoke"):
        introduction = prepare()
        ask(introduction)
        with database.writing() as writing:
            row = writing.get_one(Introduction, introduction.id)
            row.revoke() if end == "revoke" else row.decline(DeclineReason.TOO_EARLY)

    assert not is_candidate(session, prepare(), profile, clock())


def test_two_cases_that_ask_at_the_same_moment_keep_the_limit(prepare, ask, session, database):
    cases = [prepare() for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        asked = list(pool.map(ask, cases))

    assert sum(map(len, asked)) == 2


def test_the_owner_sees_what_counts_and_clears_the_limit(
    browser, professor, profile, prepare, ask, session
):
    ask(prepare())
    browser.login(professor)

    page = browser.get(MINE)
    assert "Wintersemester 2025/26: bisher eine Anfrage" in page.text
    assert page.select_one("[name=semester_limit]")["value"] == "2"
    assert "1 von 2" in browser.get("/anfragen").text
    browser.submit(MINE, semester_limit="")

    session.rollback()
    session.expire_all()
    assert session.get_one(Profile, profile.id).semester_limit is None


def test_only_the_own_transfer_office_reads_that_a_semester_is_full(
    browser, make, lead, profile, prepare, ask
):
    cases = [prepare() for _ in range(2)]
    for each in cases:
        ask(each)
    need = make.challenge(ChallengeState.IN_REVIEW, lead=lead)
    make.match(need, profile)
    stranger = make.account(Role.TRANSFER_MANAGER, university_id=make.university("HSBO").id)
    theirs = make.challenge(ChallengeState.IN_REVIEW, lead=stranger)
    make.match(theirs, profile)

    browser.login(lead)
    page = browser.get(f"/pruefung/{need.id}")
    assert "Nimmt in diesem Semester keine Anfrage mehr an: 2 waren gewünscht." in page.text
    assert "Freigeben geht zurzeit nicht" in page.text
    browser.login(stranger)
    page = browser.get(f"/pruefung/{theirs.id}")
    assert "Semester" not in page.select_one("main").get_text()
    assert profile.chair not in page.text, "as if they did not exist"


def test_formats_stand_in_the_order_of_the_ladder(browser, make):
    profile = make.profile(
        format_rows=[
            ProfileFormat(format=each)
            for each in (
                CooperationFormat.TRAINING, CooperationFormat.PROJECT, CooperationFormat.CALL,
                CooperationFormat.THESIS,
            )
        ]
    )  # fmt: skip

    page = browser.get(f"/kompetenzen/{profile.id}")

    rows = [each.get_text(strip=True) for each in page.select("main dt")][-4:]
    assert rows == ["Telefonat, 30 Minuten", "Abschlussarbeit", "F&E-Projekt", "Weiterbildung"]
    assert "Der Betrieb bereitet seine Frage vor" in page.text


def test_each_format_says_what_it_takes_where_it_is_chosen(browser, professor, profile):
    browser.login(professor)

    page = browser.submit(MINE, formats=["telefonat", "gutschein"])

    boxes = page.select("[name=formats]")
    assert [each["value"] for each in boxes] == [each.value for each in CooperationFormat]
    assert all(page.soup.find(id=each["aria-describedby"]).get_text() for each in boxes)
    assert [each["value"] for each in boxes if each.has_attr("checked")] == [
        "telefonat", "gutschein",
    ]  # fmt: skip
