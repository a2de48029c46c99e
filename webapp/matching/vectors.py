"""Vectors of published texts, kept in the database so that no text is encoded twice."""

import copy
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from itertools import islice
from typing import Any, TypeVar

import numpy as np
import structlog
from numpy.typing import NDArray
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

import matcher
from matcher.encoder import TEXT_VERSION, TextRole
from matcher.scoring import bundled_reference
from models import StatementVector
from models.profile import text_hash
from webapp.database import database

Vector = NDArray[np.float32]
Each = TypeVar("Each")

LAYOUT = np.dtype("<f4")
PORTION = 400
"""Keys or rows of one SQL statement; databases limit how many parameters it may have."""
LONGEST_WAIT = 60.0
"""Seconds a model may take for one need. Words alone are there at once, and a job's lease is five
minutes; a model that is merely slow is through in ten."""
INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
log = structlog.get_logger(__name__)


class StoredEncoder:
    """An encoder whose model is asked only for published texts without a vector in the database.

    A vector is found by the SHA-256 of its model and that of its text, so no other model's can
    be taken for it. Needs of companies are confidential: nothing that was made of them is kept,
    and they are encoded each time. Published are statements, and the needs by which the matcher
    scales a model. Nobody calls this inside a transaction, because encoding takes its time.
    """

    def __init__(self, encoder: matcher.Encoder, dimensions: int) -> None:
        self.name, self.sha256 = encoder.name, encoder.sha256
        self._encoder = encoder
        self._dimensions = dimensions
        self._keeps = True
        word_vectors = getattr(encoder, "word_vectors", None)
        if word_vectors is not None:  # Models that cannot compare words do not have it.
            self.word_vectors = word_vectors

    def forgetting(self) -> "StoredEncoder":
        """The same model, for texts that are only tried: it reads vectors and writes none."""
        other = copy.copy(self)
        other._keeps = False
        return other

    def encode(self, texts: Sequence[str], role: TextRole) -> Vector:
        """Rows of length 1, zeros for a text without content, shape (len(texts), dimensions).

        Raises EncoderUnavailable when the model fails, takes too long for a need or answers in
        other dimensions than before.
        """
        if role == "need" and not set(bundled_reference()[0]).issuperset(texts):
            return self._ask_in_time(texts, role)
        keys = [key_of(text, role) for text in texts]
        found = self._read(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if missing:
            rows = self._ask(list(missing.values()), role)
            new = dict(zip(missing, rows, strict=True))
            if self._keeps:
                self._write(new)
            found |= new
        return np.array([found[key] for key in keys], np.float32).reshape(-1, self._dimensions)

    def _ask_in_time(self, texts: Sequence[str], role: TextRole) -> Vector:
        answer: Future[Vector] = Future()

        def ask() -> None:
            try:
                answer.set_result(self._ask(texts, role))
            except Exception as error:  # Whoever waits for the answer gets this one instead.
                answer.set_exception(error)

        # A thread that nobody waits for, neither now nor when the worker is told to stop.
        threading.Thread(target=ask, daemon=True).start()
        try:
            return answer.result(LONGEST_WAIT)
        except TimeoutError as error:
            raise matcher.EncoderUnavailable(
                f"Model {self.name!r} has not answered within {LONGEST_WAIT:g} seconds."
            ) from error

    def _ask(self, texts: Sequence[str], role: TextRole) -> Vector:
        rows = self._encoder.encode(texts, role)
        if rows.shape != (len(texts), self._dimensions):
            raise matcher.EncoderUnavailable(
                f"Model {self.name!r} answers with rows of {rows.shape[-1]} numbers, but its"
                f" vectors have {self._dimensions}."
            )
        return rows

    def _read(self, keys: Sequence[str]) -> dict[str, Vector]:
        found = {}
        with database().reading() as session:
            for portion in _in_portions(set(keys)):
                rows = session.execute(
                    select(StatementVector.text_sha256, StatementVector.vector).where(
                        StatementVector.model_sha256 == self.sha256,
                        StatementVector.text_sha256.in_(portion),
                    )
                )
                found |= {key: _as_vector(stored) for key, stored in rows}
        sound = {key: row for key, row in found.items() if self._is_sound(row)}
        if len(sound) < len(found):
            log.warning("vectors.damaged", model=self.sha256, number=len(found) - len(sound))
        return sound

    def _is_sound(self, row: Vector) -> bool:
        return row.shape == (self._dimensions,) and bool(np.isfinite(row).all())

    def _write(self, rows: Mapping[str, Vector]) -> None:
        insert = INSERTS[database().engine.dialect.name](StatementVector)
        # Whoever else encoded the same text meanwhile got the same vector.
        statement = insert.on_conflict_do_update(
            index_elements=["model_sha256", "text_sha256"], set_={"vector": insert.excluded.vector}
        )
        with database().writing() as session:
            for portion in _in_portions(rows.items()):
                session.execute(
                    statement,
                    [
                        {
                            "model_sha256": self.sha256,
                            "text_sha256": key,
                            "vector": row.astype(LAYOUT).tobytes(),
                        }
                        for key, row in portion
                    ],
                )


def key_of(text: str, role: TextRole = "statement") -> str:
    """What vectors are found by: SHA-256 of text and role, and of how models get to read texts."""
    return text_hash(TEXT_VERSION, role, text)


def missing_texts(session: Session, model_sha256: str, texts: Iterable[str]) -> list[str]:
    """The texts this model has not encoded yet, each once, in the order given."""
    known = set(
        session.scalars(
            select(StatementVector.text_sha256).where(StatementVector.model_sha256 == model_sha256)
        )
    )
    return [
        text for key, text in {key_of(each): each for each in texts}.items() if key not in known
    ]


def forget_unpublished(session: Session, texts: Iterable[str]) -> int:
    """Delete what models made of other statements than these; returns how many vectors went."""
    needs, statements = bundled_reference()
    wanted = {key_of(text) for text in (*texts, *statements)}
    wanted |= {key_of(text, "need") for text in needs}
    stored = set(session.scalars(select(StatementVector.text_sha256).distinct()))
    gone = 0
    for portion in _in_portions(stored - wanted):
        deleted: Any = session.execute(
            delete(StatementVector).where(StatementVector.text_sha256.in_(portion))
        )
        gone += deleted.rowcount
    return gone


def _as_vector(stored: bytes) -> Vector:
    whole = len(stored) - len(stored) % LAYOUT.itemsize
    return np.frombuffer(stored[:whole], LAYOUT).astype(np.float32)


def _in_portions(each: Iterable[Each]) -> Iterator[list[Each]]:
    rest = iter(each)
    while portion := list(islice(rest, PORTION)):
        yield portion
