"""Where the desk wants it, nothing happens before a second person agrees; the first one wins."""

import pytest
from sqlalchemy import func, select

from models import (
    Account,
    AuditEntry,
    Challenge,
    ChallengeState,
    Comment,
    Confirmation,
    ConfirmationState,
    Decision,
    DeskRules,
    HandOver,
    Introduction,
    IntroductionState,
    Match,
    NoMatch,
    NoMatchReason,
    Outcome,
    OutgoingMail,
    Role,
)
from webapp import comments
from webapp.casework import confirming
from webapp.casework import operations as casework
from webapp.review import operations as review

MESSAGE = "Leider haben wir an beiden Hochschulen niemanden gefunden, der Ihnen hilft."


@pytest.fixture
def lead(make):
    return make.account(Role.TRANSFER_MANAGER, display_name="Federführung")


@pytest.fixture
def deputy(make):
    return make.account(Role.TRANSFER_MANAGER, display_name="Vertretung")


@pytest.fixture
def case(make, lead, deputy, clock):
    challenge = make.challenge(ChallengeState.IN_REVIEW, lead=lead)
    make.teaser(challenge)
    make.deputy(challenge, deputy)
    return challenge


@pytest.fixture
def strict(make, lead, clock):
    """The desk of the lead wants two people for both steps."""
    with make.writing() as session:
        session.add(
            DeskRules(
                university_id=lead.university_id, changed_at=clock(), confirms_asking=True,
                confirms_no_match=True,
            )
        )  # fmt: skip


def facts_of(page) -> dict[str, str]:
    """What a second person reads of a decision that waits."""
    wanted = ("Grund, nur für die Transferstellen", "Verweis an", "Für das Lückenregister")
    rows = {each.dt.text: each.dd.text for each in page.select(".summary-list__row")}
    return {name: rows[name].strip() for name in wanted if name in rows}


def test_nobody_is_asked_before_a_second_person_agrees(
    browser, case, lead, deputy, make, strict, session
):
    match = make.match(case)
    browser.login(lead)
    page = browser.submit(f"/pruefung/{case.id}", action=f"/{match.id}/freigeben")
    assert "Wartet auf eine zweite Person" in page.text
    assert "Zustimmen" not in [each.text for each in page.select("button")], "not her own"
    assert "Eine zweite Person muss noch zustimmen" in page.text
    assert session.scalars(select(Introduction)).one().state is IntroductionState.PREPARED
    waiting = session.scalars(select(Confirmation)).one()
    token = browser.get("/konto/angaben").select_one("main input[name=csrf_token]")["value"]
    url = f"/pruefung/bestaetigungen/{waiting.id}/bestaetigen"
    assert browser.client.post(url, data={"csrf_token": token}).status_code == 409

    browser.login(deputy)
    browser.submit(f"/pruefung/{case.id}", action="/bestaetigen")

    session.rollback()
    assert session.scalars(select(Introduction)).one().state is IntroductionState.ASKED
    entry = session.scalars(
        select(AuditEntry).where(AuditEntry.verb == "zu_zweit_bestaetigt")
    ).one()
    assert entry.actor_id == deputy.id
    mails = session.scalars(select(OutgoingMail.recipient_id).where(
        OutgoingMail.template == "confirmation_waits"
    )).all()  # fmt: skip
    assert mails == [deputy.id]


def test_a_no_with_its_reason_ends_the_step_and_the_case_goes_on(
    browser, case, lead, deputy, make, strict, session
):
    match = make.match(case)
    browser.login(lead)
    browser.submit(f"/pruefung/{case.id}", action=f"/{match.id}/freigeben")
    waiting = session.scalars(select(Confirmation)).one()
    browser.login(deputy)
    url = f"/pruefung/bestaetigungen/{waiting.id}/ablehnen"
    assert browser.submit(url, reason="", status=422).error_at("reason")

    browser.submit(url, reason="Das Lehrgebiet wechselt gerade.")

    session.rollback()
    assert session.scalars(select(Introduction)).one().state is IntroductionState.REVOKED
    browser.login(lead)
    assert "Das Lehrgebiet wechselt gerade." in browser.get(f"/pruefung/{case.id}").text
    browser.login(case.entered_by)
    page = browser.get(f"/bedarfe/{case.id}").text
    assert "wechselt gerade" not in page


