"""The register of what is missing: topics without companies, and who covers one by now."""

import re
import uuid

import pytest
from sqlalchemy import select

from models import (
    Account,
    Aspect,
    Challenge,
    ChallengeState,
    Exclusion,
    Gap,
    NoMatch,
    NoMatchReason,
    Role,
)
from tests.webapp.statements import count_statements
from webapp import nightly
from webapp.referrals.figures import Topic

WORDS = "Leider haben wir niemanden gefunden, der Ihnen gut weiterhelfen kann."
TOPIC = "Entschäumer für galvanische Bäder"


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def challenge(make, manager):
    company = make.company("Chromwerk Lünen GmbH")
    owner = make.account(Role.COMPANY, company_id=company.id)
    return make.challenge(
        ChallengeState.IN_REVIEW, by=owner, lead=manager,
        description="In unserem Werk in Lünen schäumt das Bad über, seit wir Tenside tauschten.",
    )  # fmt: skip


def decide(browser, challenge, status=200, **facts):
    url = f"/pruefung/{challenge.id}/kein-treffer"
    return browser.submit(
        url, status=status, **{"message": WORDS, "reason": "thema_fehlt", **facts}
    )


def gap_of(session):
    session.rollback()
    return session.scalars(select(Gap)).one()


def test_what_nobody_covers_is_shown_to_the_lead_and_noted_in_other_words(
    browser, make, manager, challenge, session
):
    run_id = make.match(challenge).run_id
    with make.writing() as writing:
        left = "seit wir Tenside tauschten"
        writing.add(
            Aspect(run_id=run_id, position=1, text=left, start_at=0, end_at=9, salience=1.0)
        )
    browser.login(manager)

    page = browser.get(f"/pruefung/{challenge.id}/kein-treffer")
    assert "Das deckt laut Abgleich niemand ab seit wir Tenside tauschten" in page.text
    assert page.select_one("[name=topic]")["value"] == ""
    decide(browser, challenge, topic=TOPIC)

    assert gap_of(session).topic == TOPIC
    listed = browser.get("/luecken")
    assert TOPIC in listed.text
    for secret in ("Chromwerk", "Lünen", "Tenside", challenge.title):
        assert secret not in listed.text
    browser.login(challenge.entered_by)
    assert TOPIC not in browser.get(f"/bedarfe/{challenge.id}").text


REFUSED = [
    ("", "Bitte nennen Sie das Thema"),
    ("Schaum bei der Chromwerk Lünen GmbH", "Chromwerk"),
    ("Schaumbildung in Lünen", "Lünen"),
    ("Anruf bei 02306 4711-0", "02306"),
    ("schäumt das Bad über, seit wir Tenside tauschten", "Tenside"),
    ("x" * 201, "Es sind 1 zu viel"),
]


def test_a_topic_that_points_to_the_company_is_refused(browser, manager, challenge, session):
    browser.login(manager)
    for topic, words in REFUSED:
        page = decide(browser, challenge, status=422, topic=topic)

        assert words in page.error_at("topic"), topic
    assert session.scalars(select(Gap)).all() == []
    assert session.get(Challenge, challenge.id).is_open


def test_the_same_gap_is_counted_again_and_one_of_both_has_to_be_chosen(
    browser, make, manager, challenge, session
):
    known = make.no_match(lead=manager, topic=TOPIC)
    browser.login(manager)

    page = decide(browser, challenge, status=422, gap=str(known.gap_id), topic="Anderes Thema")
    assert "entweder" in page.error_at("topic")
    decide(browser, challenge, gap=str(known.gap_id))

    assert gap_of(session).id == known.gap_id
    assert len(gap_of(session).no_matches) == 2


def test_gaps_that_mean_the_same_are_found_and_merged(browser, make, manager, session):
    make.no_match(lead=manager, topic="Entschäumer in der Galvanik")
    make.no_match(lead=manager, topic="Entschäumer für die Galvanik")
    make.no_match(lead=manager, topic="Recht der Abfallverbringung")
    browser.login(manager)
    page = browser.get("/luecken")
    assert "Ähnlich: Entschäumer" in page.text
    first, other = (
        next(a["href"] for a in page.select("tbody a") if a.text == topic)
        for topic in ("Entschäumer in der Galvanik", "Entschäumer für die Galvanik")
    )

    merged = browser.submit(first, action="/zusammenlegen", other=other.rpartition("/")[2])

    assert "2 Bedarfe" in merged.text
    rows = [row.text for row in browser.get("/luecken").select("tbody tr")]
    assert len(rows) == 2
    assert "auch: Entschäumer" in rows[0]
    assert "Recht der Abfallverbringung" in rows[1]
    browser.submit(first, action="/zusammenlegen", status=422)


def test_a_gap_is_closed_and_opened_again(browser, make, manager):
    no_match = make.no_match(lead=manager, topic=TOPIC)
    url = f"/luecken/{no_match.gap_id}"
    browser.login(manager)

    browser.submit(url, action="/schliessen")
    assert TOPIC not in browser.get("/luecken").text
    assert TOPIC in browser.get("/luecken?stand=geschlossen").text
    other = make.challenge(ChallengeState.IN_REVIEW, lead=manager)
    assert TOPIC not in browser.get(f"/pruefung/{other.id}/kein-treffer").text
    browser.submit(url, action="/wieder-oeffnen")
    assert TOPIC in browser.get("/luecken").text


