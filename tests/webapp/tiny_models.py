"""Language models of eight dimensions that count what they are asked, and what came of them."""

import hashlib
import threading

import numpy as np
from sqlalchemy import select

from matcher import EncoderUnavailable
from matcher.encoder import unit_rows
from models import MatchRun, StatementVector
from webapp import jobs

DIMENSIONS = 8
NEED = "Unsere Kunststoffteile aus Rezyklat werden nach dem Spritzgießen spröde."
STATEMENT = "Versprödung von Rezyklaten"


class TinyModel:
    """Gives every text a direction of its own, and the same text always the same."""

    def __init__(self, name: str, version: str = "1") -> None:
        self.name = name
        self.sha256 = hashlib.sha256(f"{name} {version}".encode()).hexdigest()
        self.dimensions = DIMENSIONS
        self.asked: list[tuple[str, str]] = []
        self.problem: str | None = None
        self.chokes_on: str | None = None
        self.may_answer = threading.Event()
        self.may_answer.set()

    def encode(self, texts, role):
        if self.problem is not None:
            raise EncoderUnavailable(self.problem)
        if self.chokes_on is not None and any(self.chokes_on in text for text in texts):
            raise EncoderUnavailable(f"no answer to {self.chokes_on}")
        self.may_answer.wait()
        self.asked += [(role, text) for text in texts]
        return np.array([self.vector(text) for text in texts], np.float32)

    def vector(self, text: str):
        seed = hashlib.sha256(f"{self.sha256} {text}".encode()).digest()
        row = np.frombuffer(seed[: self.dimensions], np.uint8).astype(np.float32)
        return unit_rows(row[None] - 128)[0]

    @property
    def statements(self) -> list[str]:
        """The statements it was asked for, without the word by which its dimensions are found."""
        return [text for role, text in self.asked if role == "statement" and text != "x"]


class Shelf(dict[str, TinyModel]):
    """The models this machine has, by name; stands in for `matcher.load_encoder`."""

    def __init__(self) -> None:
        self.fetched: list[str] = []

    def put(self, name: str, version: str = "1") -> TinyModel:
        self[name] = TinyModel(name, version)
        return self[name]

    def load(self, name, *, allow_download=False):
        if name not in self:
            raise EncoderUnavailable(f"Model {name!r} cannot be loaded")
        if allow_download:
            self.fetched.append(name)
        return self[name]


def work_off(app) -> int:
    with app.app_context():
        return jobs.work_off()


def model_of(run: MatchRun) -> str | None:
    return run.model["model"]


def stored(session, model) -> dict[str, bytes]:
    session.rollback()
    rows = select(StatementVector.text_sha256, StatementVector.vector)
    return dict(session.execute(rows.where(StatementVector.model_sha256 == model.sha256)).all())
