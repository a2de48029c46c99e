"""What managers and professors decide teaches the service how its signals count."""

from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import func, select, update

from matcher.fusion import as_json, bundled_fusion, read_fusion
from matcher.learning import Word
from matcher.lexical import bundled_statistics
from models import (
    AuditEntry,
    Band,
    Challenge,
    ChallengeState,
    Decision,
    DeclineReason,
    FusionSwitch,
    FusionVersion,
    Introduction,
    IntroductionState,
    Match,
    MatchOrigin,
    MatchRun,
    RejectionReason,
    Role,
    Teaser,
    Verdict,
)
from tests.factories import TEASER
from tests.webapp.terminal import Terminal
from tests.webapp.tiny_models import NEED
from webapp import matching, nightly
from webapp.clock import system_clock
from webapp.matching import decisions, lessons
from webapp.matching.fusions import active_fusion, keep_fusion

PAGE = "/gelernt"
SHIPPED = bundled_fusion().words


@pytest.fixture
def world(make, database, clock):
    """Twelve needs in review, and twelve professors; decisions are put on top."""
    lead = make.account(Role.TRANSFER_MANAGER)
    profiles = [make.profile(f"Verfahren {number}") for number in range(12)]
    needs = [make.challenge(lead=lead) for _ in range(12)]
    return lead, profiles, needs


def decide(database, clock, world, *, by_feature=0, contrary=False, first=0, last=12):
    """Proposals of words alone, useful where one feature is high, and all of them decided."""
    lead, profiles, needs = world
    random = np.random.default_rng(first)
    with database.writing() as session:
        for challenge in needs[first:last]:
            run = MatchRun(
                challenge_id=challenge.id, started_at=clock(), finished_at=clock(),
                text_version=challenge.text_version, profile_versions={}, chance=0.9,
                is_degraded=False, is_abstention=False,
                model={
                    "model_sha256": None, "fusion_version": bundled_fusion().version,
                    "statistics_sha256": bundled_statistics().sha256,
                },
            )  # fmt: skip
            session.add(run)
            values = random.normal(size=(12, 5))
            features = values * SHIPPED.deviations + SHIPPED.means
            order = np.argsort(-SHIPPED.of(features), kind="stable")
            for rank, place in enumerate(order.tolist(), start=1):
                is_useful = bool(values[place, by_feature] > 0.2) != contrary
                match = Match(
                    profile_id=profiles[place].id, origin=MatchOrigin.PROPOSED, rank=rank,
                    score=float(SHIPPED.of(features)[place]), probability=None, band=Band.MEDIUM,
                    features=features[place].tolist(), created_at=clock(),
                )  # fmt: skip
                run.matches.append(match)
                match.decision = Decision(
                    verdict=Verdict.APPROVED if is_useful else Verdict.REJECTED, note="",
                    reason=None if is_useful else RejectionReason.OTHER_TOPIC,
                    decided_by_id=lead.id, decided_at=clock(),
                )  # fmt: skip
            challenge = session.get_one(Challenge, challenge.id)
            challenge.state = ChallengeState.IN_REVIEW


@pytest.fixture
def learned(app, database, clock, world):
    """Decisions that follow the least of the shipped weights, and what was learned from them."""
    decide(database, clock, world, by_feature=int(np.argmin(SHIPPED.weights)))
    with app.app_context():
        return matching.learn_from_decisions(clock())


def active(database):
    with database.reading() as session:
        return active_fusion(session, None)


def test_what_proves_better_is_used_kept_and_reported(
    app, database, session, learned, browser, make
):
    assert learned.is_better
    assert learned.decisions == 144
    assert learned.order_after > learned.order_before
    place = int(np.argmin(SHIPPED.weights))
    assert active(database).words.weights[place] > SHIPPED.weights[place]
    assert active(database).version == learned.version
    versions = session.scalars(select(FusionVersion).order_by(FusionVersion.decisions)).all()
    assert [each.version for each in versions] == [bundled_fusion().version, learned.version]
    assert as_json(read_fusion(versions[0].coefficients)) == as_json(bundled_fusion())
    assert (learned.open_needs, learned.changed_needs > 0) == (12, True)
    verbs = set(session.scalars(select(AuditEntry.verb)))
    assert {"gewichtung_gelernt", "gewichtung_gewechselt"} <= verbs


def test_the_next_run_ranks_and_is_noted_with_it(app, database, session, learned, make, work_off):
    need = make.challenge(description=NEED)

    with app.app_context():
        matching.match_challenge(need.id)

    run = session.scalars(select(MatchRun).where(MatchRun.challenge_id == need.id)).one()
    assert run.model["fusion_version"] == learned.version
    first = run.matches[0]
    fit = active(database).words.of(np.array(first.features))
    assert 1 / (1 + np.exp(-fit)) * run.chance == pytest.approx(first.probability, abs=1e-5)