def test_a_case_ends_without_a_match_only_when_two_agree(
    browser, case, lead, deputy, make, strict, session
):
    neighbour = make.neighbour("Beratung für Mustertechnik")
    topic = "Entgasung von Galvanikbädern"
    browser.login(lead)
    page = browser.submit(
        f"/pruefung/{case.id}/kein-treffer", message=MESSAGE, reason="keine_kapazitaet",
        neighbour=str(neighbour.id), topic=topic,
    )  # fmt: skip
    assert "sobald eine zweite Person zustimmt" in page.text
    session.rollback()
    assert session.get_one(Challenge, case.id).is_open
    browser.login(case.entered_by)
    for words in (MESSAGE, "Mustertechnik", topic):
        assert words not in browser.get(f"/bedarfe/{case.id}").text

    browser.login(deputy)
    assert MESSAGE in browser.get(f"/pruefung/{case.id}").text
    waiting = session.scalars(select(Confirmation)).one()
    for path in (f"/pruefung/{case.id}", f"/pruefung/bestaetigungen/{waiting.id}/ablehnen"):
        assert facts_of(browser.get(path)) == {
            "Grund, nur für die Transferstellen": (
                "Es gibt jemanden, aber zurzeit ohne Kapazität"
            ),
            "Verweis an": "Beratung für Mustertechnik",
            "Für das Lückenregister": topic,
        }  # fmt: skip
    browser.submit(f"/pruefung/{case.id}", action="/bestaetigen")

    session.rollback()
    ended = session.get_one(Challenge, case.id)
    assert (ended.outcome, ended.message_to_company) == (Outcome.NO_MATCH, MESSAGE)
    noted = session.scalars(select(NoMatch)).one()
    assert (noted.reason, noted.noted_by_id) == (NoMatchReason.NO_CAPACITY, deputy.id)
    assert (noted.neighbour_id, noted.gap.topic) == (neighbour.id, topic)


@pytest.mark.parametrize("is_barred", [False, True])
def test_a_known_topic_is_shown_to_the_second_person_who_may_know_it(
    browser, case, lead, deputy, make, strict, session, is_barred
):
    """Where its other case is closed to them, neither its words nor a place for it stand there."""
    earlier = make.no_match(lead=lead, topic="Entgasung von Galvanikbädern")
    if is_barred:
        with make.writing() as writing:
            other = writing.get_one(Challenge, earlier.challenge_id)
            account = writing.get_one(Account, deputy.id)
            account.declare_conflicts([other.company.name], other.created_at)
    browser.login(lead)
    browser.submit(
        f"/pruefung/{case.id}/kein-treffer", message=MESSAGE, reason="thema_fehlt",
        gap=str(earlier.gap_id),
    )  # fmt: skip
    assert facts_of(browser.get(f"/pruefung/{case.id}"))["Für das Lückenregister"]

    browser.login(deputy)
    page = browser.get(f"/pruefung/{case.id}")

    assert facts_of(page)["Verweis an"] == "niemanden"
    assert ("Für das Lückenregister" in facts_of(page)) == (not is_barred)
    assert ("Galvanikbädern" in page.text) == (not is_barred)


def test_who_asked_takes_it_back(browser, case, lead, make, strict, session):
    match = make.match(case)
    browser.login(lead)
    browser.submit(f"/pruefung/{case.id}", action=f"/{match.id}/freigeben")

    browser.submit(f"/pruefung/{case.id}", action="/bestaetigungen/")

    session.rollback()
    assert session.scalars(select(Confirmation)).one().state is ConfirmationState.TAKEN_BACK
    assert session.scalars(select(Introduction)).one().state is IntroductionState.REVOKED


def test_a_single_case_can_want_two_people(browser, case, lead, deputy, make, session):
    browser.login(lead)
    browser.submit(f"/pruefung/{case.id}/team", deputies=[str(deputy.id)], confirms_asking="y")
    first, second = (
        make.match(case),
        make.match(make.challenge(ChallengeState.IN_REVIEW, lead=lead)),
    )
    for match in (first, second):
        browser.submit(f"/pruefung/{match.run.challenge_id}", action=f"/{match.id}/freigeben")

    assert session.scalar(select(func.count()).select_from(Confirmation)) == 1


