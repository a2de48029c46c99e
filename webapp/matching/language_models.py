"""Which language model matches, and how another one is made ready beside it and takes over."""

from datetime import datetime

import structlog
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

import matcher
from models import LanguageModel, ModelSwitch
from webapp.clock import now
from webapp.database import database
from webapp.matching import vectors
from webapp.matching.experts import published_experts, texts_of
from webapp.matching.vectors import INSERTS, StoredEncoder, missing_texts

AT_A_TIME = 200
"""Statements a model encodes before other work has its turn; a slow one takes a minute for them."""
log = structlog.get_logger(__name__)


def last_switch(session: Session) -> ModelSwitch | None:
    """The switch that counts, with its model; None while no model ever matched."""
    query = select(ModelSwitch).options(joinedload(ModelSwitch.model))
    return session.scalars(query.order_by(ModelSwitch.number.desc()).limit(1)).one_or_none()


def is_wanted(session: Session, setting: str | None) -> bool:
    """Whether the settings name another model than they did when the active one took over.

    Somebody who went back by hand is thus obeyed until the settings change again.
    """
    last = last_switch(session)
    return setting is not None and last is not None and last.setting != setting


def open_active(setting: str) -> StoredEncoder:
    """The active model. Where there is none, or it is gone, the configured one takes its place.

    Raises EncoderUnavailable when neither can be had.
    """
    with database().reading() as session:
        last = last_switch(session)
    if last is not None:
        try:
            encoder = open_model(last.model.name)
        except matcher.EncoderUnavailable as error:
            if last.model.name == setting:
                raise
            log.warning("model.gone", model=last.model.name, error=str(error))
        else:
            if encoder.sha256 == last.model_sha256:
                return encoder
            # Another version of the package, or files that were replaced: what the old model
            # encoded means nothing to the new one, and the old one is nowhere any more.
            log.warning("model.replaced", model=last.model.name, sha256=encoder.sha256)
    encoder = open_model(setting)
    with database().writing() as session:
        switch(session, session.get_one(LanguageModel, encoder.sha256), setting, now())
    return encoder


def open_model(name: str, *, allow_download: bool = False) -> StoredEncoder:
    """A model, loaded once and noted down. Raises EncoderUnavailable, also for other dimensions."""
    loaded: dict[str, StoredEncoder] = current_app.extensions["loaded_models"]
    if name not in loaded:
        encoder = matcher.load_encoder(name, allow_download=allow_download)
        dimensions = int(encoder.encode(["x"], "statement").shape[1])
        stored = _note_down(name, encoder.sha256, dimensions)
        if stored != dimensions:
            raise matcher.EncoderUnavailable(
                f"Model {name!r} answers with {dimensions} numbers, but its stored vectors have"
                f" {stored}."
            )
        loaded[name] = StoredEncoder(encoder, dimensions)
    return loaded[name]


def unload_all_but(encoder: StoredEncoder | None) -> None:
    """Give back the memory of other models; with None the next match loads its model anew."""
    loaded: dict[str, StoredEncoder] = current_app.extensions["loaded_models"]
    for name in [name for name, each in loaded.items() if each is not encoder]:
        del loaded[name]


def _note_down(name: str, sha256: str, dimensions: int) -> int:
    insert = INSERTS[database().engine.dialect.name](LanguageModel)
    row = {"sha256": sha256, "name": name, "dimensions": dimensions, "added_at": now()}
    with database().writing() as session:
        session.execute(insert.on_conflict_do_nothing(), [row])
        model = session.get_one(LanguageModel, sha256)
        model.name = name
        return model.dimensions


def switch(session: Session, model: LanguageModel, setting: str, at: datetime) -> None:
    """Match with this model from now on: one row, so it holds for every worker at once."""
    model.ready_at = model.ready_at or at
    session.add(ModelSwitch(model=model, switched_at=at, setting=setting))
    log.info("model.switched", model=model.name, sha256=model.sha256)


def prepare_model(name: str) -> bool:
    """Encode the next statements beside the active model; True when none are left.

    The model may then be used, and is if the settings want it. Raises EncoderUnavailable.
    """
    encoder = open_model(name)
    with database().reading() as session:
        left = missing_texts(session, encoder.sha256, published_texts(session))
    try:
        encoder.encode(left[:AT_A_TIME], "statement")
    except matcher.EncoderUnavailable:
        current_app.extensions["loaded_models"].pop(name, None)
        raise
    if len(left) > AT_A_TIME:
        return False
    setting = current_app.extensions["settings"].embedding_model
    with database().writing() as session:
        model = session.get_one(LanguageModel, encoder.sha256)
        model.ready_at = model.ready_at or now()
        if name == setting and is_wanted(session, setting):
            switch(session, model, setting, now())
    return True


def published_texts(session: Session) -> list[str]:
    """Everything a model has to encode before it can match."""
    return [text for expert in published_experts(session) for text in texts_of(expert)]


def forget_unpublished() -> int:
    """Delete vectors of texts that nobody publishes any more; returns how many there were.

    The worker does so when it starts and every night.
    """
    with database().reading() as session:
        texts = published_texts(session)
    with database().writing() as session:
        return vectors.forget_unpublished(session, texts)
