"""The published profiles as the matcher knows them, kept in step with the database."""

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NoReturn

import matcher
from matcher.encoder import TextRole
from matcher.fusion import Fusion, bundled_fusion
from webapp.clock import now
from webapp.database import database
from webapp.matching import language_models
from webapp.matching.experts import version_of
from webapp.matching.fusions import active_fusion

# Every covered aspect keeps its evidence, so that the desk can say which ones are left over.
OPTIONS = matcher.Options(most_evidence=20)
TRY_AGAIN_AFTER = timedelta(minutes=5)


class Pool:
    """The profiles as one model sees them, or words alone; it never changes its model."""

    def __init__(self, encoder: matcher.Encoder | None = None) -> None:
        self._encoder = encoder
        self._matcher: matcher.Matcher | None = None
        self._versions: dict[str, str] = {}
        self._lock = threading.Lock()

    @property
    def model_sha256(self) -> str | None:
        """Of the model that takes part; None for words alone, by choice or after a failure."""
        if self._encoder is None or (self._matcher is not None and self._matcher.degraded):
            return None
        return self._encoder.sha256 or None

    def refresh(
        self, experts: Sequence[matcher.Expert], fusion: Fusion | None = None
    ) -> tuple[matcher.Matcher, dict[str, str]]:
        """The matcher with these experts, all in their present versions, and this fusion."""
        versions = {each.id: version_of(each) for each in experts}
        with self._lock:
            if self._matcher is None:
                self._matcher = matcher.Matcher(encoder=self._encoder, options=OPTIONS)
            for gone in self._versions.keys() - versions.keys():
                self._matcher.remove(gone)
                del self._versions[gone]
            for expert in experts:
                if self._versions.get(expert.id) != versions[expert.id]:
                    self._matcher.replace(expert)
                    self._versions[expert.id] = versions[expert.id]
            self._matcher.fusion = fusion or bundled_fusion()
            return self._matcher, versions


class WorkersPool:
    """The pool of the active model: follows a switch, and tries a model that failed again later.

    While the model is away, words alone are compared and the runs say so.
    """

    def __init__(self, setting: str | None) -> None:
        self._setting = setting
        self._pool: Pool | None = None
        self._try_again_at: datetime | None = None
        self._lock = threading.Lock()

    def refresh(self, experts: Sequence[matcher.Expert]) -> tuple[matcher.Matcher, dict[str, str]]:
        """The active model's matcher with these experts, and the fusion that is in use for it."""
        pool = self._present()
        with database().reading() as session:
            fusion = active_fusion(session, pool.model_sha256)
        return pool.refresh(experts, fusion)

    def has_model(self) -> bool:
        """Whether a language model takes part now."""
        return self._present().model_sha256 is not None

    def _present(self) -> Pool:
        with self._lock:
            if self._pool is None or self._is_outdated(self._pool):
                self._pool = self._renewed()
            return self._pool

    def _is_outdated(self, pool: Pool) -> bool:
        if self._setting is None:
            return False
        if pool.model_sha256 is None:
            self._try_again_at = self._try_again_at or now() + TRY_AGAIN_AFTER
            return now() >= self._try_again_at
        with database().reading() as session:
            last = language_models.last_switch(session)
        return last is None or last.model_sha256 != pool.model_sha256

    def _renewed(self) -> Pool:
        if self._setting is None:
            return Pool()
        if self._try_again_at is not None:
            self._try_again_at = None
            language_models.unload_all_but(None)
        try:
            encoder = language_models.open_active(self._setting)
        except matcher.EncoderUnavailable as error:
            return Pool(Unavailable(self._setting, str(error)))
        language_models.unload_all_but(encoder)
        return Pool(encoder)


class Unavailable:
    """Stands for a model that cannot be had: asked for anything, it says why."""

    sha256 = ""

    def __init__(self, name: str, problem: str) -> None:
        self.name = name
        self._problem = problem

    def encode(self, texts: Sequence[str], role: TextRole) -> NoReturn:
        """Raise EncoderUnavailable, upon which the matcher goes on with words."""
        raise matcher.EncoderUnavailable(self._problem)
