"""Looking for experts by free words, and putting them beside the proposals."""

import uuid

import pytest
from sqlalchemy import select

from models import ChallengeState, Match, MatchOrigin, Profile, Role, Verdict


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def challenge(make, manager):
    return make.challenge(ChallengeState.IN_REVIEW, lead=manager)


@pytest.fixture
def chemist(make):
    return make.profile(
        "Galvanik, Spülwasser und Filterkuchen aus der Oberflächentechnik",
        chair="Lehrgebiet Oberflächentechnik",
        university="HSBO",
    )


def url(challenge):
    return f"/pruefung/{challenge.id}/suche"


def test_free_words_find_people_with_the_statement_that_says_so(
    browser, make, manager, challenge, chemist
):
    make.profile("Baurecht und Vergabe", chair="Lehrgebiet Baurecht", summary="Recht am Bau.")
    browser.login(manager)

    page = browser.submit(url(challenge), words="Spülwasser in der Galvanik")

    cards = page.select("#treffer .card")
    assert "Lehrgebiet Oberflächentechnik" in cards[0].get_text()
    assert "Galvanik, Spülwasser" in cards[0].get_text()
    assert "Lehrgebiet Baurecht" not in page.text
    assert page.select_one("textarea").get_text().strip() == "Spülwasser in der Galvanik"


def test_what_was_searched_stays_out_of_the_address(browser, manager, challenge, chemist):
    browser.login(manager)

    page = browser.submit(url(challenge), words="Spülwasser")

    assert page.response.request.query_string == b""


def test_nothing_found_says_what_to_try(browser, make, manager, challenge, chemist):
    browser.login(manager)

    page = browser.submit(url(challenge), words="Quantenchromodynamik")

    assert "Kein Profil spricht davon" in page.text


@pytest.mark.parametrize("words", ["", "?!"])
def test_an_empty_search_is_answered_at_the_field(browser, manager, challenge, words):
    browser.login(manager)

    page = browser.submit(url(challenge), status=422, words=words)

    assert page.error_at("words")


def test_somebody_found_is_added_and_decided_like_everybody(
    browser, make, manager, challenge, chemist, session
):
    make.match(challenge)
    browser.login(manager)
    found = browser.submit(url(challenge), words="Spülwasser in der Galvanik")

    page = browser.send(found, action=f"ergaenzen/{chemist.id}")

    match = session.scalars(select(Match).where(Match.profile_id == chemist.id)).one()
    assert (match.origin, match.rank) == (MatchOrigin.ADDED, None)
    card = page.select_one(f"#vorschlag-{chemist.id}")
    assert "Von Ihnen ergänzt" in card.get_text()
    browser.send(page, action=f"{match.id}/freigeben")
    session.rollback()
    assert session.get(Match, match.id).decision.verdict is Verdict.APPROVED


def test_adding_somebody_who_is_proposed_just_shows_them(
    browser, make, manager, challenge, chemist, session
):
    match = make.match(challenge, chemist)
    browser.login(manager)

    found = browser.submit(url(challenge), words="Spülwasser in der Galvanik")
    token = found.select_one("main input[name=csrf_token]")["value"]
    answer = browser.client.post(
        f"/pruefung/{challenge.id}/ergaenzen/{chemist.id}", data={"csrf_token": token}
    )

    assert "Steht schon bei den Vorschlägen" in found.text
    assert answer.location.endswith(f"#vorschlag-{chemist.id}")
    assert session.scalars(select(Match.id)).all() == [match.id]


@pytest.mark.parametrize(("university", "status"), [("WH", 409), ("HSBO", 404)])
def test_who_takes_no_enquiries_cannot_be_added_and_elsewhere_is_unknown(
    browser, make, manager, challenge, database, session, university, status
):
    chemist = make.profile("Spülwasser in der Galvanik", university=university)
    make.match(challenge)
    browser.login(manager)
    found = browser.submit(url(challenge), words="Spülwasser in der Galvanik")
    with database.writing() as writing:
        writing.get_one(Profile, chemist.id).capacity = 0

    browser.send(found, action=f"ergaenzen/{chemist.id}", status=status)

    again = browser.submit(url(challenge), words="Spülwasser in der Galvanik")
    assert (chemist.chair in again.text) == (university == "WH")
    assert session.scalars(select(Match).where(Match.profile_id == chemist.id)).all() == []


def test_unpublished_and_unknown_profiles_answer_alike(
    browser, make, manager, challenge, chemist, database
):
    make.match(challenge)
    browser.login(manager)
    found = browser.submit(url(challenge), words="Spülwasser in der Galvanik")
    with database.writing() as writing:
        writing.get_one(Profile, chemist.id).unpublish()
    token = found.select_one("main input[name=csrf_token]")["value"]

    for profile_id in (chemist.id, uuid.uuid4()):
        answer = browser.client.post(
            f"/pruefung/{challenge.id}/ergaenzen/{profile_id}", data={"csrf_token": token}
        )
        assert answer.status_code == 404


def test_nobody_is_added_before_the_run(browser, make, manager, chemist):
    challenge = make.challenge(lead=manager)
    browser.login(manager)
    found = browser.submit(url(challenge), words="Spülwasser in der Galvanik")

    browser.send(found, action=f"ergaenzen/{chemist.id}", status=409)


def test_only_the_lead_searches_for_a_case(browser, make, challenge):
    browser.login(make.account(Role.TRANSFER_MANAGER))

    browser.get(url(challenge), status=404)
