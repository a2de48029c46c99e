"""The plan over all open Bedarfe, and what it says beside the proposals of one case."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    ChallengeState,
    IntroductionState,
    Match,
    MatchRun,
    Profile,
    RejectionReason,
    Role,
    Verdict,
)
from tests.webapp.runs import run_with
from tests.webapp.statements import count_statements
from tests.webapp.tiny_models import TinyModel
from webapp.matching import match_challenge
from webapp.matching.pools import Pool


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def propose(make, manager, database, clock):
    """A case of the manager for which these profiles are proposed, best first."""

    def propose(chances, lead=manager, challenge=None, **facts):
        challenge = challenge or make.challenge(ChallengeState.IN_REVIEW, lead=lead, **facts)
        run_id = run_with(database, clock, challenge, *chances)
        with database.writing() as session:
            for match in session.scalars(select(Match).where(Match.run_id == run_id)):
                match.probability = list(chances.values())[match.rank - 1]
        clock.advance(minutes=1)
        return challenge

    return propose


def chair(make, name, **facts):
    return make.profile("Alterung von Kunststoffen", chair=f"Lehrgebiet {name}", **facts)


def plan_of(page) -> dict[str, str]:
    return {
        each.select_one(".card__title").get_text(strip=True): " ".join(each.get_text(" ").split())
        for each in page.select("#plan .card")
    }


@pytest.fixture
def two_needs(make, propose):
    """Both would ask the same chair first, which takes one more."""
    polymers = chair(make, "Polymere", capacity=1)
    concrete = chair(make, "Beton", capacity=1)
    first = propose({polymers: 0.9, concrete: 0.8}, title="Erster Bedarf")
    second = propose({polymers: 0.8, concrete: 0.2}, title="Zweiter Bedarf")
    return first, second, polymers, concrete


def test_the_plan_asks_nobody_more_often_than_they_take_on(browser, manager, two_needs):
    _, second, *_ = two_needs
    browser.login(manager)

    page = browser.get("/planung")

    plan = plan_of(page)
    assert "Lehrgebiet Beton" in plan["Erster Bedarf"].split("Jemand anderen")[0].split("(Rang")[0]
    assert "Rang 2, Wahrscheinlichkeit 80 %" in plan["Erster Bedarf"]
    assert (
        "Lehrgebiet Polymere (Rang 1) hat in diesem Plan einen Platz, und den braucht Fall "
        f"{second.reference}." in plan["Erster Bedarf"]
    )
    assert "Rang 1, Wahrscheinlichkeit 80 %" in plan["Zweiter Bedarf"]
    figures = [each.get_text(strip=True) for each in page.select("#vergleich dd")]
    assert figures == ["1,6", "0,9", "1"]
    assert "Eine Anfrage ginge dann an jemanden, der keinen Platz mehr hat." in page.text


def test_an_override_says_what_the_others_lose(browser, manager, two_needs):
    _, second, *_ = two_needs
    browser.login(manager)

    plan = plan_of(browser.get("/planung"))

    assert (
        "Wenn Sie stattdessen Lehrgebiet Polymere fragen, verliert der Plan insgesamt 0,50 "
        f"erwartete Treffer. Für Fall {second.reference} bliebe Lehrgebiet Beton statt "
        "Lehrgebiet Polymere." in plan["Erster Bedarf"]
    )


def test_the_price_stands_beside_a_proposal_that_the_plan_does_not_choose(
    browser, manager, two_needs
):
    first, _, polymers, concrete = two_needs
    browser.login(manager)

    page = browser.get(f"/pruefung/{first.id}")

    assert "verliert der Plan insgesamt 0,50" in page.select_one(f"#vorschlag-{polymers.id}").text
    planned = page.select_one(f"#vorschlag-{concrete.id}").text
    assert "Auch der Plan über alle Ihre offenen Bedarfe fragt hier dieses Lehrgebiet." in planned


def test_the_price_is_worked_out_only_for_whoever_decides(
    browser, make, manager, propose, database
):
    polymers, concrete = (chair(make, each, capacity=1) for each in ("Polymere", "Beton"))
    unled = propose({polymers: 0.9, concrete: 0.8}, lead=None)
    propose({polymers: 0.8, concrete: 0.2})
    browser.login(manager)
    path, counts = f"/pruefung/{unled.id}", []
    counts.append(count_statements(database, lambda: browser.get(path)))
    assert "verliert der Plan" not in browser.get(path).text

    browser.submit(path, action="federfuehrung")
    counts.append(count_statements(database, lambda: browser.get(path)))

    assert "verliert der Plan" in browser.get(path).text
    assert counts[0] < counts[1]


def test_with_room_for_all_the_plan_is_the_list(browser, make, manager, propose):
    polymers = chair(make, "Polymere", capacity=2)
    propose({polymers: 0.9}, title="Erster Bedarf")
    propose({polymers: 0.8}, title="Zweiter Bedarf")
    browser.login(manager)

    page = browser.get("/planung")

    assert [each.get_text() for each in page.select("#plan h2")] == ["Wie die Liste (2)"]
    assert [each.get_text(strip=True) for each in page.select("#vergleich dd")] == [
        "1,7", "1,7", "0",
    ]  # fmt: skip


def test_several_people_can_be_wanted_for_each_need(browser, make, manager, propose):
    propose({chair(make, "Polymere"): 0.9, chair(make, "Beton"): 0.5}, title="Ein Bedarf")
    browser.login(manager)

    one, two = browser.get("/planung"), browser.get("/planung?je=2")
    odd = browser.get("/planung?je=tausend")

    assert len(one.select("#plan .card__body > p > a")) == 1
    assert len(two.select("#plan .card__body > p > a")) == 2
    assert odd.select_one("option[selected]").get_text() == "1"


def test_who_is_asked_already_counts_as_found(browser, make, manager, propose, clock):
    challenge = make.challenge(ChallengeState.IN_REVIEW, lead=manager, title="Ein Bedarf")
    make.introduction(challenge=challenge, lead=manager)
    clock.advance(minutes=1)
    propose({chair(make, "Polymere"): 0.9}, challenge=challenge)
    browser.login(manager)

    assert "Zurzeit ist nichts zu planen" in browser.get("/planung").text
    assert "Ein Bedarf" in plan_of(browser.get("/planung?je=2"))


def test_running_enquiries_take_places_at_the_own_university(browser, make, manager, propose):
    polymers = chair(make, "Polymere", capacity=1)
    make.introduction(IntroductionState.ASKED, profile=polymers)
    propose({polymers: 0.9, chair(make, "Beton"): 0.3}, title="Ein Bedarf")
    browser.login(manager)

    plan = plan_of(browser.get("/planung"))

    assert "Lehrgebiet Polymere (Rang 1) hat keinen Platz mehr frei." in plan["Ein Bedarf"]
    assert "Rang 2, Wahrscheinlichkeit 30 %" in plan["Ein Bedarf"]


def test_a_semester_limit_is_kept(browser, make, manager, propose):
    polymers = chair(make, "Polymere", capacity=5, semester_limit=1)
    propose({polymers: 0.9}, title="Erster Bedarf")
    propose({polymers: 0.8}, title="Zweiter Bedarf")
    browser.login(manager)

    plan = plan_of(browser.get("/planung"))

    assert "Rang 1, Wahrscheinlichkeit 90 %" in plan["Erster Bedarf"]
    assert "Niemand ist frei" in plan["Zweiter Bedarf"]


@pytest.mark.parametrize("running", [0, 3])
def test_how_busy_the_other_university_is_changes_nothing(browser, make, manager, propose, running):
    busy = chair(make, "Polymere", university="HSBO", capacity=5)
    for _ in range(running):
        make.introduction(IntroductionState.ASKED, profile=busy)
    propose({busy: 0.9}, title="Erster Bedarf")
    propose({busy: 0.8}, title="Zweiter Bedarf")
    browser.login(manager)

    plan = plan_of(browser.get("/planung"))

    assert "Rang 1, Wahrscheinlichkeit 90 %" in plan["Erster Bedarf"]
    assert "Niemand ist frei" in plan["Zweiter Bedarf"]


def test_own_enquiries_take_the_place_at_the_other_university(browser, make, manager, propose):
    busy = chair(make, "Polymere", university="HSBO", capacity=5)
    make.introduction(IntroductionState.ASKED, profile=busy, lead=manager)
    propose({busy: 0.9}, title="Ein Bedarf")
    browser.login(manager)

    assert "Niemand ist frei" in plan_of(browser.get("/planung"))["Ein Bedarf"]


def test_a_case_in_other_hands_is_not_planned(browser, make, manager, propose):
    colleague = make.account(Role.TRANSFER_MANAGER)
    polymers = chair(make, "Polymere", capacity=1)
    propose({polymers: 0.9}, lead=colleague, title="Fremder Bedarf")
    propose({polymers: 0.8}, title="Eigener Bedarf")
    browser.login(manager)

    page = browser.get("/planung")

    assert list(plan_of(page)) == ["Eigener Bedarf"]
    assert "Fremder" not in page.text
    assert "Rang 1, Wahrscheinlichkeit 80 %" in page.text


def test_who_is_unlikely_or_rejected_is_not_planned(
    browser, make, manager, propose, database, clock
):
    polymers, concrete = chair(make, "Polymere"), chair(make, "Beton")
    challenge = propose({polymers: 0.9, concrete: 0.1}, title="Ein Bedarf")
    with database.writing() as session:
        match = session.scalars(select(Match).where(Match.profile_id == polymers.id)).one()
        match.decide(
            Verdict.REJECTED, session.merge(manager), clock(), reason=RejectionReason.OTHER_TOPIC
        )
    browser.login(manager)

    page = browser.get("/planung")

    assert plan_of(page) == {}
    assert [each["href"] for each in page.select("#ohne a")] == [f"/pruefung/{challenge.id}"]


def test_who_takes_no_enquiries_is_left_out(browser, make, manager, propose, database, clock):
    polymers = chair(make, "Polymere")
    propose({polymers: 0.9}, title="Ein Bedarf")
    with database.writing() as session:
        session.get_one(Profile, polymers.id).paused_until = clock().date() + timedelta(days=9)
    browser.login(manager)

    assert "Niemand ist frei" in plan_of(browser.get("/planung"))["Ein Bedarf"]


def test_without_cases_the_page_says_so(browser, manager):
    browser.login(manager)

    page = browser.get("/planung")

    assert page.h1.get_text() == "Planung"
    assert "Zurzeit ist nichts zu planen" in page.text


def test_only_managers_plan(browser, make):
    for role in Role:
        browser.login(make.account(role))

        browser.get("/planung", status=200 if role is Role.TRANSFER_MANAGER else 403)


def test_the_number_of_statements_does_not_grow_with_the_cases(
    browser, make, manager, propose, database
):
    profiles = [chair(make, f"Nummer {each}") for each in range(4)]
    propose({profiles[0]: 0.9, profiles[1]: 0.5})
    browser.login(manager)
    browser.get("/planung")
    few = count_statements(database, lambda: browser.get("/planung"))
    for each in range(6):
        propose(dict.fromkeys(profiles, 0.9 - each / 10))

    browser.get("/planung")

    assert count_statements(database, lambda: browser.get("/planung")) == few


def test_a_run_keeps_what_its_team_is_put_together_by(app, make, database):
    app.extensions["match_pool"] = Pool(TinyModel("winzig"))
    make.profile("Versprödung von Rezyklaten")
    need = make.challenge(
        title="Spröde Teile", description="Wer prüft unsere Teile, und wer haftet für die alten?"
    )

    with app.app_context():
        match_challenge(need.id)

    with database.reading() as session:
        (match,) = session.scalars(select(Match)).all()
        assert [position for position, _ in match.run.parts] == [0, 1, 1]
        assert len(match.part_chances) == 3
        assert all(0 <= chance <= 1 for chance in match.part_chances)


@pytest.fixture
def team_run(make, manager, database, clock):
    """A run with three profiles whose chances to cover the three parts are given."""

    def team_run(*chances, parts=((0, 1.0), (1, 1.0), (2, 1.0)), **facts):
        challenge = make.challenge(ChallengeState.IN_REVIEW, lead=manager)
        profiles = [chair(make, f"Nummer {each}") for each in range(1, len(chances) + 1)]
        run_id = run_with(database, clock, challenge, *profiles, **facts)
        with database.writing() as session:
            session.get_one(MatchRun, run_id).parts = [list(each) for each in parts]
            for match in session.scalars(select(Match).where(Match.run_id == run_id)):
                match.part_chances = list(chances[match.rank - 1])
        return challenge, profiles

    return team_run


def test_a_team_is_proposed_where_nobody_covers_all_alone(browser, manager, team_run):
    challenge, profiles = team_run((0.9, 0.8, 0.1), (0.8, 0.9, 0.0), (0.0, 0.1, 0.7))
    browser.login(manager)

    team = browser.get(f"/pruefung/{challenge.id}").select_one("#team")

    assert [each.get_text(strip=True) for each in team.select("ol a")] == [
        "Lehrgebiet Nummer 1", "Lehrgebiet Nummer 3", "Lehrgebiet Nummer 2",
    ]  # fmt: skip
    assert team.select_one("ol a")["href"] == f"#vorschlag-{profiles[0].id}"
    assert "Belegt Teilaspekt 2." in team.get_text(" ")
    assert "Teilaspekt 3: Wir suchen jemanden" in " ".join(team.get_text(" ").split())


def test_where_no_team_helps_the_page_says_so(browser, manager, team_run):
    challenge, _ = team_run((0.1, 0.0, 0.0), (0.0, 0.1, 0.0))
    browser.login(manager)

    team = browser.get(f"/pruefung/{challenge.id}").select_one("#team")

    assert "auch zusammen kommen die Profile nicht deutlich weiter" in team.get_text()
    assert team.select("ol") == []


@pytest.mark.parametrize("facts", [{"parts": ()}, {"is_abstention": True}])
def test_without_what_makes_a_team_there_is_none(browser, manager, team_run, facts):
    challenge, _ = team_run((0.9, 0.1, 0.1), (0.1, 0.9, 0.1), **facts)
    browser.login(manager)

    assert browser.get(f"/pruefung/{challenge.id}").select_one("#team") is None


def test_of_the_other_university_nobody_who_takes_no_enquiries_is_in_the_team(
    browser, make, manager, database, clock, team_run
):
    challenge, profiles = team_run((0.9, 0.1, 0.0), (0.1, 0.9, 0.0), (0.0, 0.0, 0.9))
    department = make.department("HSBO")
    with database.writing() as session:
        gone = session.get_one(Profile, profiles[2].id)
        gone.department_id, gone.capacity = department.id, 0
    browser.login(manager)

    page = browser.get(f"/pruefung/{challenge.id}")

    assert len(page.select("#team ol a")) == 2
    assert "Nummer 3" not in page.text
