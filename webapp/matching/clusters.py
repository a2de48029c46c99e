"""Which notes of a workshop say the same, and which of them says it best."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog
from flask import current_app

import matcher
from matcher.clustering import group_texts
from matcher.encoder import BUNDLED
from webapp.config import Settings

Key = TypeVar("Key")
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Alike(Generic[Key]):
    """Notes that belong together, and the one whose words stand for all."""

    members: tuple[Key, ...]
    heading: Key


def group_alike(texts: Mapping[Key, str]) -> list[Alike[Key]]:
    """Every text in one group; without a model, words alone decide.

    The model is loaded for this once and let go: it is asked a few times a day, and a web process
    should not keep its 116 MB for that. Nobody calls this inside a transaction.
    """
    keys, words = list(texts), list(texts.values())
    try:
        groups = group_texts(words, _model())
    except matcher.EncoderUnavailable as error:
        log.warning("clusters.without_model", error=str(error))
        groups = group_texts(words)
    return [
        Alike(tuple(keys[place] for place in group.members), keys[group.heading])
        for group in groups
    ]


def _model() -> matcher.Encoder | None:
    settings: Settings = current_app.extensions["settings"]
    return matcher.load_encoder(BUNDLED) if settings.embedding_model else None
