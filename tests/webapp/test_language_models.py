"""Stored vectors and language models: nothing twice, nothing mixed, no gap while they change."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select, update

from matcher.scoring import bundled_reference
from models import (
    Competence,
    Job,
    JobKind,
    LanguageModel,
    MatchRun,
    Profile,
    Role,
    StatementVector,
    WorkState,
)
from models.job import LEASE
from tests.webapp.terminal import Terminal
from tests.webapp.tiny_models import DIMENSIONS, Shelf
from webapp import create_app, jobs, matching
from webapp.clock import system_clock
from webapp.matching import language_models, vectors
from webapp.matching.pools import TRY_AGAIN_AFTER

NEED = "Unsere Kunststoffteile aus Rezyklat werden nach dem Spritzgießen spröde."
STATEMENT = "Versprödung von Rezyklaten"
REFERENCE_NEEDS, REFERENCE = map(set, bundled_reference())
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def shelf(monkeypatch) -> Shelf:
    shelf = Shelf()
    shelf.put("first")
    shelf.put("second")
    monkeypatch.setattr("matcher.load_encoder", shelf.load)
    return shelf


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"embedding_model": "first"})


@pytest.fixture
def start(settings, clock, shelf, compiled_words):
    """Starts a worker's process: an application with nothing in memory, ready to work."""
    started = []

    def new(model: str | None = "first"):
        app = create_app(settings.model_copy(update={"embedding_model": model}), now=clock)
        started.append(app)
        for each in shelf.values():
            each.asked = []
        with app.app_context():
            jobs.get_ready()
        for each in shelf.values():
            each.asked_when_ready, each.asked = [text for _, text in each.asked if text != "x"], []
        return app

    yield new
    for app in started:
        app.extensions["database"].engine.dispose()


@pytest.fixture
def match(database, make, session, clock):
    """Lets a worker match a need, and gives the run back."""

    def run(app, need=None) -> MatchRun:
        need = need or make.challenge(description=NEED)
        clock.advance(minutes=1)
        with app.app_context():
            matching.match_challenge(need.id)
        session.rollback()
        runs = select(MatchRun).where(MatchRun.challenge_id == need.id)
        return session.scalars(runs.order_by(MatchRun.started_at)).all()[-1]

    return run


def work_off(app) -> int:
    with app.app_context():
        return jobs.work_off()


def model_of(run: MatchRun) -> str | None:
    return run.model["model"]


def stored(session, model) -> dict[str, bytes]:
    session.rollback()
    rows = select(StatementVector.text_sha256, StatementVector.vector)
    return dict(session.execute(rows.where(StatementVector.model_sha256 == model.sha256)).all())


def texts_of(profile: Profile) -> set[str]:
    lead = f"{profile.chair}. {profile.summary}"
    return {lead, *(each.text for each in profile.competences)}


def test_published_text_is_encoded_once_for_all_processes(start, shelf, make, match):
    profile = make.profile(STATEMENT, "Spritzguss")
    first = shelf["first"]

    before = match(start())
    assert set(first.asked_when_ready) == texts_of(profile) | REFERENCE | REFERENCE_NEEDS
    assert len(first.asked_when_ready) == len(set(first.asked_when_ready))
    again = start()

    assert first.asked_when_ready == [], "not even to find the scale of its cosines"
    after = match(again)
    assert [each.score for each in after.matches] == [each.score for each in before.matches]
    assert model_of(after) == "first"


def test_an_edit_costs_the_edited_statement(start, shelf, make, match, database):
    profile = make.profile(STATEMENT, "Spritzguss")
    worker = start()
    with database.writing() as writing:
        edited = writing.scalars(select(Competence).where(Competence.text == "Spritzguss")).one()
        edited.text = "Abwärme aus Öfen nutzen"

    match(worker)

    assert shelf["first"].statements == ["Abwärme aus Öfen nutzen"]
    assert profile.is_published


