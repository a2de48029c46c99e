"""Searches over confidential texts are few in a minute, and the trail tells that they happened."""

import json

import pytest
from limits.storage import MemoryStorage
from sqlalchemy import select

from models import AuditEntry, ChallengeState, Profile, Role
from tests.browser_client import Browser
from tests.hostile.crowd import answer_path
from webapp import create_app


@pytest.fixture
def guarded(settings, clock, database):
    """An application that counts, over the same database."""
    changes = {"environment": "demo", "answer_floor_ms": 0}
    app = create_app(settings.model_copy(update=changes), now=clock)
    yield app
    app.extensions["database"].engine.dispose()


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


def searched(session) -> list[AuditEntry]:
    session.rollback()
    return list(session.scalars(select(AuditEntry).where(AuditEntry.verb == "gesucht")))


def test_a_manager_searches_twenty_times_a_minute_and_is_then_asked_to_wait(
    guarded, make, manager, session
):
    make.challenge(title="Staub im Filter")
    browser = Browser(guarded)
    browser.login(manager)
    for _ in range(20):
        assert "Staub im Filter" in browser.get("/pruefung?suche=staub").text

    page = browser.get("/pruefung?suche=spröde", status=429)

    assert "sehr oft gesucht" in page.error_at("suche")
    assert page.select_one("[name=suche]")["value"] == "spröde"
    assert len(searched(session)) == 20
    assert "Staub im Filter" in browser.get("/pruefung").text


def test_looking_for_experts_counts_as_well_and_keeps_what_was_typed(guarded, make, manager):
    challenge = make.challenge(ChallengeState.IN_REVIEW, lead=manager)
    make.profile("Galvanik und Spülwasser")
    browser = Browser(guarded)
    browser.login(manager)
    for _ in range(20):
        browser.get("/pruefung?suche=staub")

    page = browser.submit(f"/pruefung/{challenge.id}/suche", words="Spülwasser", status=429)

    assert "sehr oft gesucht" in page.error_at("words")
    assert page.select_one("textarea").get_text().strip() == "Spülwasser"
    assert not page.select("#treffer")


def test_whoever_follows_a_mailed_link_searches_as_the_account_it_was_made_for(
    guarded, make, session
):
    introduction = make.introduction()
    browser = Browser(guarded)
    page = browser.get(f"{answer_path(guarded, introduction)}/weitergeben")
    for _ in range(20):
        browser.send(page, words="Spülwasser", look="1")

    page = browser.send(page, words="Spülwasser", look="1", status=429)

    assert "sehr oft gesucht" in page.error_at("words")
    owner = session.get_one(Profile, introduction.profile_id).account_id
    assert {each.actor_id for each in searched(session)} == {owner}


def test_one_persons_searches_leave_others_alone(guarded, make, manager):
    browser = Browser(guarded)
    browser.login(manager)
    for _ in range(21):
        browser.client.get("/pruefung?suche=staub")
    browser.login(make.account(Role.TRANSFER_MANAGER))

    browser.get("/pruefung?suche=staub")


def test_the_trail_tells_who_searched_where_and_when_but_not_for_what(
    browser, make, manager, session, clock
):
    challenge = make.challenge(ChallengeState.IN_REVIEW, lead=manager)
    make.profile("Galvanik und Spülwasser")
    browser.login(manager)

    browser.get("/pruefung?suche=Spülwasser")
    browser.submit(f"/pruefung/{challenge.id}/suche", words="Spülwasser")

    entries = searched(session)
    assert [each.detail for each in entries] == [{"where": "eingang"}, {"where": "lehrgebiete"}]
    assert {each.actor_id for each in entries} == {manager.id}
    assert {each.at for each in entries} == {clock()}
    assert "ülwasser" not in json.dumps([each.detail for each in entries])


def test_a_search_that_cannot_be_counted_is_not_made(guarded, manager, session, monkeypatch):
    def fail(*_, **__):
        raise OSError("the counter is away")

    browser = Browser(guarded)
    browser.login(manager)
    monkeypatch.setattr(MemoryStorage, "acquire_entry", fail)

    browser.get("/pruefung?suche=staub", status=503)

    assert searched(session) == []
    browser.get("/pruefung")


def test_looking_without_words_is_no_search(browser, make, manager, session):
    browser.login(manager)

    browser.get("/pruefung?zustand=in_pruefung&suche=")

    assert searched(session) == []
