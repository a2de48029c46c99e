"""Once a year an owner is asked whether old statements still hold, and only while some are old."""

import pytest
from sqlalchemy import select

from models import AuditEntry, ChallengeState, Match, OutgoingMail, Profile, Role
from tests.mailing import text_of
from webapp import freshness

YEAR = 366


@pytest.fixture
def owner(make):
    return make.account(Role.PROFESSOR)


@pytest.fixture
def profile(make, owner, clock):
    """A published profile whose only statement was confirmed today."""
    stored = make.profile("Frost und Beton", account=owner)
    with make.writing() as session:
        session.get_one(Profile, stored.id).competences[0].confirmed_on = clock().date()
    return stored


@pytest.fixture
def ask(app):
    """The nightly round; returns how many were asked."""

    def go() -> int:
        with app.app_context():
            return freshness.ask_owners()

    return go


def test_nobody_is_asked_within_a_year(profile, ask, clock):
    clock.advance(days=300)

    assert ask() == 0


def test_after_a_year_the_owner_is_asked_once(app, profile, owner, ask, clock, work_off, session):
    clock.advance(days=YEAR)
    assert [ask(), ask()] == [1, 0]
    work_off()

    (message,) = app.sent
    assert message["To"] == owner.email
    assert message["Subject"] == "Stimmt Ihr Profil noch?"
    assert "/kompetenzen/mein-profil" in text_of(message)
    assert "Frost" not in text_of(message)
    verbs = session.scalars(select(AuditEntry.verb)).all()
    assert verbs.count("um_bestaetigung_gebeten") == 1

    clock.advance(days=YEAR)
    assert ask() == 1


def test_an_english_owner_is_asked_in_english(app, make, ask, clock, work_off):
    owner = make.account(Role.PROFESSOR, language="en")
    stored = make.profile("Frost und Beton", account=owner)
    with make.writing() as session:
        session.get_one(Profile, stored.id).competences[0].confirmed_on = clock().date()
    clock.advance(days=YEAR)

    ask()
    work_off()

    assert app.sent[0]["Subject"] == "Is your profile still right?"


def test_whoever_confirmed_in_between_gets_no_mail(
    app, browser, profile, owner, ask, clock, work_off, session
):
    clock.advance(days=YEAR)
    ask()
    browser.login(owner)
    page = browser.get("/kompetenzen/mein-profil")
    browser.send(page, "kompetenzen/stimmt-noch")
    work_off()

    assert app.sent == []
    assert session.scalars(select(OutgoingMail.template)).all() == ["confirm_statements"]


def test_the_age_of_a_statement_stands_where_it_is_read(make, browser, profile, clock):
    lead = make.account(Role.TRANSFER_MANAGER)
    need = make.challenge(ChallengeState.IN_REVIEW, lead=lead)
    match = make.match(need, profile)
    with make.writing() as session:
        (evidence,) = session.get_one(Match, match.id).evidence
        evidence.competence = session.get_one(Profile, profile.id).competences[0]
    said_in = clock().year
    browser.login(lead)
    assert "Angabe von" not in browser.get(f"/pruefung/{need.id}").text
    assert "Angabe von" not in browser.get(f"/kompetenzen/{profile.id}").text
    clock.advance(days=YEAR)
    browser.login(lead)

    assert f"· Angabe von {said_in}" in browser.get(f"/pruefung/{need.id}").text
    assert f"Angabe von {said_in}" in browser.get(f"/kompetenzen/{profile.id}").text


def test_drafts_and_what_came_with_the_demo_are_left_alone(make, ask, clock, profile):
    make.profile("Ohne Datum, wie aus der Vorführung")
    with make.writing() as session:
        session.get_one(Profile, profile.id).unpublish()
    clock.advance(days=YEAR)

    assert ask() == 0
