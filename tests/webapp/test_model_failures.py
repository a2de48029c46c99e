"""A model that is away, fails or takes its time: words answer at once, and it answers later."""

import pytest
from sqlalchemy import func, select, update

from models import Job, JobKind, LanguageModel, MatchRun, Role, WorkState
from tests.webapp.tiny_models import DIMENSIONS, NEED, STATEMENT, model_of, work_off
from webapp import jobs
from webapp.matching import vectors
from webapp.matching.pools import TRY_AGAIN_AFTER


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"embedding_model": "first"})


@pytest.mark.parametrize("failing", ["away", "while encoding"])
def test_needs_are_matched_by_words_and_again_once_the_model_works(
    start, shelf, make, match, session, clock, browser, failing
):
    make.profile(STATEMENT)
    manager = make.account(Role.TRANSFER_MANAGER)
    need = make.challenge(description=NEED, lead=manager)
    first = shelf["first"]
    if failing == "away":
        del shelf["first"]
    worker = start()
    first.problem = "out of memory"

    run = match(worker, need)
    assert (model_of(run), run.is_degraded) == (None, True)
    browser.login(manager)
    assert "Eingeschränkte Trefferqualität" in browser.get(f"/pruefung/{need.id}").text
    assert match(worker, need).id == run.id, "the same answer is not stored twice"
    with worker.app_context():
        assert not jobs.rematch_degraded()
        first.problem, shelf["first"] = None, first
        clock.at += TRY_AGAIN_AFTER
        assert (jobs.rematch_degraded(), jobs.rematch_degraded()) == (True, False)
        jobs.work_off()

    session.rollback()
    runs = session.scalars(select(MatchRun).order_by(MatchRun.started_at)).all()
    assert [each.is_degraded for each in runs] == [True, False]
    assert "Eingeschränkte Trefferqualität" not in browser.get(f"/pruefung/{need.id}").text


def test_a_need_that_takes_the_model_too_long_is_matched_by_words_first(
    start, shelf, make, match, monkeypatch, clock, session
):
    make.profile(STATEMENT)
    need = make.challenge(description=NEED)
    worker = start()
    first = shelf["first"]
    first.may_answer.clear()
    with monkeypatch.context() as patience:
        patience.setattr(vectors, "LONGEST_WAIT", 0.01)

        run = match(worker, need)

    first.may_answer.set()
    assert (model_of(run), run.is_degraded) == (None, True)
    with worker.app_context():
        assert not jobs.rematch_degraded()
        clock.at += TRY_AGAIN_AFTER
        jobs.catch_up()
    session.rollback()
    runs = session.scalars(select(MatchRun).order_by(MatchRun.started_at)).all()
    assert [model_of(each) for each in runs] == [None, "first"]


def test_a_need_at_which_the_model_fails_is_in_nobodys_way(
    start, shelf, make, match, clock, session
):
    make.profile(STATEMENT)
    hard = make.challenge(description="Wohin mit dem Quarzsand aus der Gießerei?")
    clock.advance(minutes=1)
    other = make.challenge(description=NEED)
    worker = start()
    shelf["first"].chokes_on = "Quarzsand"
    for need in (hard, other):
        assert match(worker, need).is_degraded

    def catch_up() -> int:
        with worker.app_context():
            jobs.catch_up()
        session.rollback()
        return session.scalar(select(func.count()).where(Job.challenge_id == hard.id))

    def models_of(need) -> list[str | None]:
        session.rollback()
        runs = select(MatchRun).where(MatchRun.challenge_id == need.id)
        return [model_of(each) for each in session.scalars(runs.order_by(MatchRun.started_at))]

    clock.at += TRY_AGAIN_AFTER
    assert catch_up() == 1, "the model fails at the need handed in first"
    clock.at += TRY_AGAIN_AFTER
    assert catch_up() == 2, "and now after the other one"
    assert models_of(other) == [None, "first"]
    clock.at += TRY_AGAIN_AFTER
    assert catch_up() == 2, "its pauses double"
    shelf["first"].chokes_on = None
    clock.at += TRY_AGAIN_AFTER
    assert catch_up() == 3
    assert models_of(hard) == [None, "first"]


def test_without_a_model_by_choice_nothing_is_degraded(start, shelf, make, match, session):
    make.profile(STATEMENT)

    run = match(start(model=None))

    assert (model_of(run), run.is_degraded) == (None, False)
    assert session.scalars(select(LanguageModel)).all() == []


def test_a_model_of_other_dimensions_than_its_vectors_is_not_used(
    start, shelf, make, match, database
):
    make.profile(STATEMENT)
    start()
    with database.writing() as writing:
        writing.execute(update(LanguageModel).values(dimensions=DIMENSIONS + 1))

    run = match(start())

    assert run.is_degraded
    assert model_of(run) is None


def test_where_the_active_model_is_gone_the_configured_one_matches(start, shelf, make, match):
    make.profile(STATEMENT)
    start()
    del shelf["first"]

    run = match(start(model="second"))

    assert (model_of(run), run.is_degraded) == ("second", False)


def test_a_model_that_cannot_be_prepared_leaves_the_old_one_at_work(
    start, shelf, make, match, session
):
    make.profile(STATEMENT)
    start()
    del shelf["second"]
    worker = start(model="second")

    work_off(worker)

    session.rollback()
    job = session.scalars(select(Job).where(Job.kind == JobKind.PREPARE_MODEL)).one()
    assert (job.state, job.attempts) == (WorkState.QUEUED, 1)
    assert "EncoderUnavailable" in job.last_error
    run = match(worker)
    assert (model_of(run), run.is_degraded) == ("first", False)
