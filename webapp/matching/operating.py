"""What operators see of language models and do with them: prepare, use, go back, forget."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

import matcher
from models import LanguageModel
from webapp.clock import now
from webapp.database import database
from webapp.matching.language_models import last_switch, open_model, published_texts, switch
from webapp.matching.vectors import StoredEncoder, missing_texts
from webapp.troubles import Trouble

FEWEST_DIGITS = 8
"""Of a SHA-256 that may stand for a name."""


@dataclass(frozen=True)
class Standing:
    """How far a model is."""

    model: LanguageModel
    active_since: datetime | None
    encoded: int
    texts: int

    @property
    def is_ready(self) -> bool:
        """Whether it may be used at once."""
        return self.model.ready_at is not None


def standings(session: Session) -> list[Standing]:
    """Every model with vectors here, the active one first, then the newest."""
    texts = set(published_texts(session))
    last = last_switch(session)
    models = session.scalars(select(LanguageModel).order_by(LanguageModel.added_at.desc())).all()
    return sorted(
        (
            Standing(
                model=each,
                active_since=last.switched_at if last and last.model is each else None,
                encoded=len(texts) - len(missing_texts(session, each.sha256, texts)),
                texts=len(texts),
            )
            for each in models
        ),
        key=lambda each: each.active_since is None,
    )


def opened(name: str, *, allow_download: bool = False) -> StoredEncoder:
    """A model, loaded; raises Trouble when it cannot be had."""
    try:
        return open_model(name, allow_download=allow_download)
    except matcher.EncoderUnavailable as error:
        raise Trouble(str(error)) from error


def require_ready(session: Session, encoder: StoredEncoder) -> LanguageModel:
    """The model's row, once it has encoded all there was to encode; raises Trouble before."""
    model = session.get_one(LanguageModel, encoder.sha256)
    if model.ready_at is None:
        texts = set(published_texts(session))
        encoded = len(texts) - len(missing_texts(session, encoder.sha256, texts))
        raise Trouble(
            f"{model.name} is not ready, {encoded} of {len(texts)} published texts are encoded:"
            f" please `ecotechub model prepare {model.name}`, and give the worker its time."
        )
    return model


def use_model(name: str) -> None:
    """Match with a prepared model from now on, be it a new one or an earlier one."""
    setting = current_app.extensions["settings"].embedding_model
    if setting is None:
        raise Trouble("ECOTECHUB_EMBEDDING_MODEL is empty, so words alone are compared.")
    encoder = opened(name)
    with database().writing() as session:
        model = require_ready(session, encoder)
        last = last_switch(session)
        if last is None or last.model is not model:
            switch(session, model, setting, now())


def forget_model(name: str) -> int:
    """Delete a model's vectors; returns how many models that name or SHA-256 stood for."""
    names = [LanguageModel.name == name]
    if len(name) >= FEWEST_DIGITS:
        names.append(LanguageModel.sha256.startswith(name, autoescape=True))
    with database().writing() as session:
        meant: Sequence[str] = session.scalars(
            select(LanguageModel.sha256).where(or_(*names))
        ).all()
        last = last_switch(session)
        gone = [each for each in meant if last is None or each != last.model_sha256]
        if meant and not gone:
            raise Trouble(f"{name} is in use: please use another model first.")
        session.execute(delete(LanguageModel).where(LanguageModel.sha256.in_(gone)))
    if not gone:
        raise Trouble(f"No model {name} is known here: see `ecotechub model status`.")
    return len(gone)
