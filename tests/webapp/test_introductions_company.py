"""The company decides about a professor who said yes, and learns nothing of all others."""

import uuid

import pytest
from sqlalchemy import select

from models import (
    ChallengeState,
    CooperationFormat,
    Introduction,
    IntroductionState,
    OutgoingMail,
    ProfileFormat,
    Role,
)
from tests.factories import TEASER
from tests.webapp.trail import deeds


@pytest.fixture
def owner(make):
    return make.account(Role.COMPANY)


@pytest.fixture
def challenge(make, owner, lead):
    return make.challenge(ChallengeState.IN_REVIEW, by=owner, lead=lead)


@pytest.fixture
def interested(make, browser, owner, lead, challenge):
    """A professor said yes, and the company sits before the browser."""
    professor = make.account(Role.PROFESSOR, email="chemie@wh.example", phone="0221 4710 188")
    profile = make.profile(
        account=professor, chair="Lehrgebiet Chemie",
        format_rows=[ProfileFormat(format=CooperationFormat.CONSULTING)],
    )  # fmt: skip
    browser.login(owner)
    return make.introduction(
        IntroductionState.INTERESTED, challenge=challenge, profile=profile, lead=lead
    )


@pytest.fixture
def stored(session):
    """What the database holds now."""

    def read(introduction):
        session.rollback()
        session.expire_all()
        return session.get_one(Introduction, introduction.id)

    return read


def url_of(introduction):
    return f"/anfragen/{introduction.id}"


def test_the_company_reads_who_said_yes_but_not_how_to_reach_them(browser, interested):
    page = browser.get(url_of(interested))
    html = page.response.get_data(as_text=True)

    assert page.h1.text == "Lehrgebiet Chemie"
    assert "Westfälische Hochschule · Recklinghausen" in page.text
    assert page.select_one(f"a[href='/kompetenzen/{interested.profile_id}']")
    assert TEASER in page.text
    assert "Beratung" in [each.text for each in page.select(".tag")]
    assert "chemie@wh.example" not in html
    assert "4710 188" not in html


def test_both_sides_and_the_lead_are_told_when_the_company_agrees(
    browser, interested, stored, session
):
    page = browser.submit(url_of(interested), action="zustimmen")

    assert page.select_one("a[href='mailto:chemie@wh.example']")
    assert "0221 4710 188" in page.text
    assert stored(interested).is_mutual
    assert stored(interested).company_consented_to == stored(interested).teaser.text_version
    mails = session.scalars(select(OutgoingMail)).all()
    assert {each.template for each in mails} == {"introduced"}
    assert sorted(each.recipient.role.value for each in mails) == [
        "professor", "transferstelle", "unternehmen",
    ]  # fmt: skip
    assert [each.verb for each in deeds(session)] == ["zugestimmt"]


@pytest.mark.parametrize("version", ["", "f" * 64])
def test_agreeing_to_another_text_is_a_conflict(browser, interested, stored, version):
    browser.submit(url_of(interested), action="zustimmen", text_version=version, status=409)

    assert stored(interested).state is IntroductionState.INTERESTED


def test_agreeing_twice_is_agreeing_once(browser, interested, session):
    pages = [browser.get(url_of(interested)) for _ in range(2)]

    browser.send(pages[0], action="zustimmen")
    browser.send(pages[0], action="zustimmen")
    browser.send(pages[1], action="zustimmen", status=409)

    assert len(session.scalars(select(OutgoingMail)).all()) == 3


def test_turning_down_asks_first_and_tells_nobody(browser, interested, stored, session):
    page = browser.get(f"{url_of(interested)}/ablehnen")
    assert stored(interested).state is IntroductionState.INTERESTED

    page = browser.send(page, action="ablehnen")

    assert "Von Ihnen nicht gewünscht" in page.text
    assert stored(interested).state is IntroductionState.NOT_WANTED
    assert session.scalars(select(OutgoingMail)).all() == []
    browser.get(f"{url_of(interested)}/ablehnen", status=409)


@pytest.mark.parametrize(
    "state",
    [
        IntroductionState.PREPARED,
        IntroductionState.ASKED,
        IntroductionState.DECLINED,
        IntroductionState.EXPIRED,
        IntroductionState.REVOKED,
    ],
)
def test_silence_and_a_no_do_not_exist_for_the_company(
    browser, make, owner, lead, challenge, state
):
    introduction = make.introduction(state, challenge=challenge, lead=lead)
    browser.login(owner)

    for ending in ("", "/ablehnen", "/erstgespraech"):
        hidden = browser.get(f"{url_of(introduction)}{ending}", status=404)
        unknown = browser.get(f"/anfragen/{uuid.uuid4()}{ending}", status=404)
        assert hidden.text == unknown.text


def test_another_company_finds_nothing(browser, make, interested):
    browser.login(make.account(Role.COMPANY))

    for ending in ("", "/ablehnen"):
        foreign = browser.get(f"{url_of(interested)}{ending}", status=404)
        unknown = browser.get(f"/anfragen/{uuid.uuid4()}{ending}", status=404)
        assert foreign.text == unknown.text


def test_a_profile_taken_back_meanwhile_is_not_linked(browser, interested, database):
    with database.open(writes=True) as session, session.begin():
        session.get_one(Introduction, interested.id).profile.unpublish()

    page = browser.get(url_of(interested))

    assert not page.select(f"a[href='/kompetenzen/{interested.profile_id}']")
    assert "zurzeit nicht öffentlich" in page.text


def test_a_closed_case_leaves_no_decision_to_the_company(browser, interested, database):
    from models import Outcome

    with database.open(writes=True) as session, session.begin():
        challenge = session.get_one(Introduction, interested.id).challenge
        challenge.close(Outcome.NO_COOPERATION, challenge.created_at)

    page = browser.get(url_of(interested))

    assert "nicht zustande gekommen" in page.text
    assert not page.select("main form")