def test_decisions_against_the_whole_order_are_noted_and_change_nothing(
    app, database, clock, world, session
):
    decide(database, clock, world, by_feature=int(np.argmax(SHIPPED.weights)), contrary=True)

    with app.app_context():
        version = matching.learn_from_decisions(clock())

    assert not version.is_better
    assert active(database) is bundled_fusion()
    assert session.scalars(select(FusionSwitch)).all() == []


def test_learning_again_from_the_same_decisions_finds_the_same_version(
    app, database, clock, session, learned
):
    with app.app_context():
        again = matching.learn_from_decisions(clock())

    assert again.version == learned.version
    assert session.scalar(select(func.count()).select_from(FusionVersion)) == 2


def test_too_few_decisions_teach_nothing(app, database, clock, world):
    decide(database, clock, world, last=3)

    with app.app_context():
        assert matching.learn_from_decisions(clock()) is None
        assert matching.learn_if_due(clock()) is None


def test_the_night_learns_once_in_four_weeks_and_only_from_enough_that_is_new(
    app, database, clock, world, session
):
    def attempts() -> int:
        session.rollback()
        learned = FusionVersion.shipped_version.is_not(None)
        return session.scalar(select(func.count()).select_from(FusionVersion).where(learned))

    decide(database, clock, world, last=10)
    with app.app_context():
        nightly.tidy()
        assert attempts() == 1
        clock.advance(days=27)
        decide(database, clock, world, first=10)
        nightly.tidy()
        assert attempts() == 1, "it was not time yet"
        clock.advance(days=1)
        nightly.tidy()
        assert attempts() == 1, "24 decisions are too few to try again"
        decide(database, clock, world, first=0)
        nightly.tidy()
        assert attempts() == 2


def test_coefficients_of_another_model_or_package_do_not_rank(app, database, learned, monkeypatch):
    with database.reading() as session:
        assert active_fusion(session, None).version == learned.version
        assert active_fusion(session, "f" * 64) is bundled_fusion()
    with database.writing() as session:
        learned_ones = FusionVersion.shipped_version.is_not(None)
        session.execute(update(FusionVersion).where(learned_ones).values(shipped_version="joint-1"))

    assert active(database) is bundled_fusion()


SAID = [
    (Verdict.APPROVED, None, None, None, MatchOrigin.PROPOSED, {Word.APPROVED}),
    (Verdict.APPROVED, None, None, None, MatchOrigin.ADDED, {Word.ADDED}),
    (None, None, None, None, MatchOrigin.ADDED, set()),
    (None, None, None, None, MatchOrigin.PROPOSED, set()),
    *(
        (Verdict.APPROVED, None, state, None, MatchOrigin.PROPOSED, words)
        for state, words in (
            (IntroductionState.ASKED, {Word.APPROVED}),
            (IntroductionState.EXPIRED, {Word.APPROVED}),
            (IntroductionState.INTERESTED, {Word.APPROVED, Word.ACCEPTED}),
            (IntroductionState.INTRODUCED, {Word.APPROVED, Word.ACCEPTED}),
            (IntroductionState.NOT_WANTED, {Word.APPROVED, Word.ACCEPTED}),
        )
    ),
    *(
        (Verdict.REJECTED, reason, None, None, MatchOrigin.PROPOSED, {decisions.REJECTED[reason]})
        for reason in RejectionReason
    ),
    *(
        (
            Verdict.APPROVED, None, IntroductionState.DECLINED, reason, MatchOrigin.PROPOSED,
            {Word.APPROVED, decisions.DECLINED[reason]},
        )
        for reason in DeclineReason
    ),
]  # fmt: skip


def test_every_decision_and_every_answer_is_read_from_the_rows(make, database, session, clock):
    lead = make.account(Role.TRANSFER_MANAGER)
    challenge = make.challenge(ChallengeState.IN_REVIEW, lead=lead)
    expected, first = {}, None
    for number, (verdict, reason, state, decline, origin, words) in enumerate(SAID):
        profile = make.profile(f"Verfahren {number}")
        rank = number + 1 if origin is MatchOrigin.PROPOSED else None
        match = make.match(challenge, profile, origin=origin, rank=rank, features=[0.1] * 5)
        with database.writing() as writing:
            row = writing.get_one(Match, match.id)
            row.run = writing.get_one(MatchRun, first or row.run_id)
            first = row.run.id
            row.run.model = {
                "model_sha256": None, "statistics_sha256": bundled_statistics().sha256,
            }  # fmt: skip
            if verdict is not None:
                row.decide(verdict, writing.merge(lead), clock(), reason=reason)
            if state is not None:
                answered(writing, row, state, decline, clock())
        expected[profile.id] = words

    rows = session.execute(decisions._shown(None)).all()

    assert {row.profile_id: decisions._words(row) for row in rows} == expected
    (need,) = decisions.decided_needs(session, None)
    assert (need.ranks == 0).sum() == 2
    assert len(need.weights) == len(SAID)