def test_nothing_made_of_a_need_is_kept(start, shelf, make, match, session):
    make.profile(STATEMENT)
    worker = start()
    before = stored(session, shelf["first"])

    run = match(worker)

    assert any(role == "need" for role, _ in shelf["first"].asked)
    assert stored(session, shelf["first"]) == before
    words = [NEED, *(each.text for each in run.aspects)]
    made = {vectors.key_of(each, role) for each in words for role in ("need", "statement")}
    assert not made & before.keys()


def test_vectors_go_when_nobody_publishes_their_text(start, shelf, make, database, session):
    stays, goes = make.profile("Abwärme nutzen"), make.profile(STATEMENT)
    worker = start()
    with worker.app_context():
        assert matching.forget_unpublished() == 0, "the seam knows what the matcher compares"
    with database.writing() as writing:
        writing.get_one(Profile, goes.id).unpublish()

    with worker.app_context():
        assert matching.forget_unpublished() == len(texts_of(goes))

    kept = {vectors.key_of(each) for each in texts_of(stays) | REFERENCE}
    kept |= {vectors.key_of(each, "need") for each in REFERENCE_NEEDS}
    assert stored(session, shelf["first"]).keys() == kept


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\0" * 7, id="truncated"),
        pytest.param(b"\0" * 4 * (DIMENSIONS + 1), id="too long"),
        pytest.param(np.full(DIMENSIONS, np.nan, "<f4").tobytes(), id="not a number"),
    ],
)
def test_a_damaged_vector_is_made_anew(start, shelf, make, database, session, damaged):
    make.profile(STATEMENT)
    start()
    sound = stored(session, shelf["first"])
    hurt = vectors.key_of(STATEMENT)
    with database.writing() as writing:
        writing.execute(
            update(StatementVector)
            .where(StatementVector.text_sha256 == hurt)
            .values(vector=damaged)
        )

    start()

    assert shelf["first"].asked_when_ready == [STATEMENT]
    assert stored(session, shelf["first"]) == sound


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


def test_a_new_model_is_prepared_in_portions_while_the_old_one_matches(
    start, shelf, make, match, session, monkeypatch
):
    profile = make.profile(*(f"Verfahren {number}" for number in range(5)))
    start()
    monkeypatch.setattr(language_models, "AT_A_TIME", 2)
    worker = start(model="second")

    portions = 0
    while session.scalar(select(func.count()).where(Job.state == WorkState.QUEUED)):
        assert model_of(match(worker)) == "first"
        assert not [role for role, _ in shelf["second"].asked if role == "need"]
        work_off(worker)
        portions += 1
        session.rollback()

    assert portions == 3
    assert sorted(shelf["second"].statements) == sorted(texts_of(profile))
    run = match(worker)
    assert (model_of(run), run.is_degraded) == ("second", False)
    assert not set(shelf["second"].statements[portions * 2 :]) - REFERENCE


def test_every_vector_is_that_of_the_model_it_stands_under(
    start, shelf, make, match, session, database
):
    profile = make.profile(STATEMENT)
    start()
    worker = start(model="second")
    work_off(worker)
    match(worker)

    for model in shelf.values():
        rows = stored(session, model)
        assert {vectors.key_of(each) for each in texts_of(profile)} <= rows.keys()
        for text in texts_of(profile):
            kept = np.frombuffer(rows[vectors.key_of(text)], "<f4")
            np.testing.assert_array_equal(kept, model.vector(text))


def test_going_back_is_immediate_and_lasts(start, shelf, make, match, session, database):
    make.profile(STATEMENT)
    start()
    worker = start(model="second")
    work_off(worker)
    assert model_of(match(worker)) == "second"
    shelf["first"].asked = []

    with worker.app_context():
        matching.use_model("first")

    assert model_of(match(worker)) == "first"
    assert shelf["first"].statements == []
    restarted = start(model="second")
    assert work_off(restarted) == 0, "the operator is obeyed until the settings change"
    assert model_of(match(restarted)) == "first"


