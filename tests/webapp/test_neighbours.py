"""Kein passender Treffer as a decision: a neighbour, honest words, and what became of it."""

import pytest
from sqlalchemy import select

from models import (
    Account,
    ChallengeState,
    Gap,
    IntroductionState,
    Neighbour,
    NoMatch,
    NoMatchReason,
    OutgoingMail,
    ReferralOutcome,
    Role,
)
from seed_data import load_neighbours
from tests.mailing import all_of
from tests.webapp.statements import count_statements
from webapp.neighbours import words_about

GOOD_FOR = "Berät zu Material und Energie im Betrieb."
FACTS = {
    "good_for": GOOD_FOR, "web_address": "https://muster.example/beratung",
    "contact": "Erstberatung, Telefon 0221 4710 0",
}  # fmt: skip
WORDS = "Leider haben wir niemanden gefunden, der Ihnen gut weiterhelfen kann."


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def challenge(make, manager):
    return make.challenge(ChallengeState.IN_REVIEW, lead=manager, title="Galvanikbad schäumt")


@pytest.fixture
def neighbour(make):
    return make.neighbour(**FACTS)


def decide(browser, challenge, **facts):
    url = f"/pruefung/{challenge.id}/kein-treffer"
    return browser.submit(url, **{"message": WORDS, "reason": "keine_forschungsfrage", **facts})


def offered(browser, challenge):
    page = browser.get(f"/pruefung/{challenge.id}/kein-treffer")
    return [each["value"] for each in page.select("[name=neighbour] option")]


def counted(browser, neighbour):
    rows = browser.get("/nachbarn").select("tr")
    return next(each for each in rows if neighbour.name in each.text).select("td")[2].text


def test_the_words_to_the_company_speak_of_the_chosen_neighbour_and_keep_what_was_written(
    app, browser, make, manager, challenge, neighbour
):
    other = make.neighbour("Zentrum für Beispiele")
    browser.login(manager)
    url = f"/pruefung/{challenge.id}/kein-treffer"

    page = browser.submit(url, look="ja", neighbour=str(neighbour.id), message=WORDS)

    text = page.select_one("[name=message]").get_text()
    assert text.strip().startswith(WORDS)
    for part in ("Beratung für Mustertechnik", *FACTS.values(), "nichts von Ihnen erzählt"):
        assert part in text
    page = browser.send(page, look="ja", neighbour=str(other.id))
    text = page.select_one("[name=message]").get_text()
    assert "Zentrum für Beispiele" in text
    assert "Mustertechnik" not in text
    assert text.strip().startswith(WORDS)


def test_the_company_is_told_where_to_ask_and_never_why(
    app, browser, manager, challenge, neighbour, session, work_off
):
    browser.login(manager)

    decide(browser, challenge, neighbour=str(neighbour.id), reason="niemand_bereit")
    work_off()

    kept = session.scalars(select(NoMatch)).one()
    assert (kept.reason, kept.neighbour_id) == (NoMatchReason.NONE_WILLING, neighbour.id)
    (mail,) = app.sent
    assert "Mustertechnik" not in all_of(mail)
    assert "Galvanik" not in all_of(mail)
    browser.login(challenge.entered_by)
    page = browser.get(f"/bedarfe/{challenge.id}")
    for part in (
        "Beratung für Mustertechnik",
        *FACTS.values(),
        "Nicht geprüft",
        "nichts weitergegeben",
    ):
        assert part in page.text
    assert "Galvanikbad schäumt" in page.select_one("#text-fuer-nachbarstelle").get_text()
    for secret in ("niemand möchte", "Interessenkonflikt", "niemand_bereit", "Grund"):
        assert secret not in page.response.get_data(as_text=True)
    assert "An eine andere Stelle verwiesen" in page.text
    browser.login(manager)
    desk = browser.get(f"/pruefung/{challenge.id}").text
    assert "niemand möchte" in desk
    assert "Beratung für Mustertechnik" in desk


def test_the_draft_and_the_page_of_the_company_do_not_depend_on_the_reason(browser, make, manager):
    seen = set()
    for reason in NoMatchReason:
        need = make.challenge(ChallengeState.IN_REVIEW, lead=manager)
        browser.login(manager)
        facts = {"topic": "Ein Thema"} if reason is NoMatchReason.TOPIC else {}
        decide(browser, need, reason=reason.value, **facts)
        browser.login(need.entered_by)
        page = browser.get(f"/bedarfe/{need.id}").text
        assert reason.value not in page
        seen.add(page.partition("Ergebnis")[2].partition("Ihr Text")[0])
    assert len(seen) == 1
    assert WORDS in seen.pop()


def test_a_reason_has_to_be_chosen_and_nothing_is_lost(browser, manager, challenge, neighbour):
    browser.login(manager)

    page = browser.submit(
        f"/pruefung/{challenge.id}/kein-treffer", status=422, message=WORDS,
        neighbour=str(neighbour.id), topic="Schaum in Bädern",
    )  # fmt: skip

    assert page.error_at("reason")
    assert WORDS in page.text
    assert page.select_one("[name=topic]")["value"] == "Schaum in Bädern"
    assert page.select_one("[name=neighbour] [selected]")["value"] == str(neighbour.id)


def test_both_sides_say_what_became_of_it_and_it_is_counted(
    browser, manager, challenge, neighbour, session
):
    browser.login(manager)
    decide(browser, challenge, neighbour=str(neighbour.id))
    no_match = session.scalars(select(NoMatch)).one()

    for person, outcome in (
        (challenge.entered_by, ReferralOutcome.IN_TOUCH), (manager, ReferralOutcome.HELPED),
    ):  # fmt: skip
        browser.login(person)
        browser.submit(f"/verweise/{no_match.id}", outcome=outcome.value)
        session.rollback()
        assert session.get_one(NoMatch, no_match.id).outcome is outcome

    listed = browser.get("/nachbarn").text
    assert "Dort wurde geholfen: 1" in listed
    assert challenge.reference in browser.get(f"/nachbarn/{neighbour.id}").text


