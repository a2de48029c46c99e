"""The review page: every proposal explained, for those who may read it."""

import uuid

import pytest
from sqlalchemy import select

from models import (
    Account,
    Challenge,
    ChallengeState,
    Competence,
    CompetenceKind,
    ConflictOfInterest,
    Flag,
    FlagReason,
    IntroductionState,
    Job,
    JobKind,
    Match,
    MatchRun,
    Profile,
    Role,
    SupportKind,
    Verdict,
    WorkState,
)
from tests.webapp.runs import run_with
from tests.webapp.statements import count_statements


@pytest.fixture
def manager(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def challenge(make, manager):
    return make.challenge(ChallengeState.IN_REVIEW, lead=manager)


@pytest.fixture
def match(make, challenge):
    return make.match(challenge)


def url(challenge, page=""):
    return f"/pruefung/{challenge.id}{page}"


def test_need_stands_left_with_its_aspects_marked(browser, make, challenge, manager, match):
    browser.login(manager)

    page = browser.get(url(challenge))

    marks = [each.get_text(" ", strip=True) for each in page.select(".aspect-text mark")]
    assert page.h1.get_text() == challenge.title
    assert marks == [f"Teilaspekt 1 : {challenge.title}"]
    assert challenge.company.name in page.text


def test_aspects_are_split_into_title_and_description(
    browser, make, challenge, manager, database, clock
):
    run_with(database, clock, challenge, make.profile())
    browser.login(manager)

    page = browser.get(url(challenge))

    title, description = page.select(".aspect-text")[:2]
    assert len(title.select("mark")) == 1
    marked = [each.get_text(" ", strip=True) for each in description.select("mark")]
    assert marked[0].endswith("Unsere Kunststoffteile werden nach dem Einschmelzen spröde")
    assert marked[1].endswith("Wir suchen jemanden, der uns sagt, woran das liegt.")


def test_proposal_shows_why_and_what_it_does_not_cover(
    browser, make, challenge, manager, database, clock
):
    profile = make.profile("Versprödung: warum Bauteile spröde werden", university="HSBO")
    run_with(database, clock, challenge, profile)
    browser.login(manager)

    card = browser.get(url(challenge)).select_one(f"#vorschlag-{profile.id}")

    text = " ".join(card.get_text(" ").split())
    assert "Rang 1" in text
    assert "Forschung" in text
    assert "HSBO, Standort Bochum" in text
    assert "Nicht belegt (2)" in text
    assert [each.get_text() for each in card.select("mark")] == ["spröde", "spröde"]


@pytest.mark.parametrize(("university", "is_shown"), [("WH", True), ("HSBO", False)])
def test_how_busy_somebody_is_stays_within_the_own_university(
    browser, make, challenge, manager, database, clock, university, is_shown
):
    run_with(database, clock, challenge, make.profile(university=university))
    browser.login(manager)

    page = browser.get(url(challenge))

    assert ("nimmt bis zu 2 Anfragen gleichzeitig an" in page.text) == is_shown


def test_enquiries_of_a_case_that_is_closed_to_the_reader_do_not_count(
    browser, make, manager, challenge, database
):
    busy = make.profile(chair="Lehrgebiet Polymere", capacity=3)
    make.match(challenge, busy)
    tied = make.introduction(IntroductionState.ASKED, profile=busy)
    make.introduction(IntroductionState.ASKED, profile=busy)
    browser.login(manager)
    assert "Frei: 2 von 3 Anfragen laufen." in browser.get(url(challenge)).text

    with database.writing() as session:
        name = session.get_one(Challenge, tied.challenge_id).company.name
        session.get_one(Account, manager.id).declare_conflicts([name], tied.created_at)

    assert "Frei: 1 von 3 Anfragen laufen." in browser.get(url(challenge)).text


def test_whoever_opted_out_since_the_abgleich_leaves_no_gap_between_the_ranks(
    browser, make, challenge, manager, database, clock
):
    gone, tied, left = (make.profile(university="HSBO") for _ in range(3))
    run_with(database, clock, challenge, gone, tied, left)
    with database.writing() as session:
        session.get_one(Profile, gone.id).capacity = 0
        company = session.get_one(Challenge, challenge.id).company.name
        session.get_one(Profile, tied.id).account.conflicts = [
            ConflictOfInterest(organisation=company, declared_at=clock())
        ]
    browser.login(manager)

    page = browser.get(url(challenge))

    assert [each["id"] for each in page.select("[id^=vorschlag-]")] == [f"vorschlag-{left.id}"]
    assert "Rang 1" in page.text
    assert "Vorschläge (1)" in page.text
    assert gone.chair not in page.text
    assert page.text.count(tied.chair) == 1
    assert "Wegen eines Interessenkonflikts nicht vorgeschlagen (1)" in page.text


def test_words_that_met_in_meaning_stand_under_sentence_and_statement(
    browser, make, challenge, manager, database, clock
):
    profile = make.profile("Spröde Bauteile nach der Verarbeitung")
    pairs = [["spröde", "Spröde"], ["Einschmelzen", "Verarbeitung"]]
    run_with(database, clock, challenge, profile, pairs=pairs)
    browser.login(manager)

    card = browser.get(url(challenge)).select_one(f"#vorschlag-{profile.id}")

    (pair,) = card.select(".evidence__pair")
    assert [each.get_text() for each in card.select("mark")] == [
        "Einschmelzen", "spröde", "Spröde", "Verarbeitung",
    ]  # fmt: skip
    assert pair.get_text(" ", strip=True) == "„Einschmelzen“ ↔ entspricht „Verarbeitung“"
    assert pair.select_one(".visually-hidden").get_text() == "entspricht"


def test_a_mere_hint_is_not_explained_with_related_words(
    browser, make, challenge, manager, database, clock
):
    profile = make.profile("Bauteile nach der Verarbeitung")
    run_id = run_with(database, clock, challenge, profile, pairs=[["Einschmelzen", "Verarbeitung"]])
    with database.writing() as session:
        (match,) = session.get_one(MatchRun, run_id).matches
        match.evidence[0].strength = 0.01
    browser.login(manager)

    card = browser.get(url(challenge)).select_one(f"#vorschlag-{profile.id}")

    assert "Nur ein schwacher Anhaltspunkt" in card.text
    assert "Verarbeitung" in card.text
    assert not card.select(".evidence__pair, mark:-soup-contains(Verarbeitung)")


@pytest.fixture
def flag(database, challenge, clock, make):
    """Lets statements of a profile be left out of a run, for these reasons."""

    def put(*reasons, statement="Rezyklat " * 60):
        profile = make.profile()
        run_id = run_with(database, clock, challenge, profile)
        with database.writing() as session:
            (match,) = session.get_one(MatchRun, run_id).matches
            match.flags = [
                Flag(
                    position=position, reason=reason, statement=statement,
                    competence=match.evidence[0].competence if position else None,
                )
                for position, reason in enumerate(reasons)
            ]  # fmt: skip
        return profile

    return put


def test_odd_statements_are_named_beside_the_evidence(browser, manager, challenge, flag):
    profile = flag(FlagReason.LISTED, FlagReason.REPEATED)
    browser.login(manager)

    card = browser.get(url(challenge)).select_one(f"#vorschlag-{profile.id}")

    notice = " ".join(card.select_one(".notice--warning").get_text(" ").split())
    assert "An diesem Profil sind 2 Stellen auffällig" in notice
    assert "hat beim Abgleich nicht mitgezählt" in notice
    first, second = [" ".join(each.get_text().split()) for each in card.select(".notice li")]
    assert first.startswith("Reiht viele Stichwörter aneinander: „Rezyklat Rezyklat")
    assert first.endswith("Rezyklat…“ (Kurzbeschreibung)")
    assert len(first) < 250
    assert second.startswith("Wiederholt Suchwörter auffällig oft")
    assert second.endswith("(Forschung)")


def test_of_many_odd_statements_three_stand_open(browser, manager, challenge, flag):
    profile = flag(*[FlagReason.LISTED] * 5)
    browser.login(manager)

    card = browser.get(url(challenge)).select_one(f"#vorschlag-{profile.id}")

    assert len(card.select(".notice li")) == 5
    assert len(card.select(".notice details li")) == 2


def test_what_hides_in_an_odd_statement_stays_words(browser, manager, challenge, flag):
    profile = flag(FlagReason.HIDDEN, statement='\u202e<b style="display:none">Beton</b>')
    browser.login(manager)

    (item,) = browser.get(url(challenge)).select(f"#vorschlag-{profile.id} .notice li")

    assert item.select("b") == []
    assert '<b style="display:none">Beton</b>' in item.select_one("bdi").get_text()


def test_an_honest_profile_has_nothing_to_explain(browser, make, manager, challenge, match):
    browser.login(manager)

    assert "auffällig" not in browser.get(url(challenge)).text


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.0002, "unter 1 %"), (0.786, "79 %"), (0.9999, "über 99 %")],
)
def test_probability_is_said_with_how_to_read_it(
    browser, make, challenge, manager, database, clock, probability, words
):
    run_with(database, clock, challenge, make.profile(), probability=probability)
    browser.login(manager)

    page = browser.get(url(challenge))

    assert f"Hilft wahrscheinlich weiter: {words} · nur für Sie" in page.text
    assert "Steht da 30 %, dann waren von 100 solchen Vorschlägen" in page.text