def test_a_worker_killed_between_portions_goes_on_where_it_was(
    start, shelf, make, settings, session, clock, monkeypatch
):
    profile = make.profile(*(f"Verfahren {number}" for number in range(5)))
    start()
    code = (
        "import os, signal, matcher\n"
        "from tests.conftest import Clock\n"
        "from tests.webapp.tiny_models import Shelf\n"
        "from webapp import create_app, jobs\n"
        "from webapp.config import Settings\n"
        "from webapp.matching import language_models\n"
        "shelf = Shelf()\n"
        "shelf.put('first'), shelf.put('second')\n"
        "matcher.load_encoder = shelf.load\n"
        "language_models.AT_A_TIME = 2\n"
        "app = create_app(Settings(_env_file=None), now=Clock())\n"
        "with app.app_context():\n"
        "    jobs.get_ready()\n"
        "    jobs.work_off()\n"
        "    encode = shelf['second'].encode\n"
        "    def die(*_): os.kill(os.getpid(), signal.SIGKILL)\n"
        "    shelf['second'].encode = die\n"
        "    jobs.work_off()\n"
    )
    environment = {
        "ECOTECHUB_ENVIRONMENT": "test",
        "ECOTECHUB_DATABASE_URL": settings.database_url,
        "ECOTECHUB_DATA_DIR": str(settings.data_dir),
        "ECOTECHUB_SECRET_KEY": settings.secret_key.get_secret_value(),
        "ECOTECHUB_EMBEDDING_MODEL": "second",
    }

    killed = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, **environment}
    )

    assert killed.returncode == -signal.SIGKILL
    done = stored(session, shelf["second"])
    assert len(done) == 2
    clock.at += LEASE + TRY_AGAIN_AFTER
    worker = start(model="second")
    while work_off(worker):
        pass
    left = {each for each in texts_of(profile) if vectors.key_of(each) not in done}
    assert sorted(shelf["second"].statements) == sorted(left)
    with worker.app_context(), jobs.database().reading() as reading:
        assert matching.last_switch(reading).model_sha256 == shelf["second"].sha256


def test_two_workers_at_once_prepare_the_same_model(start, shelf, make, session, database):
    profile = make.profile(*(f"Verfahren {number}" for number in range(40)))
    start()
    workers = [start(model="second"), start(model="second")]
    assert session.scalar(select(func.count()).where(Job.kind == JobKind.PREPARE_MODEL)) == 1
    gate, outcomes = threading.Barrier(2), []

    def prepare(app) -> None:
        with app.app_context():
            gate.wait()
            outcomes.append(matching.prepare_model("second"))

    threads = [threading.Thread(target=prepare, args=(each,)) for each in workers]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert outcomes == [True, True]
    keys = {vectors.key_of(each) for each in texts_of(profile)}
    assert stored(session, shelf["second"]).keys() == keys


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


def test_files_replaced_under_the_same_name_are_another_model(start, shelf, make, match, session):
    profile = make.profile(STATEMENT)
    start()
    newer = shelf.put("first", version="2")

    worker = start()

    assert texts_of(profile) <= set(newer.asked_when_ready)
    assert match(worker).model["model_sha256"] == newer.sha256


def test_where_the_active_model_is_gone_the_configured_one_matches(start, shelf, make, match):
    make.profile(STATEMENT)
    start()
    del shelf["first"]

    run = match(start(model="second"))

    assert (model_of(run), run.is_degraded) == ("second", False)


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
        assert jobs.rematch_degraded() == 0
        first.problem, shelf["first"] = None, first
        clock.at += TRY_AGAIN_AFTER
        assert (jobs.rematch_degraded(), jobs.rematch_degraded()) == (1, 0)
        jobs.work_off()

    session.rollback()
    runs = session.scalars(select(MatchRun).order_by(MatchRun.started_at)).all()
    assert [each.is_degraded for each in runs] == [True, False]
    assert "Eingeschränkte Trefferqualität" not in browser.get(f"/pruefung/{need.id}").text


def test_without_a_model_by_choice_nothing_is_degraded(start, shelf, make, match, session):
    make.profile(STATEMENT)

    run = match(start(model=None))

    assert (model_of(run), run.is_degraded) == (None, False)
    assert session.scalars(select(LanguageModel)).all() == []


