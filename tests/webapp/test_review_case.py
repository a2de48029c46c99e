"""The review page: every proposal explained, every decision made once and by the lead."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models import (
    Aspect,
    AuditEntry,
    Band,
    Challenge,
    ChallengeState,
    Competence,
    CompetenceKind,
    Decision,
    Evidence,
    Introduction,
    IntroductionState,
    Job,
    JobKind,
    Match,
    MatchOrigin,
    MatchRun,
    OutgoingMail,
    Profile,
    Role,
    SupportKind,
    TeaserState,
    Verdict,
    WorkState,
)
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


def post(browser, target):
    """A button pressed on a page that is no longer what it was."""
    token = browser.get("/pruefung").select_one("input[name=csrf_token]")["value"]
    return browser.client.post(target, data={"csrf_token": token})


def run_with(database, clock, challenge, *profiles, **facts):
    """A run with one aspect in the title, two in the text, and a proposal per profile."""
    text = f"{challenge.title}\n{challenge.description}"
    spans = [(0, len(challenge.title))]
    for sentence in challenge.description.split(". "):
        start = text.index(sentence)
        spans.append((start, start + len(sentence)))
    with database.writing() as session:
        run = MatchRun(
            challenge_id=challenge.id, started_at=clock(), finished_at=clock(),
            text_version=challenge.text_version, model={}, profile_versions={},
            **{"is_degraded": False, "is_abstention": False, **facts},
        )  # fmt: skip
        run.aspects = [
            Aspect(position=at, text=text[start:end], start_at=start, end_at=end, salience=0.9)
            for at, (start, end) in enumerate(spans)
        ]
        for rank, profile in enumerate(profiles, start=1):
            competence = session.scalars(
                select(Competence).where(Competence.profile_id == profile.id)
            ).first()
            match = Match(
                run=run, profile_id=profile.id, origin=MatchOrigin.PROPOSED, rank=rank,
                score=1 / rank, probability=None, band=Band.MEDIUM, created_at=clock(),
            )  # fmt: skip
            match.evidence.append(
                Evidence(
                    aspect=run.aspects[1], competence=competence, statement=competence.text,
                    words=["spröde"], strength=0.5,
                )
            )  # fmt: skip
        session.add(run)
        session.flush()
        return run.id


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
    assert "nimmt bis zu 2 Anfragen gleichzeitig an" in text
    assert "Rohwert 1,000" in text
    assert "Dazu sagt dieses Profil nichts (2)" in text
    assert [each.get_text() for each in card.select("mark")] == ["spröde", "spröde"]


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
    assert "Eingeschränkte Trefferqualität" in page.text


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

    assert statements <= 25


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


# The lead


def test_of_two_managers_one_gets_the_lead(browser, make, session):
    challenge = make.challenge(ChallengeState.IN_REVIEW)
    first, second = make.account(Role.TRANSFER_MANAGER), make.account(Role.TRANSFER_MANAGER)
    browser.login(first)
    browser.submit(url(challenge), action="federfuehrung")
    browser.login(second)

    answer = post(browser, url(challenge, "/federfuehrung"))

    assert answer.status_code == 409
    assert session.get(Challenge, challenge.id).lead_id == first.id


def test_an_unknown_case_has_no_lead_to_take(browser, make):
    browser.login(make.account(Role.TRANSFER_MANAGER))

    assert post(browser, f"/pruefung/{uuid.uuid4()}/federfuehrung").status_code == 404


def test_the_lead_can_be_given_back(browser, manager, challenge, session):
    browser.login(manager)

    page = browser.submit(url(challenge), action="abgeben")

    assert page.path == "/pruefung"
    assert session.get(Challenge, challenge.id).lead_id is None


# Approving


def test_approval_prepares_an_introduction_and_drafts_the_kurzfassung(
    browser, manager, challenge, match, session
):
    browser.login(manager)

    page = browser.submit(url(challenge), action="freigeben")

    introduction = session.scalars(select(Introduction)).one()
    assert introduction.state is IntroductionState.PREPARED
    assert introduction.profile_id == match.profile_id
    assert introduction.challenge.teaser.state is TeaserState.DRAFT
    assert "Kurzfassung bearbeiten" in page.text
    verbs = session.scalars(select(AuditEntry.verb).order_by(AuditEntry.sequence)).all()
    assert verbs == ["vorschlag_freigegeben", "kurzfassung_entworfen"]
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 0


def test_approval_asks_at_once_when_the_kurzfassung_is_approved(
    browser, make, manager, challenge, match, session
):
    make.teaser(challenge, TeaserState.APPROVED)
    browser.login(manager)

    browser.submit(url(challenge), action="freigeben")

    introduction = session.scalars(select(Introduction)).one()
    mail = session.scalars(select(OutgoingMail)).one()
    assert introduction.state is IntroductionState.ASKED
    assert mail.template == "enquiry"
    assert mail.recipient_id == match.profile.account_id


def test_the_draft_holds_not_one_word_of_the_company(browser, make, manager, database, clock):
    company = make.company(
        "Spritzguss Hellweg GmbH", industry_code="22.29", industry_edition="2008"
    )
    by = make.account(Role.COMPANY, company_id=company.id)
    challenge = make.challenge(
        ChallengeState.IN_REVIEW, by=by, lead=manager, title="Spritzgussteile reißen",
    )  # fmt: skip
    profile = make.profile("Alterung und Versprödung von Rezyklaten im Spritzgussteile-Labor")
    run_with(database, clock, challenge, profile)
    browser.login(manager)

    browser.submit(url(challenge), action="freigeben")

    text = browser.get(url(challenge, "/kurzfassung")).select_one("textarea").get_text()
    assert "kleines Unternehmen (Branche: Kunststoff- und Gummiverarbeitung)" in text
    assert "Beratung & Best Practices" in text
    assert "Versprödung" in text
    assert "Rezyklaten" in text
    for word in ("Hellweg", "Spritzguss", "Bergkamen", "spröde", "Einschmelzen"):
        assert word not in text


def test_deciding_twice_is_refused(browser, manager, challenge, match, session):
    browser.login(manager)
    page = browser.get(url(challenge))
    browser.send(page, action="freigeben")

    browser.send(page, action=f"{match.id}/ablehnen", status=409, **reason_of(match))

    assert session.scalars(select(Decision)).one().verdict is Verdict.APPROVED


def test_sending_the_same_approval_twice_makes_one_introduction(
    browser, manager, challenge, match, session
):
    browser.login(manager)
    page = browser.get(url(challenge))

    browser.send(page, action="freigeben")
    browser.send(page, action="freigeben")

    assert session.scalar(select(func.count()).select_from(Introduction)) == 1


def test_a_decision_in_an_older_run_is_not_taken_again(
    browser, make, manager, challenge, database, clock, session
):
    profile = make.profile()
    run_with(database, clock, challenge, profile)
    browser.login(manager)
    browser.submit(url(challenge), action="freigeben")
    clock.advance(hours=1)
    newer = run_with(database, clock, challenge, profile)
    match_id = session.scalars(select(Match.id).where(Match.run_id == newer)).one()

    answer = post(browser, f"/pruefung/vorschlaege/{match_id}/freigeben")

    assert answer.status_code == 409


@pytest.mark.parametrize("facts", [{"paused_until": True}, {"capacity": 0}, {"state": "draft"}])
def test_who_takes_no_enquiries_cannot_be_approved(
    browser, manager, challenge, match, database, clock, session, facts
):
    browser.login(manager)
    page = browser.get(url(challenge))
    with database.writing() as writing:
        profile = writing.get_one(Profile, match.profile_id)
        if "paused_until" in facts:
            profile.paused_until = clock().date() + timedelta(days=3)
        if "capacity" in facts:
            profile.capacity = 0
        if "state" in facts:
            profile.unpublish()

    browser.send(page, action="freigeben", status=409)

    assert session.scalars(select(Introduction)).all() == []
    assert browser.get(url(challenge)).select('form[action$="freigeben"]') == []


def test_a_busy_profile_may_be_approved_with_a_warning(
    browser, make, manager, challenge, match, session
):
    for _ in range(2):
        make.introduction(profile=match.profile)
    browser.login(manager)
    page = browser.get(url(challenge))

    browser.send(page, action=f"{match.id}/freigeben")

    assert "Ausgelastet: 2 von 2 Anfragen laufen." in page.text
    assert "Sie können trotzdem freigeben" in page.text
    assert session.scalar(select(func.count()).select_from(Introduction)) == 3


def test_nobody_decides_about_a_withdrawn_case(browser, manager, challenge, match, database, clock):
    browser.login(manager)
    page = browser.get(url(challenge))
    with database.writing() as writing:
        writing.get_one(Challenge, challenge.id).withdraw(clock())

    browser.send(page, action="freigeben", status=409)

    assert "zurückgezogen" in browser.get(url(challenge)).text


# Rejecting


def reason_of(match, reason="anderes_thema", note=""):
    return {f"{match.id.hex}-reason": reason, f"{match.id.hex}-note": note}


def test_a_proposal_is_rejected_with_a_reason(browser, manager, challenge, match, session):
    browser.login(manager)

    page = browser.submit(
        url(challenge), action="ablehnen", **reason_of(match, note="Nur Metall, kein Kunststoff")
    )

    decision = session.scalars(select(Decision)).one()
    assert decision.note == "Nur Metall, kein Kunststoff"
    assert "Anderes Thema" in page.select_one(f"#vorschlag-{match.profile_id}").get_text()


def test_rejecting_without_a_reason_keeps_the_note(browser, manager, challenge, match):
    browser.login(manager)
    fields = {f"{match.id.hex}-note": "Nur Metall"}

    page = browser.submit(url(challenge), action="ablehnen", status=422, **fields)

    assert "Bitte wählen Sie einen Grund." in page.error_at(f"{match.id.hex}-reason")
    assert page.select_one("textarea").get_text().strip() == "Nur Metall"


def test_an_invented_reason_is_refused(browser, manager, challenge, match):
    browser.login(manager)

    browser.submit(
        url(challenge), action="ablehnen", status=422, **reason_of(match, reason="keine_lust")
    )


# Taking back


def test_a_running_enquiry_can_be_taken_back(browser, make, manager, session):
    introduction = make.introduction(lead=manager)
    browser.login(manager)

    browser.submit(url(introduction.challenge), action="zuruecknehmen")

    assert session.get(Introduction, introduction.id).state is IntroductionState.REVOKED


@pytest.mark.parametrize("state", [IntroductionState.INTRODUCED, IntroductionState.DECLINED])
def test_what_is_settled_cannot_be_taken_back(browser, make, manager, state):
    make.introduction(lead=manager)
    settled = make.introduction(state, lead=manager)
    browser.login(manager)

    answer = post(browser, f"/pruefung/vermittlungen/{settled.id}/zuruecknehmen")

    assert answer.status_code == 409
    assert browser.get(url(settled.challenge)).select('form[action$="zuruecknehmen"]') == []


def test_the_manager_reads_why_somebody_declined(browser, make, manager):
    introduction = make.introduction(IntroductionState.DECLINED, lead=manager)
    browser.login(manager)

    assert "Zurzeit keine Zeit" in browser.get(url(introduction.challenge)).text


def test_who_paused_before_being_asked_is_asked_later_by_button(
    browser, make, manager, database, clock, session
):
    introduction = make.introduction(IntroductionState.PREPARED, lead=manager)
    make.teaser(introduction.challenge)
    with database.writing() as writing:
        profile = writing.get_one(Profile, introduction.profile_id)
        profile.paused_until = clock().date()
    browser.login(manager)
    browser.submit(url(introduction.challenge), action="anfragen")
    assert session.get(Introduction, introduction.id).state is IntroductionState.PREPARED
    session.rollback()
    clock.advance(days=2)

    browser.submit(url(introduction.challenge), action="anfragen")

    assert session.get(Introduction, introduction.id).state is IntroductionState.ASKED


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
