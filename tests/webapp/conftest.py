"""Who takes part in most cases, two steps at once, and workers with tiny language models."""

import threading

import pytest
from sqlalchemy import select

from models import MatchRun, Role
from tests.webapp.tiny_models import NEED, Shelf
from webapp import create_app, jobs, matching


@pytest.fixture
def company(make):
    return make.account(Role.COMPANY)


@pytest.fixture
def lead(make):
    return make.account(Role.TRANSFER_MANAGER)


@pytest.fixture
def professor(make):
    return make.account(Role.PROFESSOR)


@pytest.fixture
def shelf(monkeypatch) -> Shelf:
    shelf = Shelf()
    shelf.put("first")
    shelf.put("second")
    monkeypatch.setattr("matcher.load_encoder", shelf.load)
    return shelf


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


@pytest.fixture
def race(app, database):
    """Runs two steps at once, each in a transaction of its own; returns what became of them."""

    def run(*steps):
        ready = threading.Barrier(len(steps))
        answers = [None] * len(steps)

        def go(place, step):
            with app.app_context():
                ready.wait(10)
                try:
                    with database.writing() as session:
                        step(session)
                    answers[place] = "done"
                except Exception as error:
                    answers[place] = type(error).__name__

        threads = [threading.Thread(target=go, args=each) for each in enumerate(steps)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return sorted(map(str, answers))

    return run
