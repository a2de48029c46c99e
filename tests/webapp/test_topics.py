"""Topics nobody wants to be asked about: a plain rule, at once, and a list that nobody reads."""

import pytest
from sqlalchemy import select

from models import (
    AuditEntry,
    Challenge,
    ChallengeState,
    Introduction,
    IntroductionState,
    Match,
    Profile,
    Role,
    TopicBarrier,
    policies,
)
from webapp import matching
from webapp.enquiries import ask_prepared
from webapp.matching.topics import speaks_of, telling_words

MINE = "/kompetenzen/mein-profil"
NEED = "Beim Umbau brauchen wir ein Brandschutzkonzept für die alten Häuser und ihre Keller."


@pytest.mark.parametrize(
    ("topic", "meets"),
    [
        ("Brandschutz", True),
        ("brandschutz", True),
        ("Brandschutzkonzepte", True),
        ("Konzept", True),
        ("Haus", True),
        ("Umbauten", True),
        ("Umbau im Keller", True),
        ("Umbau und Statik", False),
        ("Brandschutz in Schulen", False),
        ("Feuerschutz", False),
        ("Kellerbrand", False),
        ("und", False),
        ("", False),
    ],
)
def test_a_need_speaks_of_a_topic_when_each_of_its_words_occurs_in_it(topic, meets):
    assert speaks_of(NEED, topic) == meets


def test_english_words_are_recognised_as_well():
    assert speaks_of("We are looking for somebody who tests our batteries.", "Battery tests")
    assert not speaks_of(
        "We are looking for somebody who tests our batteries.", "Battery recycling"
    )


def test_words_that_say_nothing_do_not_count():
    assert telling_words("Gutachten zum Schimmel") == ["Gutachten", "Schimmel"]
    assert telling_words("und für") == []


@pytest.fixture
def professor(make, browser):
    account = make.account(Role.PROFESSOR)
    browser.login(account)
    return account


@pytest.fixture
def profile(make, professor):
    return make.profile("Umbau alter Häuser und ihrer Keller", account=professor)


@pytest.fixture
def need(make, lead):
    return make.challenge(
        ChallengeState.IN_REVIEW, lead=lead, title="Umbau alter Häuser", description=NEED
    )


def barred(session) -> set:
    session.rollback()
    return set(session.execute(select(TopicBarrier.profile_id, TopicBarrier.challenge_id)).all())


def shun(browser, *topics: str, status: int = 200):
    return browser.submit(MINE, status=status, unwanted_topics="\n".join(topics))


def test_whoever_does_not_want_a_topic_is_not_proposed_for_it(
    app, browser, make, profile, lead, session
):
    shun(browser, "Brandschutz")
    make.profile("Umbau alter Häuser")
    need = make.challenge(lead=lead, title="Umbau alter Häuser", description=NEED)

    with app.app_context():
        matching.match_challenge(need.id)

    assert barred(session) == {(profile.id, need.id)}
    proposed = session.scalars(select(Match.profile_id)).all()
    assert proposed
    assert profile.id not in proposed


def test_a_topic_counts_at_once_for_what_was_computed_before(
    browser, make, profile, professor, lead, need, session
):
    make.match(need, profile)
    other = make.challenge(ChallengeState.IN_REVIEW, lead=lead)
    make.match(other, profile)
    browser.login(lead)
    assert profile.chair in browser.get(f"/pruefung/{need.id}").text
    browser.login(professor)

    shun(browser, "Statik", "Umbau im Keller")

    browser.login(lead)
    assert profile.chair not in browser.get(f"/pruefung/{need.id}").text
    assert profile.chair in browser.get(f"/pruefung/{other.id}").text
    page = browser.submit(f"/pruefung/{need.id}/suche", words="Umbau alter Häuser")
    assert profile.chair not in page.text, "as if they did not exist"
    browser.login(professor)
    shun(browser)
    assert barred(session) == set()
    browser.login(lead)
    assert profile.chair in browser.get(f"/pruefung/{need.id}").text


def test_who_was_chosen_before_is_not_asked_and_a_mail_does_not_leave(
    app, browser, make, profile, lead, need, database, clock, work_off, session
):
    make.teaser(need)
    introduction = make.introduction(
        IntroductionState.PREPARED, challenge=need, profile=profile, lead=lead
    )

    def ask() -> list:
        with database.writing() as writing:
            row = writing.get_one(Challenge, need.id)
            return ask_prepared(writing, row, clock(), by=row.lead)

    shun(browser, "Brandschutz")
    assert ask() == []
    shun(browser)
    assert len(ask()) == 1
    shun(browser, "Brandschutz")
    work_off()

    assert app.sent == []
    session.rollback()
    assert session.get_one(Introduction, introduction.id).state is IntroductionState.ASKED


def test_an_enquiry_that_arrived_stays(browser, make, profile, lead, need):
    introduction = make.introduction(challenge=need, profile=profile, lead=lead)

    shun(browser, "Brandschutz")

    browser.submit(f"/anfragen/{introduction.id}", action="zusagen")


def test_the_lead_cannot_add_by_hand_whom_the_desk_does_not_show(
    browser, make, profile, lead, need, session, clock
):
    make.match(need)
    shun(browser, "Brandschutz")
    browser.login(lead)
    token = browser.get("/konto/angaben").select_one("main [name=csrf_token]")["value"]

    answer = browser.client.post(
        f"/pruefung/{need.id}/ergaenzen/{profile.id}", data={"csrf_token": token}
    )

    assert answer.status_code == 404
    session.rollback()
    case, row = session.get_one(Challenge, need.id), session.get_one(Profile, profile.id)
    assert policies.takes_enquiries(row, clock())
    assert not policies.may_be_asked(row, case, clock())
    assert not policies.may_propose(case.lead, row, case, clock())


def test_the_list_is_kept_as_typed_and_the_trail_does_not_hold_it(browser, profile, session):
    shun(browser, "  Brandschutz ", "", "Tierversuche", "Brandschutz")

    page = browser.get(MINE)
    assert page.select_one("[name=unwanted_topics]").get_text().strip() == (
        "Brandschutz\nTierversuche"
    )
    details = str([each.detail for each in session.scalars(select(AuditEntry))])
    assert "Brandschutz" not in details
    assert "Tierversuche" not in details


@pytest.mark.parametrize(
    ("topics", "message"),
    [
        ("\n".join(f"Thema {number}" for number in range(21)), "höchstens 20 Themen"),
        ("x" * 101, "höchstens 100 Zeichen"),
        ("Brandschutz\nund für", "In „und für“ steht kein Wort"),
        ("<script>Brand</script>", "ohne HTML"),
        ("%PDF-1.7 1 0 obj endobj", "Inneren einer Datei"),
    ],
)
def test_a_topic_nobody_can_look_for_is_named_at_the_field(
    browser, profile, session, topics, message
):
    page = browser.submit(MINE, status=422, unwanted_topics=topics)

    assert message in page.error_at("unwanted_topics")
    assert topics.splitlines()[0] in page.select_one("[name=unwanted_topics]").get_text()
    assert barred(session) == set()


def test_a_need_that_ended_is_not_looked_at(browser, make, profile, session, lead):
    make.challenge(ChallengeState.CLOSED, lead=lead, description=NEED)
    make.challenge(ChallengeState.DRAFT, description=NEED)

    shun(browser, "Brandschutz")

    assert barred(session) == set()
