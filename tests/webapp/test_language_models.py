"""Stored vectors and language models: nothing twice, nothing mixed, no gap while they change."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select, update

from matcher.scoring import bundled_reference
from models import (
    Competence,
    Job,
    JobKind,
    Profile,
    Role,
    StatementVector,
    WorkState,
)
from models.job import LEASE
from tests.webapp.tiny_models import DIMENSIONS, NEED, STATEMENT, model_of, stored, work_off
from webapp import jobs, matching
from webapp.matching import language_models, vectors
from webapp.matching.pools import TRY_AGAIN_AFTER

REFERENCE_NEEDS, REFERENCE = map(set, bundled_reference())
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"embedding_model": "first"})


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


def test_files_replaced_under_the_same_name_are_another_model(start, shelf, make, match, session):
    profile = make.profile(STATEMENT)
    start()
    newer = shelf.put("first", version="2")

    worker = start()

    assert texts_of(profile) <= set(newer.asked_when_ready)
    assert match(worker).model["model_sha256"] == newer.sha256


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