def test_without_a_probability_nothing_has_to_be_explained(browser, manager, challenge, match):
    browser.login(manager)

    assert "Wahrscheinlichkeit" not in browser.get(url(challenge)).text


def test_what_nobody_covers_is_said(browser, make, challenge, manager, database, clock):
    run_with(database, clock, challenge, make.profile(), make.profile())
    browser.login(manager)

    page = browser.get(url(challenge))

    left = page.select_one(".evidence-uncovered").get_text(" ", strip=True)
    assert challenge.title in left
    assert "woran das liegt" in left
    assert "Kunststoffteile" not in left


def test_run_says_what_it_is_and_what_it_did_not_use(browser, manager, challenge, match):
    browser.login(manager)

    page = browser.get(url(challenge))

    assert "Vorschläge der Software; Sie entscheiden." in page.text
    assert "Namen, Geschlecht, Alter und Fotos" in page.text


def test_an_abstention_is_said_honestly(browser, make, manager, challenge, database, clock):
    run_with(database, clock, challenge, make.profile(), is_abstention=True, is_degraded=True)
    browser.login(manager)

    page = browser.get(url(challenge))

    assert "Niemand passt gut" in page.text
    assert "wer dem Bedarf noch am nächsten kommt" in page.text
    assert "Eingeschränkte Trefferqualität" in page.text