def test_lead_and_deputy_decide_one_proposal_once(race, make, case, lead, deputy, clock, session):
    match = make.match(case)

    def approve(manager):
        def step(session):
            row, by = session.get_one(Match, match.id), session.get_one(Account, manager.id)
            review.approve_match(session, row, clock(), by=by)

        return step

    assert race(approve(lead), approve(deputy)) == ["InvalidTransition", "done"]
    assert session.scalar(select(func.count()).select_from(Decision)) == 1


def test_a_case_goes_to_one_of_two(race, make, case, lead, deputy, clock, session):
    """A deputy takes over while the one it is offered to accepts."""
    other = make.account(Role.TRANSFER_MANAGER)
    with make.writing() as writing:
        offer = HandOver(challenge_id=case.id, from_id=lead.id, to_id=other.id, offered_at=clock())
        writing.add(offer)
        writing.flush()
        offer_id = offer.id

    def accept(session):
        row, by = session.get_one(HandOver, offer_id), session.get_one(Account, other.id)
        casework.accept_hand_over(session, row, clock(), by=by)

    def take_over(session):
        row, by = session.get_one(Challenge, case.id), session.get_one(Account, deputy.id)
        casework.take_over(session, row, clock(), by=by)

    answers = race(accept, take_over)

    session.rollback()
    now_leads = session.get_one(Challenge, case.id).lead_id
    assert now_leads in {other.id, deputy.id}
    # The deputy of the old lead stays deputy of the new one, and may then take over in turn.
    assert answers == ["InvalidTransition", "done"] or now_leads == deputy.id


def test_two_offers_at_once_leave_one(race, make, case, lead, clock, session):
    takers = [make.account(Role.TRANSFER_MANAGER) for _ in range(2)]

    def offer(taker):
        def step(session):
            casework.hand_over(
                session, session.get_one(Challenge, case.id), session.get_one(Account, taker.id),
                "Bitte übernehmen.", clock(), by=session.get_one(Account, lead.id),
            )  # fmt: skip

        return step

    assert race(*(offer(each) for each in takers)) == ["InvalidTransition", "done"]
    assert session.scalar(select(func.count()).select_from(HandOver)) == 1


def test_one_second_person_is_enough(race, make, case, lead, deputy, clock, session, strict):
    third = make.account(Role.TRANSFER_MANAGER, university_id=make.university("HSBO").id)
    make.deputy(case, third)
    with make.writing() as writing:
        row = writing.get_one(Challenge, case.id)
        by = writing.get_one(Account, lead.id)
        review.close_without_match(writing, row, clock(), by=by, message=MESSAGE)
    waiting = session.scalars(select(Confirmation.id)).one()

    def confirm(session):
        row, by = session.get_one(Confirmation, waiting), session.get_one(Account, deputy.id)
        confirming.confirm(session, row, clock(), by=by)

    def refuse(session):
        row, by = session.get_one(Confirmation, waiting), session.get_one(Account, third.id)
        confirming.refuse(session, row, "Nein.", clock(), by=by)

    assert race(confirm, refuse) == ["InvalidTransition", "done"]


def test_two_comments_at_once_are_both_kept(race, case, lead, deputy, clock, session):
    def note(manager):
        def step(session):
            row, by = session.get_one(Challenge, case.id), session.get_one(Account, manager.id)
            comments.write_comment(session, row, "Wort", clock(), by=by)

        return step

    assert race(note(lead), note(deputy)) == ["done", "done"]
    assert session.scalar(select(func.count()).select_from(Comment)) == 2


def test_whoever_is_second_reads_in_german_that_nothing_is_lost(browser, case, lead, deputy, make):
    match = make.match(case)
    page_of_lead = f"/pruefung/{case.id}"
    browser.login(lead)
    page = browser.get(page_of_lead)
    browser.login(deputy)
    browser.submit(page_of_lead, action=f"/{match.id}/freigeben")
    browser.login(lead)
    page = browser.get("/konto/angaben")
    token = page.select_one("main input[name=csrf_token]")["value"]

    answer = browser.client.post(
        f"/pruefung/vorschlaege/{match.id}/freigeben", data={"csrf_token": token}
    )

    assert answer.status_code == 409
    assert "Jemand anderes war schneller" in answer.get_data(as_text=True)