def test_a_profile_that_came_later_is_news_and_one_that_was_there_is_none(
    browser, make, manager, challenge, clock, session
):
    there = make.profile("Entschäumer für galvanische Bäder auswählen", chair="Lehrgebiet Damals")
    browser.login(manager)
    decide(browser, challenge, topic=TOPIC)
    assert gap_of(session).known_profiles == [str(there.id)]
    page = browser.get(f"/luecken/{gap_of(session).id}")
    assert "Lehrgebiet Damals" not in page.text

    clock.advance(days=5)
    browser.login(manager)
    make.profile("Entschäumer und Tenside in galvanischen Bädern", chair="Lehrgebiet Oberfläche")
    make.profile("Mauerwerk und Mörtel", chair="Lehrgebiet Mauerbau")

    assert re.search(r"Seit \S+ \S* ?\S* ?gibt es dazu ein Profil", browser.get("/luecken").text)
    page = browser.get(f"/luecken/{gap_of(session).id}")
    assert "Lehrgebiet Oberfläche" in page.text
    assert "Lehrgebiet Mauerbau" not in page.text
    assert "fragt das Unternehmen" in page.text
    assert challenge.reference in page.text
    assert session.scalars(select(Account).where(Account.role == Role.SCOUT)).all() == []


def test_who_may_not_know_of_a_case_neither_reads_nor_counts_its_topic(
    browser, make, manager, challenge, session
):
    browser.login(manager)
    decide(browser, challenge, topic=TOPIC)
    shared = make.no_match(lead=manager, topic="Entschäumer allgemein")
    gap = session.scalars(select(Gap).where(Gap.topic == TOPIC)).one()
    browser.submit(f"/luecken/{gap.id}", action="/zusammenlegen", other=str(shared.gap_id))
    other = make.account(Role.TRANSFER_MANAGER, university_id=make.university("HSBO").id)
    browser.login(other)
    assert "auch: " + TOPIC in browser.get("/luecken").text

    with make.writing() as writing:
        row = writing.get_one(Challenge, challenge.id)
        row.exclusions.append(Exclusion(university_id=other.university_id))

    page = browser.get("/luecken")
    assert TOPIC not in page.text
    assert "Entschäumer allgemein" in page.text
    assert page.select("tbody tr td")[0].text == "1"
    browser.get(f"/luecken/{gap.id}", status=404)
    assert TOPIC not in browser.get(f"/luecken/{shared.gap_id}").text
    assert challenge.reference not in browser.get(f"/luecken/{shared.gap_id}").text


def test_the_register_is_the_managers(browser, make):
    no_match = make.no_match(topic=TOPIC)
    for role in set(Role) - {Role.TRANSFER_MANAGER}:
        browser.login(make.account(role))

        browser.get("/luecken", status=403)
        browser.get(f"/luecken/{no_match.gap_id}", status=404)
        if role not in {Role.SUPPORTER, Role.ADMIN}:
            browser.get("/luecken/zahlen", status=403)


def test_managers_read_why_needs_find_nobody_and_others_what_is_missing(browser, make, manager):
    neighbour = make.neighbour()
    often = make.no_match(lead=manager, topic=TOPIC, neighbour_id=neighbour.id)
    for _ in range(4):
        make.no_match(lead=manager, gap=often.gap)
    make.no_match(lead=manager, topic="Seltenes Thema", reason=NoMatchReason.SERVICE)
    browser.login(manager)

    exact = browser.get("/luecken/zahlen")

    assert "Bedarfe aus Ihren Fällen: 6." in exact.text
    assert TOPIC in exact.text
    assert "Seltenes Thema" not in exact.text
    for role in (Role.SUPPORTER, Role.ADMIN):
        browser.login(make.account(role))
        page = browser.get("/luecken/zahlen")
        assert page.path == "/fehlende-themen"
        assert TOPIC not in page.text


@pytest.mark.parametrize(("companies", "told"), [(5, 5), (9, 5), (10, 10), (63, 50)])
def test_other_hubs_read_a_step_that_one_company_seldom_moves(companies, told):
    assert Topic(uuid.uuid4(), "Beton", companies, is_closed=False).at_least == told


def test_nothing_of_an_erased_case_stays_in_the_register(app, browser, make, manager, session):
    owner = make.account(Role.COMPANY)
    need = make.challenge(ChallengeState.IN_REVIEW, by=owner, lead=manager)
    make.no_match(lead=manager, challenge=need, topic=TOPIC)
    kept = make.no_match(lead=manager, topic="Bleibt")
    with make.writing() as writing:
        writing.delete(writing.get_one(Challenge, need.id))

    browser.login(manager)
    assert TOPIC not in browser.get("/luecken").text
    with app.app_context():
        nightly.tidy()

    session.rollback()
    assert [each.id for each in session.scalars(select(Gap))] == [kept.gap_id]
    assert [each.id for each in session.scalars(select(NoMatch))] == [kept.id]


def test_the_register_asks_as_often_for_many_as_for_few(browser, make, manager, database):
    browser.login(manager)
    make.profile("Entschäumer")
    for number in range(2):
        make.no_match(lead=manager, topic=f"Thema {number}")
    browser.get("/luecken")
    few = count_statements(database, lambda: browser.get("/luecken"))
    for number in range(4):
        make.no_match(lead=manager, topic=f"Weiteres Thema {number}")

    assert count_statements(database, lambda: browser.get("/luecken")) == few