def test_after_an_abstention_the_lead_reads_what_to_do(
    browser, make, manager, challenge, database, clock
):
    run_with(database, clock, challenge, is_abstention=True)
    browser.login(manager)

    notice = browser.get(url(challenge)).select_one(".notice--warning")

    assert "Niemand passt gut" in notice.text
    assert "Im Unternehmen nachfragen" in notice.text
    assert [each["href"] for each in notice.select("a")] == [
        url(challenge, "/suche"), url(challenge, "/kein-treffer"),
    ]  # fmt: skip
    assert "am nächsten" not in notice.text


def test_who_only_reads_is_not_told_what_to_do_after_an_abstention(browser, make, database, clock):
    challenge = make.challenge(ChallengeState.IN_REVIEW)
    run_with(database, clock, challenge, make.profile(), is_abstention=True)
    browser.login(make.account(Role.TRANSFER_MANAGER))

    page = browser.get(url(challenge))

    assert "Niemand passt gut" in page.text
    assert "Was Sie jetzt tun können" not in page.text


def test_whoever_waits_for_the_first_run_is_told_once_when_it_is_over(
    browser, make, manager, database, clock
):
    challenge = make.challenge(lead=manager)
    with database.writing() as session:
        job = Job(
            kind=JobKind.MATCH_CHALLENGE, challenge_id=challenge.id, created_at=clock()
        )  # fmt: skip
        session.add(job)
    browser.login(manager)

    def ask():
        return browser.client.get(asking["hx-get"], headers={"HX-Request": "true"})

    region = browser.get(url(challenge)).select_one("#abgleich")
    asking = region.select_one("[hx-get]")
    unchanged = ask()
    clock.advance(minutes=11)
    late = ask()
    with database.writing() as session:
        session.merge(job).finish(clock())
    over = ask()

    assert region["role"] == "status"
    assert asking["hx-trigger"].startswith("every")
    assert region.a["href"] == url(challenge)
    assert (unchanged.status_code, unchanged.text) == (204, "")
    assert "dauert länger als sonst" in late.text
    assert "Der Abgleich ist fertig" in over.text
    assert "hx-get" not in late.text + over.text
    assert browser.get(asking["hx-get"]).h1.text == "Abgleich"


def test_a_page_that_waits_asks_to_sign_in_as_a_whole_and_comes_back(browser, make, manager):
    challenge = make.challenge(lead=manager)
    address = f"/pruefung/{challenge.id}/abgleich"

    part = browser.client.get(address, headers={"HX-Request": "true"})
    whole = browser.client.get(url(challenge))

    assert (part.status_code, part.text) == (401, "")
    assert part.headers["HX-Refresh"] == "true"
    assert whole.location == "/anmelden"
    with browser.client.session_transaction() as kept:
        assert kept["next"].startswith(url(challenge))


