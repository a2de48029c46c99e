"""Profiles and needs as the matcher reads them: their words, not who wrote them."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

import matcher
import matcher.text
from models import Challenge, Competence, Profile, ProfileState
from models.profile import text_hash


def published_experts(session: Session) -> list[matcher.Expert]:
    """Every published profile as the matcher reads it."""
    profiles = session.scalars(
        select(Profile)
        .where(Profile.state == ProfileState.PUBLISHED)
        .options(selectinload(Profile.competences))
    ).all()
    return [as_expert(profile) for profile in profiles]


def as_expert(profile: Profile) -> matcher.Expert:
    """A profile as the matcher reads it; names and contacts stay outside."""
    return matcher.Expert(
        id=str(profile.id),
        heading=profile.chair,
        summary=profile.summary,
        statements=tuple(_as_statement(each) for each in profile.competences),
    )


def as_need(challenge: Challenge) -> matcher.Need:
    """A Bedarf as the matcher reads it: its words, not who wrote them."""
    return matcher.Need(id=str(challenge.id), title=challenge.title, text=challenge.description)


def version_of(expert: matcher.Expert) -> str:
    """The version of everything that is compared of a profile."""
    return text_hash(
        expert.heading,
        expert.summary,
        *(f"{each.id}\t{each.kind}\t{each.lang}\t{each.text}" for each in expert.statements),
    )


def guess_language(text: str) -> str:
    """The ISO 639-1 code of what somebody wrote; only German and English are analysed."""
    return matcher.text.recognise_language(text)


def texts_of(expert: matcher.Expert) -> list[str]:
    """What the matcher compares of a profile: heading with summary, then each statement."""
    return [f"{expert.heading}. {expert.summary}", *(each.text for each in expert.statements)]


def profiles_by_id(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Profile]:
    """These profiles with everything a proposal shows of them."""
    rows = session.scalars(
        select(Profile)
        .where(Profile.id.in_(ids))
        .options(selectinload(Profile.competences), joinedload(Profile.department))
    ).all()
    return {profile.id: profile for profile in rows}


def _as_statement(competence: Competence) -> matcher.Statement:
    return matcher.Statement(
        id=str(competence.id),
        text=competence.text,
        kind=competence.kind.value,
        lang="en" if competence.language == "en" else "de",
    )