def answered(session, match, state, decline, at) -> None:
    text = "0" * 64

    challenge = match.run.challenge
    teaser = challenge.approved_teaser
    if teaser is None:
        teaser = Teaser(challenge_id=challenge.id, version=1, text=TEASER, written_at=at)
        challenge.teasers.append(teaser)
        teaser.present(at)
        teaser.approve(teaser.text_version, at)
        session.flush()
    said_yes = state in decisions.ACCEPTED
    session.add(
        Introduction(
            challenge=challenge, profile=match.profile, match=match, created_at=at, state=state,
            teaser=teaser, asked_at=at, answer_due_at=at, decline_reason=decline,
            professor_consented_at=at if said_yes else None,
            professor_consented_to=text if said_yes else None,
            company_consented_at=at if state is IntroductionState.INTRODUCED else None,
            company_consented_to=text if state is IntroductionState.INTRODUCED else None,
        )
    )  # fmt: skip


def test_whom_a_manager_added_is_read_by_the_model_before_anything_is_learned(
    start, match, make, database, session, app, settings, monkeypatch
):
    lead = make.account(Role.TRANSFER_MANAGER)
    make.profile("Versprödung von Rezyklaten")
    worker = start()
    run = match(worker, make.challenge(description=NEED, lead=lead))
    added = make.profile("Alterung von Kunststoff")
    with worker.app_context(), database.writing() as writing:
        row = matching.add_match(
            writing, writing.get_one(Challenge, run.challenge_id), writing.merge(added),
            run.started_at,
        )  # fmt: skip
        writing.flush()
        row.decide(Verdict.APPROVED, writing.merge(lead), run.started_at)
        assert len(row.features) == 5
        key = row.id

    with worker.app_context():
        assert matching.learn_from_decisions(run.started_at) is None

    session.rollback()
    assert len(session.get_one(Match, key).features) == 8


# The page.


@pytest.mark.parametrize("role", [Role.TRANSFER_MANAGER, Role.ADMIN])
def test_the_page_says_in_words_what_was_learned_and_the_way_back_is_open(
    browser, make, database, session, learned, role, clock
):
    reader = make.account(role)
    browser.login(reader)
    page = browser.get(PAGE)

    words = page.select_one("main").get_text(" ", strip=True)
    assert page.h1.text == "Was die Software gelernt hat"
    assert "mindestens 140 Entscheidungen zu mindestens 10 Bedarfen" in words
    assert "144" not in words
    before, after = round(100 * learned.order_before), round(100 * learned.order_after)
    assert f"standen vorher {before} in der richtigen Reihenfolge und danach {after}" in words
    assert "größer als der Zufall" in words
    shipped = session.scalars(select(FusionVersion).where(FusionVersion.decisions == 0)).one()

    page = browser.get(f"{PAGE}/{shipped.id}/verwenden")
    assert page.h1.text == "Fassung 1 verwenden?"
    page = browser.submit(f"{PAGE}/{shipped.id}/verwenden")

    assert "Ab sofort gilt Fassung 1." in page.text
    assert active(database) is not None
    assert active(database).version == bundled_fusion().version
    session.rollback()
    last = session.scalars(select(FusionSwitch).order_by(FusionSwitch.number)).all()[-1]
    assert (last.is_by_hand, last.is_held) == (True, True)
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)).all()[-1]
    assert (entry.verb, entry.actor_id) == ("gewichtung_gewechselt", reader.id)
    assert "zu einer früheren Fassung zurückgegangen" in page.text
    again = browser.get(f"{PAGE}/{shipped.id}/verwenden")
    assert "lässt sich zurzeit nicht verwenden" in again.text