def test_pages_never_wait_for_a_model(app, shelf, make, browser, session, work_off):
    make.profile(STATEMENT)
    manager = make.account(Role.TRANSFER_MANAGER)
    need = make.challenge(description=NEED, lead=manager)
    with app.app_context(), app.extensions["database"].writing() as writing:
        jobs.queue_rematch(writing, need.created_at)
    browser.login(manager)
    browser.get(f"/pruefung/{need.id}")
    browser.submit(f"/pruefung/{need.id}/suche", words="Rezyklat")

    assert shelf["first"].asked == []
    work_off()
    assert shelf["first"].asked != []


def test_neither_web_nor_worker_loads_torch(settings, make):
    make.profile(STATEMENT)
    make.challenge(description=NEED)
    code = (
        "import sys\n"
        "from sqlalchemy import select\n"
        "from models import MatchRun\n"
        "from webapp import create_app, jobs\n"
        "from webapp.config import Settings\n"
        "from webapp.clock import now\n"
        "app = create_app(Settings(_env_file=None))\n"
        "assert app.test_client().get('/').status_code == 200\n"
        "with app.app_context():\n"
        "    jobs.get_ready()\n"
        "    with jobs.database().writing() as session:\n"
        "        jobs.queue_rematch(session, now())\n"
        "    assert jobs.work_off() == 1\n"
        "    with jobs.database().reading() as session:\n"
        "        (run,) = session.scalars(select(MatchRun)).all()\n"
        "    print(run.model['model'], run.is_degraded)\n"
        "heavy = {'torch', 'sentence_transformers', 'transformers', 'sklearn', 'tensorflow'}\n"
        "print(sorted(heavy & sys.modules.keys()))\n"
    )
    environment = {
        "ECOTECHUB_ENVIRONMENT": "test",
        "ECOTECHUB_DATABASE_URL": settings.database_url,
        "ECOTECHUB_DATA_DIR": str(settings.data_dir),
        "ECOTECHUB_SECRET_KEY": settings.secret_key.get_secret_value(),
    }

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, **environment},
        capture_output=True, text=True,
    )  # fmt: skip

    assert done.stdout.splitlines()[-2:] == ["ecotechub-de-en False", "[]"], done.stderr


def test_an_operator_prepares_uses_and_forgets_a_model(
    monkeypatch, capfd, settings, start, shelf, make, session, clock
):
    clock.at = system_clock() + timedelta(hours=1)
    type_in = Terminal(monkeypatch, capfd, settings)
    type_in.set(ECOTECHUB_EMBEDDING_MODEL="first")
    make.profile(STATEMENT)
    assert "No model has matched yet" in type_in("model", "status").out
    worker = start()

    assert "cannot be loaded" in type_in("model", "prepare", "third", status=1).sentence
    assert "not ready" in type_in("model", "use", "second", status=1).sentence
    type_in("model", "prepare", "second", "--download")
    work_off(worker)
    assert shelf.fetched == ["second"], "the worker itself never goes to the internet"
    lines = type_in("model", "status").out.splitlines()
    assert [each.split()[:2] for each in lines] == [["active", "first"], ["ready", "second"]]
    assert all("2 of 2 texts" in each for each in lines)
    type_in("model", "use", "second")
    assert "The language model is second" in type_in("check").out
    assert "in use" in type_in("model", "forget", "second", status=1).sentence
    type_in("model", "forget", shelf["first"].sha256[:12])

    session.rollback()
    assert {each.name for each in session.scalars(select(LanguageModel))} == {"second"}
    assert stored(session, shelf["first"]) == {}
    assert "No model" in type_in("model", "forget", "first", status=1).sentence


def test_administrators_see_which_model_matches(browser, make, start, match, shelf):
    make.profile(STATEMENT)
    worker = start()
    shelf["first"].problem = "out of memory"
    match(worker)
    browser.login(make.account(Role.ADMIN))

    page = browser.get("/betrieb/auftraege")

    assert "Im Einsatz" in page.text
    assert shelf["first"].sha256[:12] in page.text
    assert "Ein offener Bedarf ist nur nach Wörtern abgeglichen" in page.text
