"""What needs and profiles are put under: the vocabulary, and finding its themes in texts."""

import uuid
from collections.abc import Sequence

import structlog
from flask import current_app
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

import matcher
from matcher.text import split_aspects
from matcher.themes import (
    GemetConcept,
    Theme,
    ThemeFinder,
    ThemeKind,
    Vocabulary,
    bundled_vocabulary,
    reading_version,
)
from models import (
    Challenge,
    FoundTheme,
    Profile,
    ThemeReading,
    policies,
    profile_text_version,
)
from webapp.clock import now
from webapp.database import database
from webapp.matching import language_models
from webapp.matching.experts import as_expert, as_need, texts_of

__all__ = ["GemetConcept", "Theme", "ThemeKind", "Vocabulary", "theme_version", "vocabulary"]
MOST_THEMES = 8
"""Of one text; what comes after so many is a word in passing."""
Found = tuple[matcher.themes.FoundTheme, ...]
log = structlog.get_logger(__name__)


def vocabulary() -> Vocabulary:
    """The themes that texts are put under."""
    return bundled_vocabulary()


def theme_version() -> str:
    """Of the vocabulary and of what was learned of it; readings by another one are old."""
    return reading_version(vocabulary())


def find_themes_of_need(challenge_id: uuid.UUID) -> None:
    """Read a need for its themes, unless it was withdrawn, closed or is under an embargo."""
    with database().reading() as session:
        challenge = session.get(Challenge, challenge_id)
        if challenge is None or not policies.may_find_themes(challenge, now()):
            return
        need, text_version = as_need(challenge), challenge.text_version
    aspects = split_aspects(need)
    found, model, is_degraded = _find([each.text for each in aspects])
    with database().writing() as session:
        challenge = session.get(Challenge, challenge_id, with_for_update=True)
        if challenge is None or not policies.may_find_themes(challenge, now()):
            return
        if challenge.text_version != text_version:
            return  # Somebody rewrote it meanwhile: what was found stands nowhere any more.
        reading = _reading(session, ThemeReading.challenge_id == challenge_id)
        reading.challenge_id, reading.text_version = challenge_id, text_version
        reading.model_sha256, reading.is_degraded = model, is_degraded
        for each in found:
            aspect = aspects[each.sentence]
            offset = 0 if aspect.field == "title" else len(need.title) + 1
            reading.themes.append(
                FoundTheme(
                    theme=each.code, score=each.score,
                    start_at=aspect.start + offset, end_at=aspect.end + offset,
                )
            )  # fmt: skip


def find_themes_of_profile(profile_id: uuid.UUID) -> None:
    """Read a published profile for its themes."""
    with database().reading() as session:
        profile = session.get(Profile, profile_id, options=[selectinload(Profile.competences)])
        if profile is None or not profile.is_published:
            return
        text_version = profile_text_version(profile)
        texts = texts_of(as_expert(profile))
        statements = [None, *(each.id for each in profile.competences)]
    found, model, is_degraded = _find(texts)
    with database().writing() as session:
        profile = session.get(Profile, profile_id, with_for_update=True)
        if profile is None or profile_text_version(profile) != text_version:
            return
        reading = _reading(session, ThemeReading.profile_id == profile_id)
        reading.profile_id, reading.text_version = profile_id, text_version
        reading.model_sha256, reading.is_degraded = model, is_degraded
        for each in found:
            reading.themes.append(
                FoundTheme(
                    theme=each.code, score=each.score, competence_id=statements[each.sentence]
                )
            )


def _reading(session: Session, of_subject: ColumnElement[bool]) -> ThemeReading:
    """The row of a subject, emptied; what people said of its themes stands elsewhere."""
    reading = session.scalars(select(ThemeReading).where(of_subject)).one_or_none()
    if reading is None:
        reading = ThemeReading()
        session.add(reading)
    else:
        reading.themes.clear()
        session.flush()  # The same theme may be found again, and there is one row for each.
    reading.vocabulary, reading.made_at = theme_version(), now()
    return reading


def _find(texts: Sequence[str]) -> tuple[Found, str | None, bool]:
    """The themes of a text in sentences, the model that took part, and whether one was missing.

    Nobody calls this inside a transaction: a model takes its time.
    """
    setting = current_app.extensions["settings"].embedding_model
    if setting is None:
        return _finder(None).find(texts)[:MOST_THEMES], None, False
    try:
        encoder = language_models.open_active(setting).forgetting()
        finder = _finder(encoder)
        found = finder.find(texts)[:MOST_THEMES]
    except matcher.EncoderUnavailable as error:
        log.warning("themes.without_model", error=str(error))
        return _finder(None).find(texts)[:MOST_THEMES], None, True
    return found, finder.model_sha256, False


def _finder(encoder: matcher.Encoder | None) -> ThemeFinder:
    """One for each model, the last one kept."""
    finders: dict[str, ThemeFinder] = current_app.extensions["theme_finders"]
    key = encoder.sha256 if encoder else ""
    if key not in finders:
        finders.clear()
        finders[key] = ThemeFinder(vocabulary(), encoder)
    return finders[key]