@pytest.mark.parametrize(
    ("state", "words"),
    [(WorkState.QUEUED, "Der Abgleich läuft"), (WorkState.DEAD, "Der Abgleich ist gescheitert")],
)
def test_before_the_first_run_the_page_says_how_far_it_is(
    browser, make, manager, database, clock, state, words
):
    challenge = make.challenge(lead=manager)
    with database.writing() as session:
        session.add(
            Job(
                kind=JobKind.MATCH_CHALLENGE, challenge_id=challenge.id, state=state,
                created_at=clock(),
            )
        )  # fmt: skip
    browser.login(manager)

    assert words in browser.get(url(challenge)).text


def test_contact_is_for_the_lead(browser, make):
    challenge = make.challenge(ChallengeState.IN_REVIEW)
    manager = make.account(Role.TRANSFER_MANAGER)
    address = challenge.entered_by.email
    browser.login(manager)
    before = browser.get(url(challenge))

    after = browser.send(before, action="federfuehrung")

    assert address not in before.text
    assert address in after.text


def test_the_newest_run_shows_with_decisions_of_older_ones(
    browser, make, manager, challenge, database, clock
):
    decided, gone, fresh = make.profile(), make.profile(), make.profile()
    first = run_with(database, clock, challenge, decided, gone)
    with database.writing() as session:
        by = session.merge(manager)
        for each in session.scalars(select(Match).where(Match.run_id == first)).all():
            each.decide(Verdict.APPROVED, by, clock())
    clock.advance(hours=1)
    run_with(database, clock, challenge, fresh, decided)
    browser.login(manager)

    page = browser.get(url(challenge))

    assert "Vorschläge (2)" in page.text
    assert "Freigegeben am" in page.select_one(f"#vorschlag-{decided.id}").get_text()
    assert page.select_one(f"#frueher #vorschlag-{gone.id}")
    assert len(page.select('form[action$="freigeben"]')) == 1


def test_top_five_stand_open_and_the_rest_behind_details(
    browser, make, manager, challenge, database, clock
):
    profiles = [make.profile() for _ in range(7)]
    run_with(database, clock, challenge, *profiles)
    browser.login(manager)

    page = browser.get(url(challenge))

    hidden = page.select("details [id^=vorschlag-]")
    assert len(page.select("[id^=vorschlag-]")) == 7
    assert len(hidden) == 2


def test_review_page_with_twenty_proposals_takes_few_statements(
    browser, make, manager, challenge, database, clock
):
    profiles = [make.profile(f"Kompetenz {number}") for number in range(20)]
    run_with(database, clock, challenge, *profiles)
    for profile in profiles[:3]:
        make.introduction(challenge=challenge, profile=profile, lead=manager)
    clock.advance(hours=1)
    run_with(database, clock, challenge, *profiles)
    browser.login(manager)

    statements = count_statements(database, lambda: browser.get(url(challenge)))

    # Four of them write down that the need was read, two look for conflicts of interest, one each
    # for what was written to the company and what it was promised. Six say who works on the case
    # and until when, four look for the next one that is due. Four look for funding, flows and
    # joint projects. Where somebody was asked already, nobody plans.
    assert statements <= 51


def test_kinds_of_statements_and_help_are_said_in_german(browser, make, manager, database, clock):
    challenge = make.challenge(ChallengeState.IN_REVIEW, lead=manager)
    profile = make.profile(
        competences=[Competence(text="Zugversuche", kind=CompetenceKind.LAB_SERVICE)]
    )
    run_with(database, clock, challenge, profile)
    browser.login(manager)

    page = browser.get(url(challenge))

    assert "Labordienst" in page.text
    assert challenge.support_kinds == {SupportKind.ADVICE}
    assert "Beratung & Best Practices" in page.text


# Who may open it


@pytest.mark.parametrize("role", list(Role))
def test_a_case_of_another_lead_answers_like_an_unknown_id(browser, make, challenge, role):
    browser.login(make.account(role))
    unknown = browser.get(f"/pruefung/{uuid.uuid4()}", status=404)

    forbidden = browser.get(url(challenge), status=404)

    assert forbidden.text == unknown.text


def test_its_own_company_does_not_see_the_desk(browser, challenge):
    browser.login(challenge.entered_by)

    browser.get(url(challenge), status=404)
    browser.get(url(challenge, "/kurzfassung"), status=404)


def test_without_a_lead_every_manager_reads_but_nobody_decides(browser, make, database, clock):
    challenge = make.challenge(ChallengeState.IN_REVIEW)
    run_with(database, clock, challenge, make.profile())
    browser.login(make.account(Role.TRANSFER_MANAGER))

    page = browser.get(url(challenge))

    assert page.select('form[action$="freigeben"]') == []
    assert "Federführung übernehmen" in page.text
