"""The demo region: loaded once, the same everywhere, true to the rules of the models."""

import json
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

import seed_data
from models import (
    Account,
    Base,
    Campus,
    Challenge,
    ChallengeState,
    Company,
    Competence,
    Department,
    Introduction,
    IntroductionState,
    Job,
    Municipality,
    NoMatch,
    Outcome,
    OutgoingMail,
    Profile,
    Role,
    SupportingOrganisation,
    Teaser,
    University,
    policies,
)
from seed_data import DEMO_SIGN_INS, NotADemo, is_demo, load_region, mark_as_demo

FILES = Path(seed_data.__file__).parent


@pytest.fixture
def region(database, clock):
    """A session on a database with the demo region in it."""
    with database.writing() as writing:
        load_region(writing, clock.at)
    with database.reading() as session:
        yield session


def count(session, model) -> int:
    return session.scalar(select(func.count()).select_from(model))


def everything(session) -> dict[str, list]:
    """Every row of every table, as it is stored."""
    return {
        table.name: sorted(map(repr, session.execute(select(table)).all()))
        for table in Base.metadata.sorted_tables
    }


def test_loading_twice_changes_nothing(region, database, clock):
    before = everything(region)
    region.rollback()
    clock.advance(days=3)

    with database.writing() as writing:
        load_region(writing, clock.at)

    assert everything(region) == before


def test_what_a_visitor_deleted_stays_deleted(region, database, clock):
    with database.writing() as writing:
        writing.delete(writing.scalars(select(Challenge)).first())

    with database.writing() as writing:
        load_region(writing, clock.at)

    assert count(region, Challenge) == 118


def test_a_database_in_use_is_refused(make, database, clock):
    make.account(Role.COMPANY)

    with pytest.raises(NotADemo), database.writing() as writing:
        load_region(writing, clock.at)

    with database.reading() as session:
        assert not is_demo(session)
        assert count(session, Account) == 1


def test_a_database_in_use_is_not_marked_either(make, database, clock):
    make.profile()

    with pytest.raises(NotADemo), database.writing() as writing:
        mark_as_demo(writing, clock.at)


def test_an_empty_database_is_marked_once(database, clock):
    with database.writing() as writing:
        mark_as_demo(writing, clock.at)
        mark_as_demo(writing, clock.at)

    with database.reading() as session:
        assert is_demo(session)


def test_the_region_has_its_people_and_places(region):
    assert count(region, Profile) == 64
    assert count(region, Company) == 60
    assert count(region, Challenge) == 119
    assert count(region, Competence) == 506
    assert count(region, University) == 2
    assert count(region, Campus) == 5
    assert count(region, SupportingOrganisation) == 4
    district = select(Municipality.ags).where(Municipality.is_in_district)
    assert len(region.scalars(district).all()) == 10
    assert all(ags.startswith("05978") for ags in region.scalars(district))
    assert all(profile.is_published for profile in region.scalars(select(Profile)))


def test_the_health_departments_belong_to_bochum(region):
    names = region.scalars(
        select(Department.name).join(Campus).join(University).where(University.short == "HSBO")
    ).all()

    assert {"Gesundheitswissenschaften", "Pflege-, Hebammen- und Therapiewissenschaften"} <= set(
        names
    )


def test_people_are_named_by_function_and_nobody_can_be_written_to(region):
    for account in region.scalars(select(Account)):
        assert account.email.endswith(".example")
        assert account.password_hash is None
        assert not re.search(r"\b(Prof|Dr|Herr|Frau)\b", account.display_name)
        assert account.phone.startswith("0221 4710 ")


def test_there_is_an_account_to_sign_in_for_every_role(region):
    accounts = [
        region.scalars(select(Account).where(Account.email == email)).one()
        for email in DEMO_SIGN_INS.values()
    ]

    assert {account.role for account in accounts} == set(Role)
    assert all(policies.is_active(account) for account in accounts)


def test_the_professor_to_sign_in_has_an_enquiry_and_room_for_another(region, clock):
    profile = region.scalars(
        select(Profile)
        .join(Account, Profile.account_id == Account.id)
        .where(Account.email == DEMO_SIGN_INS["Professor:in"])
    ).one()
    states = region.scalars(
        select(Introduction.state).where(Introduction.profile_id == profile.id)
    ).all()

    assert IntroductionState.ASKED in states
    open_ids = region.scalars(select(Profile.id).where(policies.matchable_profiles(clock.at)))
    assert profile.id in set(open_ids)