def test_after_somebody_went_back_what_is_learned_waits(
    app, browser, make, database, session, clock, world, learned
):
    browser.login(make.account(Role.ADMIN))
    shipped = session.scalars(select(FusionVersion).where(FusionVersion.decisions == 0)).one()
    browser.submit(f"{PAGE}/{shipped.id}/verwenden")
    clock.advance(days=30)
    browser.login(make.account(Role.ADMIN))
    decide(database, clock, world, by_feature=int(np.argmin(SHIPPED.weights)), first=1, last=12)

    with app.app_context():
        newer = matching.learn_from_decisions(clock())

    assert newer.is_better
    assert newer.version != learned.version
    assert active(database).version == bundled_fusion().version
    page = browser.get(PAGE)
    assert "Liegt bereit" in page.text
    browser.submit(f"{PAGE}/{newer.id}/verwenden")
    assert active(database).version == newer.version
    session.rollback()
    assert not session.scalars(select(FusionSwitch).order_by(FusionSwitch.number)).all()[-1].is_held


def test_whoever_left_the_browser_open_is_asked_who_they_are(
    browser, make, session, learned, clock, database
):
    browser.login(make.account(Role.ADMIN))
    shipped = session.scalars(select(FusionVersion).where(FusionVersion.decisions == 0)).one()
    clock.advance(minutes=20)

    assert browser.get(f"{PAGE}/{shipped.id}/verwenden").h1.text == "Sind Sie es?"
    assert active(database).version == learned.version


@pytest.mark.parametrize(
    "role", [Role.COMPANY, Role.PROFESSOR, Role.SUPPORTER, Role.SCOUT], ids=str
)
def test_nobody_else_reads_it_or_changes_anything(browser, make, learned, role):
    browser.login(make.account(role))

    assert browser.client.get(PAGE).status_code == 403
    assert browser.client.get(f"{PAGE}/{learned.id}/verwenden").status_code == 404


def test_what_did_not_prove_better_cannot_be_used(
    app, browser, make, database, clock, world, session
):
    decide(database, clock, world, by_feature=int(np.argmax(SHIPPED.weights)), contrary=True)
    with app.app_context():
        version = matching.learn_from_decisions(clock())
    browser.login(make.account(Role.TRANSFER_MANAGER))

    page = browser.get(PAGE)

    assert "Das ist nicht sicher besser" in page.text
    assert "Nicht übernommen" in page.text
    assert browser.client.get(f"{PAGE}/{version.id}/verwenden").status_code == 404


def test_before_anything_was_learned_the_page_says_so(browser, make):
    browser.login(make.account(Role.TRANSFER_MANAGER))

    assert "Noch nichts." in browser.get(PAGE).text


def test_the_page_names_no_case_no_company_and_no_person(
    browser, make, database, clock, world, learned, session
):
    lead, profiles, needs = world
    reader = make.account(Role.TRANSFER_MANAGER)
    browser.login(reader)

    text = browser.get(PAGE).text

    secrets = [lead.display_name, *(each.chair for each in profiles)]
    secrets += [word for each in needs for word in (each.reference, each.title, each.company.name)]
    assert not [each for each in secrets if each in text]


# The terminal.


@pytest.fixture
def type_in(monkeypatch, capfd, settings, clock) -> Terminal:
    clock.at = system_clock() - timedelta(hours=1)
    terminal = Terminal(monkeypatch, capfd, settings)
    terminal.set(ECOTECHUB_EMBEDDING_MODEL="")
    return terminal


def test_an_operator_sees_learns_and_goes_back(type_in, database, clock, world, session):
    assert "the shipped coefficients rank" in type_in("fusion", "status").out
    assert "Too little was decided" in type_in("fusion", "learn", status=1).sentence
    decide(database, clock, world, by_feature=int(np.argmin(SHIPPED.weights)))

    report = type_in("fusion", "learn").out

    assert "144 decisions on 12 needs" in report
    assert "It ranks from now on" in report
    name = active(database).version
    lines = type_in("fusion", "status").out.splitlines()
    assert lines[0].startswith(f"active   {name}")
    assert lines[1].startswith(f"kept     {bundled_fusion().version}")
    assert "in use already" in type_in("fusion", "use", name, status=1).sentence
    assert "No coefficients" in type_in("fusion", "use", "joint-99", status=1).sentence
    type_in("fusion", "use", bundled_fusion().version)
    assert active(database).version == bundled_fusion().version
    assert "went back by hand" in type_in("fusion", "status").out


def test_the_shipped_coefficients_are_kept_with_the_first_run(app, make, database, session):
    make.profile("Versprödung von Rezyklaten")
    need = make.challenge(description=NEED)

    with app.app_context():
        matching.match_challenge(need.id)

    (version,) = session.scalars(select(FusionVersion)).all()
    assert version.is_shipped
    with database.writing() as writing:
        assert keep_fusion(writing, bundled_fusion(), need.created_at).id == version.id
    assert timedelta(days=28) == lessons.PAUSE
