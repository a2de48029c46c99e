"""Workers whose language models are tiny ones."""

import pytest
from sqlalchemy import select

from models import MatchRun
from tests.webapp.tiny_models import NEED, Shelf
from webapp import create_app, jobs, matching


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