def test_the_cases_show_every_state_and_outcome(region):
    challenges = region.scalars(select(Challenge)).all()
    states = Counter(each.state for each in challenges)

    assert states[ChallengeState.DRAFT] == 2
    assert states[ChallengeState.WITHDRAWN] == 1
    assert states[ChallengeState.CLOSED] == 80
    assert {each.outcome for each in challenges if each.outcome} == set(Outcome)
    introductions = region.scalars(select(Introduction.state)).all()
    assert set(introductions) == set(IntroductionState)


def test_whoever_was_told_that_nobody_fits_was_told_why_and_where_to_ask(region, clock, browser):
    """The register, the Verweise and their figures have something to show."""
    no_match = Challenge.outcome == Outcome.NO_MATCH
    ended = set(region.scalars(select(Challenge.id).where(no_match)))
    decisions = region.scalars(select(NoMatch)).all()
    assert {each.challenge_id for each in decisions} == ended
    topics = {each.gap.topic for each in decisions if each.gap}
    (referred,) = [each for each in decisions if each.neighbour]
    assert referred.neighbour.name in referred.challenge.message_to_company
    manager = region.scalars(
        select(Account).where(Account.email == DEMO_SIGN_INS["Transferstelle WH"])
    ).one()
    browser.login(manager)

    listed = [each.text.strip() for each in browser.get("/luecken").select("tbody th a")]

    assert len(topics) == 4
    assert set(listed) == topics
    assert "Noch kein Fall" not in browser.get("/luecken/zahlen").text


def test_the_cases_spread_over_the_year_and_none_lies_in_the_future(region, clock):
    moments = [each for each in region.scalars(select(Challenge.submitted_at)) if each]

    assert max(moments) <= clock.at
    assert clock.at - timedelta(days=366) <= min(moments)
    assert len({(each.year, each.month) for each in moments}) >= 11
    for introduction in region.scalars(select(Introduction)):
        steps = [
            introduction.created_at,
            introduction.asked_at,
            introduction.professor_consented_at,
            introduction.company_consented_at,
        ]
        taken = [each for each in steps if each]
        assert taken == sorted(taken)
        assert taken[-1] <= clock.at


def test_no_case_is_answered_before_it_was_submitted(region):
    for challenge in region.scalars(select(Challenge)):
        if challenge.lead_taken_at:
            assert challenge.lead_taken_at >= challenge.submitted_at
        if challenge.closed_at:
            assert challenge.closed_at > challenge.submitted_at
            met = [each.met_on for each in challenge.introductions if each.met_on]
            assert all(day <= challenge.closed_at.date() for day in met)


def test_the_worker_matches_what_has_no_proposals_yet(region):
    waiting = set(region.scalars(select(Job.challenge_id)))
    submitted = select(Challenge.id).where(Challenge.state == ChallengeState.SUBMITTED)

    assert waiting == set(region.scalars(submitted))
    assert len(waiting) == 24


def test_the_worker_can_do_everything_the_region_asks_for(region, app, work_off):
    work_off()

    assert not region.scalars(
        select(Challenge.id).where(Challenge.state == ChallengeState.SUBMITTED)
    ).all()
    assert not [each.last_error for each in region.scalars(select(Job)) if each.last_error]


def test_the_fresh_need_of_the_walkthrough_belongs_to_the_company_that_signs_in(region, clock):
    company = region.scalars(
        select(Account).where(Account.email == DEMO_SIGN_INS["Unternehmen"])
    ).one()
    needs = region.scalars(
        select(Challenge).where(policies.visible_challenges(company, clock.at))
    ).all()

    fresh = next(each for each in needs if "spröde" in each.title)
    assert fresh.state is ChallengeState.SUBMITTED
    assert fresh.lead is None
    assert {mail.template for mail in region.scalars(select(OutgoingMail))} >= {
        "challenge_received",
        "challenge_arrived",
        "enquiry",
    }


def test_no_kurzfassung_names_company_or_place(region):
    places = set(region.scalars(select(Municipality.name)))
    for teaser in region.scalars(select(Teaser)):
        words = teaser.challenge.company.name.split()[:2]
        assert not [word for word in words if len(word) > 4 and word in teaser.text]
        assert not [place for place in places if place in teaser.text]


@pytest.mark.parametrize("name", ["experts.jsonl", "challenges.jsonl", "cases.jsonl"])
def test_no_judgement_about_relevance_is_shipped(name):
    rows = [json.loads(line) for line in (FILES / name).read_text().splitlines()]

    assert not {"aspects", "scope", "qrels", "grade"} & {key for row in rows for key in row}


def test_no_file_with_judgements_is_shipped():
    assert {path.name for path in FILES.glob("*.*")} & {"qrels.tsv", "teams.tsv"} == set()
