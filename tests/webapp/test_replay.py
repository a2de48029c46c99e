"""`ecotechub replay`: an old proposal comes out again, whatever has changed since."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from matcher.fusion import bundled_fusion
from matcher.learning import name_after_content
from models import (
    Account,
    Challenge,
    Competence,
    FilteredProfile,
    FilterReason,
    Match,
    MatchRun,
    NeedSnapshot,
    Profile,
    ProfileSnapshot,
    ProfileState,
    Role,
)
from models.barrier import ConflictOfInterest, Exclusion
from tests.webapp.terminal import Terminal
from tests.webapp.tiny_models import work_off
from webapp import matching
from webapp.clock import system_clock
from webapp.matching import replaying, snapshots
from webapp.matching.fusions import keep_fusion, switch_fusion
from webapp.matching.pools import OPTIONS

NEEDS = [
    "Unsere Kunststoffteile aus Rezyklat werden nach dem Spritzgießen spröde.",
    "Die Abwärme unserer Öfen geht ungenutzt durch das Dach.",
    "In den Rohren setzt sich ein weißer Belag ab.",
    "Unsere Pumpen brauchen zu viel Strom.",
    "Wir wollen wissen, wie viel CO2 unsere Verpackung verursacht.",
    "Die Schweißnähte reißen nach dem Verzinken.",
    "Unser Abwasser enthält zu viel Nickel.",
    "Der Lärm der Presse stört die Nachbarn.",
    "Wir suchen Ersatz für einen Klebstoff mit Lösemittel.",
    "Holzasche soll nicht mehr auf die Deponie.",
]


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"embedding_model": "first"})


@pytest.fixture
def type_in(monkeypatch, capfd, settings, clock, shelf) -> Terminal:
    clock.at = system_clock() + timedelta(hours=1)
    terminal = Terminal(monkeypatch, capfd, settings)
    terminal.set(ECOTECHUB_EMBEDDING_MODEL="first")
    return terminal


@pytest.fixture
def again(start, session):
    """Computes the run of a case once more."""

    def run(app, run_id):
        with app.app_context():
            session.rollback()
            return replaying.replay(session, session.get_one(MatchRun, run_id))

    return run


def louder(fusion):
    """Another fusion, in which words count for more than meaning."""
    other = replace(
        fusion, meaning=replace(fusion.meaning, weights=fusion.meaning.weights[::-1] * 3)
    )
    return replace(other, version=name_after_content(other, "learned"))


def test_200_old_proposals_come_out_again_whatever_changed_since(
    start, shelf, make, match, session, database, again, monkeypatch
):
    for number in range(22):
        text = NEEDS[number % 10].split()
        make.profile(
            f"Verfahren {number} für {text[1]} {text[-1]}", " ".join(text[::-1]),
            chair=f"Fach {number}",
        )  # fmt: skip
    worker = start()
    runs = [match(worker, make.challenge(title="", description=each)).id for each in NEEDS]
    assert session.scalar(select(func.count()).select_from(Match)) == 200

    start(model="second")
    with database.writing() as writing:
        writing.execute(update(Competence).values(text=Competence.text + " und Beton"))
        writing.execute(update(Profile).values(summary="Ganz anderes", capacity=0))
        writing.execute(update(Challenge).values(description="Ganz anderes."))
        switch_fusion(
            writing,
            keep_fusion(writing, louder(bundled_fusion()), system_clock()),
            system_clock(),
            is_by_hand=True,
        )
    monkeypatch.setattr(
        "webapp.matching.replaying.bundled_fusion", lambda: louder(bundled_fusion())
    )
    monkeypatch.setattr("webapp.matching.pools.OPTIONS", replace(OPTIONS, use_sector=False))
    newest = start(model="second")
    work_off(newest)
    with newest.app_context():
        matching.use_model("second")

    for run_id in runs:
        found = again(newest, run_id)
        assert found.hindrance is None
        assert found.differences == []
        assert found.checked == 20
        assert found.furthest <= 1e-6
        order = sorted((each.rank, each.match.rank) for each in found.places if each.match)
        assert order == [(rank, rank) for rank in range(1, 21)]
        assert all(len(each.components.parts) == 8 for each in found.places)


def test_a_replay_says_that_the_model_is_gone_and_checks_what_was_stored(
    start, shelf, make, match, again
):
    make.profile("Versprödung von Rezyklaten")
    make.profile("Abwärme nutzen")
    worker = start()
    run_id = match(worker).id
    shelf.put("first", version="2")

    found = again(worker, run_id)

    assert "are gone" in found.hindrance
    assert (found.checked, found.differences) == (2, [])
    assert found.furthest <= 1e-6


@pytest.mark.parametrize("is_gone", [False, True], ids=["recomputed", "from stored numbers"])
@pytest.mark.parametrize(
    ("column", "change", "complaint"),
    [
        ("score", lambda value: value + 2e-6, "the stored score"),
        ("score", lambda value: float("nan"), "the stored score"),
        ("rank", lambda value: value + 7, "count up"),
        ("probability", lambda value: value / 2 + 0.4, "do not belong"),
    ],
)
def test_a_number_that_was_tampered_with_is_noticed(
    start, shelf, make, match, database, again, session, column, change, complaint, is_gone
):
    make.profile("Versprödung von Rezyklaten")
    make.profile("Abwärme nutzen")
    worker = start()
    run = match(worker)
    with database.writing() as writing:
        row = writing.get_one(Match, run.matches[-1].id)
        value = change(getattr(row, column))
        if value != value and database.engine.dialect.name == "sqlite":
            value = 1e300  # SQLite knows no such number.
        setattr(row, column, value)
    if is_gone:
        shelf.put("first", version="2")

    found = again(worker, run.id)

    assert any(complaint in each for each in found.differences), found.differences


def test_two_proposals_that_change_places_are_noticed(start, make, match, database, again):
    make.profile("Versprödung von Rezyklaten")
    make.profile("Abwärme nutzen")
    worker = start()
    run = match(worker)
    with database.writing() as writing:
        ids = [each.profile_id for each in run.matches]
        spare = make.profile("Etwas ganz anderes").id
        for match_id, profile_id in (
            (run.matches[0].id, spare), (run.matches[1].id, ids[0]), (run.matches[0].id, ids[1]),
        ):  # fmt: skip
            writing.execute(update(Match).where(Match.id == match_id).values(profile_id=profile_id))

    assert "The order of the proposals comes out differently." in again(worker, run.id).differences


def test_whoever_was_left_out_is_explained_by_the_first_reason(
    start, make, match, database, session, clock, again, type_in
):
    stays = make.profile("Versprödung von Rezyklaten", chair="Bleibt")
    left_out = {
        FilterReason.PAUSED: make.profile(paused_until=date(2099, 1, 1)),
        FilterReason.NO_ENQUIRIES: make.profile(capacity=0),
        FilterReason.UNWANTED_TOPIC: make.profile(unwanted_topics=["Kunststoffteile"]),
        FilterReason.CONFLICT: make.profile(),
        FilterReason.EXCLUDED: make.profile(),
    }
    company = make.account(Role.COMPANY)
    need = make.challenge(by=company, description=NEEDS[0])
    with database.writing() as writing:
        writing.add(Exclusion(challenge_id=need.id, profile_id=left_out[FilterReason.EXCLUDED].id))
        tie = ConflictOfInterest(
            account_id=left_out[FilterReason.CONFLICT].account_id,
            organisation=writing.get_one(Account, company.id).company.name, declared_at=clock(),
        )  # fmt: skip
        writing.add(tie)
    worker = start()
    run = match(worker, need)

    found = again(worker, run.id)

    assert [each.profile_id for each in run.matches] == [stays.id]
    reasons = {each.reason: each.profile_id for each in found.places if each.reason}
    assert reasons == {reason: str(each.id) for reason, each in left_out.items()}
    with database.writing() as writing:  # What became of it later does not matter.
        writing.execute(update(Profile).values(paused_until=None, capacity=3))
    shown = type_in("replay", need.reference, "--all").out
    for reason in left_out:
        assert f"no candidate that day: {reason.value}" in shown
    assert "come out as they were stored, order and scores" in shown


def test_an_operator_asks_by_proposal_by_run_and_by_case_and_day(
    start, make, match, session, type_in
):
    one, two = make.profile("Versprödung von Rezyklaten"), make.profile("Abwärme nutzen")
    need = make.challenge(title="Geheimer Titel", description=NEEDS[0])
    run = match(start(), need)
    proposal = run.matches[0]

    by_match = type_in("replay", proposal.id).out
    by_run = type_in("replay", run.id).out
    by_case = type_in("replay", need.reference, "--profile", str(two.id)[:8]).out

    assert "top_dense" in by_match
    assert f"{proposal.score:.9f}" in by_match
    assert by_match.count("stored score") == 1
    assert by_run.count("stored score") == 2
    assert str(two.id) in by_case
    assert str(one.id) not in by_case
    for shown in (by_match, by_run, by_case):
        assert "Geheimer" not in shown
        assert "spröde" not in shown
    assert "no run of a case" in type_in("replay", "XXX-XXX", status=1).sentence
    before = type_in("replay", need.reference, "--on", "2001-01-01", status=1)
    assert "up to 2001-01-01" in before.sentence
    assert "There is no proposal" in type_in("replay", uuid.uuid4(), status=1).sentence


def test_a_tampered_score_ends_the_command_with_an_error(start, make, match, database, type_in):
    make.profile("Versprödung von Rezyklaten")
    run = match(start())
    with database.writing() as writing:
        writing.execute(update(Match).values(score=Match.score + 0.1))

    assert "the stored score" in type_in("replay", run.id, status=1).err


def test_an_erased_profile_leaves_a_tombstone_and_no_word(
    start, make, match, database, session, again, type_in
):
    make.profile("Versprödung von Rezyklaten", chair="Bleibt")
    gone = make.profile("Kanarienvogel", chair="Kanarienlehre", summary="Kanarienkunde")
    worker = start()
    run_id = match(worker).id
    assert session.scalar(select(func.count()).select_from(ProfileSnapshot)) == 2

    with database.writing() as writing:
        writing.delete(writing.get_one(Profile, gone.id))

    session.rollback()
    kept = session.scalars(select(ProfileSnapshot)).all()
    assert "anarien" not in str([(each.heading, each.summary, each.statements) for each in kept])
    assert session.scalar(select(func.count()).select_from(FilteredProfile)) == 0
    found = again(worker, run_id)
    assert found.differences == []
    assert found.checked == 1
    shown = type_in("replay", run_id, "--all").out
    assert "erased since: nothing of this profile is kept but its id" in shown
    assert "1 erased" in shown
    assert "anarien" not in shown


def test_an_erased_need_takes_its_words_along_and_the_snapshots_nobody_needs(
    start, make, match, database, session
):
    make.profile("Versprödung von Rezyklaten")
    worker = start()
    run = match(worker)
    with worker.app_context(), database.writing() as writing:
        snapshots.forget_snapshots(writing)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(ProfileSnapshot)) == 1
    assert session.scalars(select(NeedSnapshot.description)).all() == [run.challenge.description]

    with database.writing() as writing:
        writing.delete(writing.get_one(Challenge, run.challenge_id))
        writing.flush()
        snapshots.forget_snapshots(writing)

    session.rollback()
    assert session.scalars(select(NeedSnapshot)).all() == []
    assert session.scalars(select(ProfileSnapshot)).all() == []


def test_each_version_of_a_profile_is_kept_once_as_long_as_a_run_met_it(
    start, make, match, database, session, again
):
    profile = make.profile("Versprödung von Rezyklaten")
    worker = start()
    words = ["Rezyklat", "Beton", "Rezyklat", "Asche"]
    runs = []
    for each in words:
        with database.writing() as writing:
            writing.execute(update(Profile).values(summary=each))
        runs.append(match(worker).id)
    runs.append(match(worker).id)

    session.rollback()
    kept = session.scalars(select(ProfileSnapshot)).all()
    assert sorted(each.summary for each in kept) == ["Asche", "Beton", "Rezyklat"]
    assert [each.summary for each in kept if each.replaced_at is None] == ["Asche"]
    assert [again(worker, each).differences for each in runs] == [[]] * 5
    with database.writing() as writing:
        writing.get_one(Profile, profile.id).state = ProfileState.DRAFT
        writing.get_one(Profile, profile.id).published_at = None
        snapshots.forget_snapshots(writing)
    assert all(again(worker, each).checked == 1 for each in runs)