def test_only_the_company_and_the_lead_say_what_became_of_it(browser, make, neighbour):
    no_match = make.no_match(neighbour_id=neighbour.id)
    for role in Role:
        browser.login(make.account(role))
        browser.get(f"/verweise/{no_match.id}", status=404)


def test_a_case_that_was_sent_nowhere_has_no_outcome(browser, make, manager):
    no_match = make.no_match(lead=manager)
    browser.login(manager)

    browser.get(f"/verweise/{no_match.id}", status=409)


def test_managers_keep_the_list_and_what_they_change_counts_as_unchecked(
    browser, manager, session, clock
):
    browser.login(manager)
    browser.submit("/nachbarn/neu", name="Neue Stelle", is_checked="y", **FACTS)
    (entry,) = session.scalars(select(Neighbour)).all()
    assert entry.verified_on == clock().date()
    assert "Geprüft am" in browser.get("/nachbarn").text

    browser.submit(f"/nachbarn/{entry.id}", contact="Andere Nummer", is_checked=[])
    session.rollback()
    assert session.get_one(Neighbour, entry.id).verified_on is None

    browser.submit(f"/nachbarn/{entry.id}", is_checked="y")
    clock.advance(days=365)
    browser.login(manager)
    page = browser.get("/nachbarn").text
    assert "veraltet" in page
    assert "Ein Eintrag ist nie oder vor über einem Jahr geprüft" in page


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "muster.example", "https://a b.example"]
)
def test_only_addresses_of_the_web_are_linked(browser, manager, session, address):
    browser.login(manager)

    page = browser.submit("/nachbarn/neu", status=422, name="Stelle", web_address=address)

    assert page.error_at("web_address")
    assert session.scalars(select(Neighbour)).all() == []


def test_an_archived_neighbour_is_offered_to_nobody_and_stays_with_old_cases(
    browser, make, manager, challenge, neighbour
):
    no_match = make.no_match(lead=manager, neighbour_id=neighbour.id)
    browser.login(manager)

    browser.submit(f"/nachbarn/{neighbour.id}", action="/archivieren")

    choices = browser.get(f"/pruefung/{challenge.id}/kein-treffer").select(
        "[name=neighbour] option"
    )
    assert [each["value"] for each in choices] == [""]
    assert neighbour.name in browser.get(f"/pruefung/{no_match.challenge_id}").text
    browser.submit(f"/nachbarn/{neighbour.id}", action="/wieder-aufnehmen")
    choices = browser.get(f"/pruefung/{challenge.id}/kein-treffer").select(
        "[name=neighbour] option"
    )
    assert str(neighbour.id) in [each["value"] for each in choices]


def test_a_barred_manager_counts_nothing(browser, make, manager, neighbour):
    no_match = make.no_match(neighbour_id=neighbour.id)
    other = make.account(Role.TRANSFER_MANAGER)
    with make.writing() as session:
        company = session.get_one(NoMatch, no_match.id).challenge.company
        session.get_one(Account, other.id).declare_conflicts([company.name], make._clock())

    browser.login(other)
    row = next(
        each for each in browser.get("/nachbarn").select("tr") if neighbour.name in each.text
    )
    assert row.select("td")[2].text == "0"
    browser.login(manager)
    row = next(
        each for each in browser.get("/nachbarn").select("tr") if neighbour.name in each.text
    )
    assert row.select("td")[2].text == "1"


def test_the_list_is_the_managers(browser, make, neighbour):
    for role in set(Role) - {Role.TRANSFER_MANAGER}:
        browser.login(make.account(role))

        browser.get("/nachbarn", status=403)
        browser.get("/nachbarn/neu", status=403)
        browser.get(f"/nachbarn/{neighbour.id}", status=404)


def test_the_demo_lists_real_neighbours_and_claims_to_have_checked_none(database, clock, session):
    for _ in range(2):
        with database.writing() as writing:
            load_neighbours(writing, clock())

    rows = session.scalars(select(Neighbour)).all()
    assert {"Effizienz-Agentur NRW", "Transferverbund Südwestfalen"} <= {each.name for each in rows}
    assert all(each.verified_on is None for each in rows)
    assert len({each.name for each in rows}) == len(rows)


def test_the_letter_says_nothing_that_is_not_known(app, make):
    with app.test_request_context():
        bare = words_about(make.neighbour("Nur ein Name"))

    assert "Im Internet" not in bare
    assert "Ansprechstelle" not in bare


def test_the_list_asks_as_often_for_many_as_for_few(browser, make, manager, database):
    browser.login(manager)
    for number in range(2):
        make.no_match(neighbour_id=make.neighbour(f"Stelle {number}").id)
    few = count_statements(database, lambda: browser.get("/nachbarn"))
    for number in range(5):
        make.no_match(neighbour_id=make.neighbour(f"Weitere {number}").id)

    assert count_statements(database, lambda: browser.get("/nachbarn")) == few


def test_no_decision_is_kept_where_the_case_could_not_be_closed(
    browser, make, manager, neighbour, session
):
    introduction = make.introduction(IntroductionState.INTRODUCED, lead=manager)
    browser.login(manager)

    browser.submit(
        f"/pruefung/{introduction.challenge_id}/kein-treffer", status=409, message=WORDS,
        reason="bedarf_unklar", neighbour=str(neighbour.id), topic="Ein Thema",
    )  # fmt: skip

    session.rollback()
    for model in (NoMatch, Gap, OutgoingMail):
        assert session.scalars(select(model)).all() == []
