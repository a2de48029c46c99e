"""The desk around the cases: the board, views by name, reminders, comparisons, earlier cases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    Challenge,
    ChallengeState,
    DeclineReason,
    Evidence,
    Introduction,
    IntroductionState,
    Match,
    Outcome,
    OutgoingMail,
    Role,
    SavedView,
    TeaserState,
    Verdict,
)
from tests.webapp.runs import run_with
from tests.webapp.statements import count_statements
from webapp.review.similar import likeness
from webapp.steps import LANES, Step

ASKED, INTERESTED = IntroductionState.ASKED, IntroductionState.INTERESTED


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER, display_name="Transferstelle WH")


@pytest.fixture
def colleague(make):
    university = make.university("HSBO")
    return make.account(Role.TRANSFER_MANAGER, university_id=university.id)


def case(make, lead, **facts):
    return make.challenge(ChallengeState.IN_REVIEW, lead=lead, **facts)


def mails(session, template):
    session.rollback()
    return session.scalars(select(OutgoingMail).where(OutgoingMail.template == template)).all()


def test_every_step_of_an_open_case_has_its_column():
    assert {each for each in Step if each is not Step.NONE} == LANES.keys()


def test_the_board_shows_how_far_each_case_is(browser, make, manager):
    make.challenge(title="Neu eingetroffen")
    make.introduction(ASKED, challenge=case(make, manager, title="Wird gefragt"), lead=manager)
    make.introduction(
        IntroductionState.PREPARED, challenge=case(make, manager, title="Braucht Worte"),
        lead=manager,
    )  # fmt: skip
    browser.login(manager)

    page = browser.get("/pruefung?ansicht=tafel")

    columns = {
        each.select_one("h3").contents[0].strip(): [a.get_text() for a in each.select("h4 a")]
        for each in page.select(".board__column")
    }
    assert columns == {
        "Übernehmen": ["Neu eingetroffen"], "Auswählen": [], "Kurzfassung": ["Braucht Worte"],
        "Angefragt": ["Wird gefragt"], "Erstgespräch": [], "Abschließen": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("zug=ich", {"Ich bin dran"}),
        ("zug=andere", {"Das Unternehmen ist dran"}),
        ("zug=niemand", {"Führt noch niemand"}),
        ("frist=ueberfaellig", {"Führt noch niemand"}),
        ("frist=diese-woche", {"Führt noch niemand", "Ich bin dran"}),
        ("ort=05978020", {"Ich bin dran"}),
        ("zug=quatsch&frist=quatsch", {
            "Ich bin dran", "Das Unternehmen ist dran", "Führt noch niemand",
        }),
    ],
)  # fmt: skip
def test_filters_narrow_the_list_down(browser, make, manager, clock, query, titles):
    kamen = make.municipality("05978020", "Kamen")
    make.challenge(title="Führt noch niemand")
    clock.advance(days=21)
    case(make, manager, title="Ich bin dran", municipality_ags=kamen.ags)
    waiting = case(make, manager, title="Das Unternehmen ist dran")
    make.teaser(waiting, TeaserState.PRESENTED)
    make.introduction(IntroductionState.PREPARED, challenge=waiting, lead=manager)
    with make.writing() as session:
        for title, days in (("Ich bin dran", 5), ("Das Unternehmen ist dran", 30)):
            found = session.scalars(select(Challenge).where(Challenge.title == title)).one()
            found.answer_due_on = clock().date() + timedelta(days=days)
    browser.login(manager)

    page = browser.get(f"/pruefung?{query}")

    assert {each.get_text() for each in page.select(".worklist h3 a")} == titles


def test_a_filter_never_tells_of_cases_in_other_hands(browser, make, manager, colleague):
    case(make, colleague, title="Geheimes Vorhaben")
    browser.login(manager)

    page = browser.get("/pruefung?frist=ueberfaellig")

    assert page.select_one("#andere") is None
    assert "Nichts gefunden" in page.text


def save(browser, name, query="zug=ich&ansicht=tafel", status=200):
    return browser.submit(f"/pruefung/ansichten?{query}", "ansichten", status, name=name)


def test_a_view_is_saved_opened_made_the_start_and_deleted(browser, make, manager):
    case(make, manager, title="Ich bin dran")
    browser.login(manager)

    page = save(browser, "Mein Morgen")

    assert page.response.request.query_string == b"zug=ich&ansicht=tafel"
    link = page.select_one("nav[aria-label='Gespeicherte Ansichten'] a[aria-current]")
    assert link.get_text() == "Mein Morgen"

    browser.submit("/pruefung/ansichten", "start")
    assert browser.get("/pruefung").select_one("#tafel")
    assert browser.get("/pruefung?ansicht=liste").select_one("#tafel") is None

    browser.submit("/pruefung/ansichten", "loeschen")
    assert browser.get("/pruefung").select_one("#tafel") is None


def test_a_name_stands_for_one_view_and_what_was_typed_stays(browser, manager):
    browser.login(manager)
    save(browser, "Mein Morgen")

    page = save(browser, "Mein Morgen", "frist=ueberfaellig", status=422)

    assert "So heißt schon eine Ansicht" in page.error_at("name")
    assert page.select_one("[name=name]")["value"] == "Mein Morgen"
    assert "frist=ueberfaellig" in page.select_one("main form")["action"]


def test_a_dozen_views_are_enough(browser, manager, make, clock):
    with make.writing() as session:
        session.add_all(
            SavedView(account_id=manager.id, name=f"Nr. {n}", choices={}, created_at=clock())
            for n in range(12)
        )
    browser.login(manager)

    assert "Bitte löschen Sie eine alte" in save(browser, "Noch eine", status=422).error_at("name")


def test_views_of_others_do_not_exist(browser, make, manager, colleague, clock):
    with make.writing() as session:
        view = SavedView(account_id=colleague.id, name="Fremd", choices={}, created_at=clock())
        session.add(view)
    browser.login(manager)

    assert "Fremd" not in browser.get("/pruefung").text
    assert "Fremd" not in browser.get("/pruefung/ansichten").text
    answer = browser.client.post(f"/pruefung/ansichten/{view.id}/loeschen")
    assert answer.status_code in {400, 404}


def remind(browser, *cases, status=200):
    query = "&".join(f"fall={each.id}" for each in cases)
    return browser.submit(f"/pruefung/erinnern?{query}", "erinnern", status)


def test_many_are_reminded_at_once_and_each_of_what_waits(
    browser, make, manager, session, work_off, app
):
    first = case(make, manager)
    make.teaser(first, TeaserState.PRESENTED)
    make.introduction(IntroductionState.PREPARED, challenge=first, lead=manager)
    asked = make.introduction(ASKED, lead=manager)
    second = session.get_one(Challenge, asked.challenge_id)
    browser.login(manager)

    page = remind(browser, first, second)

    assert "In 2 Fällen sind Erinnerungen unterwegs" in page.text
    (to_company,) = mails(session, "reply_waits")
    (to_professor,) = mails(session, "answer_waits")
    assert to_company.challenge_id == first.id
    assert to_professor.introduction_id == asked.id
    assert session.get_one(Introduction, asked.id).reminded_at is not None
    work_off()
    assert {message["Subject"] for message in app.sent} == {
        f"Fall {first.reference}: eine freundliche Erinnerung",
        "Erinnerung an eine Anfrage an Ihr Lehrgebiet",
    }


def test_nobody_is_reminded_twice_in_three_working_days(browser, make, manager, session, clock):
    need = case(make, manager)
    make.teaser(need, TeaserState.PRESENTED)
    make.introduction(IntroductionState.PREPARED, challenge=need, lead=manager)
    browser.login(manager)
    remind(browser, need)

    page = browser.get(f"/pruefung/erinnern?fall={need.id}")
    assert "wurde schon erinnert" in page.text
    assert page.select("main form input[type=checkbox]") == []

    clock.advance(days=7)
    browser.login(manager)
    remind(browser, need)
    assert len(mails(session, "reply_waits")) == 2


def test_a_case_in_which_nobody_waits_or_nobody_reads_mail_is_named(browser, make, manager, clock):
    own_turn = case(make, manager, title="Meine Sache")
    silent = make.company("Ohne Konto GmbH")
    by_phone = case(make, manager, by=manager, company_id=silent.id, title="Nur am Telefon")
    make.teaser(by_phone, TeaserState.PRESENTED)
    make.introduction(IntroductionState.PREPARED, challenge=by_phone, lead=manager)
    browser.login(manager)

    page = browser.get(f"/pruefung/erinnern?fall={own_turn.id}&fall={by_phone.id}&fall=quatsch")

    told = {li.a.get_text(): li.get_text() for li in page.select("#nicht li")}
    assert "Hier sind Sie selbst am Zug" in told["Meine Sache"]
    assert "Bitte rufen Sie an" in told["Nur am Telefon"]


def test_cases_in_other_hands_are_not_reminded_of(browser, make, manager, colleague, session):
    foreign = case(make, colleague, title="Geheimes Vorhaben")
    make.teaser(foreign, TeaserState.PRESENTED)
    make.introduction(IntroductionState.PREPARED, challenge=foreign, lead=colleague)
    browser.login(manager)

    page = browser.get(f"/pruefung/erinnern?fall={foreign.id}")

    assert "Geheimes Vorhaben" not in page.text
    assert mails(session, "reply_waits") == []


def test_without_a_tick_the_page_says_what_is_missing(browser, make, manager):
    need = case(make, manager)
    make.teaser(need, TeaserState.PRESENTED)
    make.introduction(IntroductionState.PREPARED, challenge=need, lead=manager)
    browser.login(manager)
    page = browser.get(f"/pruefung/erinnern?fall={need.id}")
    for tick in page.select("main input[type=checkbox]"):
        del tick["checked"]

    answer = browser.send(page, "erinnern", 422)

    assert "Bitte wählen Sie mindestens einen Fall" in answer.text


def test_two_people_are_compared_aspect_by_aspect(browser, make, manager, database, clock):
    need = case(make, manager)
    one, other, third = (make.profile() for _ in range(3))
    run_with(database, clock, need, one, other, third, probability=0.4)
    with make.writing() as session:
        of_other = select(Evidence).join(Evidence.match).where(Match.profile_id == other.id)
        session.scalars(of_other).one().strength = 0.01
    browser.login(manager)

    page = browser.get(f"/pruefung/{need.id}/vergleich?wen={one.id}&wen={other.id}")

    heads = [each.get_text() for each in page.select(".comparison__name")]
    assert heads == [one.chair, other.chair]
    (row,) = [each for each in page.select(".comparison tbody tr") if "Teilaspekt" in each.th.text]
    said = [each.get_text() for each in row.select("td")]
    assert said[0] != "nichts Deutliches"
    assert said[1] == "nichts Deutliches"
    assert page.select_one(".uncovered, [class*=uncovered]") is not None
    assert len(page.select(".comparison form")) == 2


@pytest.mark.parametrize(
    ("ticks", "words"), [(3, "immer zwei"), (1, ""), (0, "")], ids=["three", "one", "none"]
)
def test_any_number_of_ticks_leads_to_a_choice_of_two(
    browser, make, manager, database, clock, ticks, words
):
    need = case(make, manager)
    profiles = [make.profile() for _ in range(3)]
    run_with(database, clock, need, *profiles)
    browser.login(manager)

    query = "&".join(f"wen={each.id}" for each in profiles[:ticks])
    page = browser.get(f"/pruefung/{need.id}/vergleich?{query}")

    assert words in page.error_at("zwei")
    assert len(page.select(".comparison__name")) == 2


def test_the_same_one_twice_is_no_comparison(browser, make, manager, database, clock):
    need = case(make, manager)
    one, other = make.profile(), make.profile()
    run_with(database, clock, need, one, other)
    browser.login(manager)

    page = browser.get(f"/pruefung/{need.id}/vergleich?eins={one.id}&zwei={one.id}")

    assert "zwei verschiedene" in page.error_at("zwei")
    assert page.select_one(".comparison") is None


def test_somebody_who_is_not_among_the_proposals_is_not_compared(
    browser, make, manager, database, clock
):
    need = case(make, manager)
    one, stranger = make.profile(), make.profile()
    run_with(database, clock, need, one)
    browser.login(manager)

    page = browser.get(f"/pruefung/{need.id}/vergleich?eins={one.id}&zwei={stranger.id}")

    assert page.select_one(".comparison") is None
    assert stranger.chair not in page.text


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"a": 0.5}, {"a": 0.5}, 1.0),
        ({"a": 0.5}, {"b": 0.5}, 0.0),
        ({"a": 0.6, "b": 0.2}, {"a": 0.3, "b": 0.4}, 0.5),
        ({}, {}, 0.0),
    ],
)
def test_likeness_is_the_shared_part_of_who_may_help(one, other, expected):
    assert likeness(one, other) == pytest.approx(expected)


def ended(make, database, clock, lead, profile, title, **facts):
    need = case(make, lead, title=title, **facts)
    run_with(database, clock, need, profile, probability=0.6)
    make.introduction(
        IntroductionState.DECLINED, challenge=need, profile=profile, lead=lead,
    )  # fmt: skip
    with database.writing() as session:
        found = session.get_one(Challenge, need.id)
        found.close(Outcome.NO_COOPERATION, clock(), message="Danke für Ihre Geduld.")
        assert found.introductions[0].decline_reason in DeclineReason
    return need


def test_earlier_cases_like_this_one_show_their_outcome(browser, make, manager, database, clock):
    profile, another = make.profile(), make.profile()
    ended(make, database, clock, manager, profile, "Schon einmal gehabt")
    ended(make, database, clock, manager, another, "Etwas ganz anderes")
    need = case(make, manager, title="Heute")
    run_with(database, clock, need, profile, probability=0.5)
    browser.login(manager)

    section = browser.get(f"/pruefung/{need.id}").select_one("#aehnlich")

    assert [a.get_text() for a in section.select("tbody a")] == ["Schon einmal gehabt"]
    told = section.get_text(" ")
    assert "Keine Zusammenarbeit" in told
    assert f"Abgesagt: {profile.chair}" in told


def test_a_case_that_somebody_else_led_is_no_earlier_case(
    browser, make, manager, colleague, database, clock
):
    profile = make.profile()
    ended(make, database, clock, colleague, profile, "Geheimes Vorhaben")
    need = case(make, manager, title="Heute")
    run_with(database, clock, need, profile, probability=0.5)
    browser.login(manager)

    page = browser.get(f"/pruefung/{need.id}")

    assert page.select_one("#aehnlich") is None
    assert "Geheimes Vorhaben" not in page.text


def test_a_conflict_of_interest_is_said_with_yes_and_no(browser, make, manager, database, clock):
    need = case(make, manager)
    free = make.profile()
    run_with(database, clock, need, free)
    browser.login(manager)

    assert "Interessenkonflikt: nein." in browser.get(f"/pruefung/{need.id}").text

    with database.writing() as session:
        match = session.scalars(select(Match).where(Match.profile_id == free.id)).one()
        match.decide(Verdict.APPROVED, match.run.challenge.lead, clock())
        free_account = match.profile.account
        free_account.declare_conflicts([match.run.challenge.company.name], clock())

    page = browser.get(f"/pruefung/{need.id}")
    assert "Interessenkonflikt: ja." in page.text
    assert "Wegen eines Interessenkonflikts nicht vorgeschlagen (1)" in page.text


def test_how_often_somebody_was_asked_lately_stands_at_the_proposal(
    browser, make, manager, database, clock
):
    busy = make.profile()
    make.introduction(ASKED, profile=busy)
    clock.advance(days=400)
    make.introduction(ASKED, profile=busy)
    make.introduction(IntroductionState.DECLINED, profile=busy)
    need = case(make, manager)
    run_with(database, clock, need, busy)
    browser.login(manager)

    page = browser.get(f"/pruefung/{need.id}")

    assert "In zwölf Monaten 2-mal angefragt." in page.text


def test_reminding_and_comparing_take_as_many_statements_for_many_as_for_few(
    browser, make, manager, database, clock
):
    cases = [make.introduction(ASKED, lead=manager).challenge_id for _ in range(12)]
    need = case(make, manager)
    run_with(database, clock, need, *(make.profile() for _ in range(12)))
    browser.login(manager)

    def statements(path: str) -> int:
        return count_statements(database, lambda: browser.get(path))

    few, many = (
        statements("/pruefung/erinnern?" + "&".join(f"fall={each}" for each in chosen))
        for chosen in (cases[:2], cases)
    )
    assert few == many <= 25
    assert statements(f"/pruefung/{need.id}/vergleich") <= 40
