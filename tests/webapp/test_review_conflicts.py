"""V4: conflicts nobody has to declare keep away, and the lead reads „ja“ and never why."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    Account,
    Challenge,
    ChallengeState,
    ConflictOfInterest,
    Exclusion,
    Introduction,
    IntroductionState,
    Outcome,
    Profile,
    Role,
    policies,
)
from models.tie import AFTER_A_PROJECT

RIVAL = "Rivale Teile GmbH"


@pytest.fixture
def lead(make):
    return make.account(Role.TRANSFER_MANAGER, email="transfer@hochschule.example")


@pytest.fixture
def company(make):
    company = make.company("Musterguss Bönen GmbH")
    return make.account(Role.COMPANY, email="leitung@musterguss.example", company_id=company.id)


@pytest.fixture
def challenge(make, company, lead):
    case = make.challenge(ChallengeState.IN_REVIEW, by=company, lead=lead)
    make.match(case, make.profile(chair="Lehrgebiet Vorschlag"))
    return case


@pytest.fixture
def professor(make):
    return make.account(Role.PROFESSOR, email="lehre@hochschule.example")


@pytest.fixture
def profile(make, professor):
    return make.profile(account=professor, university="HSBO", chair="Lehrgebiet Gießereitechnik")


def change(make, model, row, **facts):
    with make.writing() as session:
        for name, value in facts.items():
            setattr(session.get_one(model, row.id), name, value)


def had_a_project(make, lead, profile, company_name, at, outcome=Outcome.PROJECT):
    """An introduction of a case of that company that came to something."""
    owner = make.account(Role.COMPANY, company_id=make.company(company_name).id)
    case = make.challenge(ChallengeState.IN_REVIEW, by=owner, lead=lead)
    enquiry = make.introduction(
        IntroductionState.INTRODUCED, challenge=case, profile=profile, lead=lead
    )
    with make.writing() as session:
        session.get_one(Introduction, enquiry.id).challenge.close(outcome, at)


def is_barred(make, profile, challenge, at) -> bool:
    """What page and list say, which is the same."""
    with make.writing() as session:
        row, case = session.get_one(Profile, profile.id), session.get_one(Challenge, challenge.id)
        said = policies.is_profile_barred(row, case, at)
        listed = session.scalars(
            select(Profile.id).where(policies.candidate_profiles(case, at))
        ).all()
        assert (row.id in listed) is not said
        return said


def shun(make, challenge, name=RIVAL):
    with make.writing() as session:
        session.add(Exclusion(challenge_id=challenge.id, organisation=name))


# Ties the service knows


def test_an_address_in_the_companys_own_domain_is_a_tie(make, challenge, professor, profile, clock):
    assert not is_barred(make, profile, challenge, clock())
    change(make, Account, professor, email="Beirat@Musterguss.example")

    assert is_barred(make, profile, challenge, clock())


@pytest.mark.parametrize(
    ("companys", "professors"),
    [
        ("guss@web.de", "lehre@web.de"),
        ("ausgruendung@hochschule.example", "lehre@hochschule.example"),
        ("guss@park.example", "lehre@park.example"),
        ("guss@musterguss.example", "lehre@nicht-musterguss.example"),
    ],
    ids=["free mail", "the Transferstelle's", "of two companies", "another domain"],
)
def test_a_domain_that_is_nobodys_own_ties_nobody(
    make, challenge, company, professor, profile, clock, companys, professors
):
    make.account(Role.COMPANY, email="nachbar@park.example")
    change(make, Account, company, email=companys)
    change(make, Account, professor, email=professors)

    assert not is_barred(make, profile, challenge, clock())


def test_a_project_with_a_rival_bars_for_three_years(make, lead, challenge, profile, clock):
    had_a_project(make, lead, profile, RIVAL, clock())
    assert not is_barred(make, profile, challenge, clock())
    shun(make, challenge, "RIVALE Teile")

    assert is_barred(make, profile, challenge, clock())
    almost = clock() + AFTER_A_PROJECT - timedelta(seconds=1)
    assert is_barred(make, profile, challenge, almost)
    assert not is_barred(make, profile, challenge, clock() + AFTER_A_PROJECT)


@pytest.mark.parametrize("outcome", [Outcome.NO_COOPERATION, Outcome.SOLVED_IN_MEETING])
def test_what_came_to_nothing_ties_nobody(make, lead, challenge, profile, clock, outcome):
    had_a_project(make, lead, profile, RIVAL, clock(), outcome)
    shun(make, challenge)

    assert not is_barred(make, profile, challenge, clock())


def test_who_had_a_project_with_a_company_may_help_it_again(
    make, lead, company, challenge, profile, clock
):
    had_a_project(make, lead, profile, "Musterguss Bönen GmbH", clock())

    assert not is_barred(make, profile, challenge, clock())


# What the lead reads of it


def declared(make, challenge, professor, lead, profile, clock):
    with make.writing() as session:
        session.add(
            ConflictOfInterest(
                account_id=professor.id, organisation="Musterguss Bönen", declared_at=clock()
            )
        )


def same_organisation(make, challenge, professor, lead, profile, clock):
    change(make, Account, professor, email="beirat@musterguss.example")


def joint_project(make, challenge, professor, lead, profile, clock):
    had_a_project(make, lead, profile, RIVAL, clock())
    shun(make, challenge)


def tied_to_a_rival(make, challenge, professor, lead, profile, clock):
    shun(make, challenge)
    with make.writing() as session:
        session.add(
            ConflictOfInterest(account_id=professor.id, organisation=RIVAL, declared_at=clock())
        )


CONFLICTS = (declared, same_organisation, joint_project, tied_to_a_rival)


def search(browser, lead, challenge, words="Gießereitechnik") -> str:
    browser.login(lead)
    return browser.submit(f"/pruefung/{challenge.id}/suche", words=words).text


def test_the_lead_reads_yes_whatever_the_reason(
    browser, make, challenge, professor, lead, profile, clock
):
    seen = set()
    for number, conflict in enumerate(CONFLICTS):
        make_one = make.account(Role.PROFESSOR, email=f"lehre{number}@hochschule.example")
        chair = make.profile(account=make_one, chair="Lehrgebiet Gießereitechnik")
        case = make.challenge(ChallengeState.IN_REVIEW, by=challenge.entered_by, lead=lead)
        assert "Interessenkonflikt" not in search(browser, lead, case)
        conflict(make, case, make_one, lead, chair, clock)
        page = search(browser, lead, case)
        assert page.count("Interessenkonflikt: ja") == 1, conflict.__name__
        told = re.search(r"Lehrgebiet Gießereitechnik: Interessenkonflikt.{120}", page)
        seen.add(told.group())
        change(make, Profile, chair, chair=f"Lehrgebiet {number}")
        change(make, Account, make_one, email=f"weg{number}@hochschule.example")
    assert len({each[:110] for each in seen}) == 1


@pytest.mark.parametrize("also_a_conflict", [False, True])
@pytest.mark.parametrize("by", ["profile", "university"])
def test_of_an_exclusion_nobody_reads_a_hint(
    browser, make, challenge, professor, lead, profile, clock, by, also_a_conflict
):
    whom = {
        "university": {"university_id": make.university("HSBO").id},
        "profile": {"profile_id": profile.id},
    }[by]
    with make.writing() as session:
        session.add(Exclusion(challenge_id=challenge.id, **whom))
    if also_a_conflict:
        declared(make, challenge, professor, lead, profile, clock)

    page = search(browser, lead, challenge)

    assert "Interessenkonflikt" not in page
    assert profile.chair not in page


def test_nobody_but_the_lead_reads_of_a_conflict(
    make, challenge, professor, lead, profile, company, session, clock
):
    declared(make, challenge, professor, lead, profile, clock)
    other = make.account(Role.TRANSFER_MANAGER)
    row, case = session.get_one(Profile, profile.id), session.get_one(Challenge, challenge.id)

    assert policies.may_learn_conflict(lead, row, case, clock())
    for stranger in (other, company, professor, make.account(Role.ADMIN), None):
        assert not policies.may_learn_conflict(stranger, row, case, clock())


def test_of_another_university_who_takes_no_enquiries_does_not_exist(
    browser, make, challenge, lead, clock
):
    away = make.account(Role.PROFESSOR)
    make.profile(account=away, university="HSBO", chair="Lehrgebiet Gießereitechnik", capacity=0)
    declared(make, challenge, away, lead, None, clock)

    assert "Interessenkonflikt" not in search(browser, lead, challenge)
